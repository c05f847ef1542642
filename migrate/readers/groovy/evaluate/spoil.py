"""What a statement that is not understood may have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from migrate.model.source import Opaque
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate.atomics import Atomic
from migrate.readers.groovy.evaluate.held import Held
from migrate.readers.groovy.evaluate.memory import Memory, Scope
from migrate.readers.groovy.evaluate.objects import Instance, Type
from migrate.readers.groovy.evaluate.values import Unknown

# Methods that change the list or map that has them.
CHANGE = frozenset(
    (
        *(
            "add",
            "addAll",
            "leftShift",
            "push",
            "pop",
            "put",
            "putAll",
            "putIfAbsent",
            "putAt",
            "set",
            "sort",
            "unique",
        ),
        *("remove", "removeAll", "removeAt", "removeElement", "retainAll", "clear", "accumulate", "element"),
    )
)


def changed_by(node: tree.Node, scope: Scope, memory: Memory, me: Instance | Type) -> Iterator[Callable[[str], None]]:
    """For each variable that the statement assigns, or whose list, map or object it names, what makes it unknown; the
    same for the functions of its script or class that it calls."""
    nodes = _with_called(node, me)
    if isinstance(node, tree.Declare):
        for name in node.names:
            yield partial(_spoil, memory, me.fields if is_script_field(node) else scope, name)
    for name in sorted({name for one in nodes for name in _assigned(one)}):
        yield partial(_spoil, memory, scope.holder(name) or scope.outermost(), name)
    for name in sorted({name for one in nodes for name in _named(one)}):
        holder = scope.holder(name)
        value = holder.names.get(name) if holder else None
        if isinstance(value, list | dict):
            yield partial(_spoil_all, memory, value)
        elif isinstance(value, Instance):
            yield partial(_spoil_fields, memory, value)
        elif isinstance(value, Atomic):
            yield partial(_spoil, memory, Scope(None, value.held), value.name)
        elif isinstance(value, Held):
            yield from (partial(_spoil, memory, Scope(None, value.held), one) for one in value.held)
    for name in sorted({name for one in nodes for name in _changed_within(one)}):
        holder = scope.holder(name)
        value = holder.names.get(name) if holder else None
        if isinstance(value, Unknown):
            yield partial(_spoil_same, memory, value)


def _with_called(node: tree.Node, me: Instance | Type) -> list[tree.Node]:
    """The statement, and the functions that it calls, directly or not."""
    type_ = me if isinstance(me, Type) else me.type
    found, open_ones, seen = [node], [node], set[str]()
    while open_ones:
        for part in walk(open_ones.pop()):
            name = part.function.name if isinstance(part, tree.Call) and isinstance(part.function, tree.Name) else ""
            if name and name not in seen and (held := type_.find(name)):
                seen.add(name)
                found += held[1]
                open_ones += held[1]
    return found


def _spoil_fields(memory: Memory, value: Instance, because: str) -> None:
    for name in value.fields.names:
        _spoil(memory, value.fields, name, because)


def _spoil(memory: Memory, holder: Scope, name: str, because: str) -> None:
    memory.assign(holder, name, Unknown(Opaque(name, because)))


def _spoil_all(memory: Memory, value: Any, because: str) -> None:
    """A list or map is unknown under each name that it has."""
    for names, name in memory.held_by(value):
        names[name] = Unknown(Opaque(name, because))


def _spoil_same(memory: Memory, value: Unknown, because: str) -> None:
    for names, name, held in memory.of_run():
        if held is value:
            names[name] = Unknown(Opaque(name, because))


def _changed_within(node: tree.Node) -> set[str]:
    """The names of what the statement changes in place."""
    owners: list[tree.Node] = []
    for part in walk(node):
        if isinstance(part, tree.Call) and isinstance(part.function, tree.Property) and part.function.name in CHANGE:
            owners.append(part.function.object)
        elif isinstance(part, tree.Assign) and isinstance(part.target, tree.Property | tree.Index):
            owners.append(part.target.object)
        elif isinstance(part, tree.Binary) and part.operator == "<<":
            owners.append(part.left)
    return {one.name for one in map(_root, owners) if isinstance(one, tree.Name)}


def _root(node: tree.Node) -> tree.Node:
    while isinstance(node, tree.Property | tree.Index):
        node = node.object
    return node


def is_script_field(node: tree.Declare) -> bool:
    """Whether a variable of a script is a field of it."""
    return any(one.name.rpartition(".")[2] == "Field" for one in node.annotations)


def _assigned(node: tree.Node) -> set[str]:
    """The names that a node assigns, but for its own variables and parameters."""
    found = {name for part in tree.parts(node) for name in _assigned(part)}
    if isinstance(node, tree.Assign):
        found |= {one.name for one in _targets(node.target)}
    elif isinstance(node, tree.Postfix | tree.Unary) and node.operator in ("++", "--"):
        found |= {node.operand.name} if isinstance(node.operand, tree.Name) else set()
    return found - _own(node)


def _own(node: tree.Node) -> set[str]:
    """The names that are bound in a block, closure, function, loop or catch, and nowhere else."""
    parts = tree.parts(node)
    found = {name for one in parts if isinstance(one, tree.Declare) for name in one.names}
    found |= {one.name for one in parts if isinstance(one, tree.Parameter)}
    return found | ({node.name} if isinstance(node, tree.Catch) else set())


def _targets(target: tree.Expression) -> Iterator[tree.Name]:
    if isinstance(target, tree.Name):
        yield target
    for one in target.items if isinstance(target, tree.ListLiteral) else ():
        yield from _targets(one)


def _named(node: tree.Node) -> set[str]:
    return {part.name for part in walk(node) if isinstance(part, tree.Name)}


def walk(node: tree.Node) -> Iterator[tree.Node]:
    """A node and all below it."""
    pending = [node]
    while pending:
        one = pending.pop()
        yield one
        pending += reversed(tree.parts(one))
