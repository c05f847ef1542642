"""Gogs: https://plugins.jenkins.io/gogs-webhook/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "gogs-webhook",
    title="Gogs",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html",
)

plugin.lost(
    "org.jenkinsci.plugins.gogs.GogsTrigger",
    "gogs",
    slots=(Slot.TRIGGER,),
    because="no connection reads Gogs: a web hook can start the pipeline with the API",
)
