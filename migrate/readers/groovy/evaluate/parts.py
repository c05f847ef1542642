"""Methods of lists that take them apart, and put them together anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from migrate.readers.groovy.evaluate import kinds, ordering
from migrate.readers.groovy.evaluate.casts import distinct
from migrate.readers.groovy.evaluate.equality import aware, contains, equal
from migrate.readers.groovy.evaluate.kinds import Array, Fixed, Set, similar
from migrate.readers.groovy.evaluate.texts import text
from migrate.readers.groovy.evaluate.values import Code, NotFoldedError, ThrownError

Items = list[Any]


def part_of(items: Items, found: Items) -> Items:
    """What is left of an array is an array, what is left of a set a set."""
    return Array(found) if isinstance(items, Array) else similar(items, found)


def take(items: Items, count: int) -> Items:
    return part_of(items, items[: max(count, 0)])


def drop(items: Items, count: int) -> Items:
    return part_of(items, items[max(count, 0) :])


def reverse(items: Items) -> Items:
    return part_of(items, items[::-1])


def every_nth(items: Items, step: int) -> Items:
    if step <= 0:
        raise NotFoldedError("such steps are not evaluated")
    return items[::step]


def end_of(name: str, position: int) -> Callable[[Items], Any]:
    def work(items: Items) -> Any:
        if not items:
            raise ThrownError("NoSuchElementException", f"Cannot access {name}() element from an empty List")
        return items[position]

    return work


def rest(name: str, part: slice) -> Callable[[Items], Items]:
    def work(items: Items) -> Items:
        if not items:
            raise ThrownError("NoSuchElementException", f"Cannot access {name}() for an empty iterable")
        return part_of(items, items[part])

    return work


def get(items: Items, at: int) -> Any:
    return items[within(items, at)]


def within(items: Items, at: int, size: int | None = None) -> int:
    if not 0 <= at < (len(items) if size is None else size):
        raise ThrownError("IndexOutOfBoundsException", f"Index {at} out of bounds for length {len(items)}")
    return at


def sub_list(items: Items, start: int, end: int) -> Fixed:
    if not 0 <= start <= end <= len(items):
        raise NotFoldedError("a part of a list beyond its bounds is not evaluated")
    return Fixed(items[start:end])


def index_of(items: Items, wanted: Any) -> int:
    return next((position for position, one in enumerate(items) if contains([one], wanted)), -1)


def last_index_of(items: Items, wanted: Any) -> int:
    return max((position for position, one in enumerate(items) if contains([one], wanted)), default=-1)


def collate(items: Items, size: int, step: int | None = None, keep: bool = True) -> Items:
    step = size if step is None else step
    if size <= 0 or step <= 0:
        raise NotFoldedError("collating in such steps is not evaluated")
    starts = range(0, len(items), step)
    return [items[at : at + size] for at in starts if keep or at <= len(items) - size]


def collate_whole(items: Items, size: int, keep: bool) -> Items:
    return collate(items, size, None, keep)


def flatten(items: Items) -> Items:
    found: Items = []
    for one in items:
        found += flatten(one) if isinstance(one, list) else [one]
    return distinct(found) if isinstance(items, Set) else found


def combinations(items: Items) -> Items:
    found: Items = []
    for position, one in enumerate(items):
        choices = one if isinstance(one, list) else refuse()
        found = [[*old, value] for value in choices for old in found] if position else [[value] for value in choices]
        kinds.bounded(len(found))
        if not found:
            break
    return found


def transpose(items: Items) -> Items:
    if not all(kinds.is_list(one) or isinstance(one, Array) for one in items):
        refuse()
    return [list(row) for row in zip(*items, strict=False)]


def refuse() -> Items:
    raise NotFoldedError("lists of such values are not evaluated")


def with_index(items: Items, offset: int = 0) -> Items:
    return [Fixed([one, position]) for position, one in enumerate(items, offset)]


def indexed(items: Items, offset: int = 0) -> dict[Any, Any]:
    return dict(enumerate(items, offset))


def intersect(items: Items, other: Items) -> Items:
    larger, smaller = (other, items) if len(items) < len(other) else (items, other)
    return [one for one in smaller if any(aware(one, each_one) == 0 for each_one in larger)]


def disjoint(items: Items, other: Items) -> bool:
    return not any(aware(one, each_one) == 0 for one in items for each_one in other)


def join(items: Items, between: str = "") -> str:
    kinds.bounded(len(items) * (len(between) + 1))
    return between.join(map(text, items))


def to_unique(items: Items) -> Items:
    found: Items = []
    for one in items:
        if not any(equal(one, other) for other in found):
            found.append(one)
    return found


def sorted_out(items: Items) -> Items:
    """`toUnique`, which finds equal items by their order."""
    if not all(isinstance(one, str) for one in items) and not all(map(kinds.is_number, items)):
        raise NotFoldedError("values without an order are told apart by their hash codes")
    return to_unique(items)


def to_unique_by(items: Items, code: Code) -> Items:
    if code.arity != 1:
        raise NotFoldedError("a closure that compares is not evaluated")
    found: Items = []
    seen: Items = []
    for value, one in ordering.keyed_by(items, code):
        if not any(equal(value, other) for other in seen):
            found.append(one)
            seen.append(value)
    return found
