"""Variables in their scopes, and their state at a moment: where the run decides the way, both ways start from one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from migrate.readers.groovy.evaluate.values import Value


@dataclass(slots=True, eq=False)
class Scope:
    """Names of one block, function or script, and the scope around it. The outermost one is the script's binding.

    `shared` are the fields of an object and the binding of a script. A closure's scope may have a `delegate`, in which
    names are looked up that are no variable of a block around; one that has `any_name` has null for what it lacks.
    """

    parent: Scope | None = None
    names: dict[str, Value] = field(default_factory=dict)
    shared: bool = False
    delegate: Scope | None = None
    delegate_first: bool = False
    any_name: bool = False

    def holder(self, name: str) -> Scope | None:
        """The scope that has the name."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            if scope.delegate is not None:
                return scope._variable(name) or scope._member(name)
            scope = scope.parent
        return scope

    def _variable(self, name: str) -> Scope | None:
        """The block around that has the name: a closure knows its variables before anything is looked up."""
        scope: Scope | None = self
        while scope is not None and not scope.shared:
            if name in scope.names:
                return scope
            scope = scope.parent
        return None

    def _member(self, name: str) -> Scope | None:
        """What is looked up by name: in the delegates of the closures around, and in the fields and binding."""
        if self.shared and (self.any_name or name in self.names):
            return self
        outer = self.parent
        if self.delegate is None:
            return outer._member(name) if outer else None
        if self.delegate_first:
            return self.delegate._member(name) or (outer._member(name) if outer else None)
        return (outer._member(name) if outer else None) or self.delegate._member(name)

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
        self.binding = self.scope(None, shared=True)

    def scope(self, parent: Scope | None, *, shared: bool = False) -> Scope:
        scope = Scope(parent, shared=shared)
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
