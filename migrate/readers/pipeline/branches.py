"""What branches of `parallel` set: known behind them where no other branch knows the variable at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate.host import Given
from migrate.readers.groovy.evaluate.machine import Machine
from migrate.readers.groovy.evaluate.memory import Names, Scope, State
from migrate.readers.groovy.evaluate.spoil import with_called
from migrate.readers.groovy.evaluate.values import Code


def settle(machine: Machine, branches: list[Given], doubts: list[State]) -> None:
    """Behind all branches, take back the doubts about variables that a branch has for itself."""
    for number, doubted in enumerate(doubts):
        others = [one for place, one in enumerate(branches) if place != number]
        known = [_names_known(machine, one) for one in others]
        if all(one is not None for one in known):
            taken = frozenset().union(*(one for one in known if one is not None))
            machine.trust(_own(doubted, _locals(branches[number].value), taken))


def _own(doubted: State, local: list[Names], taken: frozenset[str]) -> State:
    """The doubts about local variables of these names, none of which others have under any name."""
    shared = [
        change.before
        for change in doubted.changes.values()
        if change.name in taken or not any(change.target is names for names in local)
    ]
    own = {
        key: change
        for key, change in doubted.changes.items()
        if not any(change.before is value for value in shared) and any(change.target is names for names in local)
    }
    return replace(doubted, changes={key: one for key, one in own.items() if one.name not in taken})


def _locals(code: object) -> list[Names]:
    """The variables of the blocks around a closure."""
    return [scope.names for scope in _blocks(code) if isinstance(scope.names, Names)]


def _blocks(code: object) -> Iterator[Scope]:
    scope = code.scope if isinstance(code, Code) else None
    while isinstance(scope, Scope) and not scope.shared:
        yield scope
        scope = scope.parent


def _names_known(machine: Machine, branch: Given) -> frozenset[str] | None:
    """All names in the code of a branch and of the functions that it calls; None where it may run other code too."""
    if not isinstance(branch.node, tree.Closure) or not isinstance(branch.value, Code):
        return None
    found = frozenset[str]()
    for node in with_called(branch.node, machine.me, machine.effects):
        found |= machine.effects(node).named
    held = (scope.names.get(name) for scope in _blocks(branch.value) for name in found)
    return None if any(_may_run(one) for one in held) else found


def _may_run(value: object) -> bool:
    """Whether a value may bring a closure, which knows variables of its own."""
    if isinstance(value, Code):
        return True
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(_may_run, items))
