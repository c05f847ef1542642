"""The values of the evaluator.

What is known is a Python value: `None`, `bool`, `int`, `Decimal` (Groovy's BigDecimal), `float` (its double), `str`
(GStrings of known parts too), `list`, `Range`, `dict` (a LinkedHashMap) and `Code`. Lists and maps are shared and
changed in place, as in Groovy. All else is `Unknown`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any

from migrate.model.source import Value as SourceValue


class Kind(Enum):
    """What is known of a value that only the run knows."""

    TEXT = "text"
    CHARACTER = "character"  # what `charAt` gives: no text to add to, or to ask anything of
    INTEGER = "integer"
    BOOLEAN = "boolean"
    LIST = "list"  # of texts
    OBJECT = "object"  # of JSON: a map, a list, or a plain value
    MAP = "map"  # of texts, whose keys only the run knows: a JSON object
    ANY = "any"  # an object, or null: reading it may do anything


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that is known only when the pipeline runs, in the words of the source model.

    A BOOLEAN may be a condition: a Describable in the slot CONDITION. `example` is a known value of the same class of
    Java's, where that is sure.
    """

    value: SourceValue
    kind: Kind = Kind.ANY
    example: str | int | bool | None = field(default=None, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class MayBeMissing(Unknown):
    """What stands in a list or map on one way of the run, and on the other one not."""


class Range(list[Any]):
    """`first..last`; a list that prints as a range."""

    def __init__(self, items: list[Any], text: str) -> None:
        super().__init__(items)
        self.text = text


@dataclass(slots=True, eq=False)
class Code:
    """A closure or function: `call` takes its arguments. `arity` is how many it declares; without any it takes `it`.

    A closure looks names up in its `delegate` too: after what is around it (its `scope`), or before (`delegate_first`).
    """

    call: Callable[..., Value]
    arity: int = 1
    delegate: Value = None
    delegate_first: bool = False
    scope: object = None


@dataclass(frozen=True, slots=True, eq=False)
class JenkinsObject:
    """`env`, `params`, `currentBuild`, `docker`, …: the host knows what they do."""

    name: str


class ScriptObject:
    """A class that a script defines, or an object of one."""

    __slots__ = ()


class JavaObject:
    """An object of Java's own that never changes: a class, a regular expression."""

    __slots__ = ()


Value = (
    None
    | bool
    | int
    | float
    | Decimal
    | str
    | list[Any]
    | dict[Any, Any]
    | Code
    | Unknown
    | JenkinsObject
    | ScriptObject
    | JavaObject
)


def may_lack(value: Value) -> bool:
    """Whether the run decides what a list or map has in it: how much that is, and where, is not known then."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(isinstance(one, MayBeMissing) for one in items)


class NotFoldedError(Exception):
    """An operation that is not folded: on a value that the run alone knows, or beyond what is supported."""


class ThrownError(Exception):
    """What Groovy would throw: the class's simple name, and its message."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind, self.message = kind, message
