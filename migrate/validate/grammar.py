"""The form of a map in a table: which keys it has, of which kind, which are required."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from migrate.validate.finding import Finding
from migrate.validate.node import Node


class Kind(Enum):
    ANY = auto()
    TEXT = auto()
    TEXTS = auto()  # a list of strings
    TEXT_OR_TEXTS = auto()
    SWITCH = auto()  # yes, no, true, false
    VALUES = auto()  # a map of names to scalars
    NUMBER = auto()
    MAP = auto()  # `keys` are the members
    EACH = auto()  # a map of free names; `keys` are the members of each
    LIST = auto()  # `keys` are the members of each entry


@dataclass(frozen=True, slots=True)
class Form:
    kind: Kind
    keys: Mapping[str, Form] = field(default_factory=dict)
    required: bool = False
    choice: str = ""  # a regular expression


_SWITCHES = (True, False, "yes", "no", "true", "false")
_WORDS = {
    Kind.TEXT: "a string",
    Kind.TEXTS: "a list of strings",
    Kind.TEXT_OR_TEXTS: "a string or a list of strings",
    Kind.SWITCH: "yes or no",
    Kind.VALUES: "a map of names to strings",
    Kind.NUMBER: "a number",
    Kind.MAP: "a map",
    Kind.EACH: "a map of names",
    Kind.LIST: "a list",
}


def check_form(node: Node, form: Form, prefix: str) -> Iterator[Finding]:
    """Findings `<prefix>/type`, `<prefix>/unknown-key`, `<prefix>/required` and `<prefix>/choice`."""
    if not _fits(node.value, form.kind):
        yield node.error(f"{prefix}/type", f"write {_WORDS[form.kind]}")
    elif form.choice and not re.fullmatch(form.choice, node.text):
        yield node.error(f"{prefix}/choice", f"{node.text!r} does not match {form.choice}")
    elif form.kind is Kind.VALUES:
        yield from _scalars(node, prefix)
    else:
        for members in _members(node, form.kind):
            yield from _check_members(members, form.keys, prefix)


def _members(node: Node, kind: Kind) -> list[Node]:
    match kind:
        case Kind.MAP:
            return [node]
        case Kind.EACH:
            return [value for _, value in node.items()]
        case Kind.LIST:
            return node.entries()
        case _:
            return []


def _check_members(node: Node, keys: Mapping[str, Form], prefix: str) -> Iterator[Finding]:
    if not isinstance(node.value, dict):
        yield node.error(f"{prefix}/type", "write a map")
        return
    for key, value in node.items():
        if key in keys:
            yield from check_form(value, keys[key], prefix)
        else:
            yield value.error(f"{prefix}/unknown-key", f"remove {key}: here go {', '.join(keys)}")
    for key, form in keys.items():
        if form.required and key not in node:
            yield node.error(f"{prefix}/required", f"add {key}")


def _scalars(node: Node, prefix: str) -> Iterator[Finding]:
    for key, value in node.items():
        if isinstance(value.value, (dict, list)) or value.value is None:
            yield value.error(f"{prefix}/type", f"{key} is a string: quote it")


def _fits(value: object, kind: Kind) -> bool:
    match kind:
        case Kind.TEXT:
            return isinstance(value, (str, int, float)) and not isinstance(value, bool)
        case Kind.TEXTS:
            return _is_texts(value)
        case Kind.TEXT_OR_TEXTS:
            return isinstance(value, str) or _is_texts(value)
        case Kind.SWITCH:
            return any(value is one or (value == one and isinstance(value, str)) for one in _SWITCHES)
        case Kind.NUMBER:
            return isinstance(value, int) and not isinstance(value, bool)
        case Kind.VALUES | Kind.MAP | Kind.EACH:
            return isinstance(value, dict)
        case Kind.LIST:
            return isinstance(value, list)
        case _:
            return True


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(entry, str) and entry for entry in value)
