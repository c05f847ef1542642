"""Promotions: https://plugins.jenkins.io/promoted-builds/

Each one is a pipeline of its own, as it is a build of its own in Jenkins: it may run days after the build, or never, and
what becomes of it is not the job's. Starting it by hand is what Jenkins calls to promote a build.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model import contribution as c
from migrate.model.contribution import Contribution
from migrate.model.source import Literal, Reference, ReferenceKind, Slot

plugin = Plugin(
    "promoted-builds",
    title="Promoted builds",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html",
)

_PLUGIN = "hudson.plugins.promoted_builds"
_UNSEEN = "nothing on AWS sees whether this holds for a build: take it out, and start the pipeline when it does"
_OF_THE_PAGE = "how a promotion looks on Jenkins' pages"
_PARALLEL = "promotions of several builds wait for their approvals at the same time, and may run at the same time"
_UNSTABLE = "a build that Jenkins marks UNSTABLE passes on AWS, and is promoted too"


@plugin.rule(
    f"{_PLUGIN}.JobPropertyImpl",
    settings=(
        partial("activeProcessNames", because="each is a pipeline of its own, JOB/promotion/NAME: this one starts those "
                "that wait for its success alone, a person all others"),
    ),
    advisory=True,
)  # fmt: skip
def property_of_job(call: Call) -> Iterator[Contribution]:
    call.has("activeProcessNames")
    yield from ()


@plugin.rule(
    f"{_PLUGIN}.PromotionProcess",
    slots=(Slot.PROPERTY,),
    settings=(
        ignored("icon", because=_OF_THE_PAGE),
        ignored("isVisible", because=_OF_THE_PAGE),
        partial("conditions[ManualCondition].users", because="who may approve is decided by IAM: "
                "codepipeline:PutApprovalResult", default=""),
        ignored("conditions[ManualCondition].parameterDefinitions", because="there are none"),
        converted("conditions[ManualCondition]", to="a manual approval action"),
        converted("conditions[SelfPromotionCondition].evenIfUnstable", to="a start by the pipeline of the job"),
        converted("conditions[SelfPromotionCondition]", to="a start by the pipeline of the job"),
        gap("conditions", because=_UNSEEN, default="", blocking=True),
        gap("conditions.**", because=_UNSEEN, blocking=True),
    ),
    behaviour=(
        partial("PROMOTED_NUMBER", because="whoever starts it says which build is promoted, and gives the parameters of "
                "that build; nothing checks that this build was good"),
        partial("workspace of the job", because="the folder is empty: steps must copy what the job has archived"),
        partial("names of other jobs", because="they are full names: one that Jenkins would find beside the job first must "
                "be written in full"),
        partial("what is promoted once", because="a pipeline may be started for the same build again"),
    ),
)  # fmt: skip
def promotion(call: Call) -> Iterator[Contribution]:
    conditions = call.nested("conditions")
    for one in conditions:
        one.has("evenIfUnstable")
    if any(one.name == "ManualCondition" for one in conditions):
        call.partial(_PARALLEL)
        yield c.Concurrency(c.Mode.PARALLEL)


@plugin.rule(
    f"{_PLUGIN}.conditions.SelfPromotionCondition",
    slots=(Slot.PUBLISHER,),
    settings=(
        converted("process", to="a start of the pipeline of the promotion"),
        converted("evenIfUnstable", to="a start of the pipeline of the promotion"),
    ),
)
def start_promotion(call: Call) -> Iterator[Contribution]:
    """The job starts it in the end, with its own parameters."""
    if not call.flag("evenIfUnstable"):
        call.partial(_UNSTABLE)
    number = Reference(ReferenceKind.ENVIRONMENT, "BUILD_NUMBER")
    yield c.StartJob(
        Literal(call.text("process")),
        (("PROMOTED_NUMBER", number),),
        wait=False,
        when=c.When.SUCCESS,
        own_parameters=True,
    )


plugin.lost(
    f"{_PLUGIN}.PromotionTrigger",
    because="what a promotion starts when it has passed is not converted: add a build trigger to its steps",
)
