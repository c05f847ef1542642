"""Scopes that options put around a whole pipeline or stage, each at the place where a build honours it.

In Jenkins the options of a pipeline stand inside its `environment` and around all stages and `post`; those of a stage
around its `environment`, steps and `post` (`ModelInterpreter.groovy`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import assert_never, get_args

from migrate.assemble.ahead import computed_once, is_ahead, stopped_by
from migrate.model import contribution as c
from migrate.model.plan import NestedStage, Placed, Plan, PlannedStage, Remark, Variable, stopped
from migrate.model.source import Derived, Reference, ReferenceKind, Template, Value

SCOPES = get_args(c.Scope)

# What a stage may have beside scopes; all else stands in front of its steps, where it is written or stops them.
STAGE_TRAITS = (c.SkipCheckout, c.UseTool)


class Reach(Enum):
    """How far a scope reaches that stands around more than one build."""

    NOTHING = "changes nothing"
    EACH = "around each build is the same as around all"
    TOGETHER = "must stand around all in one build"
    LIMIT = "a time-out"
    NEVER = "no option"


def reach_of(scope: c.Scope) -> Reach:
    """The reach of each kind of scope; a kind that is not named here is a type error."""
    match scope:
        case c.Plain():
            return Reach.NOTHING
        case (
            c.WithVariables()
            | c.WithSecrets()
            | c.WithRole()
            | c.WithSshKeys()
            | c.WithRegistry()
            | c.WithSonarQube()
            | c.WithParameterStore()
        ):
            return Reach.EACH
        case c.WithTimeout():
            return Reach.LIMIT
        case (
            c.WithRetry()
            | c.CatchFailure()
            | c.InDirectory()
            | c.InImage()
            | c.InPod()
            | c.InContainer()
            | c.OnMachine()
            | c.IntoFile()
            | c.OnResult()
            | c.FollowedBy()
        ):
            return Reach.TOGETHER
        case c.WithLock():
            return Reach.TOGETHER
        case c.InParallel() | c.InTurn() | c.Choice() | c.Loop() | c.Attempt() | c.Until() | c.Part():
            return Reach.NEVER
        case c.AllOf() | c.AnyOf() | c.NotAny():
            return Reach.NEVER
        case _:
            assert_never(scope)


def is_scope(placed: Placed, *reaches: Reach) -> bool:
    """Whether it is a scope of one of these reaches, or of any that changes something."""
    wanted = reaches or (Reach.EACH, Reach.TOGETHER, Reach.LIMIT, Reach.NEVER)
    contribution = placed.contribution
    return isinstance(contribution, SCOPES) and reach_of(contribution) in wanted


# ---- the pipeline ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scoped:
    """A plan whose scopes all stand where a build honours them, and what is to be said."""

    plan: Plan
    remarks: tuple[Remark, ...] = ()
    note: str = ""


def scoped(plan: Plan) -> Scoped:
    """Variables and secrets join the environment of each build; what must hold together becomes one stage."""
    stops = tuple(_stops(plan))
    together = tuple(one for one in plan.traits if is_scope(one, Reach.TOGETHER))
    each = tuple(one for one in plan.traits if is_scope(one, Reach.EACH))
    kept = tuple(one for one in plan.traits if not is_scope(one, *set(Reach) - {Reach.LIMIT}) and one not in stops)
    remarks = tuple(Remark(one.origin, _because(one, plan), True, True) for one in stops)
    entries = tuple(one for one in plan.environment if one not in stops)
    plan = computed_once(replace(plan, environment=(*entries, *each), traits=kept))
    note = ""
    if together:
        names = ", ".join(dict.fromkeys(type(one.contribution).__name__ for one in together))
        note = f"All stages run in one build: {names} stands around the whole pipeline."
        plan = _in_one_stage(plan, together)
    blocks = tuple(Placed(c.Blocked(_because(one, plan)), one.origin) for one in stops)
    return Scoped(replace(plan, stages=stopped(plan.stages, blocks)), remarks, note)


def _in_one_stage(plan: Plan, around: tuple[Placed, ...]) -> Plan:
    whole = PlannedStage("Pipeline", plan.origin, traits=around, stages=plan.stages, post=plan.post)
    return replace(plan, stages=(whole,), post=())


def _because(placed: Placed, plan: Plan) -> str:
    if is_ahead(placed):
        return stopped_by(plan)
    if isinstance(placed.contribution, c.WithTimeout):
        return "a time-out by inactivity has no equivalent"
    if isinstance(placed.contribution, c.CheckoutDirectory):
        return "the source is in a folder of the workspace, and steps check it out once more beside that"
    return f"{type(placed.contribution).__name__} can't stand around a whole pipeline"


def _stops(plan: Plan) -> Iterator[Placed]:
    """What is neither a trait that the pipeline has nor a scope that can stand around it, and steps that can't run."""
    if stopped_by(plan):
        yield from (one for one in plan.environment if isinstance(one, Placed) and is_ahead(one))
    for one in plan.traits:
        quiet = isinstance(one.contribution, c.WithTimeout) and one.contribution.activity
        if isinstance(one.contribution, c.CheckoutDirectory) and any(_checks_out(stage) for stage in plan.stages):
            yield one
        known = isinstance(one.contribution, (*get_args(c.JobTrait), *SCOPES))
        if quiet or not known or is_scope(one, Reach.NEVER):
            yield one


