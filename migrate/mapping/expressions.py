"""Jenkins' own small languages: `$NAME` in settings, Ant patterns, durations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.model.source import Items, Literal, Opaque, Reference, ReferenceKind, Template, Value

# hudson.Util.VARIABLE: `$NAME`, `${NAME}`, and `$$` for a dollar sign.
_VARIABLE = re.compile(r"\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z0-9_.]+)\}|(\$))")


def expand(value: Value) -> Value:
    """The value as Jenkins expands it: `${NAME}` in its literal text becomes a reference to the environment."""
    if isinstance(value, Literal) and isinstance(value.value, str):
        return template(list(_expanded(value.value)))
    if isinstance(value, Template):
        parts: list[Literal | Reference | Opaque] = []
        for part in value.parts:
            known = isinstance(part, Literal) and isinstance(part.value, str)
            parts.extend(_expanded(str(part.value)) if known and isinstance(part, Literal) else [part])
        return template(parts)
    if isinstance(value, Items):
        return Items(tuple(expand(item) for item in value.items))
    return value


def _expanded(text: str) -> Iterator[Literal | Reference]:
    end = 0
    for match in _VARIABLE.finditer(text):
        plain, braced, dollar = match.groups()
        yield Literal(text[end : match.start()] + ("$" if dollar else ""))
        if not dollar:
            yield Reference(ReferenceKind.ENVIRONMENT, plain or braced)
        end = match.end()
    yield Literal(text[end:])


def template(parts: list[Literal | Reference | Opaque]) -> Value:
    """A Template of these parts, neighbouring literals joined, empty ones left out; a Literal if no other is left."""
    joined: list[Literal | Reference | Opaque] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(part, Literal) and isinstance(last, Literal):
            joined[-1] = Literal(text_of(last) + text_of(part))
        elif not isinstance(part, Literal) or text_of(part):
            joined.append(part)
    if not joined:
        return Literal("")
    return joined[0] if len(joined) == 1 and isinstance(joined[0], Literal) else Template(tuple(joined))


def text_of(literal: Literal) -> str:
    """The text that Groovy and XML give a known value: `true`, not `True`; `null` for none."""
    if isinstance(literal.value, bool):
        return str(literal.value).lower()
    return "null" if literal.value is None else str(literal.value)


def ant_patterns(text: str) -> tuple[str, ...]:
    """The patterns of a comma-separated list. Blanks separate too, as in `FileSet.setIncludes`."""
    return tuple(part for part in re.split(r"[,\s]+", text) if part)


_UNITS = {
    "NANOSECONDS": 1e-9,
    "MICROSECONDS": 1e-6,
    "MILLISECONDS": 1e-3,
    "SECONDS": 1.0,
    "MINUTES": 60.0,
    "HOURS": 3600.0,
    "DAYS": 86400.0,
}


def seconds(amount: float, unit: str) -> float:
    """A duration in seconds; `unit` is a java.util.concurrent.TimeUnit. Raises KeyError for another word."""
    return amount * _UNITS[unit.upper()]


def opaque_parts(value: Value) -> Iterator[Opaque]:
    """What could not be understood in a value, nested lists included, nested describables left out."""
    if isinstance(value, Opaque):
        yield value
    elif isinstance(value, Template):
        yield from (part for part in value.parts if isinstance(part, Opaque))
    elif isinstance(value, Items):
        for item in value.items:
            yield from opaque_parts(item)
