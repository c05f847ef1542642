"""Conditions over values of the run, as `when` has them: describables that one set of rules maps."""

from __future__ import annotations

import json
from dataclasses import replace

from migrate.model.location import Location
from migrate.model.source import (
    Derived,
    Describable,
    Literal,
    Opaque,
    Reference,
    ReferenceKind,
    Setting,
    Slot,
    Template,
)
from migrate.model.source import Value as SourceValue
from migrate.readers.groovy.evaluate import derived, run_regular
from migrate.readers.groovy.evaluate.derived import has_shell_form
from migrate.readers.groovy.evaluate.kinds import GString, is_integer
from migrate.readers.groovy.evaluate.regular import Pattern
from migrate.readers.groovy.evaluate.values import Kind, Unknown, Value

_NOWHERE = Location("", 0, 0, "")
_RESULT = Reference(ReferenceKind.BUILD, "result")
_METHODS = ("startsWith", "endsWith", "contains")


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
    """Groovy's truth of a value of the run; of what may be anything, a parameter alone has one."""
    assert not isinstance(value.value, Describable)
    if value.value == _RESULT:
        return negated(_is_result(""))
    if value.kind is Kind.ANY:
        given = condition("not", condition("expression.isNullOr", value=value.value, other=Literal("")))
        return _boolean(condition("allOf", given, condition("not", _undeclared(value, False))))
    if value.kind is Kind.BOOLEAN:
        return _boolean(condition("equals", expected=Literal("true"), actual=value.value))
    if value.kind is Kind.INTEGER:
        return _is_no_zero(value)
    if value.kind in (Kind.OBJECT, Kind.MAP):
        value = derived.json("truth", value)
    if isinstance(value.value, Template) and any(isinstance(one, Literal) and one.value for one in value.value.parts):
        return True
    if isinstance(value.value, Reference) and value.value.kind is ReferenceKind.ENVIRONMENT:
        return _boolean(condition("expression", expression=value.value))
    return negated(_is_empty(value))


def _is_empty(value: Unknown) -> Unknown:
    if derived.starts_in_environment(value.value):
        return _boolean(condition("expression.isNullOr", value=value.value, other=Literal("")))
    return _boolean(condition("equals", expected=Literal(""), actual=value.value))


def _is_no_zero(value: Unknown) -> Unknown:
    other = condition("not", condition("equals", expected=Literal("0"), actual=value.value))
    null = _is_null(value)
    if not isinstance(null, Unknown) or not isinstance(null.value, Describable):
        return _boolean(other)
    return _boolean(condition("allOf", other, condition("not", null.value)))


def surely_set(value: Value) -> Value:
    """A value that is true: the result of the build is a text then, and not null."""
    if isinstance(value, Unknown) and value.value == _RESULT:
        return replace(value, kind=Kind.TEXT)
    return value


def _is_result(text: str) -> Unknown:
    """Whether the result of the build is this so far; an empty text stands for null."""
    return _boolean(condition("equals", expected=Literal(text), actual=_RESULT))


def _undeclared(value: Unknown, known: bool) -> Describable:
    """Whether a parameter that nobody declares is true, or false."""
    return condition("expression.undeclared", value=value.value, other=Literal(str(known).lower()))


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
    """The operators that compare, with a value of the run; None where not understood."""
    if operator in ("==", "!="):
        found = _equal(left, right)
        return found if operator == "==" or found is None else negated(found)
    if operator in ("<", ">", "<=", ">="):
        return _ordered(operator, left, right)
    if operator == "in":
        return is_among(right, left)
    if isinstance(left, Unknown) and left.kind is Kind.OBJECT:
        left = derived.json("string", left)
    right = right.expression if isinstance(right, Pattern) else right
    if operator in ("==~", "=~") and isinstance(left, Unknown) and isinstance(right, str):
        return _matching(operator, left, right)
    return None


def _equal(left: Value, right: Value) -> bool | Unknown | None:
    unknown, known = (left, right) if isinstance(left, Unknown) else (right, left)
    if not isinstance(unknown, Unknown) or not has_shell_form(unknown.value):
        return None
    if isinstance(known, Unknown):
        same = known.kind is unknown.kind and known.kind in (Kind.TEXT, Kind.INTEGER) and has_shell_form(known.value)
        return _boolean(condition("equals", expected=known.value, actual=unknown.value)) if same else None
    if unknown.value == _RESULT:
        return _is_result(known or "") if known is None or (isinstance(known, str) and known) else False
    if unknown.kind is Kind.OBJECT:
        return _equal_json(unknown, known)
    if known is None:
        return _is_null(unknown)
    if isinstance(known, bool) and unknown.kind is Kind.ANY and is_parameter(unknown):
        return _boolean(_undeclared(unknown, known))
    if not _same_kind(unknown, known):
        return None
    expected = str(known) if isinstance(known, str) else str(known).lower()
    return _boolean(condition("equals", expected=Literal(expected), actual=unknown.value))


