"""Starts by a web hook: https://plugins.jenkins.io/generic-webhook-trigger/"""

from __future__ import annotations

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "generic-webhook-trigger",
    title="Generic web hook",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StartPipelineExecution.html",
)

plugin.lost(
    "org.jenkinsci.plugins.gwt.GenericTrigger",
    "GenericTrigger",
    slots=(Slot.TRIGGER,),
    because="a web hook starts no pipeline, and its variables are not set: let its sender start the pipeline with the "
    "API of CodePipeline, and give the variables",
)
