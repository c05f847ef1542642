"""The result of a build, which Jenkins keeps while it runs and which only gets worse.

A build on AWS succeeds or fails, so it is a file: steps set it, texts and `post` read it, and the build fails in the
end where it says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migrate.model import contribution as c
from migrate.model.plan import NestedStage, Placed, Plan, PlannedStage
from migrate.model.source import Literal, Value

FAILING = frozenset({"FAILURE", "NOT_BUILT", "ABORTED"})
RESULTS = FAILING | {"SUCCESS", "UNSTABLE"}
_READS = re.compile(
    r"name='(result|currentResult)'"
    r"|condition='(success|unstable|unsuccessful|failure|changed|fixed|regression)'"
)


@dataclass(frozen=True, slots=True)
class Results:
    """What a plan does with the result: what its steps may set ("" for what only the run knows), whether anything asks
    for it, and whether test reports make it UNSTABLE unseen: in the stages, or only in the job's post."""

    set: frozenset[str] = frozenset()
    read: bool = True
    unseen: bool = False
    unseen_late: bool = False

    @property
    def may_be_unstable(self) -> bool:
        return bool(self.set & {"UNSTABLE", ""})

    def matter(self, result: str) -> bool:
        """Whether setting it changes anything."""
        return self.read or result not in ("SUCCESS", "UNSTABLE")


def results_of(plan: Plan) -> Results:
    contributions = [*contributions_in(plan)]
    found = frozenset(name for one in contributions for name in _set_by(one))
    if any(isinstance(one, c.CatchFailure) for one in contributions) and any(map(may_interrupt, contributions)):
        found |= {"ABORTED"}
    unseen = any(isinstance(one, c.TestReport) for one in contributions)
    late = unseen and not any(isinstance(one, c.TestReport) for stage in plan.stages for one in _in_stage(stage))
    return Results(found, bool(found) and _READS.search(repr((plan.stages, plan.post))) is not None, unseen, late)


def result_named(value: Value) -> str:
    """The result of a name, as Jenkins reads it: an unknown one is a failure. "" for one that only the run knows."""
    if not isinstance(value, Literal):
        return ""
    name = str(value.value).upper()
    return name if name in RESULTS else "FAILURE"


def _set_by(contribution: object) -> Iterator[str]:
    match contribution:
        case c.SetResult(result):
            yield result_named(result)
        case c.CatchFailure(result=result) if result != "SUCCESS":
            yield result
        case c.Command(unstable=status) if status:
            yield "UNSTABLE"
        case c.FindText(result=result):
            yield from (result, "UNSTABLE")


def may_interrupt(contribution: object) -> bool:
    """Whether it may end what stands around it as an interruption, which makes the build ABORTED."""
    return isinstance(contribution, c.WithTimeout) or (isinstance(contribution, c.Fail) and contribution.interrupts)


def contributions_in(plan: Plan) -> Iterator[object]:
    """All that stands in a plan, in any depth."""
    yield from everything_in(plan.traits)
    for stage in plan.stages:
        yield from _in_stage(stage)
    yield from everything_in(placed for post in plan.post for placed in post.work)


def _in_stage(stage: PlannedStage) -> Iterator[object]:
    yield from everything_in((*stage.traits, *stage.work, *(placed for post in stage.post for placed in post.work)))
    for inner in (*stage.stages, *stage.parallel):
        yield from _in_stage(inner)


def placed_in(stage: PlannedStage) -> Iterator[Placed]:
    """The pieces of work of a stage and of the stages within, not those inside of other pieces."""
    yield from (*stage.traits, *stage.work, *(placed for post in stage.post for placed in post.work))
    for inner in (*stage.stages, *stage.parallel):
        yield from placed_in(inner)


def everything_in(work: Iterable[Placed]) -> Iterator[object]:
    """The contributions of pieces of work, in any depth."""
    for placed in work:
        if isinstance(placed.contribution, NestedStage):
            yield from _in_stage(placed.contribution.stage)
        yield placed.contribution
        yield from everything_in(placed.body)
