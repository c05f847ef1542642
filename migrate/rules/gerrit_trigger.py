"""Gerrit trigger: https://plugins.jenkins.io/gerrit-trigger/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "gerrit-trigger",
    title="Gerrit trigger",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html",
)

plugin.lost(
    "com.sonyericsson.hudson.plugins.gerrit.trigger.hudsontrigger.GerritTrigger",
    "gerrit",
    slots=(Slot.TRIGGER,),
    because="a change in Gerrit starts no pipeline: let a hook of Gerrit start it with the API of CodePipeline",
)
