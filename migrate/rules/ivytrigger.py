"""Ivy trigger: https://plugins.jenkins.io/ivytrigger/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "ivytrigger",
    title="Ivy trigger",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html",
)

plugin.lost(
    "org.jenkinsci.plugins.ivytrigger.IvyTrigger",
    slots=(Slot.TRIGGER,),
    because="a new version of a dependency starts no pipeline",
)
