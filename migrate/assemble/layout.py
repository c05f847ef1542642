"""Which Jenkins stages become which actions.

`staged` gives each Jenkins stage an action of its own and hands the workspace on; `fused` puts all consecutive stages
of one agent into one action; `auto` stages, but fuses where a later stage needs what workspace files do not carry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from migrate.assemble.ahead import is_ahead
from migrate.assemble.scopes import as_scope, holds_together, inseparable, names_of, names_read
from migrate.model.contribution import Approval, Blocked, Capture, Contribution, InImage, NoMachine, WithTimeout
from migrate.model.plan import NestedStage, Placed, Plan, PlannedPost, PlannedStage
from migrate.model.settings import Layout
from migrate.model.source import Literal, Template


@dataclass(frozen=True, slots=True)
class Unit:
    """One build: consecutive stages on one machine. `fresh` starts from the source, not from a handed-on workspace."""

    name: str
    stages: tuple[PlannedStage, ...]
    machine: Placed | None
    fresh: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the pipeline: an approval, then builds at the same time."""

    name: str
    units: tuple[Unit, ...] = ()
    approval: Placed | None = None
    guards: tuple[Placed, ...] = ()
    fused_because: str = ""
    parallel: bool = False
    in_order: bool = False  # builds one after the other


def is_kept(unit: Unit) -> bool:
    """Whether Jenkins runs it."""
    return len(unit.stages) == 1 and unit.stages[0].kept is not None


def lay_out(plan: Plan, layout: Layout) -> tuple[Step, ...]:
    """The steps of a plan in order. The first unit of each agent is fresh; those after it continue in its workspace."""
    steps = [step for stage in plan.stages for step in _steps(stage, plan.machine)]
    return tuple(_continued(_fused(steps, layout)))


def _steps(stage: PlannedStage, machine: Placed | None) -> Iterator[Step]:
    own = stage.machine or machine
    if stage.parallel and not _stays_whole(stage):
        units = tuple(_branch(_inherit(branch, stage), own) for branch in stage.parallel)
        yield Step(stage.name, units, stage.approval, stage.guards, parallel=True, in_order=stage.in_order)
    elif stage.stages and not _stays_whole(stage):
        inner = [step for one in stage.stages for step in _steps(_inherit(one, stage), own)]
        first, *rest = inner
        if stage.approval and first.approval:
            yield Step(stage.name, (), stage.approval, stage.guards)
        yield replace(first, approval=first.approval or stage.approval)
        yield from rest
    else:
        yield from _split_at_approvals(stage, machine)


def _branch(branch: PlannedStage, machine: Placed | None) -> Unit:
    return Unit(branch.name, (branch,), branch.machine or machine, _is_fresh(branch, machine))


def _is_fresh(stage: PlannedStage, machine: Placed | None) -> bool:
    """Whether a stage has a workspace of its own: with an agent, unless that is a container on the machine around."""
    if stage.machine is None:
        return False
    own = stage.machine.contribution
    around = machine is not None and not isinstance(machine.contribution, NoMachine)
    return not (around and isinstance(own, InImage) and own.same_workspace)


def _stays_whole(stage: PlannedStage) -> bool:
    """What holds for all inner stages together (post, retry, time-out, a workspace, what steps are asked once) keeps
    them in one build."""
    shares = stage.machine and len(stage.stages) > 1 and not all(one.machine for one in stage.stages)
    asks = any(map(is_ahead, (*stage.guards, *stage.environment)))
    return bool(stage.post or shares or asks) or holds_together(stage)


def _inherit(inner: PlannedStage, outer: PlannedStage) -> PlannedStage:
    """The inner stage with what its outer stage says: environment first, guards too, options as well.

    A guard sees no environment of its own stage, but that of the stages around it.
    """
    reads = set(names_of(outer.environment)) if any(map(is_ahead, inner.guards)) else names_read(inner.guards)
    seen = reads & set(names_of(outer.environment))
    clash = seen & names_read(outer.guards)
    guards = (*outer.guards, *inner.guards)
    if clash:
        because = f"the conditions of {outer.name} and {inner.name} see different values of {', '.join(sorted(clash))}"
        guards = (Placed(Blocked(because), inner.guards[0].origin), *guards)
    scopes = tuple(as_scope(one) for one in outer.environment) if seen else ()
    return replace(
        inner,
        environment=inner.environment if seen else (*outer.environment, *inner.environment),
        guards=guards,
        traits=(*outer.traits, *scopes, *inner.traits),
        machine=inner.machine or outer.machine,
    )


def _split_at_approvals(stage: PlannedStage, machine: Placed | None) -> Iterator[Step]:
    """An `input` among the steps splits the stage: what stands before it, the approval, what stands after it."""
    approval, work, part = stage.approval, [], 1
    stage = replace(stage, approval=None)
    for placed in stage.work:
        asked = None if inseparable(stage) else _approval_in(placed)
        if asked is None:
            work.append(placed)
            continue
        if work or approval:
            post = tuple(_after_failure(stage.post))
            yield _step(replace(stage, work=tuple(work), post=post if work else ()), machine, approval, part)
            part += 1
        approval, work = asked, []
    yield _step(replace(stage, work=tuple(work)), machine, approval, part)


def _after_failure(posts: tuple[PlannedPost, ...]) -> Iterator[PlannedPost]:
    """The post of a stage at a part that is not its last: it runs there if the part fails, in the same order."""
    for condition, moved in (("always", "unsuccessful"), ("unsuccessful", "unsuccessful"), ("failure", "failure")):
        yield from (replace(one, condition=moved) for one in posts if one.condition == condition)
    yield from (replace(one, condition="failure") for one in posts if one.condition == "cleanup")


