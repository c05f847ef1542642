"""What a script has read before it is set anew: its variables keep the value of then.

A value of the run is a reference until a step uses it; so whoever changes what the reference names first has the build
keep what variables hold of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from migrate.model.contribution import SONARQUBE_NAMES
from migrate.model.source import Derived, Describable, Literal, Opaque, Reference, ReferenceKind, Template, references
from migrate.readers.groovy.evaluate.host import Given
from migrate.readers.groovy.evaluate.memory import Memory
from migrate.readers.groovy.evaluate.values import Kind, Unknown

_NULL = "whether what is set anew after it was read was null"
_CONDITION = "a condition on what is set anew after it was read"
RESULT = frozenset((Reference(ReferenceKind.BUILD, "result"), Reference(ReferenceKind.BUILD, "currentResult")))
DISPLAY_NAME = frozenset(
    (Reference(ReferenceKind.BUILD, "displayName"), Reference(ReferenceKind.ENVIRONMENT, "BUILD_DISPLAY_NAME"))
)


def names_of(name: str, arguments: list[Given]) -> frozenset[Reference]:
    """What of the environment a block defines for its steps."""
    find = _ENVIRONMENTS.get(name)
    found = find([one.value for one in arguments]) if find else ()
    return frozenset(Reference(ReferenceKind.ENVIRONMENT, one) for one in found)


def _assigned(values: Iterable[Any]) -> Iterator[str]:
    """The names of `withEnv(['NAME=value', 'PATH+NAME=value'])`."""
    for value in values:
        if isinstance(value, list):
            yield from _assigned(value)
            continue
        first = value.value.parts[0] if isinstance(value, Unknown) and isinstance(value.value, Template) else value
        text = first.value if isinstance(first, Literal) else first
        if isinstance(text, str):
            yield text.partition("=")[0].partition("+")[0]


def _bound(values: Iterable[Any]) -> Iterator[str]:
    """The names of `withCredentials([string(credentialsId: 'x', variable: 'NAME')])`."""
    for value in values:
        if isinstance(value, list):
            yield from _bound(value)
        elif isinstance(value, dict):
            yield from (one for key, one in value.items() if str(key).endswith("ariable") and isinstance(one, str))


_ENVIRONMENTS: dict[str, Callable[[Iterable[Any]], Iterable[str]]] = {
    "withEnv": _assigned,
    "withCredentials": _bound,
    "withSonarQubeEnv": lambda _: SONARQUBE_NAMES,
}


def freeze(
    memory: Memory, changed: frozenset[Reference], keep: Callable[[Reference], Reference | Opaque], value: Any = None
) -> Any:
    """Put into all variables what `keep` gives for references that change now. Gives a value after the same."""
    if not changed:
        return value
    kept: dict[Reference, Reference | Opaque] = {}

    def frozen(value: Any) -> Any:
        if isinstance(value, list | dict):
            frozen_inside(value)
        elif isinstance(value, Unknown):
            return _frozen(value, part)
        return value

    def part(one: Any) -> Any:
        if isinstance(one, Reference) and not changed.isdisjoint(references(one)):
            if isinstance(one, Derived) and one.safe:
                return Opaque("", _NULL)
            kept[one] = kept.get(one) or keep(one)
            return kept[one]
        return one

    def frozen_inside(items: Any) -> None:
        entries = list(items.items() if isinstance(items, dict) else enumerate(items))
        for key, one in entries:
            if (new := frozen(one)) is not one:
                memory.changing(items)
                items[key] = new

    for names, name, held in memory.of_run():
        if (new := frozen(held)) is not held:
            names[name] = new
    return frozen(value)


def _frozen(unknown: Unknown, part: Callable[[Any], Any]) -> Unknown:
    """A text of then is exact; whether what was read was null is not known any more."""
    value = unknown.value
    if isinstance(value, Template):
        parts = tuple(map(part, value.parts))
        return unknown if parts == value.parts else Unknown(Template(parts), unknown.kind)
    if isinstance(value, Describable):
        return unknown if _same(value, part) else Unknown(Opaque("", _CONDITION), Kind.BOOLEAN)
    read = part(value)
    if read == value:
        return unknown
    return Unknown(read, unknown.kind if isinstance(value, Derived) and isinstance(read, Reference) else Kind.ANY)


def _same(condition: Describable, part: Callable[[Any], Any]) -> bool:
    values = [one.value for one in condition.settings]
    parts = [one for value in values for one in (value.parts if isinstance(value, Template) else (value,))]
    return all(part(one) == one for one in parts) and all(_same(one, part) for one in condition.children or ())
