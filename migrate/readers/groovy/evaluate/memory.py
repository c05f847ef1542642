"""Variables in their scopes, and their state at a moment: where the run decides the way, both ways start from one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from migrate.readers.groovy.evaluate.values import Value


@dataclass(slots=True, eq=False)
class Scope:
    """Names of one block, function or script, and the scope around it. The outermost one is the script's binding."""

    parent: Scope | None = None
    names: dict[str, Value] = field(default_factory=dict)

    def holder(self, name: str) -> Scope | None:
        """The scope that has the name."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.parent
        return scope

    def outermost(self) -> Scope:
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope


@dataclass(slots=True)
class State:
    """All variables at one moment, with the contents of the lists and maps that they hold."""

    names: dict[int, tuple[Scope, dict[str, Value]]]
    contents: dict[int, tuple[Any, Any]]


class Memory:
    """All scopes of a run."""

    def __init__(self) -> None:
        self._scopes: list[Scope] = []
        self.binding = self.scope(None)

    def scope(self, parent: Scope | None) -> Scope:
        scope = Scope(parent)
        self._scopes.append(scope)
        return scope

    def scopes(self) -> Iterator[Scope]:
        return iter(self._scopes)

    def state(self) -> State:
        contents: dict[int, tuple[Any, Any]] = {}
        for scope in self._scopes:
            for value in scope.names.values():
                _keep(value, contents)
        return State({id(one): (one, dict(one.names)) for one in self._scopes}, contents)

    def restore(self, state: State) -> None:
        for scope, names in state.names.values():
            scope.names = dict(names)
        for value, content in state.contents.values():
            _refill(value, content)


def _keep(value: Any, contents: dict[int, tuple[Any, Any]]) -> None:
    if not isinstance(value, list | dict) or id(value) in contents:
        return
    contents[id(value)] = (value, value.copy() if isinstance(value, dict) else list(value))
    for inner in value.values() if isinstance(value, dict) else value:
        _keep(inner, contents)


def _refill(value: Any, content: Any) -> None:
    if isinstance(value, dict):
        value.clear()
        value.update(content)
    else:
        value[:] = content
