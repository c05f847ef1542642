"""Methods and members of values that only the run knows: conditions, functions of the build, or unknown in turn."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from migrate.model.source import Describable
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate import conditions, derived, run_lists, run_maps, run_regular
from migrate.readers.groovy.evaluate.classes import named
from migrate.readers.groovy.evaluate.doubtful import OneOf, read, reads
from migrate.readers.groovy.evaluate.forms import invoke
from migrate.readers.groovy.evaluate.machine import Machine
from migrate.readers.groovy.evaluate.pure import METHODS
from migrate.readers.groovy.evaluate.repeating import repeat
from migrate.readers.groovy.evaluate.run_objects import RunFiles
from migrate.readers.groovy.evaluate.values import Code, Kind, NotFoldedError, Unknown, Value
from migrate.readers.pipeline.waiting import check_unchanged


class Owner(Protocol):
    """What is asked of the host of the pipeline."""

    @property
    def machine(self) -> Machine: ...

    def at_once(self) -> AbstractContextManager[None]: ...

    def trying(self) -> AbstractContextManager[int]: ...


def method(host: Owner, node: tree.Call, owner: Unknown, name: str, values: list[Value]) -> Value:
    """`owner.name(values)`. Raises NotFoldedError where it may do something that is not understood."""
    if isinstance(owner, OneOf) and reads(name, values):
        return read(owner, name, values)
    if isinstance(owner, run_regular.RunMatcher):
        return _matcher(host, node, owner, name, values)
    if isinstance(owner.value, Describable):
        raise NotFoldedError(f"{name} is a method of something that only the run knows")
    if owner.kind is Kind.ANY:
        if not conditions.is_parameter(owner):
            raise NotFoldedError(f"{name} is a method of something that only the run knows")
        owner = Unknown(owner.value, Kind.TEXT) if name != "toString" else owner
    found: bool | Unknown | None
    if isinstance(node.function, tree.Property) and node.function.operator == "*.":
        found = derived.each_item(owner, name) if owner.kind is Kind.LIST and not values else None
    elif values and isinstance(values[-1], Code):
        return _with_code(host, node, owner, name, values)
    else:
        found = _plain(host, node, owner, name, values)
    if found is not None:
        return found
    if name not in METHODS:
        raise NotFoldedError(f"{name} of something that only the run knows")
    return host.machine.unknown(node, f"{name} of a value that only the run knows")


def _plain(host: Owner, node: tree.Call, owner: Unknown, name: str, values: list[Value]) -> bool | Unknown | None:
    if name == "toString" and not values:
        return Unknown(derived.as_text(owner), Kind.TEXT)
    if owner.kind is Kind.MAP:
        return run_maps.method(owner, name, values)
    if name == "isEmpty" and not values:
        return conditions.negated(host.machine.truth(node, owner))
    if name == "toBoolean" and owner.kind is Kind.BOOLEAN:
        return owner
    if len(values) == 1 and (found := _condition(owner, name, values[0])) is not None:
        return found
    changes = (name, len(values)) in _CHANGES
    if changes and (owner.kind is Kind.LIST or (name == "sort" and run_lists.is_new_json(owner))):
        return _changed(host, owner, name, values)
    safe = isinstance(node.function, tree.Property) and node.function.operator == "?."
    safe = safe and derived.starts_in_environment(owner.value)
    found = derived.method(owner, name, values, safe=safe)
    return _by_expression(owner, name, values) if found is None and not safe else found


def _by_expression(owner: Unknown, name: str, values: list[Value]) -> Unknown | None:
    if not derived.has_shell_form(owner.value) or owner.kind not in (Kind.TEXT, Kind.OBJECT):
        return None
    text = derived.json("string", owner) if owner.kind is Kind.OBJECT else owner
    return run_regular.method(text, name, values)


_CHANGES: dict[tuple[str, int], Callable[..., Unknown | None]] = {
    ("add", 1): run_lists.appended,
    ("leftShift", 1): run_lists.appended,
    ("addAll", 1): run_lists.extended,
    ("sort", 0): run_lists.in_order,
}


def _changed(host: Owner, owner: Unknown, name: str, values: list[Value]) -> bool | Unknown:
    """A list changed in place. `add` gives true, and `addAll` too, but where there is nothing to add."""
    changed = _CHANGES[name, len(values)](owner, *values)
    done = host.machine.change_list(owner, changed)
    return changed if changed and name in ("sort", "leftShift") else done


def _condition(owner: Unknown, name: str, value: Value) -> bool | Unknown | None:
    if name == "equals":
        return conditions.compared("==", owner, value)
    if name == "containsKey" and owner.kind is Kind.OBJECT and derived.is_a(value, Kind.TEXT):
        return conditions.truth_of(derived.json("has", owner, value))
    if name == "contains" and owner.kind is Kind.LIST:
        return conditions.is_among(owner, value)
    text = derived.json("string", owner) if owner.kind is Kind.OBJECT else owner
    return conditions.text_method(name, text, value) if text.kind is Kind.TEXT else None


_CLASSES = {Kind.TEXT: "String", Kind.BOOLEAN: "Boolean"}


def part(host: Owner, node: tree.Node, owner: Unknown, keys: list[Value]) -> Value:
    """A member or an element: of a list, a text or a JSON object."""
    if isinstance(owner, OneOf) and len(keys) == 1:
        return read(owner, "get", keys)
    if isinstance(owner, run_regular.RunMatcher):
        return run_regular.part(owner, keys)
    if isinstance(owner.value, Describable):
        return host.machine.unknown(node)
    if keys == ["class"] and conditions.is_parameter(owner) and owner.kind in _CLASSES:
        return named(_CLASSES[owner.kind])
    if owner.kind is Kind.MAP:
        return run_maps.member(owner, keys) or host.machine.unknown(node)
    if owner.kind is Kind.OBJECT and isinstance(node, tree.Property) and node.operator == "?.":
        return derived.safe_member(owner, keys[0]) or host.machine.unknown(node)
    if keys == ["length"] and (owner.kind is Kind.LIST or isinstance(owner, RunFiles)):
        found = derived.method(owner, "size", [])
    else:
        found = derived.index(owner, keys)
    return host.machine.unknown(node) if found is None else found


# ---- closures --------------------------------------------------------------------------------------------------------


def _with_code(host: Owner, node: tree.Call, owner: Unknown, name: str, values: list[Value]) -> Value:
    code = values[-1]
    assert isinstance(code, Code)
    if len(values) == 1 and name == "each" and owner.kind in (Kind.LIST, Kind.OBJECT):
        repeat(host.machine, node, owner, lambda item: host.machine.discarding(_taking(code, item)))
        return owner
    if len(values) == 1 and name == "each" and owner.kind is Kind.MAP and code.arity == 2:
        turn = Code(lambda key: code.call(key, run_maps.entry_at(owner, key)), 1)
        repeat(host.machine, node, run_maps.keys_of(owner), lambda key: host.machine.discarding(_taking(turn, key)))
        return owner
    if len(values) == 1 and name in _OVER and owner.kind in (Kind.LIST, Kind.OBJECT):
        found = _over(host, code, owner, name)
        if found is not None:
            return found
    raise NotFoldedError(f"{name} of something that only the run knows")


def _matcher(host: Owner, node: tree.Call, owner: run_regular.RunMatcher, name: str, values: list[Value]) -> Value:
    """A method of `text =~ pattern`; a closure takes its matches."""
    if not values or not isinstance(code := values[-1], Code):
        return run_regular.matcher_method(owner, name, values)
    if name not in ("each", "collect") or len(values) > 1:
        raise NotFoldedError(f"{name} of a matcher that only the run knows")
    taking = Code(lambda item: invoke(code, run_regular.match_of(owner, item)), 1)
    found = _with_code(host, node, run_regular.all_of(owner), name, [taking])
    return owner if name == "each" else found


_OVER = {"collect": run_lists.collected, "findAll": run_lists.filtered}


def _over(host: Owner, code: Code, owner: Unknown, name: str) -> Unknown | None:
    """What a closure makes of a list, where a single call tells, and runs no step."""
    with host.trying() as depth, host.machine.collecting() as steps, host.at_once():
        before = host.machine.memory.state()
        item = run_lists.sample(owner, depth)
        made = code.call(item)
        check_unchanged(host.machine.memory, before)
    return None if steps or not derived.has_shell_form(owner.value) else _OVER[name](owner, item, made)


def _taking(code: Code, item: Value) -> Code:
    return Code(lambda: code.call(item), 0)
