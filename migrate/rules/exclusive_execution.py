"""Exclusive execution: https://plugins.jenkins.io/exclusive-execution/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "exclusive-execution",
    title="Exclusive execution",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "hudson.plugins.execution.exclusive.ExclusiveBuildWrapper",
    slots=(Slot.WRAPPER,),
    because="no pipeline waits until all others have ended",
)
