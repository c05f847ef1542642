"""The stages of a scripted pipeline, from the steps that it runs.

What Jenkins runs on one machine stays one after the other in the workspace of that machine. Steps that stand between
stages go with the stage after them; a block around several stages that only one build can hold becomes one stage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from migrate.model.location import Location
from migrate.model.source import Describable, Dismissal, Literal, Setting, Slot, Stage, leaves_of
from migrate.readers.pipeline.chosen import is_of_stages
from migrate.readers.pipeline.pods import on_machines, pod_of

_LABEL = ("", "label")
_LOG_ALONE = ("timestamps", "ansiColor")


@dataclass(frozen=True, slots=True)
class Structure:
    """The machine of the whole pipeline, if it has one, its stages, and what stood around some of them and changes
    nothing for their steps."""

    agent: Describable | None
    stages: tuple[Stage, ...]
    options: tuple[Describable, ...] = ()


def structure_of(steps: tuple[Describable, ...], home: Location) -> Structure:
    """Stages and machines of the steps of a whole script. `home` is the place of stages that have none of their own."""
    frames = tuple(one for one in _everything(steps) if _is_plain(one))
    found = _structure(on_machines(_opened(steps)), home)
    return replace(found, options=tuple(map(_as_option, frames))) if found else _whole(steps, home)


def _is_plain(step: Describable) -> bool:
    """Whether a block around stages or machines only changes how the log looks."""
    return step.name in _LOG_ALONE and _has(step.children or (), "stage", "node")


def _opened(steps: Iterable[Describable]) -> tuple[Describable, ...]:
    """The steps without such blocks: only what stands inside is left of them."""
    return tuple(inner for one in steps for inner in _open(one))


def _open(step: Describable) -> tuple[Describable, ...]:
    if step.children is None:
        return (step,)
    inner = _opened(step.children)
    return inner if _is_plain(step) else (replace(step, children=inner),)


def _as_option(frame: Describable) -> Describable:
    return replace(frame, slot=Slot.OPTION, children=None)


def _structure(steps: tuple[Describable, ...], home: Location) -> Structure | None:
    """The structure, where each machine is one of a build; None where several would have to be in one."""
    nodes = [one for one in steps if one.name == "node"]
    if len(nodes) == 1 and not _has(_without(steps, nodes), "node") and not _has(nodes[0].children or (), "node"):
        node = nodes[0]
        place = steps.index(node)
        inner = (*steps[:place], *(node.children or ()), *steps[place + 1 :])
        return Structure(_agent(node, with_leaf=True), _stages(inner, home))
    if _is_split(steps):
        return Structure(Describable("none", Slot.AGENT, (), home), _stages(steps, home))
    if len(list(_all("node", steps))) == 1:
        return _whole(steps, home)
    return None


def _whole(steps: tuple[Describable, ...], home: Location) -> Structure:
    """All in one build, on the one machine that the steps ask for; a second one is for the rule of `node` to tell."""
    nodes = list(_all("node", steps))
    if len(nodes) != 1:
        return Structure(_first(nodes, home), (Stage("Pipeline", home, steps=steps),))
    inner = _replaced(steps, nodes[0], replace(nodes[0], settings=()))
    return Structure(_agent(nodes[0], with_leaf=False), (Stage("Pipeline", home, steps=inner),))


def _first(nodes: list[Describable], home: Location) -> Describable:
    """The machine of the first label that is known, for all steps: what differs is for the rule of `node` to tell."""
    found = (one.setting("") or one.setting("label") for one in nodes)
    labels = [one.value for one in found if one is not None and isinstance(one.value, Literal)]
    settings = tuple(Setting("label", one, home, ()) for one in labels[:1])
    return Describable("label" if settings else "any", Slot.AGENT, settings, home)


def _is_split(steps: Iterable[Describable]) -> bool:
    """Whether machines stand where actions can have them: at the top, in a stage, or in a branch of `parallel`."""
    for one in steps:
        if one.name == "node":
            if _has(one.children or (), "node"):
                return False
        elif one.name in ("stage", "parallel", "parallel.branch") or is_of_stages(one):
            ways = (one.children or ())[1:] if one.name == "if" else (one,)
            if not all(_is_split(way.children or ()) for way in ways):
                return False
        elif _has((one,), "node"):
            return False
    return True


# ---- stages ----------------------------------------------------------------------------------------------------------


def _stages(steps: Iterable[Describable], home: Location) -> tuple[Stage, ...]:
    found: list[Stage] = []
    loose: list[Describable] = []
    for one in steps:
        stage = _stage(one, home)
        if stage is None:
            loose.append(one)
            continue
        found += _joined(loose, stage, home)
        loose = []
    if loose and found and found[-1].steps:
        found[-1] = replace(found[-1], steps=(*found[-1].steps, *loose))
    elif loose:
        found.append(Stage("Steps", home, steps=tuple(loose)))
    return tuple(found)


def _joined(loose: list[Describable], stage: Stage, home: Location) -> list[Stage]:
    """A stage with the steps that stand before it."""
    if not loose:
        return [stage]
    if stage.steps and stage.agent is None:
        return [replace(stage, steps=(*loose, *stage.steps))]
    return [Stage("Steps", home, steps=tuple(loose)), stage]


def _stage(one: Describable, home: Location) -> Stage | None:
    """A step as a stage, if it is one by itself."""
    children = one.children or ()
    if one.name == "stage" and one.children is not None:
        return _named(one, children, home)
    if one.name == "node":
        return replace(_on(one, "Node", children, home), agent=_agent(one, with_leaf=False))
    if is_of_stages(one):
        return _chosen(one, home)
    if one.name == "parallel" and any(_has((branch,), "node", "stage") for branch in children):
        return _parallel(one, "Parallel", home)
    return None


def _chosen(choice: Describable, home: Location) -> Stage:
    """`if` around whole stages: guarded by the condition those of one way, and by its negation those of the other."""
    condition, then, otherwise = (one.children or () for one in choice.children or ())
    guards = tuple(replace(one, leaf=choice.leaf) for one in condition)
    if not otherwise:
        return _guarded(_stages(then, home), guards)
    no = Describable("not", Slot.CONDITION, (), choice.location, choice.leaf, condition)
    if not then:
        return _guarded(_stages(otherwise, home), (no,))
    ways = (_guarded(_stages(then, home), guards), _guarded(_stages(otherwise, home), (replace(no, leaf=None),)))
    return Stage(ways[0].name, ways[0].location, stages=ways)


def _guarded(stages: tuple[Stage, ...], when: tuple[Describable, ...]) -> Stage:
    if len(stages) == 1 and not stages[0].when:
        return replace(stages[0], when=when)
    return Stage(stages[0].name, stages[0].location, when=when, stages=stages)


def _named(stage: Describable, children: tuple[Describable, ...], home: Location) -> Stage:
    name = _name(stage)
    if len(children) == 1 and children[0].name == "node":
        return replace(_on(children[0], name, children[0].children or (), home), location=stage.location)
    if len(children) == 1 and children[0].name == "parallel" and _has(children, "node", "stage"):
        return replace(_parallel(children[0], name, home), location=stage.location)
    if _has(children, "node", "stage") and all(_stage(one, home) for one in children):
        return Stage(name, stage.location, stages=_stages(children, home))
    return Stage(name, stage.location, steps=children)


def _on(node: Describable, name: str, children: tuple[Describable, ...], home: Location) -> Stage:
    agent = _agent(node, with_leaf=True)
    if any(one.name == "stage" for one in children):
        return Stage(name, node.location, agent=agent, stages=_stages(children, home))
    return Stage(name, node.location, agent=agent, steps=children)


def _parallel(parallel: Describable, name: str, home: Location) -> Stage:
    branches = tuple(_branch(one, home) for one in parallel.children or ())
    fail_fast = parallel.setting("failFast")
    fast = fail_fast is not None and fail_fast.value == Literal(True)
    return Stage(name, parallel.location, parallel=branches, fail_fast=fast)


def _branch(branch: Describable, home: Location) -> Stage:
    found = _named(branch, branch.children or (), home)
    return replace(found, location=branch.location)


# ---- machines and names ----------------------------------------------------------------------------------------------


def _agent(node: Describable, *, with_leaf: bool) -> Describable:
    if pod := pod_of(node):
        return pod
    label = next((one for one in node.settings if one.name in _LABEL), None)
    if label is None or label.value == Literal(""):
        settings: tuple[Setting, ...] = tuple(node.settings)
        return Describable("any", Slot.AGENT, settings, node.location, node.leaf if with_leaf else None)
    return Describable("label", Slot.AGENT, node.settings, node.location, node.leaf if with_leaf else None)


def _name(stage: Describable) -> str:
    setting = stage.setting("") or stage.setting("name")
    known = setting is not None and isinstance(setting.value, Literal)
    return str(setting.value.value) if known and setting and isinstance(setting.value, Literal) else "Stage"


_FRAMES = {
    "stage": "its steps are converted, in a stage of the pipeline",
    "node": "its steps are converted, on the machine of their build",
    "podTemplate": "its containers are those of the build of the machine inside",
    "parallel": "its branches are actions side by side",
    "parallel.branch": "its steps are converted, in an action of their own",
}


def dismissals_of(steps: tuple[Describable, ...], structure: Structure) -> Iterator[Dismissal]:
    """What of stages, machines and branches went into the structure itself."""
    told = set(_leaves(structure.stages)) | (set(leaves_of(structure.agent)) if structure.agent else set())
    for one in _everything(steps):
        if one.name not in _FRAMES:
            continue
        if one.leaf is not None and one.leaf not in told:
            yield Dismissal(one.leaf, _FRAMES[one.name])
        for setting in one.settings:
            for leaf in setting.leaves:
                if leaf not in told:
                    fast = setting.name == "failFast"
                    yield Dismissal(leaf, _FAIL_FAST if fast else "it names a stage or a machine", gap=fast)


_FAIL_FAST = "the other branches go on to their own end"


def _leaves(stages: Iterable[Stage]) -> Iterator[Location]:
    for stage in stages:
        yield stage.location
        for one in (*stage.steps, *stage.when, *((stage.agent,) if stage.agent else ())):
            yield from leaves_of(one)
        yield from _leaves((*stage.stages, *stage.parallel))


def _everything(steps: Iterable[Describable]) -> Iterator[Describable]:
    for one in steps:
        yield one
        yield from _everything(one.children or ())


def _all(name: str, steps: Iterable[Describable]) -> Iterator[Describable]:
    for one in steps:
        if one.name == name:
            yield one
        yield from _all(name, one.children or ())


def _has(steps: Iterable[Describable], *names: str) -> bool:
    return any(one.name in names or _has(one.children or (), *names) for one in steps)


def _without(steps: Iterable[Describable], those: list[Describable]) -> list[Describable]:
    return [one for one in steps if one not in those]


def _replaced(steps: tuple[Describable, ...], old: Describable, new: Describable) -> tuple[Describable, ...]:
    return tuple(
        new if one is old else replace(one, children=_replaced(one.children, old, new)) if one.children else one
        for one in steps
    )
