"""Loops over lists that only the run knows: one turn is evaluated for all of them.

What a turn leaves for the next one is kept at run time where it can be; else it is unknown from before the first turn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from migrate.model.source import Opaque, Reference, ReferenceKind, references
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate import derived, run_maps
from migrate.readers.groovy.evaluate.memory import UNSET, Names, State
from migrate.readers.groovy.evaluate.values import Kind, NotFoldedError, ThrownError, Unknown, Value
from migrate.readers.groovy.evaluate.ways import Way, Ways, same

_ROUNDS = 6
_BECAUSE = "it is set in a loop whose turns only the run knows"


@dataclass(slots=True)
class _Carried:
    """A variable that turns change: under which name it is kept, "" where it is not known."""

    names: Names
    name: str
    kept: str
    value: Unknown


@dataclass(slots=True)
class _Loop:
    machine: Ways
    node: tree.Node
    before: State
    carried: dict[tuple[int, str], _Carried] = field(default_factory=dict)

    def start(self) -> State:
        """The variables at the start of any turn."""
        self.machine.memory.restore(self.before)
        for one in self.carried.values():
            one.names[one.name] = one.value
        return self.machine.memory.state()

    def learn(self, end: State) -> bool:
        """Note what else a turn has changed. False where that was known."""
        count = [one.kept for one in self.carried.values()]
        for change in end.changes.values():
            if change.before is UNSET or same(change.before, change.after):
                continue
            holder = self.machine.memory.sole_holder(change.target) if isinstance(change.target, list) else None
            if isinstance(change.target, Names):
                self._carry(change.target, change.name, change.before, change.after)
            elif holder is not None:
                self._carry(*holder, change.before, change.after)
            else:
                self._doubt_all(change.target)
        return count != [one.kept for one in self.carried.values()]

    def _carry(self, names: Names, name: str, first: Value, last: Value) -> None:
        known = self.carried.get((id(names), name))
        if known is None:
            host = self.machine.host
            fresh = host.fresh(name)
            pairs = ((first, last), (last, first))
            kept = [host.keep(fresh, run_maps.alike(value, other, value)) for value, other in pairs]
            values = [one[1] for one in kept if one is not None]
            if len(values) == 2 and values[0] == values[1]:
                if len(self.machine.memory.names_of(first)) > 1:
                    self.machine.shared.add(fresh)
                    self.machine.memory.copied(first)
                value = run_maps.RunMap(values[0].value, Kind.MAP) if isinstance(last, run_maps.RunMap) else values[0]
                self.carried[id(names), name] = _Carried(names, name, fresh, value)
                return
        if known is None or (known.kept and not self._is_kept(known, last)):
            self._doubt(names, name)

    def _is_kept(self, known: _Carried, last: Value) -> bool:
        kept = self.machine.host.keep(known.kept, last)
        return kept is not None and (kept[1].value, kept[1].kind) == (known.value.value, known.value.kind)

    def _doubt(self, names: Names, name: str) -> None:
        self.carried[id(names), name] = _Carried(names, name, "", Unknown(Opaque(name, _BECAUSE)))

    def _doubt_all(self, value: Any) -> None:
        for names, name in self.machine.memory.held_by(value):
            self._doubt(names, name)

    def at_end(self, end: State) -> list[Any]:
        """The steps that keep what a turn has changed."""
        known = [(one, end.changes.get(key)) for key, one in self.carried.items() if one.kept]
        return self._keeps([(one, one.value if change is None else change.after) for one, change in known])

    def at_start(self) -> list[Any]:
        """The steps that keep what was there before the first turn."""
        self.machine.memory.restore(self.before)
        return self._keeps([(one, one.names.get(one.name)) for one in self.carried.values() if one.kept])

    def _keeps(self, known: list[tuple[_Carried, Value]]) -> list[Any]:
        """The steps that keep values: all at once, where one value is made of another."""
        pairs = [(one, run_maps.alike(value, one.value, value)) for one, value in known]
        changed = [(one.kept, value) for one, value in pairs if not same(value, one.value)]
        if not any(_is_made_of(value, other) for name, value in changed for other, _ in changed if other != name):
            return [step for name, value in changed for step, _ in self._kept(name, value)]
        apart = [(name, self._kept(self.machine.host.fresh(name), value)) for name, value in changed]
        first = [step for _, kept in apart for step, _ in kept]
        return [*first, *(step for name, kept in apart for _, read in kept for step, _ in self._kept(name, read))]

    def _kept(self, name: str, value: Value) -> list[tuple[Any, Unknown]]:
        kept = self.machine.host.keep(name, value)
        return [] if kept is None else [kept]


def _is_made_of(value: Value, name: str) -> bool:
    return isinstance(value, Unknown) and name in {one.name for one in references(value.value)}


def repeat(machine: Ways, node: tree.Node, items: Unknown, turn: Callable[[Unknown], object]) -> None:
    """A loop over a list of the run. Raises NotFoldedError where a turn may end the loop, or the function around."""
    loop = _Loop(machine, node, machine.memory.state())
    variable = machine.host.fresh("item")
    item = Unknown(Reference(ReferenceKind.VARIABLE, variable), Kind.OBJECT if items.kind is Kind.OBJECT else Kind.TEXT)
    for _ in range(_ROUNDS):
        mark = machine.host.mark()
        start = loop.start()
        way = machine.way(start, lambda: _turn(turn, item))
        if way.signal is not None and not isinstance(way.signal, ThrownError):
            raise NotFoldedError("a loop over what only the run knows ends early")
        if way.signal is not None or not loop.learn(way.state):
            break
        machine.host.roll_back(mark)
    else:
        raise NotFoldedError("what the turns of a loop leave for each other is not understood")
    _write(machine, node, items, variable, loop, way)


def _turn(turn: Callable[[Unknown], object], item: Unknown) -> None:
    turn(item)


def _write(machine: Ways, node: tree.Node, items: Unknown, variable: str, loop: _Loop, way: Way) -> None:
    kept = loop.at_end(way.state) if way.signal is None else []
    first = loop.at_start()
    loop.start()
    listed = derived.json("items", items, kind=Kind.LIST) if items.kind is Kind.OBJECT else items
    if way.steps or kept:
        machine.host.loop(node, listed, variable, first, [*way.steps, *kept])
