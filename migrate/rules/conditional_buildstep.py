"""Builders under a condition: https://plugins.jenkins.io/conditional-buildstep/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, Promise, converted, gap, partial
from migrate.model.contribution import Choice, Contribution, Role
from migrate.model.source import Slot

plugin = Plugin(
    "conditional-buildstep",
    title="Conditional builders",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_LOST = "it is not understood"
_STOPS = "a condition that can't be evaluated stops the build"
_RUNNER = (
    converted("runner[Fail]", to=_STOPS),
    partial("runner[Run|DontRun|Unstable|RunUnstable]", because=f"{_STOPS}, whatever is chosen here"),
    gap("runner.**", because=_LOST, blocking=True),
)


def _lost(*names: str) -> tuple[Promise, ...]:
    return tuple(gap(name, because=_LOST, blocking=True) for name in names)


@plugin.rule(
    "org.jenkinsci.plugins.conditionalbuildstep.ConditionalBuilder",
    settings=(*_RUNNER, *_lost("runCondition", "conditionalbuilders", "condition", "invertCondition")),
    holds=(("runCondition", Slot.CONDITION, Role.CONDITION), ("conditionalbuilders", Slot.STEP, Role.THEN)),
)
def several(call: Call) -> Iterator[Contribution]:
    call.nested("runner")
    yield Choice()


@plugin.rule(
    "org.jenkinsci.plugins.conditionalbuildstep.singlestep.SingleConditionalBuilder",
    settings=(*_RUNNER, *_lost("condition", "buildStep")),
    holds=(("condition", Slot.CONDITION, Role.CONDITION), ("buildStep", Slot.STEP, Role.THEN)),
)
def single(call: Call) -> Iterator[Contribution]:
    call.nested("runner")
    yield Choice()


plugin.blocked(
    "org.jenkinsci.plugins.conditionalbuildstep.LegacyBuildstepCondition",
    because="a condition of the first version of the plugin is not converted",
    slots=(Slot.CONDITION,),
)
