"""Closures made of other closures or of methods: `curry`, `rcurry`, `ncurry` and `.&`.

https://docs.groovy-lang.org/docs/groovy-2.4.21/html/api/groovy/lang/Closure.html#curry(java.lang.Object...)
"""

from __future__ import annotations

from migrate.readers.groovy.evaluate.forms import INT
from migrate.readers.groovy.evaluate.values import Code, NotFoldedError, Value

CURRIES = frozenset(("curry", "rcurry", "ncurry"))


class Bound(Code):
    """A closure that stands for another one or for a method. It has no delegate of its own."""


def curried(code: Code, name: str, given: list[Value]) -> Bound:
    """`code.curry(given)`: its first, last or middle arguments are known. Raises NotFoldedError."""
    place, fixed = _placed(code, name, given)
    left = code.arity - len(fixed)
    if not fixed or not 0 <= place <= left:
        raise NotFoldedError(f"{name} with so many arguments is not evaluated")

    def call(*more: Value) -> Value:
        if len(more) != left:
            raise NotFoldedError("a curried closure is called with another number of arguments than are left")
        return code.call(*more[:place], *fixed, *more[place:])

    return Bound(call, left)


def _placed(code: Code, name: str, given: list[Value]) -> tuple[int, list[Value]]:
    """Where the arguments stand that are known, and which they are."""
    if name == "curry":
        return 0, given
    if name == "rcurry":
        return code.arity - len(given), given
    place = given[0] if given else None
    if not isinstance(place, int) or not INT(place):
        raise NotFoldedError("the place of an argument is known only when the pipeline runs")
    return place, given[1:]