def _approval_in(placed: Placed) -> Placed | None:
    """The approval that a piece of work is: itself, or alone in a time-out."""
    if isinstance(placed.contribution, Approval):
        return placed
    if isinstance(placed.contribution, WithTimeout) and len(placed.body) == 1:
        inner = placed.body[0]
        if isinstance(inner.contribution, Approval):
            minutes = max(5, -(-placed.contribution.seconds // 60))
            return replace(inner, contribution=replace(inner.contribution, timeout_minutes=minutes))
    return None


def _step(stage: PlannedStage, machine: Placed | None, approval: Placed | None, part: int) -> Step:
    """A part of a stage as a step; `machine` is the one around the stage."""
    name = stage.name if part == 1 else f"{stage.name}-{part}"
    empty = not (stage.work or stage.stages or stage.parallel or stage.post)
    fresh = part == 1 and _is_fresh(stage, machine)
    unit = Unit(name, (replace(stage, name=name),), stage.machine or machine, fresh)
    return Step(name, () if empty and approval else (unit,), approval, stage.guards)


# ---- fusing ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _MachineState:
    """What a stage leaves on its machine, and what shows that a later stage needs it (None: any command)."""

    left_by: re.Pattern[str]
    what: str
    needed_by: re.Pattern[str] | None = None


_DOCKER = r"\bdocker(-compose| compose)? (build|buildx|pull|login|tag|load|run|create|up|network|volume)\b"
_SYSTEM_PACKAGES = r"\b(apt-get|apt|yum|dnf|apk|brew|snap)\s+(-\S+\s+)*(install|add)\b"
_GLOBAL_PACKAGES = r"\b(pip3?|python3? -m pip) install\b|\bnpm (i|install) (-g|--global)\b|\bgem install\b"
_PROCESSES = (
    r"[^&|>]&\s*$|\bnohup\b|\bsystemctl start\b|\bservice \S+ start\b"
    r"|\bdocker run\b[^\n]* (-d|--detach)\b|\bdocker[- ]compose\b[^\n]* up\b"
)
_HOME = r"(>|\b(mkdir|cp|mv|tar|curl|wget|echo)\b)[^\n]*(~/|\$HOME\b|\$\{HOME\}|/root/)|\baws configure\b"

_STATES = (
    _MachineState(re.compile(_DOCKER), "docker images, containers and logins", re.compile(r"\bdocker\b")),
    _MachineState(re.compile(_SYSTEM_PACKAGES), "packages installed in the system"),
    _MachineState(re.compile(_GLOBAL_PACKAGES), "packages installed outside of the workspace"),
    _MachineState(re.compile(_PROCESSES, re.M), "processes in the background"),
    _MachineState(re.compile(_HOME), "files in the home folder"),
    _MachineState(re.compile(r"\s/tmp/"), "files in /tmp", re.compile(r"/tmp/")),
)


def _fused(steps: list[Step], layout: Layout) -> list[Step]:
    fused: list[Step] = []
    for step in steps:
        because = _why_fuse(fused[-1], step, layout) if fused else ""
        fused[-1:] = [_joined(fused[-1], step, because)] if because else [*fused[-1:], step]
    return fused


def _why_fuse(before: Step, step: Step, layout: Layout) -> str:
    if layout is Layout.STAGED or step.approval or len(before.units) != 1 or len(step.units) != 1:
        return ""
    if is_kept(before.units[0]) or is_kept(step.units[0]):
        return ""
    if before.parallel or step.parallel or step.units[0].fresh or _machine(before) != _machine(step):
        return ""
    if layout is Layout.FUSED:
        return "the layout is fused"
    left, needed = _commands(before.units[0].stages), _commands(step.units[0].stages)
    for state in _STATES:
        if state.left_by.search(left) and needed.strip() and (not state.needed_by or state.needed_by.search(needed)):
            return f"{step.name} may need {state.what}, which files of the workspace do not carry"
    return ""


def _machine(step: Step) -> Contribution | NestedStage | None:
    machine = step.units[0].machine
    return machine.contribution if machine else None


def _joined(before: Step, step: Step, because: str) -> Step:
    unit = replace(before.units[0], stages=(*before.units[0].stages, *step.units[0].stages))
    return replace(before, units=(unit,), fused_because="; ".join(filter(None, (before.fused_because, because))))


def _commands(stages: Iterable[PlannedStage]) -> str:
    """All script text of the stages, one line after another."""
    return "\n".join(_texts_of(stages))


def _texts_of(stages: Iterable[PlannedStage]) -> Iterator[str]:
    for stage in stages:
        for placed in stage.work:
            yield from _texts(placed)
        yield from _texts_of(stage.stages)
        yield from _texts_of(stage.parallel)


def _texts(placed: Placed) -> Iterator[str]:
    command = placed.contribution.command if isinstance(placed.contribution, Capture) else placed.contribution
    script = getattr(command, "script", None)
    parts = script.parts if isinstance(script, Template) else (script,)
    yield " ".join(str(part.value) if isinstance(part, Literal) else "x" for part in parts if part is not None)
    for inner in placed.body:
        yield from _texts(inner)


def _continued(steps: Iterable[Step]) -> Iterator[Step]:
    """The very first build is fresh, and so is the first one after a stage with an agent of its own."""
    first = True
    for step in steps:
        if step.units:
            yield replace(step, units=tuple(replace(one, fresh=True) for one in step.units)) if first else step
            first = False
        else:
            yield step
