"""`as`, `(Type)` and `instanceof` on known values."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from migrate.readers.groovy.evaluate import kinds
from migrate.readers.groovy.evaluate.equality import contains
from migrate.readers.groovy.evaluate.regular import Matcher
from migrate.readers.groovy.evaluate.texts import java_text, text
from migrate.readers.groovy.evaluate.values import NotFoldedError, Range, ThrownError

AS = "as"
BRACKETS = "()"
_NUMBERS = ("int", "Integer", "long", "Long", "BigDecimal", "double", "Double")
_BOXED = {"int": "java.lang.Integer", "long": "java.lang.Long", "double": "java.lang.Double"}


def cast(value: Any, type_name: str, operator: str = "") -> Any:
    """`value as Type`, or `(Type) value` where the operator is `()`.

    Without an operator nothing is folded that differs between the two. Raises ThrownError, NotFoldedError.
    """
    name = type_name.rpartition(".")[2]
    if name in ("boolean", "Boolean"):
        return truth_cast(value, name)
    if name in ("Object", "def", "var"):
        return value
    if value is None:
        return _cast_null(name)
    work = _CASTS.get(name)
    if work is None or (isinstance(value, kinds.Character) and name != "String"):
        raise NotFoldedError(f"casts to {type_name} are not evaluated")
    return work(value, name, operator)


def truth_cast(value: Any, name: str) -> bool | None:
    if value is None and name == "Boolean":
        return None
    return truth(value)


def truth(value: Any) -> bool:
    """Groovy's truth. Raises NotFoldedError."""
    if value is None or isinstance(value, bool | int | float | Decimal | str | list | dict):
        return bool(value)
    if isinstance(value, kinds.Entry):
        return True
    if isinstance(value, Matcher):
        return value.found()
    return True


def _cast_null(name: str) -> None:
    if name in _BOXED:
        raise ThrownError(
            "GroovyCastException",
            f"Cannot cast object 'null' with class 'null' to class '{name}'. Try '{_BOXED[name]}' instead",
        )


def _number(value: Any, name: str, operator: str) -> Any:
    if isinstance(value, str):
        if operator == AS:
            return parse_number(str(value), name)
        if operator == BRACKETS:
            return convert_number(_code_of(str(value), name), name)
        raise NotFoldedError("casts of texts to numbers differ with `as` and without")
    if not kinds.is_number(value):
        raise NotFoldedError("casts of such values to numbers are not evaluated")
    return convert_number(value, name)


def _code_of(found: str, name: str) -> int:
    """What `(Type) text` makes of the only character of a text. Raises ThrownError for any other text."""
    if len(found) != 1 or found > "\uffff":
        package = "java.math." if name == "BigDecimal" else "" if name in _BOXED else "java.lang."
        raise ThrownError(
            "GroovyCastException",
            f"Cannot cast object '{found}' with class 'java.lang.String' to class '{package}{name}'",
        )
    return ord(found)


def convert_number(value: Any, name: str) -> Any:
    if name in ("int", "Integer", "long", "Long"):
        return kinds.integer(int(value), long=name in ("long", "Long"))
    if name == "BigDecimal":
        return value if isinstance(value, Decimal) else Decimal(text(value))
    return float(value)


def parse_number(found: str, name: str) -> Any:
    """A number as Java reads it, blanks around it allowed. Raises ThrownError, NotFoldedError."""
    trimmed = trim(found)
    if name in ("double", "Double"):
        if not re.search(r"[0-9NI]", trimmed):
            raise ThrownError("NumberFormatException", f'For input string: "{trimmed}"')
        if not re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?", trimmed) or float(trimmed) == 0:
            raise NotFoldedError("doubles of such a form are not evaluated")
        return float(trimmed)
    if name == "BigDecimal":
        return _parse_decimal(trimmed)
    return _parse_integer(trimmed, long=name in ("long", "Long"))


def _parse_decimal(trimmed: str) -> Decimal:
    if not is_decimal(trimmed):
        raise ThrownError("NumberFormatException", "")
    return Decimal(trimmed)


def is_decimal(trimmed: str) -> bool:
    if not trimmed.isascii():
        raise NotFoldedError("digits of other scripts are not evaluated")
    found = re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,9})?", trimmed)
    if found and found[2] and len(found[2]) > 4:
        raise NotFoldedError("decimals of such size are not evaluated")
    return found is not None


def _parse_integer(trimmed: str, *, long: bool) -> int:
    if not is_integer_text(trimmed, kinds.LONG_BITS if long else kinds.INT_BITS):
        raise ThrownError("NumberFormatException", f'For input string: "{trimmed}"')
    return kinds.integer(int(trimmed), long=long)


def is_integer_text(trimmed: str, bits: int = kinds.INT_BITS) -> bool:
    if not trimmed.isascii():
        raise NotFoldedError("digits of other scripts are not evaluated")
    if not re.fullmatch(r"[+-]?[0-9]+", trimmed) or len(trimmed) > 100:
        return False
    return kinds.wrapped(int(trimmed), bits) == int(trimmed)


def trim(found: str) -> str:
    """Java's trim: all up to the blank, and no other spaces."""
    return found.strip("".join(map(chr, range(33))))


def _string(value: Any, name: str, operator: str) -> Any:
    known = isinstance(value, str | bool | int | float | Decimal) or (type(value) is list and _is_flat(value))
    if known:
        return text(value)
    if not operator or isinstance(value, kinds.Array | kinds.Json | kinds.FoundFile):
        raise NotFoldedError("casts of such values to String are not evaluated")
    return text(value) if operator == AS else java_text(value)


