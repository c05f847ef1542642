"""Jobs of another Jenkins: https://plugins.jenkins.io/Parameterized-Remote-Trigger/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "Parameterized-Remote-Trigger",
    title="Jobs of another Jenkins",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "org.jenkinsci.plugins.ParameterizedRemoteTrigger.RemoteBuildConfiguration",
    "triggerRemoteJob",
    slots=(Slot.STEP,),
    because="a job of another Jenkins is not started: call its API in a command, with a secret",
)
