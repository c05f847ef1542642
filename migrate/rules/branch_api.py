"""Options of branch jobs: https://plugins.jenkins.io/branch-api/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap
from migrate.model.contribution import Contribution
from migrate.model.source import Slot

plugin = Plugin(
    "branch-api",
    title="Branch jobs",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html",
)

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
    settings=(
        gap("enableTriggers", default="true", blocking=True,
            because="a push starts the pipeline, and in Jenkins it started no build"),
    ),
)  # fmt: skip
def index_triggers(call: Call) -> Iterator[Contribution]:
    yield from ()
