"""The evaluator at work in one pipeline: script blocks, functions, values, and what becomes of each statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from migrate.model.location import Location
from migrate.model.source import Describable, Dismissal, Value
from migrate.readers.declarative.expressions import Places
from migrate.readers.declarative.names import Names
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate.conditions import placed
from migrate.readers.groovy.evaluate.machine import BoundError, Machine
from migrate.readers.groovy.evaluate.spoil import changed_by
from migrate.readers.groovy.evaluate.values import NotFoldedError, ThrownError, Unknown
from migrate.readers.groovy.evaluate.ways import ReturnSignal
from migrate.readers.pipeline.host import PipelineHost
from migrate.readers.pipeline.source_values import source_value
from migrate.readers.pipeline.steps import PARAMETER_KINDS

_EVALUATED = "evaluated when the pipeline was converted: its value stands wherever it is used"
_NEVER_REACHED = "never reached"
_NEVER_CALLED = "a function that nothing calls"
_SKIPPABLE = "it is set in a stage that may be skipped, or that runs beside others"

T = TypeVar("T")


class Evaluation:
    """Evaluates the Groovy of one script."""

    def __init__(self, places: Places, names: Names) -> None:
        self.places = places
        self.host = PipelineHost(
            {id(places.script): places}, names.bound, is_open=lambda name: not names.is_environment(name)
        )
        self.machine = Machine(self.host, places.script)
        self.host.bind(self.machine)
        self.scope = self.machine.memory.scope(self.machine.memory.binding)
        self.machine.define(places.script)

    def declare(self, kind: str, names: list[str]) -> None:
        """Say which parameters are of a kind: `booleanParam`, `string`, …"""
        known = PARAMETER_KINDS.get(kind)
        self.host.parameters |= dict.fromkeys(names, known) if known else {}

    def define(self, statement: tree.Statement) -> None:
        """Run what stands beside the pipeline and gives names their values. What does more is not understood."""
        mark = self.host.mark()
        with self.machine.collecting() as steps:
            because = self._run(statement)
        if steps or because:
            self.host.roll_back(mark)
            self.host.not_understood.add(id(statement))
            self.spoil(statement)

    def is_understood(self, statement: tree.Statement) -> bool:
        return id(statement) not in self.host.not_understood

    def spoil(self, node: tree.Node) -> None:
        """What a statement that is not evaluated may have changed is not known."""
        for spoil in changed_by(node, self.scope, self.machine.memory):
            spoil("it is set by Groovy code that is not evaluated")

    # ---- steps ---------------------------------------------------------------------------------------------------

    def script(self) -> tuple[Describable, ...]:
        """The steps of a whole script, up to where it returns."""
        self.host.parents.append("")
        with self.machine.collecting() as steps:
            because = self._whole()
            if because:
                steps.clear()
                self.host.roll_back(0)
                self.host.opaque_script(self.places.script, because)
        return tuple(steps)

    def _whole(self) -> str:
        statements: list[tree.Statement] = [
            one for one in self.places.script.statements if not isinstance(one, tree.ClassDefinition)
        ]
        return self._bounded(lambda: self.machine.returning(statements, self.scope))

    def steps(self, node: tree.Closure | tree.Call, path: str) -> tuple[Describable, ...]:
        """The steps of the block of `script`, or of a call of the script's own function."""
        call = node if isinstance(node, tree.Call) else tree.Call(node.start, node.end, node, [])
        statement = tree.Evaluate(node.start, node.end, call)
        self.host.parents.append(path)
        mark = self.host.mark()
        with self.machine.collecting() as steps:
            because = self._run(statement)
            if because:
                steps.clear()
                self.host.roll_back(mark)
                self.host.opaque(node, because)
                self.spoil(node)
        self.host.parents.pop()
        return tuple(steps)

    def _run(self, statement: tree.Statement) -> str:
        """Run a statement. Gives why it could not be run to its end, if so."""
        return self._bounded(lambda: self.machine.statement(statement, self.scope))

    def _bounded(self, work: Callable[[], object]) -> str:
        script, depth, rests = self.machine.script, len(self.host.parents), len(self.machine.rests)
        self.machine.discards = True
        try:
            work()
        except (ReturnSignal, ThrownError):
            return ""
        except (BoundError, RecursionError) as error:
            self.machine.script = script
            del self.host.parents[depth:], self.machine.rests[rests:]
            return str(error) if isinstance(error, BoundError) else "calls are nested too deep"
        return ""

    # ---- values --------------------------------------------------------------------------------------------------

    def value(self, node: tree.Expression) -> Value | None:
        """The value of an expression among the settings of a step, if it runs no step."""
        return self._quietly(lambda: source_value(self.machine.value(node, self.scope)))

    def condition(self, block: tree.Closure, location: Location) -> Describable | None:
        """The condition that a block is, if it is understood and runs no step."""
        value = self._quietly(lambda: self.machine.truth(block, self.machine.closure(block, self.scope).call()))
        if isinstance(value, Unknown) and isinstance(value.value, Describable):
            return placed(value.value, location)
        return None

    def _quietly(self, work: Callable[[], T]) -> T | None:
        mark, before = self.host.mark(), self.machine.memory.state()
        found: T | None = None
        with self.machine.collecting() as steps:
            try:
                found = work()
            except (NotFoldedError, ThrownError, BoundError, RecursionError):
                found = None
        self.host.roll_back(mark)
        self.machine.memory.restore(before)
        return None if steps else found

    @contextmanager
    def maybe(self, *, doubtful: bool) -> Iterator[None]:
        """What is set within is not known after it, where it may be skipped or runs beside something else."""
        before = self.machine.memory.state() if doubtful else None
        yield
        if before is not None:
            self.machine.doubt(before, _SKIPPABLE)

    # ---- the ledger ----------------------------------------------------------------------------------------------

    def account(self, statements: list[tree.Statement], parent: str) -> list[Dismissal]:
        """What becomes of statements and all within: of those that are steps their rules tell."""
        return [one for statement in statements for one in self._account(statement, parent)]

    def _account(self, node: tree.Node, parent: str) -> Iterator[Dismissal]:
        if id(node) in self.host.not_understood:
            return
        path = self.places.path(parent, type(node).__name__.lower())
        if because := _not_read(node):
            yield Dismissal(self.places.leaf(node, path), because, gap=True)
            return
        if id(node) not in self.host.ran:
            because = _NEVER_CALLED if isinstance(node, tree.Method) else _NEVER_REACHED
            yield Dismissal(self.places.leaf(node, path), because)
            return
        step = node.expression if isinstance(node, tree.Evaluate) else node
        if id(step) not in self.host.told and not isinstance(node, tree.Block):
            yield Dismissal(self.places.leaf_of_head(node, path), _EVALUATED)
        for inner in _statements_in(node):
            yield from self._account(inner, path)


def _not_read(node: tree.Node) -> str:
    """Why a statement is no part of what is evaluated; what uses it is told of where it does."""
    if isinstance(node, tree.ClassDefinition):
        return "classes are not evaluated yet; steps that use them are gaps of their own"
    if isinstance(node, tree.Declare) and any(one.name == "Library" for one in node.annotations):
        return "a shared library that is not read; steps that call it are gaps of their own"
    return ""


def _statements_in(node: tree.Node) -> Iterator[tree.Node]:
    """The statements directly below a statement, in its blocks and closures. A Declare may be an argument too."""
    for name in type(node).__dataclass_fields__:
        value = getattr(node, name)
        among_statements = isinstance(value, list) and name in ("body", "initial")
        for one in value if isinstance(value, list) else (value,):
            if isinstance(one, tree.Statement) and (among_statements or not isinstance(one, tree.Declare)):
                yield one
            elif isinstance(one, tree.Node):
                yield from _statements_in(one)
