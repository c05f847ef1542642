"""JSON objects that a script changes in place, as it may those that `readJSON` gives.

All who hold such an object see the change. So it may be changed only while one variable alone holds the whole of it,
and that variable gets a new value with each change. What stands in it is another object, which is not changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from migrate.model.source import Derived, Literal, Reference, ReferenceKind
from migrate.model.source import Value as SourceValue
from migrate.readers.groovy.evaluate import derived, json_text
from migrate.readers.groovy.evaluate.kinds import GString
from migrate.readers.groovy.evaluate.memory import Memory
from migrate.readers.groovy.evaluate.values import Kind, NotFoldedError, Unknown, Value


@dataclass(frozen=True, slots=True, eq=False)
class RunObject(Unknown):
    """The whole of what is read; no other one equals it, whatever they are made of."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__


class RunFiles(RunObject):
    """An array of what `findFiles` finds."""

    __slots__ = ()


def as_read(value: Unknown, kept: Unknown) -> Unknown:
    """A value that the build has kept before anything holds it: it may be changed as the value itself."""
    return RunObject(kept.value, kept.kind) if type(value) is RunObject else kept


def put(memory: Memory, owner: RunObject, key: object, value: Value) -> None:
    """`owner.key = value`. Raises NotFoldedError."""
    if not isinstance(key, str) or isinstance(owner, RunFiles):
        raise NotFoldedError("an item of a list is changed that only the run knows")
    text = _entry(value)
    holder = memory.sole_holder(owner)
    if holder is None:
        raise NotFoldedError("JSON that several variables hold is changed")
    names, name = holder
    names[name] = RunObject(
        derived.derived("json_put", Kind.OBJECT, owner.value, Literal(key), text).value, Kind.OBJECT
    )


def _entry(value: Value) -> SourceValue:
    """The JSON of what surely stays itself: net.sf.json takes a GString apart, and null removes the entry."""
    if isinstance(value, Unknown):
        if not (value.kind is Kind.TEXT and _is_string(value.value)):
            raise NotFoldedError("what is put into JSON may be no plain text")
    elif isinstance(value, GString) or not isinstance(value, str | int) or (isinstance(value, str) and is_odd(value)):
        raise NotFoldedError("what is put into JSON is no plain text, integer or boolean")
    return derived.source(json_text.written(value))


def is_odd(text: str) -> bool:
    """Whether net.sf.json may take a text for another value."""
    pair = text[:1] + text[1:][-1:]
    return text == "null" or text.startswith("function") or pair in ("[]", "{}", "''", '""')


def _is_string(value: SourceValue) -> bool:
    """Whether a text is surely no GString, and not null."""
    if isinstance(value, Derived):
        return value.name.startswith("text_") and value.name not in ("text_default", "text_either") and not value.safe
    return isinstance(value, Reference) and value.kind is ReferenceKind.PARAMETER


def to_write(value: Value) -> SourceValue:
    """The JSON of what `writeJSON` is given. Raises NotFoldedError."""
    if isinstance(value, dict | list):
        return derived.source(json_text.written(_with_texts_as_keys(value)))
    if isinstance(value, Unknown) and value.kind in (Kind.OBJECT, Kind.MAP) and derived.has_shell_form(value.value):
        return _whole(value.value)
    if derived.is_a(value, Kind.TEXT):
        return derived.source(value)
    raise NotFoldedError("what is written is no JSON, as far as is known")


def _whole(value: SourceValue) -> SourceValue:
    """The text itself, where all of it is read: numbers and names stand in it as they were written."""
    reads_all = isinstance(value, Derived) and value.name == "json" and len(value.arguments) == 2
    return value.arguments[1] if isinstance(value, Derived) and reads_all else value


def _with_texts_as_keys(value: Value) -> Value:
    if isinstance(value, dict) and not all(isinstance(key, str) for key in value):
        raise NotFoldedError("keys of JSON are texts")
    for one in (value.values() if isinstance(value, dict) else value) if isinstance(value, dict | list) else ():
        _with_texts_as_keys(one)
    return value
