"""Where only the run decides: both ways are taken, and their steps and variables brought together."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from migrate.model.source import Opaque, Reference
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate import run_maps
from migrate.readers.groovy.evaluate.conditions import truth_of
from migrate.readers.groovy.evaluate.doubtful import Doubts, OneOf
from migrate.readers.groovy.evaluate.host import Host
from migrate.readers.groovy.evaluate.memory import UNSET, Change, Memory, Names, State, between
from migrate.readers.groovy.evaluate.run_objects import as_read
from migrate.readers.groovy.evaluate.throwing import may_throw
from migrate.readers.groovy.evaluate.values import (
    Code,
    JenkinsObject,
    Kind,
    MayBeMissing,
    NotFoldedError,
    ThrownError,
    Unknown,
    Value,
)


class ReturnSignal(Exception):  # noqa: N818 — no error
    def __init__(self, value: Value) -> None:
        super().__init__()
        self.value = value


class JumpSignal(Exception):  # noqa: N818
    """`break` or `continue`."""

    def __init__(self, keyword: str) -> None:
        super().__init__(keyword)
        self.keyword = keyword


Signal = ReturnSignal | JumpSignal | ThrownError


@dataclass(frozen=True, slots=True)
class Early:
    """An end that the run may have come to inside of a way: what tells, and how the function or turn ended there."""

    node: tree.Node
    flag: Unknown
    signal: Signal


@dataclass(slots=True)
class Way:
    """One of two ways that the run may take: its steps, the variables at its end, and how it ended."""

    steps: list[Any]
    state: State
    value: Value = None
    signal: Signal | None = None
    early: list[Early] = field(default_factory=list)


@dataclass(slots=True)
class Rest:
    """What follows a way that ended early belongs to the other way: up to the end of the function where it returned,
    up to the end of the loop's turn where it continued."""

    node: tree.Node
    condition: Unknown
    then: list[Any]
    otherwise: list[Any]
    outer: list[Any]
    ended: Way


