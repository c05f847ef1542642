"""Nodes of syntax trees, told apart by identity."""

from __future__ import annotations

from collections.abc import Iterable

from migrate.readers.groovy import tree


class Nodes:
    """A set of nodes. It keeps them, because the identity of one that is gone may become that of another."""

    def __init__(self) -> None:
        self._held: dict[int, tree.Node] = {}

    def add(self, node: tree.Node) -> None:
        self._held.setdefault(id(node), node)

    def update(self, nodes: Iterable[tree.Node]) -> None:
        for one in nodes:
            self.add(one)

    def __len__(self) -> int:
        return len(self._held)

    def forget_after(self, count: int) -> None:
        """Keep only the first so many."""
        for one in list(self._held)[count:]:
            del self._held[one]

    def __contains__(self, node: tree.Node) -> bool:
        return id(node) in self._held
