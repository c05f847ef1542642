"""Sets of syntax nodes by identity."""

from __future__ import annotations

from migrate.readers.groovy import tree
from migrate.readers.pipeline.nodes import Nodes


def test_a_node_that_nothing_else_holds_is_kept() -> None:
    """Else a later one takes its place in memory, and is taken for it."""
    nodes = Nodes()
    for _ in range(1000):
        nodes.add(tree.Node(0, 0))
    assert len(nodes) == 1000
    assert tree.Node(0, 0) not in nodes


def test_the_last_ones_are_forgotten() -> None:
    nodes, first, last = Nodes(), tree.Node(0, 0), tree.Node(0, 0)
    nodes.update([first, first])
    mark = len(nodes)
    nodes.update([last, first])
    nodes.forget_after(mark)
    assert first in nodes
    assert last not in nodes
