"""Methods of lists and maps in which some values are known only to the run: those that need not look into them."""

from __future__ import annotations

from typing import Any

from migrate.readers.groovy.evaluate import methods
from migrate.readers.groovy.evaluate.expressions import is_known
from migrate.readers.groovy.evaluate.kinds import OpenMap, is_integer
from migrate.readers.groovy.evaluate.values import Code, NotFoldedError, Value, may_lack

# They call their closure with the elements, or hand elements on.
_MOVE = frozenset(
    (
        *("each", "eachWithIndex", "collect", "collectEntries", "collectMany"),
        *("add", "addAll", "put", "putAll", "leftShift", "push", "clone", "asImmutable"),
        *("size", "isEmpty", "get", "getAt", "keySet", "values", "entrySet", "containsKey"),
        *("first", "last", "head", "tail", "init", "reverse", "withIndex", "indexed", "take", "drop", "subList"),
    )
)
# They leave what else is in the list or map alone.
_ADD = frozenset(("add", "addAll", "put", "putAll", "leftShift", "push", "clone"))
# They ask their closure something about each element.
_ASK = frozenset(
    (
        *("find", "findAll", "any", "every", "count", "findIndexOf", "findLastIndexOf", "findIndexValues"),
        *("groupBy", "countBy", "split", "takeWhile", "dropWhile", "sort", "toSorted", "max", "min", "removeAll"),
    )
)


def moves(owner: list[Any] | dict[str, Any], name: str, values: list[Value]) -> bool:
    """Whether a method gives the same whatever the values of the run are, but for where they stand."""
    if may_lack(owner):
        return name in _ADD or (name in ("get", "getAt") and isinstance(owner, dict))
    if name in _ASK and len(values) == 1 and isinstance(values[0], Code):
        return True
    if isinstance(owner, dict):
        keys = name in ("sort", "toSorted") and not values
        return keys or name in _MOVE or (name == "remove" and len(values) == 1 and is_known(values[0]))
    return name in _MOVE or (name == "removeAt" and len(values) == 1) or (name == "remove" and _is_place(values))


def _is_place(values: list[Value]) -> bool:
    return len(values) == 1 and is_integer(values[0])


def moved(owner: list[Any] | dict[str, Any], name: str, values: list[Value]) -> Value:
    """What such a method gives. Raises NotFoldedError where a closure's answer is known only when the pipeline runs."""
    if isinstance(owner, OpenMap) and not _is_in(owner, name, values):
        raise NotFoldedError("what else is in the map is known only when the pipeline runs")
    given = [_asked(one) if name in _ASK and isinstance(one, Code) else one for one in values]
    found: Value = methods.call_method(owner, name, given)
    return found


def _is_in(owner: OpenMap, name: str, values: list[Value]) -> bool:
    """Whether a method asks for no more than what is known of the map."""
    return name == "keySet" or (name in ("get", "getAt") and len(values) == 1 and values[0] in owner)


def _asked(code: Code) -> Code:
    def call(*arguments: Value) -> Value:
        answer = code.call(*arguments)
        if not is_known(answer):
            raise NotFoldedError("what a closure finds in a list is known only when the pipeline runs")
        return answer

    return Code(call, code.arity)
