"""The journal of variables: going back, and what has changed since, are those of a memory that copies everything."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.model.source import Opaque
from migrate.readers.groovy.evaluate.memory import UNSET, Memory, between
from migrate.readers.groovy.evaluate.values import NotFoldedError, Unknown

NAMES = ("a", "b", "c")
_SET = st.tuples(st.just("set"), st.sampled_from(NAMES), st.integers(0, 3))
_LIST = st.tuples(st.just("list"), st.sampled_from(NAMES), st.integers(0, 3))
_SAME = st.tuples(st.just("same"), st.sampled_from(NAMES), st.integers(0, 2))
_ADD = st.tuples(st.just("add"), st.sampled_from(NAMES), st.integers(0, 3))
_DELETE = st.tuples(st.just("delete"), st.sampled_from(NAMES), st.just(0))
_STATE = st.tuples(st.just("state"), st.just(""), st.just(0))
CHANGES = st.lists(st.one_of(_SET, _LIST, _SAME, _ADD, _DELETE, _STATE), max_size=14)


def _change(memory: Memory, names: dict[str, Any], change: tuple[str, str, int]) -> None:
    how, name, number = change
    if how == "set":
        names[name] = number
    elif how == "list":
        names[name] = [number]
    elif how == "same":
        names[name] = names.get(NAMES[number])
    elif how == "add" and isinstance(names.get(name), list):
        memory.changing(names[name])
        names[name].append(number)
    elif how == "delete" and name in names:
        del names[name]
    elif how == "state":
        memory.state()


def _copied(names: dict[str, Any]) -> dict[str, Any]:
    """The values, and which of the lists are the same one."""
    lists = [value for value in names.values() if isinstance(value, list)]
    same = [next(at for at, one in enumerate(lists) if one is value) for value in lists]
    return {"same": same} | {name: list(value) if isinstance(value, list) else value for name, value in names.items()}


@given(CHANGES, CHANGES, CHANGES)
def test_both_ways_start_from_the_same_and_end_as_they_did(
    before: list[tuple[str, str, int]], one: list[tuple[str, str, int]], other: list[tuple[str, str, int]]
) -> None:
    memory = Memory()
    names = memory.scope(None).names
    for change in before:
        _change(memory, names, change)
    start, at_start = memory.state(), _copied(names)
    ends = []
    for way in (one, other):
        for change in way:
            _change(memory, names, change)
        ends.append((memory.since(start), _copied(names)))
        memory.restore(start)
        assert dict(sorted(_copied(names).items())) == dict(sorted(at_start.items()))
    for state, copied in (*ends, *reversed(ends)):
        memory.restore(state)
        assert _values(names) == {name: value for name, value in copied.items() if name != "same"}


def _values(names: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in _copied(names).items() if name != "same"}


def test_what_differs_between_two_ways() -> None:
    memory = Memory()
    names = memory.scope(None).names
    names["a"], names["l"] = 1, ["x"]
    start = memory.state()
    names["a"] = 2
    names["b"] = 3
    first = memory.since(start)
    memory.restore(start)
    memory.changing(names["l"])
    names["l"].append("y")
    second = memory.since(start)
    found = {(one.name, str(one.before), str(one.after)) for one in between(first, second)}
    assert found == {("a", "2", "1"), ("b", "3", str(UNSET)), ("", "['x']", "['x', 'y']")}


def test_a_variable_that_is_born_later_is_no_part_of_a_state() -> None:
    memory = Memory()
    start = memory.state()
    inner = memory.scope(None).names
    inner["x"] = 1
    memory.state()
    inner["x"] = 2
    assert memory.since(start).changes == {}


def test_who_holds_a_list() -> None:
    memory = Memory()
    names, inner = memory.scope(None).names, memory.scope(None).names
    names["l"] = items = ["x"]
    assert memory.sole_holder(items) == (names, "l")
    inner["m"] = items
    assert memory.sole_holder(items) is None
    del inner
    assert memory.sole_holder(items) == (names, "l")
    names["all"] = {"of": items}
    assert memory.is_within_another(items)
    assert memory.sole_holder(items) is None
    assert memory.is_held(items)
    assert not memory.is_held(["x"])


def test_who_holds_a_value_of_the_run() -> None:
    memory = Memory()
    names = memory.scope(None).names
    names["v"] = names["w"] = value = Unknown(Opaque("v", ""))
    names["x"] = Unknown(Opaque("v", ""))
    assert [name for _, name in memory.names_of(value)] == ["v", "w"]
    assert {name for _, name, _ in memory.of_run()} == {"v", "w", "x"}


def test_a_list_that_the_run_keeps_a_copy_of_must_not_change() -> None:
    memory = Memory()
    items = ["x"]
    memory.setting(items)
    memory.copied(items)
    with pytest.raises(NotFoldedError, match="another name"):
        memory.setting(items)
