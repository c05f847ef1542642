"""Arithmetic on known numbers: Integers wrap at 32 bits, Longs at 64, decimals are exact.

After the classes of `org.codehaus.groovy.runtime.typehandling` of Groovy 2.4.21; `/` is `BigDecimalMath.divideImpl`.
"""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from migrate.readers.groovy.evaluate.kinds import integer, is_integer, is_long
from migrate.readers.groovy.evaluate.values import NotFoldedError, ThrownError

_EXACT = decimal.Context(
    prec=1000, rounding=decimal.ROUND_HALF_UP, traps=[decimal.Inexact, decimal.InvalidOperation, decimal.Overflow]
)
_MORE_DIGITS, _LEAST_SCALE = 10, 10
_LARGEST_POWER = 512


def arithmetic(operator: str, left: Any, right: Any) -> Any:
    """`+ - * / % **`, shifts and bits of two numbers. Raises ThrownError, NotFoldedError."""
    if operator in _BITWISE:
        return _bitwise(operator, left, right)
    if operator in ("/", "**"):
        return divide(left, right) if operator == "/" else _power(left, right)
    if isinstance(left, float) or isinstance(right, float):
        return _floating(operator, float(left), float(right))
    if is_integer(left) and is_integer(right):
        return _whole(operator, left, right)
    if operator == "%":
        raise NotFoldedError("the remainder of decimals is not evaluated")
    return exact(operator, decimal_of(left), decimal_of(right))


def _whole(operator: str, left: int, right: int) -> int:
    if operator == "%":
        return _remainder(left, right)
    work: Callable[[int, int], int] = {"+": int.__add__, "-": int.__sub__, "*": int.__mul__}[operator]
    return integer(work(int(left), int(right)), long=is_long(left) or is_long(right))


def _remainder(left: int, right: int) -> int:
    if right == 0:
        raise ThrownError("ArithmeticException", "/ by zero")
    size = abs(int(left)) % abs(int(right))
    return integer(-size if left < 0 else size, long=is_long(left) or is_long(right))


def whole_quotient(left: int, right: int) -> int:
    """`intdiv`, towards zero."""
    if right == 0:
        raise ThrownError("ArithmeticException", "/ by zero")
    size = abs(int(left)) // abs(int(right))
    return integer(-size if (left < 0) != (right < 0) else size, long=is_long(left) or is_long(right))


def exact(operator: str, left: Decimal, right: Decimal) -> Decimal:
    work = {"+": _EXACT.add, "-": _EXACT.subtract, "*": _EXACT.multiply, "/": _EXACT.divide}[operator]
    try:
        return _without_sign_of_zero(work(left, right))
    except decimal.DecimalException:
        raise NotFoldedError("decimals of so many digits are not evaluated") from None


def divide(left: Any, right: Any) -> Any:
    if isinstance(left, float) or isinstance(right, float):
        if right == 0:
            raise NotFoldedError("infinite numbers are not evaluated")
        return real(float(left) / float(right))
    first, second = decimal_of(left), decimal_of(right)
    if second == 0:
        raise ThrownError("ArithmeticException", "Division by zero" if first else "Division undefined")
    try:
        return _without_sign_of_zero(_EXACT.divide(first, second))
    except decimal.Inexact:
        return _rounded_quotient(first, second)
    except decimal.DecimalException:
        raise NotFoldedError("decimals of so many digits are not evaluated") from None


def _rounded_quotient(left: Decimal, right: Decimal) -> Decimal:
    if max(_digits(left), _digits(right)) > 200:  # what ends does so in the exact context
        raise NotFoldedError("decimals of so many digits are not evaluated")
    context = decimal.Context(
        prec=max(_digits(left), _digits(right)) + _MORE_DIGITS, rounding=decimal.ROUND_HALF_UP, traps=[]
    )
    found = context.divide(left, right)
    scale = max(scale_of(left), scale_of(right), _LEAST_SCALE)
    return rescaled(found, scale) if scale_of(found) > scale else found


def rescaled(value: Decimal, scale: int, rounding: str = decimal.ROUND_HALF_UP) -> Decimal:
    context = decimal.Context(prec=1000, rounding=rounding)
    return _without_sign_of_zero(value.quantize(Decimal(1).scaleb(-scale), context=context))


def scale_of(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise NotFoldedError("infinite numbers are not evaluated")
    return -exponent


def _digits(value: Decimal) -> int:
    return len(value.as_tuple().digits)


def decimal_of(value: Any) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(int(value))


def _without_sign_of_zero(value: Decimal) -> Decimal:
    return value if value else value.copy_abs()


def _floating(operator: str, left: float, right: float) -> float:
    if operator == "%":
        if right == 0:
            raise NotFoldedError("numbers that are none are not evaluated")
        return real(math.fmod(left, right))
    return real({"+": left + right, "-": left - right, "*": left * right}[operator])


def real(value: float) -> float:
    """A double that is neither infinite, nor none, nor a zero with a sign. Raises NotFoldedError."""
    if not math.isfinite(value) or (value == 0 and math.copysign(1, value) < 0):
        raise NotFoldedError("infinite numbers and zeros with a sign are not evaluated")
    return value


def _power(left: Any, right: Any) -> Any:
    if not is_integer(right) or is_long(right) or not 0 <= right <= _LARGEST_POWER or isinstance(left, float):
        raise NotFoldedError("powers of such numbers are not evaluated")
    if isinstance(left, Decimal):
        found = Decimal(1)
        for _ in range(right):
            found = exact("*", found, left)
        return found
    whole, long = int(left) ** int(right), is_long(left)
    if integer(whole, long=long) != whole:
        raise NotFoldedError("integers of more than 64 bits are not evaluated")
    return integer(whole, long=long)


_BITWISE: dict[str, Callable[[int, int], int]] = {
    "&": int.__and__,
    "|": int.__or__,
    "^": int.__xor__,
    "<<": int.__lshift__,
    ">>": int.__rshift__,
    ">>>": int.__rshift__,
}


def _bitwise(operator: str, left: Any, right: Any) -> int:
    if not (is_integer(left) and is_integer(right)):
        raise NotFoldedError("bits of decimals are not evaluated")
    if operator in ("&", "|", "^"):
        return integer(_BITWISE[operator](int(left), int(right)), long=is_long(left) or is_long(right))
    long = is_long(left)
    bits = 64 if long else 32
    shifted = int(left) % (1 << bits) if operator == ">>>" else int(left)
    return integer(_BITWISE[operator](shifted, int(right) % bits), long=long)


def negative(value: Any) -> Any:
    if isinstance(value, Decimal):
        return _without_sign_of_zero(value.copy_negate())
    return real(-value) if isinstance(value, float) else integer(-int(value), long=is_long(value))
