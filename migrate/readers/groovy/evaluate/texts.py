"""Values as text, as Groovy's GStrings and Java's toString have them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from migrate.readers.groovy.evaluate.classes import JavaClass
from migrate.readers.groovy.evaluate.kinds import Array, Entry, FoundFile, Json
from migrate.readers.groovy.evaluate.regular import Pattern
from migrate.readers.groovy.evaluate.values import NotFoldedError, Range

_DEEPEST = 100  # a list may hold itself


def text(value: Any, depth: int = 0) -> str:
    """The text of a value in a GString, in `join` and after `+`. Raises NotFoldedError."""
    if depth and isinstance(value, Range):
        return value.text
    if isinstance(value, list):
        return f"[{', '.join(text(one, _below(depth)) for one in value)}]"
    if isinstance(value, dict):
        parts = (f"{text(key, _below(depth))}:{text(one, _below(depth))}" for key, one in value.items())
        return f"[{', '.join(parts) or ':'}]"
    return java_text(value, depth)


def java_text(value: Any, depth: int = 0) -> str:
    """The text that Java's own toString gives, which Groovy leaves to ranges and to what an entry holds."""
    if isinstance(value, str):
        return str(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | Decimal):
        return format(int(value)) if isinstance(value, int) else str(value)
    if isinstance(value, float):
        return double_text(value)
    if isinstance(value, JavaClass):
        return value.text()
    if isinstance(value, Pattern):
        return value.expression
    if isinstance(value, FoundFile):
        return value.path
    if isinstance(value, Entry):
        return f"{java_text(value.key, _below(depth))}={java_text(value.value, _below(depth))}"
    return _java_container(value, depth)


def _java_container(value: Any, depth: int) -> str:
    if isinstance(value, Range):
        return value.text
    if isinstance(value, Json):
        raise NotFoldedError("the text of JSON by itself is not evaluated")
    if isinstance(value, list) and not isinstance(value, Array):
        return f"[{', '.join(java_text(one, _below(depth)) for one in value)}]"
    if isinstance(value, dict):
        parts = (f"{java_text(key, _below(depth))}={java_text(one, _below(depth))}" for key, one in value.items())
        return "{" + ", ".join(parts) + "}"
    raise NotFoldedError("the text of such a value is not known")


def double_text(value: float) -> str:
    """A double where Java's algorithm and Python's agree. Before Java 19 it may give more digits than it needs."""
    shortest = repr(value)
    if "e" in shortest or "n" in shortest or len(shortest) > 17 or not (value == 0 or 1e-3 <= abs(value) < 1e7):
        raise NotFoldedError("the text of such a double is not known")
    return shortest


def _below(depth: int) -> int:
    if depth > _DEEPEST:
        raise NotFoldedError("a list or map may hold itself")
    return depth + 1
