"""Values of the evaluator in the words of the source model."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from migrate.model.source import Describable, Items, Literal, Opaque, Reference, ReferenceKind, Template
from migrate.model.source import Value as SourceValue
from migrate.readers.groovy.evaluate import derived, operators
from migrate.readers.groovy.evaluate.values import Code, JenkinsObject, Kind, ScriptObject, Unknown, Value
from migrate.readers.secrets import redact


def source_value(value: Any) -> SourceValue:
    """A value as a setting has it; what has no such form is Opaque."""
    match value:
        case Unknown(Describable(), _):
            return Opaque("", "a condition as a value")
        case Unknown():
            return derived.as_text(value)
        case JenkinsObject(name="scm"):
            return Reference(ReferenceKind.SCM, "scm")
        case JenkinsObject(name=name):
            return Opaque(name, f"{name} as a whole is known only when the pipeline runs")
        case ScriptObject():
            return Opaque("…", "an object as a value")
        case Code():
            return Opaque("{ … }", "a closure as a value")
        case dict():
            return Opaque("[…]", "a map as a value")
        case list():
            return Items(tuple(source_value(one) for one in value))
        case str():
            return Literal(redact(str(value))[0])
        case Decimal():
            return Literal(operators.text(value))
        case None | bool() | int() | float():
            return Literal(value)
    return Opaque("…", "an object as a value")


def can_be_kept(value: Value) -> bool:
    """Whether a build can keep a value in a variable: texts, numbers and booleans."""
    if not isinstance(value, Unknown):
        return isinstance(value, str | bool | int)
    parts = value.value.parts if isinstance(value.value, Template) else (value.value,)
    return value.kind is not Kind.ANY and all(map(_is_text, parts))


def _is_text(part: SourceValue) -> bool:
    return isinstance(part, Literal) or (isinstance(part, Reference) and part.kind is not ReferenceKind.SCM)


def kind_of(value: Value) -> Kind:
    if isinstance(value, Unknown):
        return value.kind
    if isinstance(value, bool):
        return Kind.BOOLEAN
    return Kind.INTEGER if isinstance(value, int) else Kind.TEXT
