"""Classes of Java's as values: `Integer`, `value.class`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from migrate.readers.groovy.evaluate import kinds
from migrate.readers.groovy.evaluate.values import JavaObject, NotFoldedError

_PACKAGES = {
    **dict.fromkeys(("String", "Integer", "Long", "Boolean", "Double", "Object"), "java.lang"),
    **dict.fromkeys(("Number", "CharSequence", "Comparable", "Iterable"), "java.lang"),
    **dict.fromkeys(("List", "Map", "Set", "Collection", "ArrayList", "LinkedHashMap"), "java.util"),
    **dict.fromkeys(("Closure", "GString"), "groovy.lang"),
    "BigDecimal": "java.math",
    "GStringImpl": "org.codehaus.groovy.runtime",
}
_INTERFACES = frozenset(("CharSequence", "Comparable", "Iterable", "List", "Map", "Set", "Collection"))


@dataclass(frozen=True, slots=True)
class JavaClass(JavaObject):
    """A class by its simple name; its package is "" where that is not known."""

    name: str
    package: str = ""

    def full_name(self) -> str:
        if not self.package:
            raise NotFoldedError(f"the package of {self.name} is not known")
        return f"{self.package}.{self.name}"

    def text(self) -> str:
        return f"{'interface' if self.name in _INTERFACES else 'class'} {self.full_name()}"


def named(name: str) -> JavaClass | None:
    """The class that Groovy knows by a name without an import; None for any other name."""
    return JavaClass(name, _PACKAGES[name]) if name in _PACKAGES and name != "GStringImpl" else None


_OF: tuple[tuple[Callable[[Any], bool], str], ...] = (
    (lambda value: isinstance(value, bool), "Boolean"),
    (lambda value: isinstance(value, kinds.Character), ""),
    (lambda value: isinstance(value, kinds.GString), "GStringImpl"),
    (lambda value: isinstance(value, str), "String"),
    (lambda value: kinds.is_integer(value) and kinds.is_long(value), "Long"),
    (kinds.is_integer, "Integer"),
    (lambda value: isinstance(value, Decimal), "BigDecimal"),
    (lambda value: isinstance(value, float), "Double"),
    (lambda value: type(value) is list, "ArrayList"),
    (lambda value: type(value) is dict, "LinkedHashMap"),
)


def class_of(value: Any) -> JavaClass:
    """`value.getClass()`. Raises NotFoldedError where it is not known."""
    name = next((name for holds, name in _OF if holds(value)), "")
    if not name:
        raise NotFoldedError("the class of such a value is not known")
    return JavaClass(name, _PACKAGES[name])
