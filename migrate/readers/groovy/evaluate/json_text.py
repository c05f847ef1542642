"""JSON as Groovy 2.4.21 writes it and reads it: `JsonOutput`, `JsonBuilder`, `JsonSlurper`.

https://docs.groovy-lang.org/2.4.21/html/gapi/groovy/json/package-summary.html. Values of the run stand in the text as
functions of the build make JSON of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from migrate.model.source import Derived, Describable, Literal, Opaque, Reference, ReferenceKind, Template
from migrate.readers.groovy.evaluate import derived
from migrate.readers.groovy.evaluate.held import Held
from migrate.readers.groovy.evaluate.memory import Memory
from migrate.readers.groovy.evaluate.texts import text
from migrate.readers.groovy.evaluate.values import JenkinsObject, Kind, NotFoldedError, ThrownError, Unknown, Value

OUTPUT = "JsonOutput"
_PACKAGE = "groovy.json."
_STEP = 4  # blanks that pretty JSON goes in by
_FORMS = {Kind.TEXT: "text", Kind.LIST: "list", Kind.OBJECT: "json", Kind.MAP: "json"}
_UNCLEAR = Opaque("…", "a value inside of JSON is known only when the pipeline runs")
_UNREAD = Opaque("…", "JSON of something that is no text, as far as is known")
_SLURPERS = ("JsonSlurper", "JsonSlurperClassic")


_Part = str | Reference | Opaque


@dataclass(frozen=True, slots=True, eq=False)
class Builder(Held):
    """`new JsonBuilder(content)`"""


@dataclass(frozen=True, slots=True, eq=False)
class Slurper(JenkinsObject):
    """`new JsonSlurper()`"""


def made(memory: Memory, name: str, given: list[Value]) -> Builder | Slurper | None:
    """`new name(given)`; None for other classes. Raises NotFoldedError."""
    short = name.removeprefix(_PACKAGE)
    if short in _SLURPERS and not given:
        return Slurper(short)
    if short != "JsonBuilder":
        return None
    if len(given) != 1:
        raise NotFoldedError("a JsonBuilder without its content is not evaluated")
    held = memory.kept_names({})
    held["content"] = given[0]
    return Builder(short, held)


def is_static(whole: str) -> bool:
    """Whether a full name is that of a method of JsonOutput."""
    return whole.startswith(f"{_PACKAGE}{OUTPUT}.")


def call_static(name: str, given: list[Value]) -> Value:
    """`JsonOutput.name(given)`. Raises NotFoldedError, ThrownError."""
    if name == "toJson" and len(given) == 1:
        return written(given[0])
    value = given[0] if len(given) == 1 else None
    if name == "prettyPrint" and derived.is_a(value, Kind.TEXT):
        return derived.derived("json_written", Kind.TEXT, Literal("json"), Literal(0), derived.source(value))
    if name == "prettyPrint" and isinstance(value, Unknown) and value.kind is Kind.TEXT:
        return Unknown(_UNCLEAR, Kind.TEXT)
    raise NotFoldedError(f"{OUTPUT}.{name} is not evaluated")


def method(owner: Builder | Slurper, name: str, given: list[Value]) -> Value:
    """`owner.name(given)`. Raises NotFoldedError, ThrownError."""
    if isinstance(owner, Builder) and name in ("toString", "toPrettyString") and not given:
        return written(owner.held["content"], pretty=name == "toPrettyString")
    if isinstance(owner, Slurper) and name in ("parseText", "parse") and given:
        return _read(given[0]) if name == "parseText" else Unknown(_UNREAD)
    raise NotFoldedError(f"{name} of a {owner.name} is not evaluated")


def _read(value: Value) -> Value:
    if isinstance(value, Unknown) and value.kind is Kind.OBJECT:
        value = derived.json("string", value)
    if not derived.is_a(value, Kind.TEXT):
        return Unknown(value.value if isinstance(value, Unknown) and isinstance(value.value, Opaque) else _UNREAD)
    return derived.derived("json_slurped", Kind.OBJECT, derived.source(value))


# ---- writing ---------------------------------------------------------------------------------------------------------


def written(value: Value, *, pretty: bool = False) -> Value:
    """The JSON of a value. Raises NotFoldedError, ThrownError."""
    found: list[Literal | Reference | Opaque] = []
    for one in _parts(value, 0 if pretty else None):
        if isinstance(one, str) and found and isinstance(found[-1], Literal):
            found[-1] = Literal(f"{found[-1].value}{one}")
        else:
            found.append(Literal(one) if isinstance(one, str) else one)
    if len(found) == 1 and isinstance(found[0], Literal):
        return str(found[0].value)
    return Unknown(Template(tuple(found)), Kind.TEXT)


def _parts(value: Value, indent: int | None) -> Iterator[_Part]:
    """The text in pieces; `indent` is where the value stands in pretty JSON."""
    if isinstance(value, dict):
        entries = [[_key(key), ":" if indent is None else ": ", one] for key, one in value.items()]
        yield from _block("{}", entries, indent)
    elif isinstance(value, list):
        yield from _block("[]", [[one] for one in value], indent)
    else:
        yield _of_run(value, indent) if isinstance(value, Unknown) else _plain(value)


def _block(signs: str, entries: list[list[Any]], indent: int | None) -> Iterator[_Part]:
    """A map or list; the last piece of an entry is its value."""
    inner = None if indent is None else indent + _STEP
    line = "" if inner is None else "\n" + " " * inner
    yield signs[0] + line
    for position, (*before, value) in enumerate(entries):
        yield "".join(("," + line if position else "", *before))
        yield from _parts(value, inner)
    yield ("" if indent is None else "\n" + " " * indent) + signs[1]


def _key(key: Any) -> str:
    if key is None:
        raise ThrownError("IllegalArgumentException", "Maps with null keys can't be converted to JSON")
    return _quoted(text(key))


def _plain(value: Value) -> str | Opaque:
    if isinstance(value, str):
        return _quoted(value)
    if value is None or isinstance(value, bool | int | float | Decimal):
        return text(value)
    return _UNCLEAR


def _quoted(value: str) -> str:
    return json.dumps(value).replace("\x7f", "\\u007f")


def _of_run(value: Unknown, indent: int | None) -> Reference | Opaque:
    """What stands in the text for a value of the run; what the build has no JSON for is not understood there."""
    found = value.value
    if isinstance(found, Opaque):
        return found
    if isinstance(found, Describable) or not derived.has_shell_form(found):
        return _UNCLEAR
    if value.kind in (Kind.INTEGER, Kind.BOOLEAN) and isinstance(found, Reference):
        return found
    form = _FORMS.get(value.kind)
    if form is None:
        return _UNCLEAR
    given = (Literal(form), Literal("" if indent is None else indent), found)
    return Derived(ReferenceKind.DERIVED, "json_written", given)
