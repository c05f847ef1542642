"""`checkout`: https://plugins.jenkins.io/workflow-scm-step/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, ignored, partial
from migrate.model.contribution import Checkout, Contribution
from migrate.model.source import Items, Reference, ReferenceKind, Slot

plugin = Plugin(
    "workflow-scm-step",
    title="Checkout",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html",
)


_VALUES = "what it gives has nothing of earlier builds, as GIT_PREVIOUS_COMMIT: a build does not know them"


@plugin.rule(
    "checkout",
    slots=(Slot.STEP,),
    hands_on=(("scm", Slot.SCM),),
    settings=(
        converted("scm", to="the source action"),
        ignored("changelog", because="a page of Jenkins"),
        converted("values", to="whether a script reads what it gives"),
        partial("poll", because="changes of the source start the pipeline", default="true"),
    ),
)
def checkout(call: Call) -> Iterator[Contribution]:
    """`checkout scm` is the job's own source; any other is a describable with a rule of its own."""
    if call.flag("values"):
        call.partial(_VALUES)
    scm = call.value("scm")
    if isinstance(scm, Reference) and scm.kind is ReferenceKind.SCM:
        yield Checkout(job_scm=True)
    elif scm != Items(()):
        call.gap("which repository is meant is known only when the pipeline runs", "scm", blocking=True)
