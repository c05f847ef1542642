"""The name that a pipeline gives its build: a variable of the environment, where something reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from migrate.model import contribution as c
from migrate.model.plan import NestedStage, Placed, Plan, PlannedStage

NAME = "BUILD_DISPLAY_NAME"
_READS = re.compile(rf"\b{NAME}\b|name='displayName'")


def naming(plan: Plan) -> Plan:
    """The plan with steps that set the variable in the place of those that name the build, or without them."""
    is_read = _READS.search(repr((plan.stages, plan.post, plan.environment, plan.traits))) is not None
    stages = tuple(_in_stage(one, is_read) for one in plan.stages)
    posts = tuple(replace(one, work=_in_work(one.work, is_read)) for one in plan.post)
    return replace(plan, stages=stages, post=posts)


def _in_stage(stage: PlannedStage, is_read: bool) -> PlannedStage:
    return replace(
        stage,
        work=_in_work(stage.work, is_read),
        post=tuple(replace(one, work=_in_work(one.work, is_read)) for one in stage.post),
        stages=tuple(_in_stage(one, is_read) for one in stage.stages),
        parallel=tuple(_in_stage(one, is_read) for one in stage.parallel),
    )


def _in_work(work: Iterable[Placed], is_read: bool) -> tuple[Placed, ...]:
    return tuple(_placed(one, is_read) for one in work if is_read or not isinstance(one.contribution, c.SetDisplayName))


def _placed(placed: Placed, is_read: bool) -> Placed:
    match placed.contribution:
        case c.SetDisplayName(value):
            return replace(placed, contribution=c.SetVariable(NAME, value))
        case NestedStage(stage):
            return replace(placed, contribution=NestedStage(_in_stage(stage, is_read)))
    return replace(placed, body=_in_work(placed.body, is_read)) if placed.body else placed