def _equal_json(unknown: Unknown, known: Value) -> Unknown | None:
    """A value in JSON and a known one: both as JSON, so that a text equals no number. A number equals another one that
    is written in another way, and the code of a text of one character."""
    if not isinstance(known, str | int | None):
        return None
    if is_integer(known):
        unknown = derived.json("number", unknown)
    text = json.dumps(known, ensure_ascii=False)
    return _boolean(condition("equals", expected=Literal(text), actual=unknown.value))


def equals(text: str, value: Value) -> bool | Unknown | None:
    """`'text'.equals(value)`. None where one of both may be a GString, which equals no text."""
    may_differ = isinstance(text, GString) or (isinstance(value, Unknown) and isinstance(value.value, Template))
    return None if may_differ else compared("==", text, value)


def is_case(value: Unknown, case: Value) -> bool | Unknown | None:
    """Whether a known value is the case of a `switch` over a value of the run: a text is one of all that prints so."""
    if value.kind is not Kind.OBJECT or not isinstance(case, str):
        return compared("==", value, case)
    if not has_shell_form(value.value) or case == "null":
        return None
    return _boolean(condition("equals", expected=Literal(str(case)), actual=derived.json("text", value).value))


def _ordered(operator: str, left: Value, right: Value) -> bool | Unknown | None:
    """`<` and its like, of two integers or two texts."""
    if any(isinstance(one, Unknown) and isinstance(one.value, Derived) and one.value.safe for one in (left, right)):
        return None  # null is less than anything
    if operator in (">", "<="):
        left, right = right, left
    for kind, name in ((Kind.INTEGER, "expression.less"), (Kind.TEXT, "expression.before")):
        if derived.is_a(left, kind) and derived.is_a(right, kind):
            found = _boolean(condition(name, value=derived.source(left), other=derived.source(right)))
            return found if operator in ("<", ">") else negated(found)
    return None


def is_among(items: Value, value: Value) -> bool | Unknown | None:
    """`value in items` and `items.contains(value)`, the value or the list of the run."""
    if isinstance(items, Unknown) and items.kind is Kind.LIST and derived.is_a(value, Kind.TEXT):
        return _boolean(condition("expression.holds", value=items.value, other=derived.source(value)))
    if not isinstance(items, list) or not isinstance(value, Unknown) or value.kind is Kind.CHARACTER:
        return None
    found = [_equal(value, one) for one in items]
    if any(one is None for one in found):
        return None
    known = [one.value for one in found if isinstance(one, Unknown) and isinstance(one.value, Describable)]
    if True in found or not known:
        return True in found
    return _boolean(known[0] if len(known) == 1 else condition("anyOf", *known))


def _same_kind(unknown: Unknown, known: Value) -> bool:
    """Whether the two can be equal. A parameter that nobody declares is a text or a boolean."""
    kind = unknown.kind
    if kind is Kind.ANY and is_parameter(unknown):
        return isinstance(known, str) and known not in ("true", "false")
    if kind in (Kind.TEXT, Kind.CHARACTER):
        return isinstance(known, str) and not (kind is Kind.CHARACTER and isinstance(known, GString))
    return isinstance(known, bool) if kind is Kind.BOOLEAN else kind is Kind.INTEGER and isinstance(known, int)


def has_truth(value: Unknown) -> bool:
    """Whether a value that may be anything is known to be true or false when the pipeline runs."""
    return is_parameter(value) or value.value == _RESULT


def is_parameter(unknown: Unknown) -> bool:
    return isinstance(unknown.value, Reference) and unknown.value.kind is ReferenceKind.PARAMETER


def _is_null(unknown: Unknown) -> bool | Unknown | None:
    """Only a variable of the environment may be null, and what `?.` gives of one; an unset one and an empty one are the
    same to a shell."""
    variable = derived.variable_of(unknown.value)
    if variable is None:
        return None if unknown.kind is Kind.ANY else False
    if not derived.starts_in_environment(unknown.value):
        return None
    return _boolean(condition("not", condition("expression", expression=variable)))


def _matching(operator: str, value: Unknown, pattern: str) -> Unknown | None:
    if not has_shell_form(value.value) or value.kind is not Kind.TEXT:
        return None
    form = "matches" if operator == "==~" else "finds"
    given = {"value": value.value, "pattern": Literal(pattern)}
    computed = run_regular.regex(form, Kind.BOOLEAN, pattern, value.value)
    return _boolean(condition(f"expression.{form}", **given, **({"computed": computed.value} if computed else {})))


def text_method(name: str, value: Unknown, argument: Value) -> Unknown | None:
    """A method of a text that gives true or false, as a condition."""
    if not has_shell_form(value.value):
        return None
    if name == "matches" and isinstance(argument, str):
        return _matching("==~", value, argument)
    if name == "equalsIgnoreCase" and isinstance(argument, str) and argument.isascii() and "\n" not in argument:
        return _boolean(condition("expression.equalsIgnoreCase", value=value.value, other=Literal(argument)))
    if name not in _METHODS or not derived.is_a(argument, Kind.TEXT):
        return None
    other = derived.source(argument)
    if other == Literal(""):
        return None
    return _boolean(condition(f"expression.{name}", value=value.value, other=other))


def unclear(text: str, because: str) -> Describable:
    """A condition that is not understood."""
    return condition("expression", expression=Opaque(text, because))
