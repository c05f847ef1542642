"""`properties([…])`: what a script says of its own job, as settings of the job."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from migrate.model.location import Location
from migrate.model.source import Describable, Dismissal, Items, Slot, nested

_BECAUSE = "its parts are settings of the job"
_SLOTS = {
    **dict.fromkeys(("parameters", "ParametersDefinitionProperty"), Slot.PARAMETER),
    **dict.fromkeys(("pipelineTriggers", "PipelineTriggersJobProperty"), Slot.TRIGGER),
}
# Blocks whose body surely runs.
_SURE = frozenset(
    (
        *("node", "stage", "script", "dir", "ws", "withEnv", "withCredentials", "wrap", "timeout"),
        *("timestamps", "ansiColor"),
    )
)


@dataclass(frozen=True, slots=True)
class Properties:
    """The properties, parameters and triggers, each in its slot, and what becomes of the leaves around them."""

    given: tuple[Describable, ...]
    dismissals: tuple[Dismissal, ...]

    def of(self, slot: Slot) -> tuple[Describable, ...]:
        return tuple(one for one in self.given if one.slot is slot)


def is_known(step: Describable) -> bool:
    """Whether a step is `properties`, and all that it is given is known, as objects."""
    return step.name == "properties" and len(step.settings) == 1 and isinstance(step.settings[0].value, Items)


def taken_out(steps: Iterable[Describable]) -> tuple[list[Describable], tuple[Describable, ...]]:
    """The `properties` that surely run, in blocks too, and the steps without them."""
    found: list[Describable] = []
    others: list[Describable] = []
    for one in steps:
        if is_known(one):
            found.append(one)
        elif one.name in _SURE and one.children:
            inner, rest = taken_out(one.children)
            found += inner
            others.append(replace(one, children=rest) if inner else one)
        else:
            others.append(one)
    return found, tuple(others)


def read_properties(steps: Iterable[Describable]) -> Properties:
    """What the steps that are `properties` set. They must be known."""
    known = tuple(steps)
    dismissals = tuple(Dismissal(leaf, _BECAUSE) for one in known for leaf in _around(one))
    return Properties(tuple(_given(known)), dismissals)


def _leaves_of_settings(one: Describable) -> Iterator[Location]:
    return (leaf for setting in one.settings for leaf in setting.leaves)


def _around(properties: Describable) -> Iterator[Location]:
    """The leaves of `properties` itself, and of what only holds parameters or triggers."""
    holders = [one for one in nested(properties.settings[0].value) if _simple(one.name) in _SLOTS]
    for one in (properties, *holders):
        if one.leaf is not None:
            yield one.leaf
        yield from _leaves_of_settings(one)


def _given(properties: Iterable[Describable]) -> Iterator[Describable]:
    for one in properties:
        for inner in nested(one.settings[0].value):
            slot = _SLOTS.get(_simple(inner.name))
            if slot is None:
                yield _in_slot(inner, Slot.OPTION)
            else:
                yield from (_in_slot(part, slot) for setting in inner.settings for part in nested(setting.value))


def _simple(name: str) -> str:
    """A class without its package."""
    return name.rpartition(".")[2]


def _in_slot(one: Describable, slot: Slot) -> Describable:
    return Describable(one.name, slot, one.settings, one.location, one.leaf)
