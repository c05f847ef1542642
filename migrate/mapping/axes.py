"""The conditions of a matrix cell: the values of its axes are known before all else (`evaluateStage`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from migrate.mapping.expressions import template
from migrate.model.contribution import Compare
from migrate.model.plan import Placed
from migrate.model.source import Derived, Literal, Opaque, Reference, ReferenceKind, Template, Value


def settled(guards: tuple[Placed, ...], axes: Mapping[str, str]) -> tuple[Placed, ...]:
    """The conditions with the values of the axes in them."""
    return tuple(_condition(one, axes) for one in guards)


def _condition(placed: Placed, axes: Mapping[str, str]) -> Placed:
    placed = replace(placed, body=settled(placed.body, axes))
    compare = placed.contribution
    if not isinstance(compare, Compare):
        return placed
    sides = replace(compare, value=_value(compare.value, axes), expected=_value(compare.expected, axes))
    return replace(placed, contribution=sides)


def _value(value: Value, axes: Mapping[str, str]) -> Value:
    match value:
        case Derived():
            return replace(value, arguments=tuple(_value(one, axes) for one in value.arguments))
        case Reference(ReferenceKind.ENVIRONMENT, name) if name in axes:
            return Literal(axes[name])
        case Template(parts):
            inner = [_value(one, axes) for one in parts]
            return template([one for one in inner if isinstance(one, Literal | Reference | Opaque)])
        case _:
            return value
