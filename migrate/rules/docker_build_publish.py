"""Docker images: https://plugins.jenkins.io/docker-build-publish/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "docker-build-publish",
    title="Docker images",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "com.cloudbees.dockerpublish.DockerBuilder",
    slots=(Slot.STEP,),
    because="an image is not built and pushed by this builder: run docker in a command, with a login",
)
