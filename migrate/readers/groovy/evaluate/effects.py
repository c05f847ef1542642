"""What the code of a node may change, told by its text alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from migrate.readers.groovy import tree

_CHANGES = """
    add addAll leftShift push pop put putAll putIfAbsent putAt set sort unique
    remove removeAll removeAt removeElement retainAll clear accumulate element
"""
CHANGE = frozenset(_CHANGES.split())  # the methods that change the list or map that has them


@dataclass(frozen=True, slots=True)
class Effects:
    """The names that a node assigns, its own variables apart; all that it names; those of what it changes in place;
    and the functions that it calls by name alone."""

    assigned: frozenset[str]
    named: frozenset[str]
    changed: frozenset[str]
    called: frozenset[str]


@dataclass(slots=True)
class EffectsOf:
    """Remembers the effects of nodes: one that is not understood is often met again. Keeps the nodes alive."""

    known: dict[int, tuple[tree.Node, Effects]] = field(default_factory=dict)

    def __call__(self, node: tree.Node) -> Effects:
        if id(node) not in self.known:
            self.known[id(node)] = node, _effects(node)
        return self.known[id(node)][1]


def _effects(node: tree.Node) -> Effects:
    parts = list(walk(node))
    calls = [part.function for part in parts if isinstance(part, tree.Call)]
    return Effects(
        assigned=frozenset(_assigned(node)),
        named=frozenset(part.name for part in parts if isinstance(part, tree.Name)),
        changed=frozenset(_changed(parts)),
        called=frozenset(one.name for one in calls if isinstance(one, tree.Name)),
    )


def _changed(parts: list[tree.Node]) -> Iterator[str]:
    for owner in map(_root, _owners(parts)):
        if isinstance(owner, tree.Name):
            yield owner.name


def _owners(parts: list[tree.Node]) -> Iterator[tree.Node]:
    for part in parts:
        if isinstance(part, tree.Call) and isinstance(part.function, tree.Property):
            name = tree.name_called(part)
            if not name or name in CHANGE:  # one that is computed may be any
                yield part.function.object
        elif isinstance(part, tree.Assign) and isinstance(part.target, tree.Property | tree.Index):
            yield part.target.object
        elif isinstance(part, tree.Binary) and part.operator == "<<":
            yield part.left


def _root(node: tree.Node) -> tree.Node:
    while isinstance(node, tree.Property | tree.Index):
        node = node.object
    return node


def _assigned(node: tree.Node) -> set[str]:
    parts = tree.parts(node)
    found = {name for part in parts for name in _assigned(part)}
    if isinstance(node, tree.Assign):
        found |= {one.name for one in _targets(node.target)}
    elif isinstance(node, tree.Postfix | tree.Unary) and node.operator in ("++", "--"):
        found |= {node.operand.name} if isinstance(node.operand, tree.Name) else set()
    return found and found - _own(node, parts)


def _own(node: tree.Node, parts: list[tree.Node]) -> set[str]:
    """The names that are bound in a block, closure, function, loop or catch, and nowhere else."""
    found = {name for one in parts if isinstance(one, tree.Declare) for name in one.names}
    found |= {one.name for one in parts if isinstance(one, tree.Parameter)}
    return found | ({node.name} if isinstance(node, tree.Catch) else set())


def _targets(target: tree.Expression) -> Iterator[tree.Name]:
    if isinstance(target, tree.Name):
        yield target
    for one in target.items if isinstance(target, tree.ListLiteral) else ():
        yield from _targets(one)


def walk(node: tree.Node) -> Iterator[tree.Node]:
    """A node and all below it."""
    pending = [node]
    while pending:
        one = pending.pop()
        yield one
        pending += reversed(tree.parts(one))
