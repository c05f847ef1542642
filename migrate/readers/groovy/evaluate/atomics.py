"""`AtomicInteger` and its like: what is in one stands in names of its own, which the ways of a run bring together.

Inside of an attempt, the build keeps it too, step by step: a catch reads there how far it has come.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from migrate.model.source import Opaque
from migrate.readers.groovy.evaluate import derived, kinds, operators
from migrate.readers.groovy.evaluate.memory import Memory, Names
from migrate.readers.groovy.evaluate.values import JenkinsObject, Kind, NotFoldedError, Unknown, Value

_PACKAGE = "java.util.concurrent.atomic."
_BESIDE = "branches that run beside each other share it, in an order that only the run knows"


@dataclass(frozen=True, slots=True, eq=False)
class Atomic(JenkinsObject):
    """An object of the class `name`, which stands in `held` under the same name."""

    held: Names

    @property
    def value(self) -> Value:
        return self.held[self.name]

    @property
    def is_number(self) -> bool:
        return self.name in _NUMBERS


_NUMBERS = ("AtomicInteger", "AtomicLong")
_FIRST: dict[str, Value] = {
    "AtomicInteger": 0,
    "AtomicLong": kinds.integer(0, long=True),
    "AtomicBoolean": False,
    "AtomicReference": None,
}


def made(memory: Memory, fresh: Callable[[str], str], name: str, given: list[Value]) -> Atomic | None:
    """`new name(given)`, with a fresh variable of the build where it holds what one can keep; None for other classes.

    Raises NotFoldedError where what it is made of is not understood.
    """
    short = name.removeprefix(_PACKAGE)
    if short not in _FIRST:
        return None
    if len(given) > 1:
        raise NotFoldedError(f"{short} is made of one value")
    held = memory.kept_names({} if short == "AtomicReference" else {short: fresh(short)})
    held[short] = _fitting(short, given[0]) if given else _FIRST[short]
    return Atomic(short, held)


def _fitting(name: str, value: Value) -> Value:
    """A value that such an object may hold."""
    if name == "AtomicReference":
        return value
    if name == "AtomicBoolean":
        fits = isinstance(value, bool) or (isinstance(value, Unknown) and value.kind is Kind.BOOLEAN)
    else:
        fits = derived.is_a(value, Kind.INTEGER) or _is_lost(value)
    if not fits or (isinstance(value, kinds.Long) and name == "AtomicInteger"):
        raise NotFoldedError(f"{name} can't hold this, as far as is known")
    return kinds.integer(value, long=True) if name == "AtomicLong" and isinstance(value, int) else value


def _is_lost(value: Value) -> bool:
    return isinstance(value, Unknown) and isinstance(value.value, Opaque)


# ---- methods ---------------------------------------------------------------------------------------------------------


def call(owner: Atomic, name: str, given: list[Value], *, beside: int) -> Value:
    """`owner.name(given)`. What is older than the moment `beside` is shared by branches that run at the same time.
    Raises NotFoldedError."""
    work = (_NUMBER_METHODS if owner.is_number else _METHODS).get((name, len(given)))
    if work is None:
        raise NotFoldedError(f"{name} of {owner.name} is not evaluated")
    before = Unknown(Opaque(owner.name, _BESIDE)) if owner.held.born <= beside else owner.value
    if name == "get":
        return before
    after = before if owner.held.born <= beside else _fitting(owner.name, work(before, *given))
    owner.held[owner.name] = after
    if name in ("set", "lazySet"):
        return None
    return before if name.startswith("getAnd") else after


def _plus(before: Value, by: Value) -> Value:
    """The sum of integers; where the first one is not known, neither is the sum."""
    if _is_lost(before):
        return before
    if not isinstance(before, Unknown) and not isinstance(by, Unknown):
        known: Value = operators.binary("+", before, by)
        return known
    found = derived.operated("+", before, by)
    if found is None:
        raise NotFoldedError("it counts on by something that is no integer, as far as is known")
    return found


_METHODS: dict[tuple[str, int], Callable[..., Value]] = {
    ("get", 0): lambda before: before,
    **dict.fromkeys((("set", 1), ("lazySet", 1), ("getAndSet", 1)), lambda before, value: value),
}
_NUMBER_METHODS: dict[tuple[str, int], Callable[..., Value]] = {
    **_METHODS,
    **dict.fromkeys((("incrementAndGet", 0), ("getAndIncrement", 0)), lambda before: _plus(before, 1)),
    **dict.fromkeys((("decrementAndGet", 0), ("getAndDecrement", 0)), lambda before: _plus(before, -1)),
    **dict.fromkeys((("addAndGet", 1), ("getAndAdd", 1)), _plus),
}
