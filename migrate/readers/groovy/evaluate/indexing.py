"""`owner[…]` on texts, lists, arrays, ranges and matchers: negative indices, ranges of them, and several."""

from __future__ import annotations

import re
from typing import Any

from migrate.readers.groovy.evaluate import kinds
from migrate.readers.groovy.evaluate.equality import put
from migrate.readers.groovy.evaluate.forms import INT
from migrate.readers.groovy.evaluate.maps import changed, get
from migrate.readers.groovy.evaluate.regular import Matcher
from migrate.readers.groovy.evaluate.strings import substring
from migrate.readers.groovy.evaluate.values import NotFoldedError, Range, ThrownError

_BORDERS = re.compile(r"(-?\d+)\.\.(<?)(-?\d+)")


def get_index(owner: Any, keys: list[Any]) -> Any:
    """`owner[key, …]`. Raises ThrownError, NotFoldedError."""
    if len(keys) != 1:
        return _several(owner, keys)
    (key,) = keys
    if isinstance(owner, dict):
        return get(owner, str(key) if isinstance(key, kinds.GString) else key)
    if isinstance(owner, Matcher):
        return _element(owner.all(), key, "IndexOutOfBoundsException")
    if isinstance(owner, str) and not isinstance(owner, kinds.Character):
        return _of_text(str(owner), key)
    if isinstance(owner, list):
        return _of_list(owner, key)
    if owner is None and isinstance(key, str):
        raise ThrownError("NullPointerException", f"Cannot get property '{key}' on null object")
    if owner is None and not isinstance(key, list):
        raise ThrownError("NullPointerException", "Cannot invoke method getAt() on null object")
    raise NotFoldedError("an index of such a value is not evaluated")


def _several(owner: Any, keys: list[Any]) -> Any:
    if isinstance(owner, list | str) and keys and all(map(INT, keys)):
        return get_index(owner, [keys])
    raise NotFoldedError("such an index is not evaluated")


def _of_text(owner: str, key: Any) -> str:
    if isinstance(key, Range):
        start, end, backwards = borders(key, len(owner))
        found = substring(owner, start, end)
        return found[::-1] if backwards else found
    if type(key) is list:
        return "".join(_of_text(owner, one) for one in key)
    at = normal(_integer(key), len(owner))
    return substring(owner, at, at + 1)


def _of_list(owner: list[Any], key: Any) -> Any:
    if isinstance(owner, kinds.Set | kinds.Values):
        return _of_iterable(owner, _integer(key))
    if isinstance(key, Range):
        return _of_range(owner, key)
    if type(key) is list:
        return [_of_list(owner, one) for one in key]
    if isinstance(key, str) and not isinstance(owner, kinds.Array):
        raise NotFoldedError("a property of a list by index is not evaluated")
    if isinstance(owner, kinds.Array):
        return _element(owner, key, "ArrayIndexOutOfBoundsException")
    at = normal(_integer(key), len(owner))
    return owner[at] if at < len(owner) else None


def _of_iterable(owner: list[Any], at: int) -> Any:
    return owner[at] if -len(owner) <= at < len(owner) else None


def _of_range(owner: list[Any], key: Range) -> list[Any]:
    if not key:
        return []
    if isinstance(owner, Range) and owner[0:1] > owner[-1:]:
        raise NotFoldedError("parts of ranges that run backwards are not evaluated")
    start, end, backwards = borders(key, len(owner))
    if not 0 <= start <= end <= len(owner):
        raise ThrownError("IndexOutOfBoundsException", f"toIndex = {end}")
    found = owner[start:end]
    return found[::-1] if backwards else found


def _element(owner: list[Any], key: Any, error: str) -> Any:
    at = _integer(key)
    if not -len(owner) <= at < len(owner):
        raise ThrownError(error, f"Index {at} out of bounds for length {len(owner)}")
    return owner[at]


def _integer(key: Any) -> int:
    if not INT(key):
        raise NotFoldedError("such an index is not evaluated")
    return int(key)


def normal(at: int, size: int) -> int:
    """An index that may count from the end. Raises ThrownError before the start."""
    if at + size < 0:
        raise ThrownError(
            "ArrayIndexOutOfBoundsException", f"Negative array index [{at}] too large for array size {size}"
        )
    return at + size if at < 0 else at


def borders(key: Range, size: int) -> tuple[int, int, bool]:
    """Where a range of indices starts and ends in something of a size, and whether it runs backwards."""
    found = _BORDERS.fullmatch(key.text)
    if found is None:
        raise NotFoldedError("such an index is not evaluated")
    first, last = int(found[1]), int(found[3])
    if found[2] and first == last:
        return 0, 0, False
    first, last = (one + size if one < 0 else one for one in (first, last))
    if first > last:
        return (last + 1 if found[2] else last), first + 1, True
    return first, (last if found[2] else last + 1), False


def set_index(owner: Any, key: Any, value: Any) -> None:
    """`owner[key] = value`. A list grows. Raises ThrownError, NotFoldedError."""
    if isinstance(owner, dict):
        put(changed(owner), key, value)
    elif isinstance(owner, kinds.Array):
        _element(owner, key, "ArrayIndexOutOfBoundsException")
        if type(value) is not str:
            _refuse()
        owner[key] = value
    elif type(owner) is list:
        at = normal(_integer(key), len(owner))
        kinds.bounded(at)
        owner.extend([None] * (at + 1 - len(owner)))
        owner[at] = value
    elif owner is None:
        raise ThrownError("NullPointerException", f"Cannot set property '{key}' on null object")
    else:
        _refuse()


def _refuse() -> None:
    raise NotFoldedError("a change of such a value is not evaluated")
