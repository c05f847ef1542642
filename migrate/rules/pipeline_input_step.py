"""A person decides: https://plugins.jenkins.io/pipeline-input-step/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored, partial, shown
from migrate.model.contribution import Approval, Contribution
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "pipeline-input-step",
    title="Input",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html",
)

_FORM = "an approval has no form: what Jenkins asks for here is not known afterwards"


@plugin.rule(
    "input",
    slots=(Slot.STEP, Slot.INPUT),
    settings=(
        shown("message", to="the text of a manual approval action"),
        ignored("id", because="a name inside Jenkins"),
        ignored("ok", because="the words on a button"),
        partial("submitter", because="who may approve is decided by IAM: codepipeline:PutApprovalResult"),
        gap("submitterParameter", because="who approved is not known to later steps", blocking=True),
        gap("parameters", because=_FORM, blocking=True),
        gap("parameters.**", because=_FORM, blocking=True),
    ),
    behaviour=(partial("a rejected build is ABORTED", because="the stage fails, and the approval ends after 7 days"),),
)
def approve(call: Call) -> Iterator[Contribution]:
    submitter = call.value("submitter")
    yield Approval(call.value("message"), call.text("submitter") if isinstance(submitter, Literal) else "")
