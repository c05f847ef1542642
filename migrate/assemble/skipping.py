"""Stages that are skipped once the build is UNSTABLE: a guard of each, which asks for the result so far."""

from __future__ import annotations

from dataclasses import replace

from migrate.assemble.results import results_of
from migrate.model import contribution as c
from migrate.model.location import Location
from migrate.model.plan import Placed, Plan, PlannedStage
from migrate.model.source import Literal, Reference, ReferenceKind

_RESULT = Reference(ReferenceKind.BUILD, "currentResult")
_GOES_ON = c.Compare(_RESULT, c.Operator.DIFFERS, Literal("UNSTABLE"))


def skipping(plan: Plan) -> Plan:
    """The plan with guards where an option asks for them, and something may make the build UNSTABLE."""
    asked = next((one.origin for one in plan.traits if isinstance(one.contribution, c.SkipAfterUnstable)), None)
    results = results_of(plan)
    if asked is None or not (results.may_be_unstable or results.unseen):
        return plan
    first, *others = plan.stages
    return replace(plan, stages=(_inside(first, asked), *(_guarded(one, asked) for one in others)))


def _guarded(stage: PlannedStage, origin: Location) -> PlannedStage:
    stage = _inside(stage, origin)
    return replace(stage, guards=(Placed(_GOES_ON, origin), *stage.guards))


def _inside(stage: PlannedStage, origin: Location) -> PlannedStage:
    """The stage with guards of the stages within; those of branches that start together are asked for before."""
    inner = tuple(_guarded(one, origin) if index else _inside(one, origin) for index, one in enumerate(stage.stages))
    return replace(stage, stages=inner, parallel=tuple(_inside(one, origin) for one in stage.parallel))
