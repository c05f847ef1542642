"""Methods of numbers and booleans, as Groovy 2.4.21 has them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from migrate.readers.groovy.evaluate import kinds
from migrate.readers.groovy.evaluate.arithmetic import arithmetic, negative, whole_quotient
from migrate.readers.groovy.evaluate.casts import convert_number
from migrate.readers.groovy.evaluate.equality import number_order, same
from migrate.readers.groovy.evaluate.forms import ANY, BOOLEAN, CODE, INT, NUMBER, TEXT, Form, Table, form, invoke
from migrate.readers.groovy.evaluate.operators import is_case, plus
from migrate.readers.groovy.evaluate.texts import text
from migrate.readers.groovy.evaluate.values import Code, NotFoldedError, ThrownError


def _operator(sign: str) -> Callable[[Any, Any], Any]:
    return lambda left, right: arithmetic(sign, left, right)


def _to(name: str) -> Callable[[Any], Any]:
    return lambda value: convert_number(value, name)


def _whole(value: Any) -> int:
    if type(value) is not int or kinds.is_long(value):
        raise NotFoldedError("such a number of times is not evaluated")
    return value


def _times(value: Any, code: Code) -> None:
    kinds.bounded(_whole(value))
    for one in range(value):
        invoke(code, one)


def _up_to(value: Any, last: int, code: Code) -> None:
    _through(range(_whole(value), last + 1), value <= last, "less", "upto", value, last, code)


def _down_to(value: Any, last: int, code: Code) -> None:
    _through(range(_whole(value), last - 1, -1), value >= last, "greater", "downto", value, last, code)


def _through(steps: range, fits: bool, than: str, name: str, value: int, last: int, code: Code) -> None:
    if not fits:
        raise ThrownError(
            "GroovyRuntimeException",
            f"The argument ({last}) to {name}() cannot be {than} than the value ({value}) it's called on.",
        )
    kinds.bounded(len(steps))
    for one in steps:
        invoke(code, one)


def _step(value: Any, last: int, by: int, code: Code) -> None:
    if by == 0 or (last - _whole(value)) * by < 0:
        raise NotFoldedError("such steps are not evaluated")
    kinds.bounded(abs(last - value))
    for one in range(value, last, by):
        invoke(code, one)


def _absolute(value: Any) -> Any:
    return negative(value) if value < 0 else value


def _quotient(value: Any, by: Any) -> int:
    if not (kinds.is_integer(value) and kinds.is_integer(by)):
        raise NotFoldedError("the whole quotient of decimals is not evaluated")
    return whole_quotient(value, by)


def _plain_text(value: Any) -> str:
    if not isinstance(value, Decimal):
        raise NotFoldedError("the plain text of such a number is not evaluated")
    return f"{value:f}"


NUMBERS: Table = {
    "toString": form(text),
    "toInteger": form(_to("Integer")),
    "intValue": form(_to("Integer")),
    "toLong": form(_to("Long")),
    "longValue": form(_to("Long")),
    "toBigDecimal": form(_to("BigDecimal")),
    "toDouble": form(_to("Double")),
    "doubleValue": form(_to("Double")),
    "toPlainString": form(_plain_text),
    "abs": form(_absolute),
    "intdiv": form(_quotient, NUMBER),
    "plus": (Form(plus, (NUMBER,)), Form(plus, (TEXT,))),
    "minus": form(_operator("-"), NUMBER),
    "multiply": form(_operator("*"), NUMBER),
    "div": form(_operator("/"), NUMBER),
    "mod": form(_operator("%"), NUMBER),
    "power": form(_operator("**"), NUMBER),
    "compareTo": form(number_order, NUMBER),
    "equals": form(same, ANY),
    "isCase": form(is_case, ANY),
    "asBoolean": form(bool),
    "next": form(lambda value: arithmetic("+", value, 1)),
    "previous": form(lambda value: arithmetic("-", value, 1)),
    "times": form(_times, CODE),
    "upto": form(_up_to, INT, CODE),
    "downto": form(_down_to, INT, CODE),
    "step": form(_step, INT, INT, CODE),
}

BOOLEANS: Table = {
    "toString": form(text),
    "booleanValue": form(bool),
    "asBoolean": form(bool),
    "and": form(lambda value, other: value and other, BOOLEAN),
    "or": form(lambda value, other: value or other, BOOLEAN),
    "xor": form(lambda value, other: value is not other, BOOLEAN),
    "implies": form(lambda value, other: not value or other, BOOLEAN),
    "equals": form(same, ANY),
    "isCase": form(is_case, ANY),
}
