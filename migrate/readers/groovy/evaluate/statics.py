"""Static methods of Java's classes that pipelines call: `String.format`, `Integer.parseInt`, `Math.max`, …"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import quote_plus

from migrate.readers.groovy.evaluate import kinds
from migrate.readers.groovy.evaluate.arithmetic import negative, real, rescaled
from migrate.readers.groovy.evaluate.casts import is_integer_text, parse_number
from migrate.readers.groovy.evaluate.equality import compare
from migrate.readers.groovy.evaluate.forms import (
    BOOLEAN,
    COLLECTION,
    INT,
    NUMBER,
    PLAIN,
    TEXT,
    Form,
    Table,
    find_form,
    form,
)
from migrate.readers.groovy.evaluate.texts import double_text, java_text, text
from migrate.readers.groovy.evaluate.values import NotFoldedError, ThrownError

_SPECIFIER = re.compile(r"%([-0,+]?)([1-9][0-9]*)?(?:\.([0-9]+))?([a-zA-Z%])")


def formatted(pattern: str, given: list[Any]) -> str:
    """`String.format` and `sprintf`, the forms `%s %d %x %b %.2f %%` with a width. Raises NotFoldedError."""
    found, rest, start = [], list(given), 0
    for one in _SPECIFIER.finditer(pattern):
        found += [pattern[start : one.start()], _converted(one, rest)]
        start = one.end()
    found.append(pattern[start:])
    if any("%" in plain for plain in found[::2]):
        raise NotFoldedError("such a format is not evaluated")
    return "".join(found)


def _converted(found: re.Match[str], rest: list[Any]) -> str:
    flag, width, digits, conversion = found.groups()
    if conversion in "%n":
        if found[0] not in ("%%", "%n"):
            raise NotFoldedError("such a format is not evaluated")
        return "%" if conversion == "%" else "\n"
    if not rest:
        raise ThrownError("MissingFormatArgumentException", f"Format specifier '{found[0]}'")
    work = _CONVERSIONS.get(conversion)
    if work is None or flag in (",", "+") or (flag and not width) or (digits is not None and conversion != "f"):
        raise NotFoldedError("such a format is not evaluated")
    if flag == "0" and conversion not in "dxf":
        raise NotFoldedError("such a format is not evaluated")
    shown = work(rest.pop(0), int(digits or 6))
    return _widened(shown, flag, int(width or 0))


def _widened(shown: str, flag: str, width: int) -> str:
    kinds.bounded(width)
    if flag == "0":
        return shown.zfill(width)
    return shown.ljust(width) if flag == "-" else shown.rjust(width)


def _as_text(value: Any, digits: int) -> str:
    return java_text(value)


def _as_whole(value: Any, digits: int) -> str:
    if not kinds.is_integer(value):
        raise NotFoldedError("such a format of such a value is not evaluated")
    return str(int(value))


def _as_hexadecimal(value: Any, digits: int) -> str:
    if not kinds.is_integer(value):
        raise NotFoldedError("such a format of such a value is not evaluated")
    return f"{int(value) % (1 << (64 if kinds.is_long(value) else 32)):x}"


def _as_decimal(value: Any, digits: int) -> str:
    if isinstance(value, float):
        return _as_double(value, digits)
    if not isinstance(value, Decimal):
        raise NotFoldedError("such a format of such a value is not evaluated")
    return f"{rescaled(value, digits):f}"


def _as_double(value: float, digits: int) -> str:
    """A double, where rounding its text and rounding what it is exactly come to the same."""
    shown, exact = (rescaled(one, digits) for one in (Decimal(double_text(value)), Decimal(value)))
    if shown != exact or (shown == 0 and value < 0):
        raise NotFoldedError("such a format of such a value is not evaluated")
    return f"{shown:f}"


def _as_truth(value: Any, digits: int) -> str:
    return text(value) if isinstance(value, bool) else text(value is not None)


_CONVERSIONS: dict[str, Callable[[Any, int], str]] = {
    "s": _as_text,
    "d": _as_whole,
    "x": _as_hexadecimal,
    "f": _as_decimal,
    "b": _as_truth,
}

# ---- tables ------------------------------------------------------------------------------------------------------


def _parse(name: str) -> Callable[[str], Any]:
    def work(found: str) -> Any:
        bits = kinds.LONG_BITS if name == "Long" else kinds.INT_BITS
        if not is_integer_text(str(found), bits):
            raise ThrownError("NumberFormatException", f'For input string: "{found}"')
        return parse_number(str(found), name)

    return work


def _chosen(sign: int) -> Callable[[Any, Any], Any]:
    def work(left: Any, right: Any) -> Any:
        if type(left) is not type(right) or isinstance(left, Decimal):
            raise NotFoldedError("the larger of such numbers is not evaluated")
        return left if compare(left, right) * sign >= 0 else right

    return work


def _rounded(value: Any) -> int:
    if not isinstance(value, Decimal | float):
        raise NotFoldedError("rounding such a number is not evaluated")
    return kinds.integer(math.floor(Decimal(float(value)) + Decimal("0.5")), long=True)


def _to_double(work: Callable[[float], int]) -> Callable[[Any], float]:
    return lambda value: real(float(work(float(value))) or math.copysign(0.0, float(value)))


def _absolute(value: Any) -> Any:
    if isinstance(value, Decimal):
        raise NotFoldedError("the size of such a number is not evaluated")
    return negative(value) if value < 0 else value


def _is_true(found: str) -> bool:
    return found.lower() == "true"


def _encoded(found: str, charset: str = "UTF-8") -> str:
    if charset.upper() not in ("UTF-8", "UTF8"):
        raise NotFoldedError("a text in such an encoding is not evaluated")
    return quote_plus(found, safe="*").replace("~", "%7E")


def _joined(between: str, items: list[Any]) -> str:
    if not all(isinstance(one, str) for one in items):
        raise NotFoldedError("joining such values is not evaluated")
    return between.join(items)


_STATICS: dict[str, Table] = {
    "String": {
        "valueOf": form(java_text, PLAIN),
        "join": form(_joined, TEXT, COLLECTION),
    },
    "Integer": {
        "parseInt": form(_parse("Integer"), TEXT),
        "valueOf": (Form(_parse("Integer"), (TEXT,)), Form(int, (INT,))),
        "toString": form(text, INT),
    },
    "Long": {"parseLong": form(_parse("Long"), TEXT), "valueOf": form(_parse("Long"), TEXT)},
    "Boolean": {
        "parseBoolean": form(_is_true, TEXT),
        "valueOf": (Form(_is_true, (TEXT,)), Form(bool, (BOOLEAN,))),
        "toString": form(text, BOOLEAN),
    },
    "URLEncoder": {"encode": (Form(_encoded, (TEXT,)), Form(_encoded, (TEXT, TEXT)))},
    "Math": {
        "max": form(_chosen(1), NUMBER, NUMBER),
        "min": form(_chosen(-1), NUMBER, NUMBER),
        "abs": form(_absolute, NUMBER),
        "round": form(_rounded, NUMBER),
        "ceil": form(_to_double(math.ceil), NUMBER),
        "floor": form(_to_double(math.floor), NUMBER),
    },
}


CLASSES = frozenset(_STATICS)


def call_static(class_name: str, name: str, given: list[Any]) -> Any:
    """`Class.name(…)`. Raises ThrownError, NotFoldedError."""
    if (class_name, name) == ("String", "format") and given and TEXT(given[0]):
        return formatted(str(given[0]), _arguments(given[1:]))
    return find_form(_STATICS.get(class_name, {}), name, given).work(*given)


def _arguments(given: list[Any]) -> list[Any]:
    if len(given) == 1 and (given[0] is None or isinstance(given[0], list)):
        raise NotFoldedError("a format with such an argument is not evaluated")
    return given
