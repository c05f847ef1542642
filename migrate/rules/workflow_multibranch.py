"""Multibranch pipelines: https://plugins.jenkins.io/workflow-multibranch/"""

from __future__ import annotations

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "workflow-multibranch",
    title="Multibranch pipelines",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html",
)

plugin.nothing(
    "org.jenkinsci.plugins.workflow.multibranch.BranchJobProperty",
    because="it says which branch Jenkins made the job for",
    slots=(Slot.PROPERTY,),
)
plugin.blocked(
    "properties",
    because="properties that a script sets when it runs are not converted yet: say them in options, parameters and triggers",
    slots=(Slot.STEP,),
)
for _name in ("readTrusted", "resolveScm"):
    plugin.blocked(
        _name,
        because="the value of the step is lost: it is read by Groovy, which is not evaluated yet",
        slots=(Slot.STEP,),
    )
