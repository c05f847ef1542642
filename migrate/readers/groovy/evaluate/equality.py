"""Groovy's equality and order of known values, and Java's stricter equality of elements and keys.

After `DefaultTypeTransformation.compareEqual` and `compareTo` of Groovy 2.4.21
(https://github.com/apache/groovy/tree/GROOVY_2_4_21/src/main/org/codehaus/groovy/runtime/typehandling).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from migrate.readers.groovy.evaluate.classes import JavaClass
from migrate.readers.groovy.evaluate.kinds import (
    Array,
    Character,
    Entry,
    FoundFile,
    GString,
    Json,
    Set,
    Values,
    is_integer,
    is_list,
    is_long,
    is_number,
)
from migrate.readers.groovy.evaluate.values import Code, NotFoldedError, ThrownError

_UNLIKE = 2  # the order of what is not equal and has no order


def equal(left: Any, right: Any) -> bool:
    """`==`. Raises NotFoldedError."""
    if left is right:
        return True
    if left is None or right is None:
        return False
    if isinstance(left, Json) or isinstance(right, Json):
        raise NotFoldedError("the equality of JSON is not evaluated")
    if _is_comparable(left):
        return _order(left, right, strict=False) == 0
    if isinstance(left, dict):
        return isinstance(right, dict) and _equal_maps(left, right)
    if isinstance(left, Entry):
        return isinstance(right, Entry) and same(left.key, right.key) and equal(left.value, right.value)
    if isinstance(left, list):
        return _equal_collections(left, right)
    if isinstance(left, JavaClass):
        return isinstance(right, JavaClass) and left.name == right.name
    if isinstance(left, FoundFile):
        return isinstance(right, FoundFile) and left.path == right.path
    raise NotFoldedError("the equality of such values is not evaluated")


def _equal_collections(left: list[Any], right: Any) -> bool:
    if not isinstance(right, list):
        return False
    if isinstance(left, Values) or isinstance(right, Values):
        raise NotFoldedError("the equality of a map's values is not evaluated")
    if isinstance(left, Set) and isinstance(right, Set):
        return len(left) == len(right) and all(any(equal(one, other) for other in right) for one in left)
    if isinstance(left, Set) or isinstance(right, Set):
        if isinstance(left, Array) or isinstance(right, Array):
            raise NotFoldedError("the equality of a set and an array is not evaluated")
        return False
    return len(left) == len(right) and all(map(equal, left, right))


def _equal_maps(left: dict[Any, Any], right: dict[Any, Any]) -> bool:
    if len(left) != len(right):
        return False
    return all(find_key(right, key) and equal(value, right[key]) for key, value in left.items())


def compare(left: Any, right: Any) -> int:
    """`<=>`: -1, 0 or 1. Raises ThrownError for values without an order, NotFoldedError."""
    order = 0 if left is right else _order(left, right, strict=True)
    return (order > 0) - (order < 0)


def _is_comparable(value: Any) -> bool:
    return isinstance(value, str | bool | int | float | Decimal)


def _order(left: Any, right: Any, *, strict: bool) -> int:
    if left is None or right is None:
        return (left is not None) - (right is not None)
    if is_number(left) or is_number(right):
        return _numeric_order(left, right, strict=strict)
    if isinstance(left, bool) and isinstance(right, bool):
        return left - right
    if isinstance(left, str) and isinstance(right, str) and not _mixes_characters(left, right):
        return text_order(left, right)
    return _without_order(left, right, strict=strict)


def _mixes_characters(left: str, right: str) -> bool:
    odd = isinstance(left, GString) or isinstance(right, GString) or len(left) != 1 or len(right) != 1
    if odd and (isinstance(left, Character) or isinstance(right, Character)):
        raise NotFoldedError("the order of a character and a text is not evaluated")
    return False


def _numeric_order(left: Any, right: Any, *, strict: bool) -> int:
    first, second = _as_number(left), _as_number(right)
    if first is None or second is None:
        return _without_order(left, right, strict=strict)
    return number_order(first, second)


def _as_number(value: Any) -> Any:
    """A number, or the code of a text of one character, which Groovy compares with numbers."""
    if isinstance(value, str) and not isinstance(value, GString) and len(value) == 1:
        return ord(value)
    return value if is_number(value) else None


def number_order(left: Any, right: Any) -> int:
    if isinstance(left, float) or isinstance(right, float):
        left, right = float(left), float(right)
        if math.isnan(left) or math.isnan(right):
            raise NotFoldedError("numbers that are none are not evaluated")
    return bool(left > right) - bool(left < right)


def text_order(left: str, right: str) -> int:
    """Java's order of texts: the distance of the first characters that differ, else that of the lengths."""
    if not (left.isascii() and right.isascii()) and max(left + right) > "\uffff":
        raise NotFoldedError("characters beyond 16 bits are not evaluated")
    for one, other in zip(left, right, strict=False):
        if one != other:
            return ord(one) - ord(other)
    return len(left) - len(right)