@dataclass(slots=True)
class Ways(ABC):
    """`out` collects what the host makes of the steps; `rests` are the choices that are still open."""

    host: Host
    script: tree.Script
    memory: Memory = field(default_factory=Memory)
    out: list[Any] = field(default_factory=list)
    beside: int = -1  # when the branches around began that run at the same time
    attempts: int = 0  # how many `try` are around
    tries: int = 0  # how many of them have a catch
    rests: list[Rest] = field(default_factory=list)
    shared: set[str] = field(default_factory=set)  # kept lists that may be those of other names too
    doubts: Doubts = field(default_factory=Doubts)

    def unknown(
        self, node: tree.Node, because: str = "its value is known only when the pipeline runs", kind: Kind = Kind.ANY
    ) -> Unknown:
        return Unknown(Opaque(self.script.source(node), because), kind)

    @contextmanager
    def collecting(self) -> Iterator[list[Any]]:
        """Steps within go into a list of their own."""
        outer, self.out = self.out, []
        try:
            yield self.out
        finally:
            self.out = outer

    def way(self, start: State, work: Callable[[], Value], *, nested: bool = False) -> Way:
        """Some work as a way of its own from a start on. Raises NotFoldedError where it ends early in part only, but
        for a `nested` one, which goes on and tells so."""
        open_before = len(self.rests)
        value: Value = None
        signal: Signal | None = None
        early: list[Early] = []
        with self.collecting() as steps:
            try:
                value = work()
            except (ReturnSignal, JumpSignal, ThrownError) as raised:
                signal = raised
            if len(self.rests) > open_before and nested and signal is None:
                value, early = self._flagged(open_before, steps, value)
            elif len(self.rests) > open_before:
                signal = self._ended_in_part(open_before, steps, signal)
        return Way(steps, self.memory.since(start), value, signal, early)

    def _ended_in_part(self, open_before: int, steps: list[Any], signal: Signal | None) -> Signal:
        whole = isinstance(signal, ReturnSignal | ThrownError)
        if not whole or any(isinstance(rest.ended.signal, JumpSignal) for rest in self.rests[open_before:]):
            raise NotFoldedError("an early end inside of nested conditions")
        value = self.close(open_before, steps, signal.value if isinstance(signal, ReturnSignal) else None)
        return ReturnSignal(value)

    def decide(
        self, node: tree.Node, condition: Unknown, then: Callable[[], Value], otherwise: Callable[[], Value]
    ) -> Value:
        """The value of what the condition chooses; its steps become a choice."""
        before = self.memory.state()
        first = self.way(before, then, nested=True)
        self.memory.restore(before)
        second = self.way(before, otherwise, nested=True)
        for one in (first, second):
            self.make_sure_to_fail(node, one)
        second.steps += self.not_ended(first.early)
        first.steps += self.not_ended(second.early)
        value = self._chosen(node, condition, first, second)
        self.end_early((*first.early, *second.early))
        return value

    @abstractmethod
    def make_sure_to_fail(self, node: tree.Node, way: Way) -> None:
        """End the steps of a way with a failure where Groovy throws by itself at its end."""

    def end_early(self, early: Iterable[Early]) -> None:
        """End where one of the ways before has."""
        for one in early:
            self.decide(one.node, _is_true(one.flag), partial(_end, one.signal), lambda: None)

    def _chosen(self, node: tree.Node, condition: Unknown, first: Way, second: Way) -> Value:
        if first.signal is None and second.signal is None:
            return self._both_go_on(node, condition, first, second)
        if first.signal is not None and second.signal is not None:
            return self._none_goes_on(node, condition, first, second)
        return self._one_goes_on(node, condition, first, second)

    def _both_go_on(self, node: tree.Node, condition: Unknown, first: Way, second: Way) -> Value:
        self.merge(node, first, second)
        value = self.either(node, "value", first, second, first.value, second.value)
        self._choice(node, condition, first.steps, second.steps)
        return value

    def _none_goes_on(self, node: tree.Node, condition: Unknown, first: Way, second: Way) -> Value:
        signals = [one.signal for one in (first, second) if not isinstance(one.signal, ThrownError)]
        if any(isinstance(one, JumpSignal) for one in signals) and len({repr(one) for one in signals}) > 1:
            raise NotFoldedError("two ways that end differently")
        self.merge(node, first, second)
        if isinstance(first.signal, ReturnSignal) and isinstance(second.signal, ReturnSignal):
            value = self.either(node, "value", first, second, first.signal.value, second.signal.value)
            signals = [ReturnSignal(value)]
        self._choice(node, condition, first.steps, second.steps)
        raise signals[0] if signals and signals[0] else first.signal or ReturnSignal(None)

    def _one_goes_on(self, node: tree.Node, condition: Unknown, first: Way, second: Way) -> Value:
        goes_on, ended = (second, first) if first.signal is not None else (first, second)
        if isinstance(ended.signal, JumpSignal) and ended.signal.keyword == "break":
            raise NotFoldedError("whether a loop breaks off is known only when the pipeline runs")
        self.memory.restore(goes_on.state)
        if isinstance(ended.signal, ThrownError):
            self._choice(node, condition, first.steps, second.steps)
            return goes_on.value
        self.rests.append(Rest(node, condition, first.steps, second.steps, self.out, ended))
        self.out = goes_on.steps
        return goes_on.value

    def _choice(self, node: tree.Node, condition: Unknown, then: list[Any], otherwise: list[Any]) -> None:
        if then or otherwise:
            self.host.choice(node, condition, then, otherwise)

    # ---- early ends ----------------------------------------------------------------------------------------------

    def _flagged(self, down_to: int, outer: list[Any], value: Value) -> tuple[Value, list[Early]]:
        """End the choices that were left open, and keep at run time whether the way has ended in one of them."""
        found: list[Early] = []
        while len(self.rests) > down_to:
            rest = self.rests.pop()
            here = Way(self.out, self.memory.since(rest.ended.state))
            self.merge(rest.node, rest.ended, here)
            if value is not None:
                value = self.either(rest.node, "value", rest.ended, here, "", value)
            flag = self.either(rest.node, "ended", rest.ended, here, True, False)
            rest.ended.steps += self.not_ended(found)
            assert isinstance(flag, Unknown) and rest.ended.signal is not None
            found.append(Early(rest.node, flag, rest.ended.signal))
            self.out = rest.outer
            self._choice(rest.node, rest.condition, rest.then, rest.otherwise)
        self.out = outer
        return value, found

    def not_ended(self, early: list[Early]) -> list[Any]:
        """The steps of a way that does not come to the ends in another one."""
        names = [one.flag.value.name for one in early if isinstance(one.flag.value, Reference)]
        return [kept[0] for name in names if (kept := self.host.keep(name, False))]

    def close(self, down_to: int, outer: list[Any], value: Value) -> Value:
        """End the choices that were left open, with the value of what went on. Gives the value of both."""
        while len(self.rests) > down_to:
            value = self.close_one(value)
        self.out = outer
        return value

    def close_one(self, value: Value) -> Value:
        rest = self.rests.pop()
        here = Way(self.out, self.memory.since(rest.ended.state))
        self.merge(rest.node, rest.ended, here)
        returned = rest.ended.signal.value if isinstance(rest.ended.signal, ReturnSignal) else value
        value = self.either(rest.node, "value", rest.ended, here, returned, value)
        self.out = rest.outer
        self._choice(rest.node, rest.condition, rest.then, rest.otherwise)
        return value

    # ---- at the same time, and step by step -----------------------------------------------------------------------

    @contextmanager
    def side_by_side(self, branches: int) -> Iterator[None]:
        """Within, so many branches of the run begin, which run at the same time."""
        before = self.beside
        if branches > 1:
            self.beside = self.memory.state().number
        try:
            yield
        finally:
            self.beside = before

    @contextmanager
    def attempt(self, *, catches: bool = False) -> Iterator[None]:
        """Within, a failure may end the steps at any place, and may be caught."""
        before = self.attempts, self.tries
        self.attempts += 1
        self.tries += catches
        try:
            yield
        finally:
            self.attempts, self.tries = before

    def keep_now(self, names: Names, name: str, value: Value) -> list[Any]:
        """The step that keeps what a name holds; from where there is none, the build keeps it no more."""
        found = self.host.keep(names.kept[name], value) if name in names.kept else None
        if found is None:
            names.kept.pop(name, None)
        return [found[0]] if found else []

    def now(self, value: Value) -> Value:
        """A value that may throw, computed here and now where a failure may be caught; any other one itself."""
        if not self.attempts or not isinstance(value, Unknown) or not may_throw(value):
            return value
        kept = self.host.keep(self.host.fresh("computed"), value)
        self.out += [kept[0]] if kept else []
        return as_read(value, kept[1]) if kept else value

    def keep_in_attempt(self, names: object, name: str, value: Value) -> None:
        """Have the build keep what a name holds now, where an attempt that may end here does so."""
        if self.attempts and isinstance(names, Names):
            self.out += self.keep_now(names, name, value)

    def kept_from(self, changed: State) -> list[Any]:
        """The steps that keep at the start of an attempt what is changed in it, or in a catch of it."""
        found = [one for one in changed.changes.values() if isinstance(one.target, Names) and one.before is not UNSET]
        return [step for one in found for step in self.keep_now(one.target, one.name, one.before)]

    # ---- variables after two ways --------------------------------------------------------------------------------

    def merge(self, node: tree.Node, first: Way, second: Way) -> None:
        """After both ways: a variable that differs is kept at run time, or unknown."""
        for change in between(first.state, second.state):
            if isinstance(change.target, Names):
                self.memory.put(change.target, change.name, self._merged(node, first, second, change))
            elif not same(change.before, change.after) and self.memory.is_held(change.target):
                self._merge_contents(node, first, second, change)

    def _merged(self, node: tree.Node, first: Way, second: Way, change: Change) -> Value:
        for way, other, one, doubted in (
            (first, second, change.before, change.after),
            (second, first, change.after, change.before),
        ):
            if isinstance(doubted, OneOf) and doubted.joins(one, _contents(way.state, other.state, one)):
                return doubted
        if change.before is not UNSET and change.after is not UNSET:
            own = id(change.target), change.name
            return self.either(node, change.name, first, second, change.before, change.after, own)
        both = change.before is change.after
        return UNSET if both else self.unknown(node, "whether it is set depends on what the run decides")

    def _merge_contents(self, node: tree.Node, first: Way, second: Way, change: Change) -> None:
        target, one, other = change.target, change.before, change.after
        holder = self.memory.sole_holder(target)
        if isinstance(target, dict):
            both = {key: self._entry(node, first, second, key, one, other) for key in {**one, **other}}
            self.memory.put(target, "", both)
        elif holder is not None:
            own = id(target), change.name
            self.memory.put(*holder, self.either(node, holder[1], first, second, one, other, own))
        else:
            self.memory.put(target, "", [self._missing(node, "what is in the list depends on what the run decides")])

    def _entry(self, node: tree.Node, first: Way, second: Way, key: Any, one: Any, other: Any) -> Value:
        """What a map has under a key that one of two ways has put there, or both."""
        if key not in one or key not in other:
            return self._missing(node, f"whether there is {key} depends on what the run decides")
        return self.either(node, str(key), first, second, one[key], other[key])

    def _missing(self, node: tree.Node, because: str) -> Unknown:
        return MayBeMissing(self.unknown(node, because).value)

    def either(
        self,
        node: tree.Node,
        name: str,
        first: Way,
        second: Way,
        one: Value,
        other: Value,
        own: tuple[int, str] | None = None,
    ) -> Value:
        """A value that is one of two: kept at run time by a step at the end of each way. `own` is the change
        that it is of."""
        if same(one, other):
            return one
        fresh = self.host.fresh(name)
        if any(self._has_other_names(first, second, value, own) for value in (one, other)):
            self.shared.add(fresh)
            self.memory.copied(one)
            self.memory.copied(other)
        one, other = self._alike(one, other, first, second), self._alike(other, one, second, first)
        values = (
            (first, _contents(first.state, second.state, one)),
            (second, _contents(second.state, first.state, other)),
        )
        kept = [(way, self.host.keep(fresh, value)) for way, value in values]
        read = [found[1] for _, found in kept if found is not None]
        if len(read) < 2 or read[0] != read[1]:
            return self.unknown(node, f"{name} depends on what the run decides")
        for way, found in kept:
            way.steps += [found[0]] if found else []
        return read[0]

    def _alike(self, value: Value, other: Value, way: Way, beside: Way) -> Value:
        """A value in a form that the other one has too. A map that something else may change has none."""
        changes = isinstance(value, dict) and self.memory.is_held(value)
        return value if changes else run_maps.alike(value, other, _contents(way.state, beside.state, value))

    def _has_other_names(self, first: Way, second: Way, value: Value, own: tuple[int, str] | None) -> bool:
        """Whether a list has a name in one of the ways that is not its own: a change would be seen there too."""
        if not isinstance(value, list) and not (isinstance(value, Unknown) and value.kind is Kind.LIST):
            return False
        changes = [(key, one) for way in (first, second) for key, one in way.state.changes.items() if key != own]
        return (
            any(value is held for _, one in changes for held in (one.before, one.after))
            or any((id(names), name) != own for names, name in self.memory.names_of(value))
            or self.memory.is_within_another(value)
        )

    def change_list(self, items: Unknown | list[Any], changed: Unknown | None) -> bool:
        """Change a list in place to one that only the run knows: under all names that it has. Gives true."""
        shared = isinstance(items, Unknown) and isinstance(items.value, Reference) and items.value.name in self.shared
        if changed is None or shared or self.memory.is_within_another(items):
            raise NotFoldedError("a list that only the run knows is changed")
        for names, name in self.memory.names_of(items):
            names[name] = changed
        return True

    def doubt(self, before: State, because: str, *, in_attempt: bool = False) -> list[Any]:
        """What is not what it was before is not known any more. Behind an attempt, what the build has kept in it is: by
        the steps that this gives, which go before all others."""
        steps: list[Any] = []
        now = self.memory.since(before)
        for change in between(before, now):
            if change.before is UNSET or same(change.before, change.after):
                continue
            doubted = isinstance(change.after, OneOf) and change.after
            if doubted and doubted.joins(change.before, _contents(before, now, change.before)):
                continue
            held_by = [(change.target, change.name)]
            if not isinstance(change.target, Names):
                held_by = self.memory.held_by(change.target)
            was_set = self.memory.was_set_since(change.target, before)
            shared = None if was_set else self.doubts.about(change.target, change.before, because)
            for names, name in held_by:
                copy = self.copied(names, name, change.before) if in_attempt else None
                steps += [copy[0]] if copy else []
                names[name] = copy[1] if copy else shared or Unknown(Opaque(name, because))
        return steps

    def copied(self, names: Names, name: str, like: Value) -> tuple[Any, Unknown] | None:
        """A step that copies what the build keeps, as later steps change that, and how to read the copy. None where it
        keeps nothing."""
        kept = self.host.keep(names.kept[name], like) if name in names.kept else None
        return self.host.keep(self.host.fresh(name), kept[1]) if kept else None

    def trust(self, doubts: State) -> None:
        """Take back doubts where nothing has changed the variable since."""
        for doubt in doubts.changes.values():
            read = isinstance(doubt.after, OneOf) and doubt.after.put
            if isinstance(doubt.target, Names) and doubt.target.get(doubt.name) is doubt.after and not read:
                doubt.target[doubt.name] = doubt.before


def _contents(state: State, other: State, value: Any) -> Any:
    """What a list or map holds in one of two states that are told from the same moment; any other value itself."""
    if not isinstance(value, list | dict):
        return value
    key = (id(value), "")
    found = value
    if key in state.changes:
        found = state.changes[key].after
    elif key in other.changes:
        found = other.changes[key].before
    return found.copy()


def _is_true(flag: Unknown) -> Unknown:
    found = truth_of(flag)
    assert isinstance(found, Unknown)
    return found


def _end(signal: Signal) -> Value:
    raise signal


def same(one: Any, other: Any) -> bool:
    """Whether two values are surely the same. Texts, numbers and booleans never equal each other."""
    if one is other:
        return True
    if isinstance(one, Code | JenkinsObject) or type(one) is not type(other):
        return False
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(map(same, one.values(), other.values()))
    return bool(one == other)
