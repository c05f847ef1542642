"""Static methods of Java's classes on values of the run: `String.format`, `Integer.parseInt`."""

from __future__ import annotations

import re

from migrate.model.source import Literal, Template
from migrate.model.source import Value as SourceValue
from migrate.readers.groovy.evaluate import derived, operators
from migrate.readers.groovy.evaluate.values import Kind, Unknown, Value

_SPECIFIER = re.compile(r"%(?:(?P<plain>[sn%])|(?:0(?P<width>[1-9][0-9]?))?(?P<whole>d))")


def call_static(class_name: str, name: str, given: list[Value]) -> Unknown | None:
    """`Class.name(…)`; None where the build has nothing for it."""
    if (class_name, name) == ("String", "format") and given and isinstance(given[0], str):
        return _formatted(given[0], given[1:])
    if (class_name, name) in _PARSERS and len(given) == 1 and derived.is_a(given[0], Kind.TEXT):
        return derived.derived("text_parseInt", Kind.INTEGER, derived.source(given[0]))
    if (class_name, name) == ("URLEncoder", "encode") and given and derived.is_a(given[0], Kind.TEXT):
        return derived.derived("url_encoded", Kind.TEXT, derived.source(given[0])) if given[1:] in _UTF_8 else None
    return None


_UTF_8: tuple[list[Value], ...] = ([], ["UTF-8"])
_PARSERS = (("Integer", "parseInt"), ("Integer", "valueOf"))


def _formatted(pattern: str, given: list[Value]) -> Unknown | None:
    """The forms `%s %d %02d %n %%`."""
    found: list[SourceValue | None] = []
    rest, start = list(given), 0
    for one in _SPECIFIER.finditer(pattern):
        found += [Literal(pattern[start : one.start()]), _converted(one, rest)]
        start = one.end()
    found.append(Literal(pattern[start:]))
    known = [one for one in found if one is not None]
    if len(known) < len(found) or any("%" in str(one.value) for one in found[::2] if isinstance(one, Literal)):
        return None
    return Unknown(Template(tuple(part for one in known for part in derived.parts(one))), Kind.TEXT)


def _converted(found: re.Match[str], rest: list[Value]) -> SourceValue | None:
    """What stands for a specifier; it takes its value away from the rest."""
    if found["plain"] in ("n", "%"):
        return Literal("\n" if found["plain"] == "n" else "%")
    value = rest.pop(0) if rest else None
    if found["whole"]:
        return _whole(value, found["width"]) if derived.is_a(value, Kind.INTEGER) else None
    if isinstance(value, Unknown):
        exact = value.kind in (Kind.TEXT, Kind.INTEGER, Kind.OBJECT) and derived.has_shell_form(value.value)
        return derived.as_text(value) if exact else None
    return Literal(operators.text(value)) if isinstance(value, str | int) else None


def _whole(value: Value, width: str | None) -> SourceValue:
    if width is None:
        return derived.source(value)
    return derived.derived("integer_padded", Kind.TEXT, derived.source(value), Literal(int(width))).value
