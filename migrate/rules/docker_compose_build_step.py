"""Docker Compose: https://plugins.jenkins.io/docker-compose-build-step/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.expressions import shell_word
from migrate.mapping.rule import Call, Plugin, converted, gap, partial
from migrate.model.contribution import Command, Contribution
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "docker-compose-build-step",
    title="Docker Compose",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_OTHER = "another option of this builder is not converted: run docker compose in a command"


@plugin.rule(
    "jenkins.plugins.docker_compose.DockerComposeBuilder",
    slots=(Slot.STEP,),
    settings=(
        converted("useCustomDockerComposeFile", to="-f"),
        converted("dockerComposeFile", to="-f"),
        converted("option[StartAllServices]", to="docker-compose up"),
        converted("option[StopAllServices]", to="docker-compose down"),
        gap("option", because=_OTHER, blocking=True),
        gap("option.**", because=_OTHER, blocking=True),
    ),
    behaviour=(
        partial("docker", because="the build project must be privileged, and the image have docker-compose"),
        partial("a failure", because="it stops the build here, where Jenkins goes on and fails in the end"),
    ),
)
def compose(call: Call) -> Iterator[Contribution]:
    file = call.text("dockerComposeFile")
    words = ["docker-compose", *(["-f", shell_word(file)] if call.flag("useCustomDockerComposeFile") else [])]
    does = {"StartAllServices": ["up", "-d"], "StopAllServices": ["down"]}
    for option in call.nested("option"):
        if option.name in does:
            yield Command(Literal(" ".join([*words, *does[option.name]])))
