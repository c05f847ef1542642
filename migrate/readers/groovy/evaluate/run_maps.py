"""Maps of texts whose keys only the run knows: JSON objects of the build. And texts that may be null, as theirs are.

Groovy changes a map in place, and all who hold it see that. So a map becomes one of the run only while one variable
alone holds it, and that variable gets a new value with each change. What two ways have brought together is a copy, and
can't be changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from migrate.model.source import Derived, Literal, Template
from migrate.readers.groovy.evaluate import conditions, derived, run_regular
from migrate.readers.groovy.evaluate.memory import Memory
from migrate.readers.groovy.evaluate.values import Kind, NotFoldedError, Unknown, Value


@dataclass(frozen=True, slots=True)
class RunMap(Unknown):
    """A map that one variable alone holds, and that may be changed."""


def put(memory: Memory, owner: Value, key: Unknown, value: Value) -> None:
    """`owner[key] = value`, with a key that only the run knows. Raises NotFoldedError."""
    whole = mapped(owner)
    plain = key.kind is Kind.TEXT and not isinstance(key.value, Template) and derived.has_shell_form(key.value)
    if whole is None or not isinstance(owner, dict | RunMap) or not plain:
        raise NotFoldedError("a key of a map is known only when the pipeline runs")
    if not derived.is_a(value, Kind.TEXT):
        raise NotFoldedError("what is put into a map of the run is no text")
    holder = memory.sole_holder(owner)
    if holder is None:
        raise NotFoldedError("a map that several variables hold gets a key that only the run knows")
    made = derived.derived("map_put", Kind.MAP, whole.value, key.value, derived.source(value))
    names, name = holder
    names[name] = RunMap(made.value, Kind.MAP)


def mapped(value: Value) -> Unknown | None:
    """A map of texts as one of the run; None for anything else."""
    if isinstance(value, Unknown):
        return value if value.kind is Kind.MAP else None
    if not isinstance(value, dict):
        return None
    if not all(type(key) is str and derived.is_a(text, Kind.TEXT) for key, text in value.items()):
        return None
    if not value:
        return Unknown(Literal("{}"), Kind.MAP)
    given = [one for key, text in value.items() for one in (Literal(key), derived.source(text))]
    return derived.derived("map_put", Kind.MAP, Literal("{}"), *given)


# ---- reading ---------------------------------------------------------------------------------------------------------


def member(owner: Unknown, keys: list[Value]) -> Unknown | None:
    """`map[key]`, which is null where the key is not there."""
    if len(keys) != 1 or not derived.is_a(keys[0], Kind.TEXT):
        return None
    return derived.derived("json_entry", Kind.OBJECT, owner.value, derived.source(keys[0]))


def method(owner: Unknown, name: str, values: list[Value]) -> bool | Unknown | None:
    """A method of a map of the run without a closure; None where the build has nothing for it."""
    if name in ("get", "getAt"):
        return member(owner, values)
    if name == "containsKey" and len(values) == 1 and derived.is_a(values[0], Kind.TEXT):
        return conditions.truth_of(derived.json("has", owner, values[0]))
    if name == "isEmpty" and not values:
        return conditions.negated(conditions.truth_of(owner))
    if name == "size" and not values:
        return derived.json("size", owner, kind=Kind.INTEGER)
    return keys_of(owner) if name == "keySet" and not values else None


def keys_of(owner: Unknown) -> Unknown:
    """The keys, in their order."""
    return derived.json("keys", owner, kind=Kind.LIST)


def entry_at(owner: Unknown, key: Unknown) -> Unknown:
    """The value of a key that is there."""
    return derived.json("string", owner, key)


# ---- two ways --------------------------------------------------------------------------------------------------------


def alike(value: Value, other: Value, contents: Value) -> Value:
    """One of two values that the run chooses from, in a form that the other has too, if that is exact: a map with its
    `contents` at the end of its way, or a text that may be null."""
    if isinstance(other, Unknown) and other.kind is Kind.MAP and isinstance(value, dict):
        return mapped(contents) or value
    if value is None and isinstance(other, Unknown) and other.kind is Kind.OBJECT:
        return Unknown(Literal("null"), Kind.OBJECT)
    if isinstance(value, Unknown) and is_text_or_null(value) and derived.is_a(other, Kind.TEXT):
        return derived.json("string", value)
    return value


def is_text_or_null(value: Unknown) -> bool:
    """Whether a value is a group of a match, an entry of a map, or what something that is declared a `String` has."""
    found = value.value
    is_one = isinstance(found, Derived) and found.name in _TEXTS_OR_NULL
    return value.kind is Kind.OBJECT and (is_one or run_regular.is_group(found))


_TEXTS_OR_NULL = frozenset(("json_entry", "json_given", "json_cast"))


def given(type_name: str, value: Value) -> Value:
    """A value as a parameter takes it: JSON for a `String` is a text or null, and has no value if it is not."""
    if type_name != "String" or not isinstance(value, Unknown) or value.kind is not Kind.OBJECT:
        return value
    return _text_or_null("json_given", value)


def cast(value: Unknown) -> Unknown:
    """JSON as a variable of the type `String` takes it: the text of a number too."""
    return _text_or_null("json_cast", value)


def _text_or_null(function: str, value: Unknown) -> Unknown:
    path = derived.json("at", value).value
    assert isinstance(path, Derived)
    return value if is_text_or_null(value) else derived.derived(function, Kind.OBJECT, *path.arguments[1:])


def default(value: Unknown, other: Value) -> Unknown | None:
    """`value ?: other` of a text or null and a text; None for any other value."""
    if not is_text_or_null(value) or not derived.is_a(other, Kind.TEXT):
        return None
    return derived.derived("text_default", Kind.TEXT, derived.json("plain", value).value, derived.source(other))
