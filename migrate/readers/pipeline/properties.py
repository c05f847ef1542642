"""`properties([…])`: what a script says of its own job, as settings of the job."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migrate.model.location import Location
from migrate.model.source import Describable, Dismissal, Items, Slot, nested

_BECAUSE = "its parts are settings of the job"
_SLOTS = {"parameters": Slot.PARAMETER, "pipelineTriggers": Slot.TRIGGER}


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


def read_properties(steps: Iterable[Describable]) -> Properties:
    """What the steps that are `properties` set. They must be known."""
    known = tuple(steps)
    dismissals = tuple(Dismissal(leaf, _BECAUSE) for one in known for leaf in _around(one))
    return Properties(tuple(_given(known)), dismissals)


def leaves_of_settings(one: Describable) -> Iterator[Location]:
    return (leaf for setting in one.settings for leaf in setting.leaves)


def _around(properties: Describable) -> Iterator[Location]:
    """The leaves of `properties` itself, and of what only holds parameters or triggers."""
    holders = [one for one in nested(properties.settings[0].value) if one.name in _SLOTS]
    for one in (properties, *holders):
        if one.leaf is not None:
            yield one.leaf
        yield from leaves_of_settings(one)


def _given(properties: Iterable[Describable]) -> Iterator[Describable]:
    for one in properties:
        for inner in nested(one.settings[0].value):
            slot = _SLOTS.get(inner.name)
            if slot is None:
                yield _in_slot(inner, Slot.OPTION)
            else:
                yield from (_in_slot(part, slot) for setting in inner.settings for part in nested(setting.value))


def _in_slot(one: Describable, slot: Slot) -> Describable:
    return Describable(one.name, slot, one.settings, one.location, one.leaf)
