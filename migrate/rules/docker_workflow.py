"""Docker agents: https://plugins.jenkins.io/docker-workflow/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Contribution, InImage
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "docker-workflow",
    title="Docker agents",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/sample-docker-custom-image.html",
)

_CONTAINER = (
    partial("args", because="CodeBuild starts the container itself: options of docker run have no place", default=""),
    ignored("label", because="CodeBuild chooses the machine"),
    partial("registryUrl", because="the image must be readable by the build: see its registry credential", default=""),
    gap(
        "registryCredentialsId",
        because="the build needs a registry credential for its image",
        default="",
        blocking=True,
    ),
    ignored("alwaysPull", because="each build pulls its image"),
    partial("reuseNode", because="the workspace is handed on as an artifact, not shared", default="false"),
    partial("customWorkspace", because="a build has its own folder", default=""),
)


@plugin.rule("docker", slots=(Slot.AGENT,), settings=(converted("image", to="the image of the build"), *_CONTAINER))
def container(call: Call) -> Iterator[Contribution]:
    yield InImage(call.value("image"))


@plugin.rule(
    "dockerfile",
    slots=(Slot.AGENT,),
    settings=(
        gap("filename", because="an image that is built first must stand in a registry", blocking=True),
        *(gap(name, because="an image that is built first must stand in a registry", blocking=True)
          for name in ("dir", "additionalBuildArgs")),
        *_CONTAINER,
    ),
    behaviour=(gap("the image is built from the repository", because="an image that is built first must stand in a registry",
                   blocking=True),),
)  # fmt: skip
def dockerfile(call: Call) -> Iterator[Contribution]:
    yield InImage(Literal(""), dockerfile="Dockerfile")


for _name in (
    "withDockerContainer",
    "withDockerRegistry",
    "withDockerServer",
    "docker.build",
    "docker.push",
    "docker.inside",
):
    plugin.blocked(_name, because="containers inside a stage are not converted yet")
