"""The evaluator at work in one pipeline: script blocks, functions, values, and what becomes of each statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from migrate.model.location import Location
from migrate.model.source import Describable, Dismissal, Literal, Slot, Value
from migrate.readers.declarative.expressions import Places, opaque_in
from migrate.readers.declarative.names import Names
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate.conditions import condition, placed
from migrate.readers.groovy.evaluate.machine import BoundError, Machine
from migrate.readers.groovy.evaluate.spoil import changed_by
from migrate.readers.groovy.evaluate.values import NotFoldedError, ThrownError, Unknown
from migrate.readers.groovy.evaluate.ways import ReturnSignal
from migrate.readers.pipeline.failing import failures
from migrate.readers.pipeline.host import FoundPipeline, PipelineHost
from migrate.readers.pipeline.loaded import Surroundings
from migrate.readers.pipeline.properties import is_known
from migrate.readers.pipeline.running import FROM_ELSEWHERE
from migrate.readers.pipeline.source_values import source_value
from migrate.readers.pipeline.steps import AROUND, LOOKS, PARAMETER_KINDS, TELLS, class_of, only_asks
from migrate.readers.pipeline.undefined import Undefined, words_of
from migrate.readers.pipeline.waiting import check_unchanged
from migrate.readers.pipeline.workspace import Workspace

_EVALUATED = "evaluated when the pipeline was converted: its value stands wherever it is used"
_NO_VALUE = "its value is not understood, and steps that use it are gaps of their own"
_NEVER_REACHED = "never reached"
_NEVER_CALLED = "a function that nothing calls, but for code that is not understood"
_SKIPPABLE = "it is set in a stage that may be skipped, or that runs beside others"

T = TypeVar("T")


class Evaluation:
    """Evaluates the Groovy of one script."""

    def __init__(self, places: Places, names: Names, around: Surroundings | None = None) -> None:
        self.places, self.main = places, places.script
        is_open = partial(_is_open, names)
        around = around or Surroundings()
        variables = None if names.is_open else around.variables
        undefined = Undefined(variables, words_of(places.script.statements)) if variables is not None else Undefined()
        self.host = PipelineHost({id(places.script): places}, around, undefined, bound=names.bound, is_open=is_open)
        self.machine = Machine(self.host, places.script)
        self.host.bind(self.machine)
        self.scope = self.machine.start()
        for statement in places.script.statements:
            self._load(statement)
        self.begin = self.host.mark()

    def _load(self, statement: tree.Statement) -> None:
        """Load the libraries that an annotation asks for."""
        for annotation in libraries_of(statement):
            for one in _named_by(annotation):
                text = one.value if isinstance(one, tree.Constant) else self.places.script.source(one)
                self.library(str(text), self.places.leaf(statement, self.places.path("", "library")))

    def library(self, identifier: str, leaf: Location) -> None:
        """Load a library that a pipeline asks for by `name@version`."""
        self.host.loaded.ask(identifier, "", leaf, leaf)

    def libraries(self) -> tuple[Describable, ...]:
        """All libraries that the script has asked for, and those that it surely has without."""
        for name, guess in self.host.loaded.guessed.items():
            start = max(self.places.script.text.find(name), 0)
            leaf = self.places.leaf(tree.Node(start, start + len(name)), self.places.path("", "library"))
            self.host.loaded.tell(guess.root.name, guess, leaf, leaf)
        return tuple(self.host.loaded.libraries)

    def knows(self, name: str) -> bool:
        """Whether a step is code from elsewhere: a shared library brings it, or it loads some."""
        try:
            return name in FROM_ELSEWHERE or self.host.variable(name) is not None
        except NotFoldedError:  # it is there, and can't be read
            return True

    def pipeline(self, steps: tuple[Describable, ...]) -> FoundPipeline | None:
        """The declarative pipeline that the script surely runs, and no other one."""
        calls = [one for one in steps if one.name == "pipeline"]
        return self.host.pipelines[0] if len(self.host.pipelines) == len(calls) == 1 else None

    def leave(self) -> None:
        """Back to the script itself."""
        self.places = self.host.places[id(self.main)]

    def enter(self, found: FoundPipeline) -> None:
        """Go on where a function runs a declarative pipeline: its names are those of the function."""
        self.places = self.host.places[id(found.script)]
        self.machine.script, self.machine.me, self.scope = found.script, found.me, found.scope

    def declare(self, kind: str, names: list[str]) -> None:
        """Say which parameters are of a kind: `booleanParam`, `string`, …"""
        known = PARAMETER_KINDS.get(kind)
        self.host.parameters |= dict.fromkeys(names, known) if known else {}

    def declare_all(self, names: list[str]) -> None:
        """Say which parameters the job has, and no others."""
        self.host.all_parameters = names

    def before(
        self, statement: tree.Statement, accepts: Callable[[Sequence[Describable]], bool]
    ) -> tuple[Describable, ...] | None:
        """The steps of what stands before the pipeline; None where it is not understood, may end the script, or has
        other steps than those that tell something of the job or the build."""
        mark, before = self.host.mark(), self.machine.memory.state()
        ends = True  # unless it is run to its end

        def run() -> None:
            nonlocal ends
            self.machine.statement(statement, self.scope)
            ends = _returns(statement)

        with self.machine.collecting() as steps:
            because = self._bounded(run)
        sets = bool(self.machine.memory.since(before).changes)
        loses = _keeps(steps) and (sets or any(failures(steps)) or any(map(_says_of_itself, steps)))
        if because or ends or loses or not _only_tells(steps) or not accepts(steps):
            self.host.roll_back(mark)
            self.machine.memory.restore(before)
            self.host.not_understood.add(statement)
            self.spoil(statement)
            return None
        return tuple(steps)

    def file_text(self, path: str) -> str | None:
        """The text of a file of the repository, where it is here."""
        return self.host.loaded.text(path)

    @property
    def workspace(self) -> Workspace:
        return self.host.workspace

    def spoil(self, node: tree.Node) -> None:
        """What a statement that is not evaluated may have changed is not known."""
        machine = self.machine
        for spoil in changed_by(node, self.scope, machine.memory, machine.me, machine.effects):
            spoil("it is set by Groovy code that is not evaluated")

    # ---- steps ---------------------------------------------------------------------------------------------------

    def script(self) -> tuple[Describable, ...]:
        """The steps of a whole script, up to where it returns."""
        self.host.parents.append("")
        with self.machine.collecting() as steps:
            because = self._whole()
            if because:
                steps.clear()
                self.host.roll_back(self.begin)
                self.host.opaque_script(self.places.script, because)
        return tuple(steps)

    def _whole(self) -> str:
        return self._bounded(lambda: self.machine.returning(self.places.script.statements, self.scope))

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
        depth, rests, out = len(self.host.parents), len(self.machine.rests), self.machine.out
        self.machine.discards = True
        try:
            work()
        except (ReturnSignal, ThrownError):
            return ""
        except (BoundError, RecursionError) as error:
            del self.host.parents[depth:], self.machine.rests[rests:]
            self.machine.out = out
            return str(error) if isinstance(error, BoundError) else "calls are nested too deep"
        return ""

    # ---- values --------------------------------------------------------------------------------------------------

    def value(self, node: tree.Expression) -> Value | None:
        """The value of an expression among the settings of a step, if it runs no step."""
        return self._quietly(lambda: source_value(self.machine.value(node, self.scope)))

    def is_code(self, node: tree.Expression) -> bool:
        """Whether an expression is a call of the script's own function, or of a library's: no object by its symbol."""
        function = node.function if isinstance(node, tree.Call) else None
        owner = function.object if isinstance(function, tree.Property) else function
        return isinstance(owner, tree.Name) and (owner.name in self.host.bound or self._is_variable(owner.name))

    def _is_variable(self, name: str) -> bool:
        return name not in FROM_ELSEWHERE and self.knows(name)

    def made(self, node: tree.Expression, path: str) -> tuple[Value, tuple[Location, ...]] | None:
        """The objects that a call gives, as the bindings of credentials, and their leaves; None for other values."""
        found = self._quietly(lambda: self.machine.value(node, self.scope))
        objects = found if isinstance(found, list) else [found]
        if not any(isinstance(one, dict) and class_of(one) for one in objects):
            return None
        return self.host.described(node, found, path)

    def condition(self, block: tree.Closure, location: Location) -> Describable | None:
        """The condition that a block is, if it is understood and runs no step."""
        return self._quietly(lambda: self._condition(block, location))

    def _condition(self, block: tree.Closure, location: Location) -> Describable | None:
        test = _as_condition(self.machine.truth(block, self.machine.closure(block, self.scope).call()))
        return placed(test, location) if test else None

    def value_after_steps(self, node: tree.Expression, path: str) -> tuple[tuple[Describable, ...], Value] | None:
        """The value of an expression, and the steps that must run for it. None where it is not wholly understood."""
        return self._after_steps(path, lambda: self._understood(node))

    def _understood(self, node: tree.Expression) -> Value | None:
        value = source_value(self.machine.value(node, self.scope))
        return None if opaque_in(value) else value

    def condition_after_steps(
        self, block: tree.Closure, location: Location
    ) -> tuple[tuple[Describable, ...], Describable] | None:
        """The condition that a block is, and the steps that must run for it."""
        return self._after_steps(location.path, lambda: self._condition(block, location))

    def _after_steps(self, path: str, work: Callable[[], T | None]) -> tuple[tuple[Describable, ...], T] | None:
        """What some work gives, and its steps. None where it does more than ask: it sets a variable or the result."""
        mark, before = self.host.mark(), self.machine.memory.state()
        depth, rests = len(self.host.parents), len(self.machine.rests)
        self.host.parents.append(path)
        found: T | None = None
        with self.machine.collecting() as steps:
            try:
                found = work()
                check_unchanged(self.machine.memory, before)
            except (NotFoldedError, ThrownError, ReturnSignal, BoundError, RecursionError):
                found = None
        del self.host.parents[depth:], self.machine.rests[rests:]
        if found is None or not only_asks(steps):
            self.host.roll_back(mark)
            self.machine.memory.restore(before)
            return None
        return tuple(steps), found

    def _quietly(self, work: Callable[[], T]) -> T | None:
        mark, before = self.host.mark(), self.machine.memory.state()
        found: T | None = None
        with self.machine.collecting() as steps, self.host.at_once():
            try:
                found = work()
            except (NotFoldedError, ThrownError, BoundError, RecursionError):
                found = None
        found = None if steps else found
        self.host.roll_back(mark if found is None else mark._replace(nodes=self.host.mark().nodes))
        self.machine.memory.restore(before)
        return found

    @contextmanager
    def maybe(self, *, doubtful: bool) -> Iterator[None]:
        """What is set within is not known after it, where it may be skipped or runs beside something else."""
        before = self.machine.memory.state() if doubtful else None
        yield
        if before is not None:
            self.machine.doubt(before, _SKIPPABLE)

    # ---- the ledger ----------------------------------------------------------------------------------------------

    def account(self, statements: Sequence[tree.Statement], parent: str) -> list[Dismissal]:
        """What becomes of statements and all within: of those that are steps their rules tell."""
        return [one for statement in statements for one in self._account(statement, parent)]

    def account_elsewhere(self) -> list[Dismissal]:
        """What becomes of the functions of other scripts that the script has called."""
        here, found = self.places, []
        for places in list(self.host.places.values()):
            if places.script is not self.main:
                self.places = places
                called = [one for one in _methods_in(places.script.statements) if one in self.host.ran]
                found += self.account(called, places.file)
        self.places = here
        return found

    def _account(self, node: tree.Node, parent: str) -> Iterator[Dismissal]:
        if node in self.host.not_understood:
            return
        if isinstance(node, tree.Statement) and any(libraries_of(node)):
            return
        path = self.places.path(parent, type(node).__name__.lower())
        if id(node) in self.host.without_value:
            because = self.host.without_value[id(node)][1]
            yield Dismissal(self.places.leaf(node, path), f"{_NO_VALUE}: {because}", gap=True)
            return
        if node not in self.host.ran and not isinstance(node, tree.ClassDefinition):
            because = _NEVER_CALLED if isinstance(node, tree.Method) else _NEVER_REACHED
            yield Dismissal(self.places.leaf(node, path), self.host.why_not.get(id(node), (node, because))[1])
            return
        step = node.expression if isinstance(node, tree.Evaluate) else node
        if any(step is one.call for one in self.host.pipelines):
            return
        if step not in self.host.told and not isinstance(node, tree.Block):
            yield Dismissal(self.places.leaf_of_head(node, path), _EVALUATED)
        for inner in _statements_in(node):
            yield from self._account(inner, path)


def _only_tells(steps: Iterable[Describable]) -> bool:
    """Whether steps only say something of the job or the build, or keep what they say."""
    calls = [one for one in steps if one.slot is Slot.STEP]
    return all(
        _says_of_itself(one) or one.name in (*TELLS, "keep") or (one.name in AROUND and _only_tells(one.children or ()))
        for one in calls
    )


def _says_of_itself(step: Describable) -> bool:
    """Whether a step that runs before the pipeline is a setting of the job."""
    return is_known(step) or step.name in LOOKS


def _keeps(steps: Iterable[Describable]) -> bool:
    """Whether steps set variables of the build: there is none where the steps run before the pipeline."""
    return any(one.name == "keep" or _keeps(one.children or ()) for one in steps)


def _returns(node: tree.Node) -> bool:
    """Whether a `return` somewhere in a statement ends the script."""
    if isinstance(node, tree.Closure | tree.ClassDefinition | tree.Method):
        return False
    return isinstance(node, tree.Return) or any(_returns(part) for part in tree.parts(node))


def _as_condition(value: bool | Unknown) -> Describable | None:
    """What a condition gives, as a condition; None where it is not understood."""
    if isinstance(value, bool):
        return condition("expression", expression=Literal(value))
    return value.value if isinstance(value.value, Describable) else None


def _is_open(names: Names, name: str) -> bool:
    return not names.is_environment(name)


def libraries_of(statement: tree.Statement) -> Iterator[tree.Annotation]:
    """The `@Library` annotations of a statement."""
    if isinstance(statement, tree.Declare | tree.Import):
        yield from (one for one in statement.annotations if one.name.rpartition(".")[2] == "Library")


def _named_by(annotation: tree.Annotation) -> Iterator[tree.Expression]:
    """The names that `@Library('a')`, `@Library(['a', 'b'])` or `@Library(value = 'a')` gives."""
    for one in annotation.arguments:
        key = one.key.value if isinstance(one, tree.Entry) and isinstance(one.key, tree.Constant) else "value"
        value = one.value if isinstance(one, tree.Entry) else one
        if key == "value":
            yield from value.items if isinstance(value, tree.ListLiteral) else [value]


def _methods_in(statements: list[tree.Statement]) -> Iterator[tree.Method]:
    """The functions of a script, and the methods of its classes."""
    for one in statements:
        if isinstance(one, tree.Method):
            yield one
        elif isinstance(one, tree.ClassDefinition):
            yield from _methods_in(one.body)


def _statements_in(node: tree.Node) -> Iterator[tree.Node]:
    """The statements directly below a statement, in its blocks and closures. A Declare may be an argument too."""
    bodies = [one for name in ("body", "initial") if isinstance(one := getattr(node, name, None), list)]
    in_bodies = {id(one) for body in bodies for one in body}
    for one in tree.parts(node):
        if type(one) in tree.STATEMENTS and (id(one) in in_bodies or not isinstance(one, tree.Declare)):
            yield one
        else:
            yield from _statements_in(one)
