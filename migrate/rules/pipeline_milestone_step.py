"""`milestone`, which lets no older build pass a newer one: https://plugins.jenkins.io/pipeline-milestone-step/"""

from __future__ import annotations

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "pipeline-milestone-step",
    title="Milestones",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html#how-it-works-modes",
)

plugin.blocked(
    "milestone",
    because="a build can't see that a newer execution has overtaken it: with disableConcurrentBuilds() none does, and the step "
    "can go",
    slots=(Slot.STEP,),
)
