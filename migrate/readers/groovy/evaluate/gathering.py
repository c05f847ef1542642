"""Methods of lists that look through all items, most of them with a closure."""

from __future__ import annotations

from typing import Any

from migrate.readers.groovy.evaluate.casts import truth
from migrate.readers.groovy.evaluate.equality import equal, find_key, put
from migrate.readers.groovy.evaluate.forms import (
    COLLECTION,
    holds,
    invoke,
    steady,
)
from migrate.readers.groovy.evaluate.kinds import similar
from migrate.readers.groovy.evaluate.maps import add_entry
from migrate.readers.groovy.evaluate.operators import is_case, plus
from migrate.readers.groovy.evaluate.values import Code, NotFoldedError, ThrownError

Items = list[Any]


def each(items: Items) -> Any:
    return steady(items, items)


def each_of(items: Items, code: Code) -> Items:
    for one in each(items):
        invoke(code, one)
    return items


def for_each(items: Items, code: Code) -> None:
    each_of(items, code)


def reverse_each(items: Items, code: Code) -> Items:
    for one in steady(items, items[::-1]):
        invoke(code, one)
    return items


def each_with_index(items: Items, code: Code) -> Items:
    for position, one in enumerate(each(items)):
        invoke(code, one, position)
    return items


def collect(items: Items, code: Code) -> Items:
    return [invoke(code, one) for one in each(items)]


def collect_into(items: Items, into: Items, code: Code) -> Items:
    if type(into) is not list:
        raise NotFoldedError("collecting into such a value is not evaluated")
    into += collect(items, code)
    return into


def collect_entries(items: Items, code: Code | None = None) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for one in each(items):
        add_entry(found, one if code is None else invoke(code, one))
    return found


def collect_many(items: Items, code: Code) -> Items:
    found: Items = []
    for one in each(items):
        more = invoke(code, one)
        if not COLLECTION(more):
            raise NotFoldedError("collectMany of such values is not evaluated")
        found += more
    return found


def find(items: Items, code: Code) -> Any:
    return next((one for one in each(items) if holds(code, one)), None)


def find_all(items: Items, code: Code) -> Items:
    return similar(items, [one for one in each(items) if holds(code, one)])


def find_result(items: Items, code: Code) -> Any:
    results = (invoke(code, one) for one in each(items))
    return next((one for one in results if one is not None), None)


def find_result_or(items: Items, default: Any, code: Code) -> Any:
    found = find_result(items, code)
    return default if found is None else found


def find_results(items: Items, code: Code) -> Items:
    return [one for one in collect(items, code) if one is not None]


def find_index(items: Items, code: Code) -> int:
    return next((position for position, one in enumerate(each(items)) if holds(code, one)), -1)


def find_last_index(items: Items, code: Code) -> int:
    return max((position for position, one in enumerate(each(items)) if holds(code, one)), default=-1)


def any_of(items: Items, code: Code | None = None) -> bool:
    return any(truth(one) if code is None else holds(code, one) for one in each(items))


def every_of(items: Items, code: Code | None = None) -> bool:
    return all(truth(one) if code is None else holds(code, one) for one in each(items))


def count(items: Items, wanted: Any) -> int:
    return sum(holds(wanted, one) if isinstance(wanted, Code) else equal(one, wanted) for one in each(items))


def grep(items: Items, wanted: Any) -> Items:
    return similar(items, [one for one in each(items) if is_case(wanted, one)])


def split(items: Items, code: Code) -> Items:
    chosen = [(holds(code, one), one) for one in each(items)]
    return [similar(items, [one for yes, one in chosen if yes is side]) for side in (True, False)]


def inject(items: Items, initial: Any, code: Code) -> Any:
    for one in each(items):
        initial = invoke(code, initial, one)
    return initial


def inject_first(items: Items, code: Code) -> Any:
    if not items:
        raise ThrownError(
            "NoSuchElementException",
            "Cannot call inject() on an empty collection without passing an initial value.",
        )
    return inject(items[1:], items[0], code)


def group_by(items: Items, code: Code) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for one in each(items):
        key = invoke(code, one)
        if not find_key(found, key):
            put(found, key, [])
        found[key].append(one)
    return found


def count_by(items: Items, code: Code) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for one in each(items):
        key = invoke(code, one)
        put(found, key, found[key] + 1 if find_key(found, key) else 1)
    return found


def total(items: Items, code: Code | None = None) -> Any:
    values = list(items) if code is None else collect(items, code)
    return None if not values else summed(values[1:], values[0])


def summed(values: Items, initial: Any) -> Any:
    for one in values:
        initial = plus(initial, one)
    return initial


def take_while(items: Items, code: Code) -> Items:
    return items[: first_without(items, code)]


def drop_while(items: Items, code: Code) -> Items:
    return items[first_without(items, code) :]


def first_without(items: Items, code: Code) -> int:
    return next((position for position, one in enumerate(each(items)) if not holds(code, one)), len(items))
