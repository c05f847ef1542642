"""`milestone`, which lets no older build pass a newer one: https://plugins.jenkins.io/pipeline-milestone-step/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, ignored, partial
from migrate.model.contribution import Contribution, Milestone
from migrate.model.source import Slot

plugin = Plugin(
    "pipeline-milestone-step",
    title="Milestones",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html#how-it-works-modes",
)


@plugin.rule(
    "milestone",
    slots=(Slot.STEP,),
    settings=(
        converted("ordinal", to="the execution mode"),
        ignored("label", because="a name in Jenkins' log"),
        ignored("unsafe", because="where the step stands makes no difference to the execution mode"),
    ),
    behaviour=(
        partial(
            "an older build that a newer one has overtaken is aborted",
            because="executions never overtake: each stage runs one at a time, and one that waits gives way to a newer one",
        ),
    ),
)
def milestone(call: Call) -> Iterator[Contribution]:
    call.has("ordinal")
    yield Milestone()
