"""Sorting, the greatest and the least, as Groovy's collections find them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cmp_to_key
from itertools import combinations
from typing import Any

from migrate.readers.groovy.evaluate import kinds
from migrate.readers.groovy.evaluate.equality import aware, compare
from migrate.readers.groovy.evaluate.forms import invoke
from migrate.readers.groovy.evaluate.values import Code, NotFoldedError, ThrownError

_MOST_COMPARED = 100  # items whose order by a closure is looked at pair by pair


def in_order(items: list[Any]) -> list[Any]:
    """The items by their own order; stable."""
    return sorted(items, key=cmp_to_key(aware))


def sorted_by(items: list[Any], code: Code) -> list[Any]:
    """The items in the order of a closure's values, or by a closure of two parameters that compares."""
    if code.arity == 1:
        keyed = keyed_by(items, code)
        return [one for _, one in sorted(keyed, key=cmp_to_key(_order_of_keys))]
    order = _comparator(code)
    found = sorted(items, key=cmp_to_key(order))
    if len(found) > _MOST_COMPARED or any(order(a, b) > 0 or order(b, a) < 0 for a, b in combinations(found, 2)):
        raise NotFoldedError("the order that this closure makes is not one")
    return found


def keyed_by(items: list[Any], code: Code) -> list[tuple[Any, Any]]:
    """The items, each behind a closure's value. Nothing is compared, and so nothing called, where there is only one."""
    if len(items) < 2:
        return [(None, one) for one in items]
    try:
        return [(invoke(code, one), one) for one in items]
    except ThrownError:
        raise NotFoldedError("which items a sort looks at first is not evaluated") from None


def _order_of_keys(left: tuple[Any, Any], right: tuple[Any, Any]) -> int:
    return aware(left[0], right[0])


def _comparator(code: Code) -> Callable[[Any, Any], int]:
    def order(left: Any, right: Any) -> int:
        found = invoke(code, left, right)
        if type(found) is not int:
            raise NotFoldedError("a closure that compares gives no integer")
        return found

    return order


def most(items: list[Any]) -> Any:
    """`max()`, which passes null over."""
    return _first(items, lambda one, best: compare(one, best) > 0)


def least(items: list[Any]) -> Any:
    return _first(items, lambda one, best: compare(one, best) < 0)


def _first(items: list[Any], better: Callable[[Any, Any], bool]) -> Any:
    best = None
    for one in items:
        if one is not None and (best is None or better(one, best)):
            best = one
    return best


def most_by(items: list[Any], code: Code) -> Any:
    return _first_by(items, code, 1)


def least_by(items: list[Any], code: Code) -> Any:
    return _first_by(items, code, -1)


def _first_by(items: list[Any], code: Code, sign: int) -> Any:
    if code.arity != 1:
        return _first_by_comparing(items, code, sign)
    best, best_value = None, None
    for position, one in enumerate(items):
        value = invoke(code, one)
        if position == 0 or _is_less(value, best_value, sign):
            best, best_value = one, value
    return best


def _is_less(value: Any, best: Any, sign: int) -> bool:
    return compare(value, best) < 0 if sign < 0 else compare(best, value) < 0


def _first_by_comparing(items: list[Any], code: Code, sign: int) -> Any:
    order = _comparator(code)
    best = items[0] if items else None
    for one in items[1:]:
        if order(one, best) * sign > 0:
            best = one
    return best


def hashed(items: list[Any]) -> kinds.Hashed:
    """A HashSet of texts or Integers, in the order of Java's hash table."""
    if not all(type(one) is str or (type(one) is int and not kinds.is_long(one)) for one in items):
        raise NotFoldedError("a set of such values is not evaluated")
    distinct = list(dict.fromkeys(items))
    size = _table_size(len(items), len(distinct))
    return kinds.Hashed(sorted(distinct, key=lambda one: _spread(one) % size))


def _table_size(expected: int, count: int) -> int:
    size = 1
    while size < expected:
        size *= 2
    while count > size * 0.75:
        size *= 2
    return size


def _spread(value: Any) -> int:
    found = kinds.wrapped(value, 32) if isinstance(value, int) else _hash_of(value)
    unsigned = found % (1 << 32)
    return unsigned ^ (unsigned >> 16)


def _hash_of(text: str) -> int:
    found = 0
    for sign in text:
        found = (found * 31 + ord(sign)) % (1 << 32)
    return found
