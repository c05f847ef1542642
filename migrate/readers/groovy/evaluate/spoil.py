"""What a statement that is not understood may have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from migrate.model.source import Opaque
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate.atomics import Atomic
from migrate.readers.groovy.evaluate.effects import EffectsOf
from migrate.readers.groovy.evaluate.held import Held
from migrate.readers.groovy.evaluate.memory import Memory, Scope
from migrate.readers.groovy.evaluate.objects import Instance, Type
from migrate.readers.groovy.evaluate.values import Unknown


def changed_by(
    node: tree.Node, scope: Scope, memory: Memory, me: Instance | Type, effects: EffectsOf
) -> Iterator[Callable[[str], None]]:
    """For each variable that the statement assigns, or whose list, map or object it names, what makes it unknown; the
    same for the functions of its script or class that it calls."""
    found = [effects(one) for one in with_called(node, me, effects)]
    if isinstance(node, tree.Declare):
        for name in node.names:
            yield partial(_spoil, memory, me.fields if is_script_field(node) else scope, name)
    for name in _all(one.assigned for one in found):
        yield partial(_spoil, memory, scope.holder(name) or scope.outermost(), name)
    for name in _all(one.named for one in found):
        yield from _held(_value(scope, name), memory)
    for name in _all(one.changed for one in found):
        value = _value(scope, name)
        if isinstance(value, Unknown):
            yield partial(_spoil_same, memory, value)


def _all(sets: Iterable[frozenset[str]]) -> list[str]:
    return sorted(frozenset().union(*sets))


def _value(scope: Scope, name: str) -> Any:
    holder = scope.holder(name)
    return holder.names.get(name) if holder else None


def _held(value: Any, memory: Memory) -> Iterator[Callable[[str], None]]:
    """What makes unknown what a value holds."""
    if isinstance(value, list | dict):
        yield partial(_spoil_all, memory, value)
    elif isinstance(value, Instance):
        yield partial(_spoil_fields, memory, value)
    elif isinstance(value, Atomic):
        yield partial(_spoil, memory, Scope(None, value.held), value.name)
    elif isinstance(value, Held):
        yield from (partial(_spoil, memory, Scope(None, value.held), one) for one in value.held)


def with_called(node: tree.Node, me: Instance | Type, effects: EffectsOf) -> list[tree.Node]:
    """The statement, and the functions that it calls, directly or not."""
    type_ = me if isinstance(me, Type) else me.type
    found, open_ones, seen = [node], [node], set[str]()
    while open_ones:
        for name in effects(open_ones.pop()).called - seen:
            seen.add(name)
            if held := type_.find(name):
                found += held[1]
                open_ones += held[1]
    return found


def _spoil_fields(memory: Memory, value: Instance, because: str) -> None:
    for name in value.fields.names:
        _spoil(memory, value.fields, name, because)


def _spoil(memory: Memory, holder: Scope, name: str, because: str) -> None:
    memory.assign(holder, name, Unknown(Opaque(name, because)))


def _spoil_all(memory: Memory, value: Any, because: str) -> None:
    """A list or map is unknown under each name that it has."""
    for names, name in memory.held_by(value):
        names[name] = Unknown(Opaque(name, because))


def _spoil_same(memory: Memory, value: Unknown, because: str) -> None:
    for names, name, held in memory.of_run():
        if held is value:
            names[name] = Unknown(Opaque(name, because))


def is_script_field(node: tree.Declare) -> bool:
    """Whether a variable of a script is a field of it."""
    return any(one.name.rpartition(".")[2] == "Field" for one in node.annotations)
