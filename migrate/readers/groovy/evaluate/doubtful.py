"""A map of which only the run knows whether steps have changed it: what is the same either way is known.

`map.get(key, default)` puts the default into the map, so that reading options in a `try` changes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from migrate.model.source import Opaque
from migrate.readers.groovy.evaluate.memory import UNSET
from migrate.readers.groovy.evaluate.values import NotFoldedError, Unknown, Value

_READS = ("get", "getAt", "getOrDefault", "containsKey")


@dataclass(frozen=True, slots=True, eq=False)
class OneOf(Unknown):
    """A map that is one of several `ways`: without some steps, with them, or with a part of them.

    `put` are the defaults that its readers may have put into it since. Both only grow, in whatever way the evaluation
    goes on: the more there are, the less is known. Nothing is, once the map itself is no more what it was at `last`.
    """

    map: dict[Any, Any] = field(default_factory=dict)
    last: dict[Any, Any] = field(default_factory=dict)
    ways: list[dict[Any, Any]] = field(default_factory=list)
    put: dict[Any, list[Value]] = field(default_factory=dict)

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def of(self, key: Value) -> Iterator[Any]:
        """The values that may be under a key, UNSET where there may be none. Raises NotFoldedError."""
        if not _are_one(self.map, self.last) or not isinstance(key, str):
            raise NotFoldedError("a map that only the run knows is read")
        yield from (one.get(key, UNSET) for one in self.ways)
        yield from self.put.get(key, ())

    def joins(self, value: Value, contents: dict[Any, Any]) -> bool:
        """Be what the map is with these contents too. False for another value."""
        if value is self.map and not any(_are_one(contents, one) for one in self.ways):
            self.ways.append(dict(contents))
        return value is self.map or value is self


class Doubts:
    """The maps that are doubtful: one value for each, which all variables that hold the map share."""

    def __init__(self) -> None:
        self._known: dict[int, OneOf] = {}

    def about(self, value: Any, before: Any, because: str) -> OneOf | None:
        """A map that is what it was before, or what it is now; None for what is no map."""
        if type(value) is not dict:
            return None
        found = self._known.setdefault(id(value), OneOf(Opaque("a map", because), map=value))
        found.last.clear()
        found.last.update(value)
        found.joins(value, before)
        found.joins(value, value)
        return found


def reads(name: str, values: list[Value]) -> bool:
    """Whether a method reads one key of a map."""
    return name in _READS and 1 <= len(values) <= 2


def read(owner: OneOf, name: str, values: list[Value]) -> Value:
    """What a method of a doubtful map gives. Raises NotFoldedError where only the run knows it."""
    found = list(owner.of(values[0]))
    if name == "containsKey":
        return _only([one is not UNSET for one in found])
    default = values[1] if len(values) > 1 else None
    if UNSET in found and name == "get" and len(values) > 1:
        owner.put.setdefault(values[0], []).append(default)
    return _only([default if one is UNSET else one for one in found])


def _only(values: list[Value]) -> Value:
    if not all(_is_one(one, values[0]) for one in values):
        raise NotFoldedError("what is in the map depends on what the run decides")
    return values[0]


def _are_one(one: dict[Any, Any], other: dict[Any, Any]) -> bool:
    return list(one) == list(other) and all(map(_is_one, one.values(), other.values()))


def _is_one(one: Value, other: Value) -> bool:
    """Whether two values are the very same; lists and maps are only by identity."""
    return one is other or (type(one) is type(other) and not isinstance(one, list | dict) and bool(one == other))
