"""URL trigger: https://plugins.jenkins.io/urltrigger/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "urltrigger",
    title="URL trigger",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html",
)

plugin.lost(
    "org.jenkinsci.plugins.urltrigger.URLTrigger",
    "URLTrigger",
    slots=(Slot.TRIGGER,),
    because="what a URL answers starts no pipeline: a scheduled function can look and start it",
)
