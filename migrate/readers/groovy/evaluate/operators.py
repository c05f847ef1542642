"""Groovy's operators on known values, exactly as Groovy 2.4.21 has them.

What is not evaluated raises NotFoldedError; what Groovy throws is a ThrownError.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from migrate.readers.groovy.evaluate import kinds
from migrate.readers.groovy.evaluate.arithmetic import arithmetic, negative
from migrate.readers.groovy.evaluate.casts import cast, is_instance, truth
from migrate.readers.groovy.evaluate.classes import JavaClass
from migrate.readers.groovy.evaluate.equality import compare, contains, equal, find_key, number_order, put, same
from migrate.readers.groovy.evaluate.kinds import Array, Entry, GString, Set, Values, is_number
from migrate.readers.groovy.evaluate.regular import Matcher, Pattern, compiled
from migrate.readers.groovy.evaluate.texts import text
from migrate.readers.groovy.evaluate.values import Code, NotFoldedError, Range, ThrownError


def binary(operator: str, left: Any, right: Any) -> Any:
    """Any operator with two operands, but for `&&` and `||`. Raises ThrownError, NotFoldedError."""
    work = _OPERATORS.get(operator)
    if work is not None:
        return _worked(work, left, right)
    if is_number(left) and is_number(right) and operator in _NUMERIC:
        return arithmetic(operator, left, right)
    if isinstance(left, bool) and isinstance(right, bool) and operator in _LOGICAL:
        return _LOGICAL[operator](left, right)
    raise NotFoldedError(f"the operator {operator} is not evaluated on such values")


def _worked(work: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    try:
        return work(left, right)
    except RecursionError:
        raise NotFoldedError("a value is nested too deeply") from None


def unary(operator: str, value: Any) -> Any:
    """`-`, `+`, `!` and `~`. Raises NotFoldedError."""
    if operator == "!":
        return not truth(value)
    if is_number(value) and operator in "+-":
        return negative(value) if operator == "-" else value
    if operator == "~" and kinds.is_integer(value):
        return kinds.integer(~int(value), long=kinds.is_long(value))
    if operator == "~" and isinstance(value, str) and not isinstance(value, kinds.Character):
        return Pattern(str(value))
    raise NotFoldedError(f"the operator {operator} is not evaluated on such a value")


# ---- plus and minus ----------------------------------------------------------------------------------------------


def plus(left: Any, right: Any) -> Any:
    """`+` and the method `plus`."""
    if is_number(left) and is_number(right):
        return arithmetic("+", left, right)
    if isinstance(left, str) and not isinstance(left, kinds.Character):
        kind = GString if isinstance(left, GString) and isinstance(right, str) else str
        return kind(_bounded(str(left) + text(right)))
    if isinstance(right, str) and not isinstance(right, kinds.Character) and (left is None or is_number(left)):
        return text(left) + str(right)
    if isinstance(left, dict):
        return _joined_maps(left, right)
    if isinstance(left, list):
        return _joined_lists(left, right)
    if left is None:
        raise ThrownError("NullPointerException", f"Cannot execute null+{text(right)}")
    raise NotFoldedError("the operator + is not evaluated on such values")


def _bounded(found: str) -> str:
    kinds.bounded(len(found))
    return found


def _joined_maps(left: dict[Any, Any], right: Any) -> dict[Any, Any]:
    if not isinstance(right, dict) or isinstance(left, kinds.SortedMap):
        raise NotFoldedError("the operator + is not evaluated on such values")
    found = dict(left)
    for key, value in right.items():
        put(found, key, value)
    return found


def _joined_lists(left: list[Any], right: Any) -> list[Any]:
    more = list(right) if kinds.is_collection(right) or _is_both_arrays(left, right) else [right]
    kinds.bounded(len(left) + len(more))
    if isinstance(left, Array):
        return Array([*left, *_array_members(left, more)])
    if isinstance(left, Set):
        return _joined_sets(left, more)
    return [*left, *more]


def _is_both_arrays(left: list[Any], right: Any) -> bool:
    return isinstance(left, Array) and isinstance(right, Array)


def _array_members(left: list[Any], more: list[Any]) -> list[Any]:
    are_files = all(isinstance(one, kinds.FoundFile) for one in (*left, *more))
    if any(type(one) is not str for one in more) and not are_files:
        raise NotFoldedError("arrays of other values are not evaluated")
    return more


def _joined_sets(left: Set, more: list[Any]) -> Set:
    if isinstance(left, kinds.Hashed | kinds.SortedKeys):
        raise NotFoldedError("the operator + is not evaluated on such values")
    found = Set(left)
    for one in more:
        if not contains(found, one):
            found.append(one)
    return found


def minus(left: Any, right: Any) -> Any:
    """`-` and the method `minus`."""
    if is_number(left) and is_number(right):
        return arithmetic("-", left, right)
    if isinstance(left, str) and not isinstance(left, kinds.Character):
        return str(left).replace(text(right), "", 1)
    if type(left) is dict and isinstance(right, dict):
        return {key: one for key, one in left.items() if not (find_key(right, key) and equal(one, right[key]))}
    if isinstance(left, list) and not isinstance(left, Values):
        found = _without(left, right)
        return Array(found) if isinstance(left, Array) else kinds.similar(left, found)
    raise NotFoldedError("the operator - is not evaluated on such values")


def _without(left: list[Any], right: Any) -> list[Any]:
    if isinstance(right, Array | Values):
        raise NotFoldedError("the operator - is not evaluated on such values")
    gone = list(right) if isinstance(right, list) else [right]
    if isinstance(right, list) and any(isinstance(one, GString) for one in [*left, *gone]):
        raise NotFoldedError("lists of texts with values in them are not subtracted")
    return [one for one in left if not any(equal(one, other) for other in gone)]


# ---- the other operators -----------------------------------------------------------------------------------------


def times(left: Any, right: Any) -> Any:
    """`*` and the method `multiply`."""
    if is_number(left) and is_number(right):
        return arithmetic("*", left, right)
    is_text = isinstance(left, str) and not isinstance(left, kinds.Character)
    if not kinds.is_integer(right) or not (is_text or kinds.is_list(left)):
        raise NotFoldedError("the operator * is not evaluated on such values")
    if right < 0:
        raise ThrownError(
            "IllegalArgumentException", f"multiply() should be called with a number of 0 or greater not: {right}"
        )
    kinds.bounded(len(left) * right)
    return str(left) * right if is_text else list(left) * right


def shift_left(left: Any, right: Any) -> Any:
    """`<<`, which changes a list or a map in place."""
    if is_number(left) and is_number(right):
        return arithmetic("<<", left, right)
    if type(left) is list:
        left.append(right)
    elif type(left) is Set:
        if not contains(left, right):
            left.append(right)
    elif type(left) is dict and isinstance(right, dict | Entry):
        pairs = list(right.items()) if isinstance(right, dict) else [(right.key, right.value)]
        for key, value in pairs:
            put(left, key, value)
    else:
        raise NotFoldedError("the operator << is not evaluated on such values")
    return left


def is_case(case: Any, value: Any) -> bool:
    """`value in case`, and whether `case` of a `switch` takes the value. Raises NotFoldedError."""
    if case is None:
        return value is None
    if isinstance(case, Code):
        return truth(case.call(value))
    if isinstance(case, JavaClass):
        return is_instance(value, case.name)
    if isinstance(case, Pattern):
        return value is not None and matches(text(value), case)
    if isinstance(case, str) and not isinstance(case, kinds.Character):
        return value is not None and _is_text_of(value, str(case))
    if isinstance(case, Range):
        return _is_in_range(case, value)
    if isinstance(case, list):
        return contains(case, value)
    if isinstance(case, dict):
        return find_key(case, value) and truth(case[value])
    if is_number(case) and is_number(value):
        return number_order(case, value) == 0
    return same(case, value)


def _is_text_of(value: Any, expected: str) -> bool:
    if isinstance(value, Range | dict | list):
        raise NotFoldedError("whether a text is the case of a collection is not evaluated")
    return text(value) == expected


def _is_in_range(case: Range, value: Any) -> bool:
    if all(type(one) is int for one in case):  # an IntRange holds Integers alone
        return type(value) is int and not kinds.is_long(value) and value in case
    raise NotFoldedError("whether a value is in such a range is not evaluated")


def matches(left: Any, right: Any) -> bool:
    """`==~`."""
    return compiled(_pattern(right), _subject(left)).fullmatch(_subject(left)) is not None


def finds(left: Any, right: Any) -> Matcher:
    """`=~`."""
    return Matcher(_pattern(right), _subject(left))


def _subject(value: Any) -> str:
    if isinstance(value, str) or is_number(value):
        return text(value)
    raise NotFoldedError("expressions on such values are not evaluated")


def _pattern(value: Any) -> str:
    if isinstance(value, Pattern):
        return value.expression
    if not isinstance(value, str):
        raise NotFoldedError("such a regular expression is not evaluated")
    return str(value)


def spaceship(left: Any, right: Any) -> int:
    return compare(left, right)


def _inclusive(left: Any, right: Any) -> Range:
    return range_of(left, right, inclusive=True)


def _exclusive(left: Any, right: Any) -> Range:
    return range_of(left, right, inclusive=False)


def range_of(first: Any, last: Any, *, inclusive: bool) -> Range:
    """`first..last` and `first..<last` of Integers, or of single characters."""
    if type(first) is int and type(last) is int and not kinds.is_long(first) and not kinds.is_long(last):
        sign = "" if inclusive else "<"
        return Range(_steps(first, last, inclusive=inclusive), f"{first}..{sign}{last}")
    if type(first) is str and type(last) is str and len(first) == len(last) == 1 and (first + last).isascii():
        return _characters(first, last, inclusive=inclusive)
    raise NotFoldedError("a range of such values is not evaluated")


def _steps(first: int, last: int, *, inclusive: bool) -> list[int]:
    step = 1 if last >= first else -1
    kinds.bounded(abs(last - first))
    return list(range(first, last + (step if inclusive else 0), step))


def _characters(first: str, last: str, *, inclusive: bool) -> Range:
    codes = _steps(ord(first), ord(last), inclusive=inclusive)
    if not codes:
        raise NotFoldedError("an empty range of texts is not evaluated")
    found = list(map(chr, codes))
    return Range(list(found), f"{found[0]}..{found[-1]}")


def _less(left: Any, right: Any) -> bool:
    return compare(left, right) < 0


def _less_or_equal(left: Any, right: Any) -> bool:
    return compare(left, right) <= 0


_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": plus,
    "-": minus,
    "*": times,
    "<<": shift_left,
    "==": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": _less,
    "<=": _less_or_equal,
    ">": lambda left, right: compare(left, right) > 0,
    ">=": lambda left, right: compare(left, right) >= 0,
    "<=>": spaceship,
    "in": lambda left, right: is_case(right, left),
    "==~": matches,
    "=~": finds,
    "..": _inclusive,
    "..<": _exclusive,
}
_NUMERIC = frozenset(["/", "%", "**", ">>", ">>>", "&", "|", "^"])
_LOGICAL: dict[str, Callable[[bool, bool], bool]] = {
    "&": lambda left, right: left and right,
    "|": lambda left, right: left or right,
    "^": lambda left, right: left is not right,
}

__all__ = ["binary", "cast", "compare", "equal", "is_instance", "text", "truth", "unary"]