def limited(plan: Plan, builds: int) -> Iterator[Remark]:
    """What is not as in Jenkins where a time-out of the pipeline becomes the limit of each build."""
    for one in plan.traits:
        if not isinstance(one.contribution, c.WithTimeout):
            continue
        if builds > 1:
            yield Remark(one.origin, "each build has this limit for itself, and waiting for an approval does not count")
        if plan.post or any(_has_post(stage) for stage in plan.stages):
            yield Remark(one.origin, "a build that reaches its limit ends at once: its post does not run")
        if not 300 <= one.contribution.seconds <= 2160 * 60:
            yield Remark(one.origin, "a build's limit is between 5 minutes and 36 hours: the nearest holds")


def _checks_out(stage: PlannedStage) -> bool:
    """Whether steps check out the job's source, which they do into the workspace itself."""
    posts = (placed for post in stage.post for placed in post.work)
    inner = any(_checks_out(one) for one in (*stage.stages, *stage.parallel))
    return inner or any(_is_checkout(placed) for placed in (*stage.work, *posts))


def _is_checkout(placed: Placed) -> bool:
    return isinstance(placed.contribution, c.Checkout) or any(_is_checkout(one) for one in placed.body)


def _has_post(stage: PlannedStage) -> bool:
    return bool(stage.post) or any(_has_post(inner) for inner in (*stage.stages, *stage.parallel))


# ---- a stage ---------------------------------------------------------------------------------------------------------


def holds_together(stage: PlannedStage) -> bool:
    """Whether what stands around a stage keeps its inner stages in one build."""
    return any(is_scope(one, Reach.TOGETHER, Reach.LIMIT, Reach.NEVER) for one in stage.traits)


def inseparable(stage: PlannedStage) -> bool:
    """Whether a stage can't be split in two: what stands around it holds for all its steps together."""
    return any(is_scope(one, Reach.TOGETHER, Reach.NEVER) for one in stage.traits)


def parted(stage: PlannedStage) -> tuple[tuple[Placed, ...], PlannedStage]:
    """The scopes around a stage with its environment and `post`, and the stage with those that stand around its work.

    A time-out must not end `post`, which runs after it; around parallel stages no scope holds for `post`.
    """
    scopes = [one for one in stage.traits if is_scope(one)]
    if stage.parallel:
        return (), stage
    last = max((index for index, one in enumerate(scopes) if is_scope(one, Reach.TOGETHER, Reach.NEVER)), default=-1)
    inner = [one for one in scopes[last + 1 :] if is_scope(one, Reach.LIMIT)]
    outer = [one for one in scopes if one not in inner]
    return tuple(outer), replace(stage, traits=tuple(one for one in stage.traits if one not in outer))


