"""Methods of lists that change them in place."""

from __future__ import annotations

from typing import Any

from migrate.readers.groovy.evaluate import kinds, parts
from migrate.readers.groovy.evaluate.equality import contains
from migrate.readers.groovy.evaluate.forms import (
    holds,
)
from migrate.readers.groovy.evaluate.kinds import Set
from migrate.readers.groovy.evaluate.values import Code, ThrownError

Items = list[Any]


def add(items: Items, value: Any) -> bool:
    if isinstance(items, Set) and contains(items, value):
        return False
    items.append(value)
    kinds.bounded(len(items))
    return True


def insert(items: Items, at: int, value: Any) -> None:
    items.insert(parts.within(items, at, len(items) + 1), value)


def add_all(items: Items, more: Items) -> bool:
    added = [add(items, one) for one in list(more)]
    return any(added)


def set_at(items: Items, at: int, value: Any) -> Any:
    before = items[parts.within(items, at)]
    items[at] = value
    return before


def pop(items: Items) -> Any:
    if not items:
        raise ThrownError("NoSuchElementException", "Cannot pop() an empty List")
    return items.pop()


def remove_at(items: Items, at: int) -> Any:
    return items.pop(parts.within(items, at))


def remove(items: Items, value: Any) -> bool:
    at = parts.index_of(items, value)
    if at >= 0:
        del items[at]
    return at >= 0


def keep(items: Items, kept: Items) -> bool:
    before = len(items)
    items[:] = kept
    return len(items) != before


def remove_all(items: Items, gone: Any) -> bool:
    return keep(items, [one for one in list(items) if not is_among(gone, one)])


def retain_all(items: Items, kept: Any) -> bool:
    return keep(items, [one for one in list(items) if is_among(kept, one)])


def is_among(wanted: Any, one: Any) -> bool:
    return holds(wanted, one) if isinstance(wanted, Code) else contains(wanted, one)


def replaced(items: Items, found: Items) -> Items:
    items[:] = found
    return items


def swap(items: Items, one: int, other: int) -> Items:
    first, second = parts.within(items, one), parts.within(items, other)
    items[first], items[second] = items[second], items[first]
    return items
