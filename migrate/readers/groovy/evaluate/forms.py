"""How a method is found: by its name, in a table, and by the kinds of its arguments. And how closures are called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import dataclass
from typing import Any

from migrate.readers.groovy.evaluate import kinds
from migrate.readers.groovy.evaluate.casts import truth
from migrate.readers.groovy.evaluate.values import Code, NotFoldedError

Test = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Form:
    """One signature of a method: what it does, and what its arguments must be."""

    work: Callable[..., Any]
    takes: tuple[Test, ...]


Table = dict[str, tuple[Form, ...]]


def form(work: Callable[..., Any], *takes: Test) -> tuple[Form, ...]:
    return (Form(work, takes),)


def ANY(value: Any) -> bool:  # noqa: N802 -- the kinds of arguments read as constants in the tables
    return True


def PLAIN(value: Any) -> bool:  # noqa: N802
    return not isinstance(value, Code)


def TEXT(value: Any) -> bool:  # noqa: N802
    return isinstance(value, str) and not isinstance(value, kinds.Character) and max(value, default="") <= "\uffff"


def INT(value: Any) -> bool:  # noqa: N802
    return type(value) is int and not kinds.is_long(value)


def NUMBER(value: Any) -> bool:  # noqa: N802
    return kinds.is_number(value)


def BOOLEAN(value: Any) -> bool:  # noqa: N802
    return isinstance(value, bool)


def CODE(value: Any) -> bool:  # noqa: N802
    return isinstance(value, Code)


def COLLECTION(value: Any) -> bool:  # noqa: N802
    return kinds.is_collection(value)


def LIST(value: Any) -> bool:  # noqa: N802
    return kinds.is_list(value)


def MAP(value: Any) -> bool:  # noqa: N802
    return isinstance(value, dict)


def find_form(table: Table, name: str, given: list[Any]) -> Form:
    """The form of a method that takes what is given. Raises NotFoldedError."""
    for one in table.get(name, ()):
        if len(one.takes) == len(given) and all(test(value) for test, value in zip(one.takes, given, strict=True)):
            return one
    raise NotFoldedError(f"the method {name} is not evaluated on such values")


# ---- closures ----------------------------------------------------------------------------------------------------


def invoke(code: Code, *given: Any) -> Any:
    """Call a closure. One with several parameters takes a list apart. Raises NotFoldedError where none would fit."""
    if code.arity == len(given):
        return code.call(*given)
    if len(given) == 1 and code.arity > 1 and kinds.is_list(given[0]) and len(given[0]) == code.arity:
        return code.call(*given[0])
    raise NotFoldedError("a closure is called with another number of arguments than it takes")


def holds(code: Code, *given: Any) -> bool:
    return truth(invoke(code, *given))


def invoke_on_entry(code: Code, entry: kinds.Entry) -> Any:
    """A closure of two parameters takes the key and the value of an entry."""
    if code.arity == 2:
        return code.call(entry.key, entry.value)
    return invoke(code, entry)


def holds_on_entry(code: Code, entry: kinds.Entry) -> bool:
    return truth(invoke_on_entry(code, entry))


def steady(whole: Sized, items: Iterable[Any]) -> Iterator[Any]:
    """The items of a collection that must keep its size while they are looked at: Java throws where it does not."""
    size = len(whole)
    for one in list(items):
        yield one
        if len(whole) != size:
            raise NotFoldedError("a collection changes while it is looked through")