def around(scopes: tuple[Placed, ...], body: tuple[Placed, ...]) -> tuple[Placed, ...]:
    """The body in the scopes, the first of them outermost."""
    for one in reversed(scopes):
        body = (Placed(one.contribution, one.origin, body),)
    return body


def names_of(environment: tuple[Variable | Placed, ...]) -> list[str]:
    """The variables that an environment defines."""
    return [name for entry in environment for name in _names(entry)]


def _names(entry: Variable | Placed) -> Iterator[str]:
    if isinstance(entry, Variable):
        yield entry.name
    elif isinstance(entry.contribution, c.WithSecrets):
        yield from (one.name + end for one in entry.contribution.variables for end in ("", "_USR", "_PSW"))
    elif isinstance(entry.contribution, c.WithRole):
        yield from c.ROLE_KEYS
    elif isinstance(entry.contribution, c.WithSonarQube):
        yield from c.SONARQUBE_NAMES
    elif isinstance(entry.contribution, c.WithVariables):
        yield from (name.partition("+")[0] for name, _ in entry.contribution.variables)


def as_scope(entry: Variable | Placed) -> Placed:
    """An `environment` entry as a scope of its own."""
    if isinstance(entry, Placed):
        return entry
    return Placed(c.WithVariables(((entry.name, entry.value),)), entry.origin)


def set_by_steps(plan: Plan) -> frozenset[str]:
    """The variables of the environment that steps set for those after them."""
    stages = list(_all_stages(plan.stages))
    posts = [*plan.post, *(post for stage in stages for post in stage.post)]
    works = [*(stage.work for stage in stages), *(post.work for post in posts)]
    return frozenset(name for work in works for name in _set_by(work))


def defined_in(plan: Plan) -> frozenset[str]:
    """All names that the environment of the job, or of some of its steps, has."""
    stages = list(_all_stages(plan.stages))
    entries = [*plan.environment, *(one for stage in stages for one in stage.environment)]
    works = [*(stage.work for stage in stages), *(stage.traits for stage in stages), plan.traits]
    works += [post.work for holder in stages for post in holder.post] + [post.work for post in plan.post]
    return frozenset((*names_of(tuple(entries)), *(name for work in works for name in _defined_by(work))))


def _defined_by(work: Iterable[Placed]) -> Iterator[str]:
    for placed in work:
        if isinstance(placed.contribution, NestedStage):
            continue
        yield from _names(placed)
        if isinstance(placed.contribution, c.SetVariable):
            yield placed.contribution.name
        yield from _defined_by(placed.body)


def _all_stages(stages: Iterable[PlannedStage]) -> Iterator[PlannedStage]:
    for stage in stages:
        yield stage
        yield from _all_stages((*stage.stages, *stage.parallel))


def _set_by(work: Iterable[Placed]) -> Iterator[str]:
    for placed in work:
        if isinstance(placed.contribution, c.SetVariable):
            yield placed.contribution.name
        if isinstance(placed.contribution, c.JobsStarted):
            yield from c.JOB_NAMES
        if isinstance(placed.contribution, NestedStage):
            yield from _set_by(placed.contribution.stage.work)
        yield from _set_by(placed.body)


def names_read(guards: tuple[Placed, ...]) -> set[str]:
    """The environment variables that conditions read."""
    names: set[str] = set()
    for guard in guards:
        names |= names_read(guard.body)
        if isinstance(guard.contribution, c.Compare):
            names |= {one for value in (guard.contribution.value, guard.contribution.expected) for one in _read(value)}
    return names


def _read(value: Value) -> Iterator[str]:
    parts = value.parts if isinstance(value, Template) else (value,)
    for one in parts:
        if isinstance(one, Derived):
            yield from (name for inner in one.arguments for name in _read(inner))
        elif isinstance(one, Reference) and one.kind is ReferenceKind.ENVIRONMENT:
            yield one.name
