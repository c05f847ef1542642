"""Build result trigger: https://plugins.jenkins.io/buildresult-trigger/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "buildresult-trigger",
    title="Build result trigger",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html",
)

plugin.lost(
    "org.jenkinsci.plugins.buildresulttrigger.BuildResultTrigger",
    "buildResultTrigger",
    slots=(Slot.TRIGGER,),
    because="the result of another job starts nothing here: an EventBridge rule on its pipeline can",
)
