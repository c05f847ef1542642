"""What becomes of the containers that builds on a Docker cloud run in: https://plugins.jenkins.io/docker-plugin/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored
from migrate.model.contribution import Contribution

plugin = Plugin(
    "docker-plugin",
    title="Docker cloud",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html",
)

_COMMIT = "no image is made of the container of a build: build it with docker in a command"
_TEMPLATE = "the template of the job's own agent is not read: give the build project its image"


@plugin.rule(
    "com.nirima.jenkins.plugins.docker.DockerJobProperty",
    settings=(
        gap("tagOnCompletion", because=_COMMIT, default="false", blocking=True),
        gap("additionalTag", because=_COMMIT, default="", blocking=True),
        gap("pushOnSuccess", because=_COMMIT, default="false", blocking=True),
        gap("registry", because=_COMMIT, default="", blocking=True),
        gap("registry.**", because=_COMMIT, blocking=True),
        gap("dockerJobTemplate", because=_TEMPLATE, default="", blocking=True),
        gap("dockerJobTemplate.**", because=_TEMPLATE, blocking=True),
        ignored("cleanImages", because="the image of the build's container is deleted again"),
        gap("cleanImages", because=_COMMIT),
    ),
    behaviour=(ignored("", because="it is about the image that Jenkins makes of a build's container"),),
)
def commit(call: Call) -> Iterator[Contribution]:
    """`DockerJobProperty.perform` makes the image of each build, tags and pushes it, and deletes it when told to."""
    if not call.flag("cleanImages"):
        call.gap(_COMMIT, "cleanImages")
    yield from ()
