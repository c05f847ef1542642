"""Objects of Java's own classes that a script makes with `new`, as values of the evaluator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from migrate.readers.groovy.evaluate.values import NotFoldedError


def _list(*given: Any) -> list[Any]:
    [first] = given or ([],)
    return [] if isinstance(first, int) else list(first)


def _map(*given: Any) -> dict[Any, Any]:
    [first] = given or ({},)
    return {} if isinstance(first, int) else dict(first)


def _text(*given: Any) -> str:
    [first] = given or ("",)
    if not isinstance(first, str):
        raise NotFoldedError("a text that is made of something else")
    return first


_MADE: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("ArrayList", "LinkedList", "java.util.ArrayList", "java.util.LinkedList"), _list),
    **dict.fromkeys(("HashMap", "LinkedHashMap", "java.util.HashMap", "java.util.LinkedHashMap"), _map),
    **dict.fromkeys(("String", "java.lang.String"), _text),
}
_ORDERED = frozenset(("HashMap", "java.util.HashMap"))

# The constants of `groovy.lang.Closure`.
STRATEGIES = {"OWNER_FIRST": 0, "DELEGATE_FIRST": 1}


def made(name: str, given: list[Any]) -> Any:
    """`new name(given)`. Raises NotFoldedError for classes that are not known."""
    work = _MADE.get(name)
    if work is None:
        raise NotFoldedError(f"{name} is a class that is not read")
    if len(given) > 1 or (given and not isinstance(given[0], list | dict | int | str)):
        raise NotFoldedError(f"{name} is made of something that is not known")
    found = work(*given)
    if name in _ORDERED and len(found) > 1:
        raise NotFoldedError("the order of a HashMap is not known")
    return found
