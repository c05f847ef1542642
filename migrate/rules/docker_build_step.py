"""Docker commands: https://plugins.jenkins.io/docker-build-step/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "docker-build-step",
    title="Docker commands",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "org.jenkinsci.plugins.dockerbuildstep.DockerBuilder",
    slots=(Slot.STEP,),
    because="docker of another machine is not called: run docker in a command of a privileged build",
)
