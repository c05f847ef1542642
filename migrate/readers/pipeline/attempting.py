"""Blocks whose steps may end at any place: the build goes on behind `catchError`, and `retry` begins them anew."""

from __future__ import annotations

from collections.abc import Callable

from migrate.model.source import Describable, Opaque
from migrate.readers.groovy.evaluate.machine import Machine
from migrate.readers.groovy.evaluate.memory import UNSET, Names, State
from migrate.readers.groovy.evaluate.values import NotFoldedError, ThrownError, Unknown, Value
from migrate.readers.groovy.evaluate.ways import same

_BECAUSE = "an attempt before may have set it"
Inside = tuple[tuple[Describable, ...], Value, ThrownError | None]


def caught(machine: Machine, name: str, inside: Callable[[], Inside]) -> tuple[Inside, list[Describable]]:
    """What is inside of a block that catches failures, and the steps behind it, which read what has been kept in it."""
    before = machine.memory.state()
    with machine.attempt():
        found = inside()
    machine.out += machine.kept_from(machine.memory.since(before))
    return found, machine.doubt(before, f"it is set in {name}, or not", in_attempt=True)


def repeated(machine: Machine, inside: Callable[[], Inside]) -> Inside:
    """What is inside of a block that is begun anew where it fails: any attempt finds what one before has left. Behind
    the last one all is as that has left it."""
    before, mark = machine.memory.state(), machine.host.mark()
    with machine.attempt():
        inside()
        left = machine.memory.since(before)
        machine.host.roll_back(mark)
        machine.memory.restore(before)
        registered = _keep(machine, left)
        machine.out += machine.kept_from(left)
        copies = _carry(machine, left)
        children, value, failure = inside()
    if any(name not in names.kept for names, name in registered):
        raise NotFoldedError("an attempt changes what the next one finds, and the build can't keep it")
    return (*copies, *children), value, failure


def _keep(machine: Machine, left: State) -> list[tuple[Names, str]]:
    """Have the build keep the variables that an attempt changes: the next one, and a catch, read there how far it has
    come."""
    found = []
    for one in left.changes.values():
        plain = isinstance(one.target, Names) and one.name not in one.target.kept
        if plain and isinstance(one.before, int | str) and not same(one.before, one.after):
            one.target.kept[one.name] = machine.host.fresh(one.name)
            found.append((one.target, one.name))
    return found


def _carry(machine: Machine, left: State) -> list[Describable]:
    """Make what an attempt leaves for the next one unknown, but for what the build keeps. Gives the steps that read
    that."""
    copies: list[Describable] = []
    for change in left.changes.values():
        if change.before is UNSET or same(change.before, change.after):
            continue
        is_name = isinstance(change.target, Names)
        for names, name in [(change.target, change.name)] if is_name else machine.memory.held_by(change.target):
            copy = machine.copied(names, name, change.before)
            copies += [copy[0]] if copy else []
            names[name] = copy[1] if copy else Unknown(Opaque(name, _BECAUSE))
    return copies
