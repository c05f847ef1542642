"""Methods that do something else for each class of nodes.

As `functools.singledispatchmethod`, which makes a wrapper of the same name and docstring anew for each single call.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class by_node(Generic[T]):  # noqa: N801 — a decorator
    """A method that is chosen by the class of its first argument."""

    def __init__(self, default: Callable[..., T]) -> None:
        self._dispatcher = singledispatch(default)

    @overload
    def register(self, kind: type) -> Callable[[Callable[..., T]], Callable[..., T]]: ...
    @overload
    def register(self, kind: Callable[..., T]) -> Callable[..., T]: ...
    def register(self, kind: Any) -> Any:
        """For a class, or for the one that the annotation of a method's first argument names."""
        return self._dispatcher.register(kind)

    def __get__(self, owner: object, _: type) -> Callable[..., T]:
        dispatch = self._dispatcher.dispatch

        def method(node: object, *arguments: object) -> T:
            return dispatch(type(node))(owner, node, *arguments)

        return method
