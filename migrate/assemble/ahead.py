"""Steps that run ahead of a condition or of an entry of the environment, which reads what they give."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile

from migrate.model import contribution as c
from migrate.model.plan import Placed, Plan, PlannedStage, Variable

_NO_AGENT = "steps in the environment of the pipeline need an agent, and it has none"
_IN_A_POD = "steps in the environment of the pipeline run in a container that is not there yet"


def is_ahead(entry: Variable | Placed) -> bool:
    part = entry.contribution if isinstance(entry, Placed) else None
    return isinstance(part, c.Part) and part.role is c.Role.AHEAD


def split(guards: tuple[Placed, ...]) -> tuple[tuple[Placed, ...], tuple[Placed, ...]]:
    """The guards in front of the first steps, and the rest."""
    first = tuple(takewhile(lambda one: not is_ahead(one), guards))
    return first, guards[len(first) :]


def stopped_by(plan: Plan) -> str:
    """Why steps in the environment of the job can't run; "" where they can."""
    match plan.machine.contribution if plan.machine else None:
        case c.NoMachine():
            return _NO_AGENT
        case c.InPod():
            return _IN_A_POD
    return ""


def computed_once(plan: Plan) -> Plan:
    """Steps in the environment of the job run once, in its first build: a stage of their own where the first one of
    the job may be skipped, asks before it runs, or has other machines."""
    if not any(is_ahead(one) for one in plan.environment):
        return plan
    first = plan.stages[0]
    if not (first.guards or first.approval or first.machine or first.parallel or first.stages or first.traits):
        return plan
    origin = next(one.origin for one in plan.environment if is_ahead(one))
    return replace(plan, stages=(PlannedStage("Environment", origin, work=(Placed(c.Plain(), origin),)), *plan.stages))
