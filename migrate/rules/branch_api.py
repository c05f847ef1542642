"""Options of branch jobs: https://plugins.jenkins.io/branch-api/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored
from migrate.model.contribution import Contribution
from migrate.model.source import Slot

plugin = Plugin(
    "branch-api",
    title="Branch jobs",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html",
)

_NOT_PUSHED = "a push starts the pipeline, and in Jenkins it started no build"
_CHOSEN = "which branches are built by themselves is chosen in a way of its own"
_OF_BRANCHES = "what Jenkins sets for single branches is not converted"
_OPTION = (Slot.OPTION, Slot.PROPERTY)
_RATE = "executions start whenever they are asked for: nothing spaces them out"


@plugin.rule(
    "rateLimitBuilds",
    "jenkins.branch.RateLimitBranchProperty$JobPropertyImpl",
    slots=_OPTION,
    settings=(
        gap("throttle", because=_RATE),
        *(gap(f"throttle.{name}", because=_RATE) for name in ("count", "durationName", "userBoost")),
        *(gap(name, because=_RATE) for name in ("count", "durationName", "userBoost")),
    ),
    behaviour=(gap("", because=_RATE),),
)
def limit_rate(call: Call) -> Iterator[Contribution]:
    yield from ()


@plugin.rule(
    "overrideIndexTriggers",
    "jenkins.branch.OverrideIndexTriggersJobProperty",
    slots=_OPTION,
    settings=(gap("enableTriggers", default="true", blocking=True, because=_NOT_PUSHED),),
)
def index_triggers(call: Call) -> Iterator[Contribution]:
    yield from ()


@plugin.rule(
    "jenkins.branch.BranchSource",
    slots=(Slot.SCM,),
    hands_on=(("source", Slot.SCM),),
    settings=(
        ignored("strategy[DefaultBranchPropertyStrategy]", because="it is the default"),
        ignored("strategy[DefaultBranchPropertyStrategy].properties", because="it is empty"),
        gap("strategy[DefaultBranchPropertyStrategy].properties[NoTriggerBranchProperty].**", because=_NOT_PUSHED,
            blocking=True),
        ignored("strategy", because="it is empty"),
        gap("strategy.**", because=_OF_BRANCHES, blocking=True),
        ignored("buildStrategies", because="it is empty"),
        gap("buildStrategies.**", because=_CHOSEN, blocking=True),
    ),
)  # fmt: skip
def branch_source(call: Call) -> Iterator[Contribution]:
    """What finds the branches stands in it."""
    yield from ()


plugin.nothing(
    "jenkins.branch.MultiBranchProjectDisplayNamingTrait", because="names on Jenkins' pages", slots=(Slot.TRAIT,)
)
