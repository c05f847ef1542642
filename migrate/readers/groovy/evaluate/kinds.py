"""What Groovy tells apart and Python does not: the evaluator's finer classes of known values.

A `GString` equals no String as an element or a key; an `int` is an Integer up to 32 bits and a Long beyond; an array
throws where a list gives null. Each is a subclass of the Python class whose contents it has.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from migrate.readers.groovy.evaluate.values import JavaObject, NotFoldedError, Unknown

INT_BITS, LONG_BITS = 32, 64
LARGEST = 200_000  # items or characters that an operation may make


class GString(str):
    """A text with `${…}` in it. Its methods give plain texts."""

    __slots__ = ()


class Long(int):
    """An integer of 64 bits that would fit into 32."""

    __slots__ = ()


class Character(str):
    """A single character, as `charAt` gives it."""

    __slots__ = ()


class Array(list[Any]):
    """A Java array: fixed in size, strict about its bounds."""


class Set(list[Any]):
    """A LinkedHashSet: a list without equal elements."""


class View(Set):
    """A set that is not changed here: the keys or entries of a map."""


class Hashed(View):
    """A HashSet, in its own order."""


class SortedKeys(View):
    """The keys of a TreeMap, and sets made of them, which stay sorted."""


class Values(list[Any]):
    """The values of a map, which are a Collection but no List."""


class Fixed(list[Any]):
    """An immutable list."""


class OpenMap(dict[Any, Any]):
    """A map that may have further entries, of which nothing is known."""


class SortedMap(dict[Any, Any]):
    """A TreeMap, which is not changed here: it would have to stay sorted."""


class Json:
    """What `readJSON` gives: an object or array of net.sf.json, with a text, an equality and changes of its own."""


class JsonObject(Json, dict[Any, Any]):
    """A map with the members of an object."""


class JsonArray(Json, list[Any]):
    """A list with the items of an array."""


@dataclass(frozen=True, slots=True)
class FoundFile(JavaObject):
    """A file that `findFiles` has found. How long it is and when it was changed, only the run knows."""

    path: str
    length: Unknown = field(compare=False)
    last_modified: Unknown = field(compare=False)

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """An entry of a map."""

    key: Any
    value: Any


def is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def is_long(value: int) -> bool:
    """Whether an integer is a Long. Raises NotFoldedError for a BigInteger."""
    if wrapped(value, LONG_BITS) != value:
        raise NotFoldedError("integers of more than 64 bits are not evaluated")
    return isinstance(value, Long) or wrapped(value, INT_BITS) != value


def integer(value: int, *, long: bool) -> int:
    """The integer as 32 or 64 bits keep it."""
    return Long(wrapped(value, LONG_BITS)) if long else wrapped(value, INT_BITS)


def wrapped(value: int, bits: int) -> int:
    half = 1 << (bits - 1)
    return (int(value) + half) % (2 * half) - half


def is_list(value: object) -> bool:
    """Whether a value is a java.util.List."""
    return isinstance(value, list) and not isinstance(value, Array | Set | Values)


def is_collection(value: object) -> bool:
    return isinstance(value, list) and not isinstance(value, Array)


def similar(receiver: list[Any], items: list[Any]) -> list[Any]:
    """A new collection of the receiver's sort, as Groovy's filters make it."""
    if isinstance(receiver, Set):
        return SortedKeys(items) if isinstance(receiver, SortedKeys) else Set(items)
    return items


def bounded(size: int) -> None:
    if size > LARGEST:
        raise NotFoldedError("a value grows too large to be evaluated")
