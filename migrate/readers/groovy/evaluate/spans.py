"""Where in an attempt a failure may end its steps: what is set before that is set, and what is set behind it is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate.host import Host
from migrate.readers.groovy.evaluate.memory import Memory, State


class Runner(Protocol):
    """What runs the statements."""

    host: Host
    memory: Memory
    out: list[object]
    ended: tree.Try | None


@dataclass(slots=True)
class Span:
    """The moments before the first statement of a block that may fail, and after the last one."""

    first: State | None = None
    last: State | None = None
    is_clear: bool = True  # False where choices are left open

    @contextmanager
    def around(self, runner: Runner, statement: tree.Statement) -> Iterator[None]:
        """Within, a statement of the block runs."""
        start, out, emitted = runner.memory.state(), runner.out, len(runner.out)
        runner.ended = None
        fails = True
        try:
            yield
            self.is_clear = self.is_clear and runner.out is out
            fails = not self.is_clear or bool(runner.host.failures(out[emitted:]))
        finally:
            if fails:
                after = runner.memory.state()
                self.first = self.first or (after if runner.ended is statement else start)
                self.last = after

    def go_back(self, memory: Memory) -> State | None:
        """Make the variables what they are after the last statement that may fail. Gives the moment before the first
        one, and None where neither is known."""
        if self.first is None or self.last is None or not self.is_clear:
            return None
        memory.restore(self.last)
        return self.first

    def is_steady(self, memory: Memory) -> bool:
        """Whether all that is set is the same wherever the block fails, and at its end."""
        return self.is_clear and self.first is not None and not memory.since(self.first).changes