def _char_sequence(value: Any, name: str, operator: str) -> Any:
    if not isinstance(value, str):
        raise NotFoldedError("casts of such values to CharSequence are not evaluated")
    return value


def _is_flat(items: list[Any]) -> bool:
    return not any(isinstance(one, list | dict) for one in items)


def _list(value: Any, name: str, operator: str) -> Any:
    if kinds.is_list(value) and name != "ArrayList":
        return value
    if isinstance(value, kinds.Array):
        return list(value)
    if operator == AS and isinstance(value, kinds.Set | kinds.Values):
        return list(value)
    if operator == AS and isinstance(value, str) and name == "List" and max(value, default="") <= "\uffff":
        return list(str(value))
    if type(value) is list:
        return value
    raise NotFoldedError("casts of such values to List are not evaluated")


def _set(value: Any, name: str, operator: str) -> Any:
    if isinstance(value, kinds.Set):
        return value
    if not kinds.is_list(value):
        raise NotFoldedError("casts of such values to Set are not evaluated")
    return distinct(value)


def distinct(items: list[Any]) -> kinds.Set:
    """A LinkedHashSet of the items."""
    found = kinds.Set()
    for one in items:
        if not contains(found, one):
            found.append(one)
    return found


def _map(value: Any, name: str, operator: str) -> Any:
    if isinstance(value, dict):
        return value
    raise NotFoldedError("casts of such values to Map are not evaluated")


def _strings(value: Any, name: str, operator: str) -> Any:
    if not (kinds.is_list(value) or isinstance(value, kinds.Array)):
        raise NotFoldedError("casts of such values to arrays are not evaluated")
    return kinds.Array([None if one is None else _string(one, "String", operator) for one in value])


_CASTS: dict[str, Callable[[Any, str, str], Any]] = {
    **dict.fromkeys(_NUMBERS, _number),
    "String": _string,
    "CharSequence": _char_sequence,
    "List": _list,
    "ArrayList": _list,
    "Collection": _list,
    "Set": _set,
    "LinkedHashSet": _set,
    "Map": _map,
    "LinkedHashMap": _map,
    "String[]": _strings,
}

# ---- instanceof --------------------------------------------------------------------------------------------------

_ALL = ("Object",)
_VALUE = (*_ALL, "Comparable", "Serializable")
_GATHERED = (*_ALL, "Collection", "Iterable")
_CLASSES: tuple[tuple[Callable[[Any], bool], tuple[str, ...]], ...] = (
    (lambda v: isinstance(v, bool), (*_VALUE, "Boolean")),
    (lambda v: isinstance(v, kinds.Character), (*_VALUE, "Character")),
    (lambda v: isinstance(v, kinds.GString), (*_VALUE, "GString", "GStringImpl", "CharSequence")),
    (lambda v: isinstance(v, str), (*_VALUE, "String", "CharSequence")),
    (lambda v: kinds.is_integer(v) and kinds.is_long(v), (*_VALUE, "Number", "Long")),
    (kinds.is_integer, (*_VALUE, "Number", "Integer")),
    (lambda v: isinstance(v, Decimal), (*_VALUE, "Number", "BigDecimal")),
    (lambda v: isinstance(v, float), (*_VALUE, "Number", "Double")),
    (lambda v: isinstance(v, Range), (*_GATHERED, "List", "AbstractList", "Range")),
    (lambda v: isinstance(v, kinds.Array), ("Object", "Object[]", "String[]")),
    (lambda v: isinstance(v, kinds.View), (*_GATHERED, "Set")),
    (lambda v: isinstance(v, kinds.Set), (*_GATHERED, "Set", "HashSet", "LinkedHashSet")),
    (lambda v: isinstance(v, kinds.Values), _GATHERED),
    (lambda v: isinstance(v, kinds.JsonArray), (*_GATHERED, "List", "Comparable", "JSONArray", "JSON")),
    (lambda v: isinstance(v, kinds.JsonObject), (*_ALL, "Map", "Comparable", "JSONObject", "JSON")),
    (lambda v: type(v) is list, (*_GATHERED, "List", "AbstractList", "ArrayList", "Serializable", "Cloneable")),
    (lambda v: type(v) is dict, (*_ALL, "Map", "HashMap", "LinkedHashMap", "Serializable", "Cloneable")),
)
_FOREIGN = (
    "Pattern",
    "Matcher",
    "Closure",
    "File",
    "Date",
    "Class",
    "Exception",
    "Throwable",
    "Byte",
    "Short",
    "Float",
)
_KNOWN = frozenset(name for _, names in _CLASSES for name in names) | frozenset(_FOREIGN)


def is_instance(value: Any, type_name: str) -> bool:
    """`value instanceof Type`. Raises NotFoldedError for classes that are not known here."""
    name = type_name.rpartition(".")[2]
    if value is None:
        return False
    names = next((names for holds, names in _CLASSES if holds(value)), None)
    if name not in _KNOWN or names is None:
        raise NotFoldedError(f"instanceof {type_name} is not evaluated")
    if name in ("Serializable", "Cloneable") and name not in names:
        raise NotFoldedError(f"instanceof {type_name} is not evaluated")
    if isinstance(value, kinds.Array) and name == "String[]":
        return _is_string_array(value)
    return name in names


def _is_string_array(value: list[Any]) -> bool:
    if not all(type(one) is str for one in value):
        raise NotFoldedError("the class of an array is not known")
    return True