def _without_order(left: Any, right: Any, *, strict: bool) -> int:
    if isinstance(left, Json) or isinstance(right, Json):
        raise NotFoldedError("the order of JSON is not evaluated")
    if not strict:
        return _UNLIKE
    if isinstance(left, GString):
        raise NotFoldedError("a text with values in it has an order with all objects")
    if _is_comparable(left):
        raise ThrownError("ClassCastException", "values of these classes have no order")
    if isinstance(left, list | dict):
        raise ThrownError("GroovyRuntimeException", "values of these classes have no order")
    raise NotFoldedError("the order of such values is not evaluated")


def aware(left: Any, right: Any) -> int:
    """The order of sorting, in which Groovy falls back on hash codes. Raises NotFoldedError for those."""
    try:
        return compare(left, right)
    except ThrownError:
        raise NotFoldedError("values without an order are sorted by their hash codes") from None


def same(left: Any, right: Any) -> bool:
    """Java's equals, by which collections find elements and maps find keys. Raises NotFoldedError."""
    if left is right or isinstance(left, Code) or isinstance(right, Code):
        return left is right
    if isinstance(left, GString) and isinstance(right, GString):
        raise NotFoldedError("texts with values in them are equal where their parts are")
    if isinstance(left, Json) or isinstance(right, Json):
        raise NotFoldedError("the equality of JSON is not evaluated")
    if _class_of(left) is not _class_of(right):
        return False
    if isinstance(left, list):
        return _same_collections(left, right)
    if isinstance(left, dict):
        return len(left) == len(right) and all(
            find_key(right, key) and same(one, right[key]) for key, one in left.items()
        )
    if isinstance(left, Entry):
        return same(left.key, right.key) and same(left.value, right.value)
    return str(left) == str(right) if isinstance(left, Decimal) else bool(left == right)


def _same_collections(left: list[Any], right: list[Any]) -> bool:
    if not (is_list(left) and is_list(right)):
        raise NotFoldedError("the equality of sets and arrays as elements is not evaluated")
    return len(left) == len(right) and all(map(same, left, right))


def _class_of(value: Any) -> object:
    if is_integer(value):
        return "Long" if is_long(value) else "Integer"
    kinds = (bool, GString, Character, str, Decimal, float, list, dict, Entry, type(None))
    found = next((kind for kind in kinds if isinstance(value, kind)), None)
    if found is None:
        raise NotFoldedError("the equality of such values is not evaluated")
    return found


def contains(items: Iterable[Any], wanted: Any) -> bool:
    return any(same(wanted, one) for one in items)


def find_key(found: dict[Any, Any], key: Any) -> bool:
    """Whether a map has the key. Raises NotFoldedError where Python's keys and Java's may differ."""
    if key is not None and not _is_comparable(key):
        raise NotFoldedError("such keys are not evaluated")
    if key not in found:
        return False
    return same(key, next(one for one in found if one == key))


def put(found: dict[Any, Any], key: Any, value: Any) -> None:
    """`map.put`. Raises NotFoldedError where Python would take two keys for one."""
    if not find_key(found, key) and key in found:
        raise NotFoldedError("keys that only Java tells apart are not evaluated")
    found[key] = value
