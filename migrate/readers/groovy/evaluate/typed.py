"""Values of the run in variables that have a type: Groovy casts what they are given, and refuses what is none."""

from __future__ import annotations

from migrate.model.source import Describable, Opaque
from migrate.readers.groovy.evaluate import derived, run_maps
from migrate.readers.groovy.evaluate.values import Kind, NotFoldedError, Unknown

_ANY = frozenset(("def", "Object"))
_INTEGERS = frozenset(("int", "Integer", "long", "Long"))
_FRACTIONS = frozenset(("double", "Double", "float", "Float", "BigDecimal"))
_LISTS = frozenset(("List", "ArrayList", "Collection", "Iterable", "String[]", "Object[]"))
_MAPS = frozenset(("Map", "LinkedHashMap"))
# The types that take a value of a kind as it is.
_TAKES = {
    Kind.TEXT: frozenset(("String", "CharSequence", "GString")),
    Kind.INTEGER: _INTEGERS | {"Number"},
    Kind.LIST: _LISTS,
    Kind.MAP: _MAPS,
}


def held(name: str, value: Unknown) -> Unknown:
    """What a variable of a type other than boolean holds. Raises NotFoldedError where the cast makes another value of
    it, which the build has not."""
    if name in _ANY or value.kind is Kind.ANY or isinstance(value.value, Opaque):
        return value
    if name == "String" and value.kind is not Kind.TEXT:
        return _as_string(value)
    if value.kind is Kind.OBJECT and name not in _FRACTIONS | {"Set"}:
        return value
    if name not in _TAKES.get(value.kind, ()):
        raise NotFoldedError(f"what becomes of a {value.kind.value} as {name} is not evaluated")
    return value


def _as_string(value: Unknown) -> Unknown:
    """The text of a value; JSON that is null stays so."""
    if value.kind is Kind.OBJECT:
        return run_maps.cast(value)
    if isinstance(value.value, Describable):
        raise NotFoldedError("the text of a condition is not evaluated")
    return Unknown(derived.as_text(value), Kind.TEXT)
