"""`instanceof` of values that only the run knows, and of lists and maps with such values in them."""

from __future__ import annotations

from migrate.model.source import Derived
from migrate.readers.groovy.evaluate import conditions, derived, operators
from migrate.readers.groovy.evaluate.values import Code, Kind, Unknown, Value

_TEXTS = frozenset(("CharSequence", "String", "GString", "GStringImpl"))
_NUMBERS = frozenset(("Number", "Integer", "Long"))
_CONTAINERS = frozenset(("Map", "HashMap", "LinkedHashMap", "List", "ArrayList", "Set", "Closure"))
_GATHERED = frozenset(("Collection", "Iterable"))
_OTHERS = _CONTAINERS | _GATHERED | {"Boolean"}

# What a value of a kind surely is, and what it is not.
_IS = {Kind.TEXT: frozenset(("CharSequence",)), Kind.INTEGER: frozenset(("Number",)), Kind.BOOLEAN: {"Boolean"}}
_IS_NOT = {
    Kind.TEXT: _OTHERS | _NUMBERS,
    Kind.INTEGER: _OTHERS | _TEXTS,
    Kind.BOOLEAN: (_CONTAINERS | _GATHERED | _TEXTS | _NUMBERS),
    Kind.LIST: _TEXTS | _NUMBERS | {"Boolean", "Closure", "Map", "HashMap", "LinkedHashMap"},
}


def holds(value: Value, type_name: str) -> bool | Unknown | None:
    """`value instanceof Type`; None where that is not sure. A variable of the environment may be null."""
    name = type_name.removeprefix("java.util.").removeprefix("java.lang.").removeprefix("groovy.lang.")
    if isinstance(value, Code):
        return name in ("Closure", "Object")
    if isinstance(value, list | dict):
        return operators.is_instance(value, name)
    return _of_run(value, name) if isinstance(value, Unknown) else None


def _of_run(value: Unknown, name: str) -> bool | Unknown | None:
    if value.example is not None:
        found = operators.is_instance(value.example, name)
        return _unless_null(value) if found else False
    if value.kind is Kind.ANY:
        return False if conditions.is_parameter(value) and name in _CONTAINERS | _GATHERED else None
    if name in _IS_NOT.get(value.kind, ()):
        return False
    if name not in _IS.get(value.kind, ()):
        return None
    return _unless_null(value)


def _unless_null(value: Unknown) -> bool | Unknown | None:
    if derived.starts_in_environment(value.value):
        return None if isinstance(value.value, Derived) else conditions.compared("!=", value, None)
    return True
