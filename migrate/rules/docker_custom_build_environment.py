"""Builds in a container: https://plugins.jenkins.io/docker-custom-build-environment/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "docker-custom-build-environment",
    title="Builds in a container",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "com.cloudbees.jenkins.plugins.okidocki.DockerBuildWrapper",
    slots=(Slot.WRAPPER,),
    because="the image of the build is not chosen by this wrapper: set it on the build project",
)
