"""Conditions over values of the run, as `when` has them: describables that one set of rules maps."""

from __future__ import annotations

import re
from dataclasses import replace

from migrate.model.location import Location
from migrate.model.source import Describable, Literal, Opaque, Reference, ReferenceKind, Setting, Slot, Template
from migrate.model.source import Value as SourceValue
from migrate.readers.groovy.evaluate.values import Kind, Unknown, Value

_NOWHERE = Location("", 0, 0, "")
_METHODS = {"startsWith": "{}.*", "endsWith": ".*{}", "contains": ".*{}.*"}


def condition(name: str, *children: Describable, **settings: SourceValue) -> Describable:
    """A condition without a place: whoever takes it gives it one."""
    found = tuple(Setting(key, value, _NOWHERE, ()) for key, value in settings.items())
    return Describable(name, Slot.CONDITION, found, _NOWHERE, None, children or None)


def placed(test: Describable, location: Location) -> Describable:
    """A condition at its place."""
    return replace(
        test,
        location=location,
        settings=tuple(replace(one, location=location) for one in test.settings),
        children=None if test.children is None else tuple(placed(one, location) for one in test.children),
    )


def truth_of(value: Unknown) -> bool | Unknown:
    """Groovy's truth of a text or boolean of the run: whether it is true, or not empty."""
    assert not isinstance(value.value, Describable)
    if value.kind is Kind.BOOLEAN:
        return _boolean(condition("equals", expected=Literal("true"), actual=value.value))
    if isinstance(value.value, Template) and any(isinstance(one, Literal) and one.value for one in value.value.parts):
        return True
    if isinstance(value.value, Reference) and value.value.kind is ReferenceKind.ENVIRONMENT:
        return _boolean(condition("expression", expression=value.value))
    return _boolean(condition("not", condition("equals", expected=Literal(""), actual=value.value)))


def _boolean(found: Describable) -> Unknown:
    return Unknown(found, Kind.BOOLEAN)


def negated(value: bool | Unknown) -> bool | Unknown:
    if isinstance(value, bool):
        return not value
    if not isinstance(value.value, Describable):
        return value
    if value.value.name == "not" and value.value.children:
        return _boolean(value.value.children[0])
    return _boolean(condition("not", value.value))


def both(operator: str, left: Unknown, right: bool | Unknown) -> bool | Unknown | None:
    """`left && right` or `left || right`; None where a side is not understood."""
    if isinstance(right, bool):
        return left if right is (operator == "&&") else right
    if not isinstance(left.value, Describable) or not isinstance(right.value, Describable):
        return None
    return _boolean(condition("allOf" if operator == "&&" else "anyOf", left.value, right.value))


def compared(operator: str, left: Value, right: Value) -> bool | Unknown | None:
    """`==`, `!=` and the operators of regular expressions over a value of the run; None where not understood."""
    if operator in ("==", "!="):
        found = _equal(left, right)
        return found if operator == "==" or found is None else negated(found)
    if operator in ("==~", "=~") and isinstance(left, Unknown) and isinstance(right, str):
        return _matching(operator, left, right)
    return None


def _equal(left: Value, right: Value) -> bool | Unknown | None:
    unknown, known = (left, right) if isinstance(left, Unknown) else (right, left)
    if not isinstance(unknown, Unknown) or not _has_shell_form(unknown.value):
        return None
    if isinstance(known, Unknown):
        same = known.kind is unknown.kind is Kind.TEXT and _has_shell_form(known.value)
        return _boolean(condition("equals", expected=known.value, actual=unknown.value)) if same else None
    if known is None:
        return _is_null(unknown)
    if not _same_kind(unknown, known):
        return None
    expected = str(known) if isinstance(known, str) else str(known).lower()
    return _boolean(condition("equals", expected=Literal(expected), actual=unknown.value))


def _has_shell_form(value: SourceValue) -> bool:
    if isinstance(value, Template):
        return all(_has_shell_form(part) for part in value.parts)
    return isinstance(value, Literal) or (isinstance(value, Reference) and value.kind is not ReferenceKind.SCM)


def _same_kind(unknown: Unknown, known: Value) -> bool:
    """Whether the two can be equal. A parameter that nobody declares is a text or a boolean."""
    kind = unknown.kind
    if kind is Kind.ANY and is_parameter(unknown):
        return isinstance(known, str) and known not in ("true", "false")
    if kind is Kind.TEXT:
        return isinstance(known, str)
    return isinstance(known, bool) if kind is Kind.BOOLEAN else kind is Kind.INTEGER and isinstance(known, int)


def is_parameter(unknown: Unknown) -> bool:
    return isinstance(unknown.value, Reference) and unknown.value.kind is ReferenceKind.PARAMETER


def _is_null(unknown: Unknown) -> bool | Unknown | None:
    """Only a variable of the environment may be null; an unset one and an empty one are the same to a shell."""
    if isinstance(unknown.value, Reference) and unknown.value.kind is ReferenceKind.ENVIRONMENT:
        return _boolean(condition("not", condition("expression", expression=unknown.value)))
    return None if unknown.kind is Kind.ANY else False


def _matching(operator: str, value: Unknown, pattern: str) -> Unknown | None:
    if not _has_shell_form(value.value) or value.kind is not Kind.TEXT:
        return None
    if re.search(r"\\[A-Za-z]|\(\?", pattern):  # classes that the shell's expressions do not have
        return None
    if operator == "=~" and re.search(r"[\^$|]", pattern):
        return None
    text = pattern if operator == "==~" else f".*({pattern}).*"
    return _boolean(condition("expression.matches", value=value.value, pattern=Literal(text)))


def text_method(name: str, value: Unknown, argument: Value) -> Unknown | None:
    """`value.startsWith('x')` and its like as a condition."""
    form = _METHODS.get(name)
    if form is None or not isinstance(argument, str) or not _has_shell_form(value.value):
        return None
    pattern = form.format(re.sub(r"([.\[\]{}()*+?^$|\\])", r"\\\1", argument))
    return _boolean(condition("expression.matches", value=value.value, pattern=Literal(pattern)))


def unclear(text: str, because: str) -> Describable:
    """A condition that is not understood."""
    return condition("expression", expression=Opaque(text, because))
