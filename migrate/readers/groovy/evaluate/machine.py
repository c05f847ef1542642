"""Runs a script on abstract values: statements, functions and closures. It never executes anything.

A statement that is not understood goes to the host whole, and what it may have changed is unknown from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial

from migrate.model.source import Opaque
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate import instances, methods, operators, typed
from migrate.readers.groovy.evaluate.by_node import by_node
from migrate.readers.groovy.evaluate.catching import handled, run_catch
from migrate.readers.groovy.evaluate.classes import JavaClass
from migrate.readers.groovy.evaluate.conditions import compared, is_among, is_case
from migrate.readers.groovy.evaluate.effects import EffectsOf
from migrate.readers.groovy.evaluate.expressions import is_known, tests_in
from migrate.readers.groovy.evaluate.failures import Failure, Handled
from migrate.readers.groovy.evaluate.functions import Functions
from migrate.readers.groovy.evaluate.host import Given
from migrate.readers.groovy.evaluate.memory import Scope, State
from migrate.readers.groovy.evaluate.objects import Instance, Type
from migrate.readers.groovy.evaluate.regular import Pattern
from migrate.readers.groovy.evaluate.repeating import repeat
from migrate.readers.groovy.evaluate.run_regular import RunMatcher, found_next
from migrate.readers.groovy.evaluate.spans import Span
from migrate.readers.groovy.evaluate.spoil import changed_by, is_script_field
from migrate.readers.groovy.evaluate.types import Types
from migrate.readers.groovy.evaluate.values import Code, Kind, NotFoldedError, ThrownError, Unknown, Value, may_lack
from migrate.readers.groovy.evaluate.ways import JumpSignal, ReturnSignal, Signal, Way

STEPS, DEPTH = 50_000, 40
_TURNS = 100  # of a loop that only its condition ends: one that waits has none
FAILED = "failed"  # the kind of what `error` throws: the step before it ends the build
_ANY = frozenset(("def", "Object", "List", "Map", "Collection", "ArrayList", "LinkedHashMap"))  # take what is given


class BoundError(Exception):
    """The evaluation took more steps, or went deeper, than it may."""


@dataclass(slots=True)
class Machine(Functions):
    """Evaluates one pipeline. Its places are those of `script`, the one that is being run."""

    me: Instance | Type = field(init=False)
    types: Types = field(init=False)
    delegates: tuple[Code, ...] = ()
    steps: int = 0
    depth: int = 0
    wanted: bool = False  # whether the value of the statement is
    unread: tree.Node | None = None  # the expression of a statement whose value nobody wants
    discards: bool = False  # whether the value of the next function called is not
    tested: frozenset[int] = frozenset()
    watched: Span | None = None  # of the next block
    ended: tree.Try | None = None  # the last attempt, where all that fails in it comes to its end first
    effects: EffectsOf = field(default_factory=EffectsOf)

    def start(self) -> Scope:
        """Make the script known, its functions and classes with it. Gives the scope that its statements run in."""
        self.types = Types(self.host, self.memory)
        type_ = self.types.of_script(self.script, "")
        self.me = Instance(type_, self.memory.scope(self.memory.binding, shared=True))
        return self.memory.scope(self.me.fields)

    def load(self, script: tree.Script, name: str) -> Value:
        """Run another script with the binding of this one, as `load` does. Gives its value."""
        me = self.script_object(script, name, self.memory.binding)
        with self.inside(script, me):
            return self.returning(script.statements, self.memory.scope(me.fields))

    # ---- bounds --------------------------------------------------------------------------------------------------

    def count(self) -> None:
        self.steps += 1
        if self.steps > STEPS:
            raise BoundError(f"the evaluation takes more than {STEPS} steps")

    @contextmanager
    def inside(self, script: tree.Script, me: Instance | Type, delegates: tuple[Code, ...] = ()) -> Iterator[None]:
        if self.depth >= DEPTH:
            raise BoundError(f"calls are nested more than {DEPTH} deep")
        outer = self.script, self.me, self.delegates
        self.script, self.me, self.delegates = script, me, delegates
        self.depth += 1
        try:
            yield
        finally:
            self.script, self.me, self.delegates = outer
            self.depth -= 1

    # ---- statements ----------------------------------------------------------------------------------------------

    def block(self, statements: list[tree.Statement], scope: Scope, *, wanted: bool = False) -> Value:
        """Run statements. Gives the value of the last one, which a closure returns, if it is `wanted`."""
        value: Value = None
        span, self.watched = self.watched, None
        for statement in statements:
            self.wanted = wanted and statement is statements[-1]
            with span.around(self, statement) if span else nullcontext():
                value = self.statement(statement, scope)
        return value

    def statement(self, node: tree.Statement, scope: Scope) -> Value:
        """Run a statement; one that is not understood becomes a gap, and spoils what it may have changed."""
        out, emitted, rests, mark = self.out, len(self.out), len(self.rests), self.host.mark()
        try:
            self.count()
            self.host.seen(node)
            return self._statement(node, scope)
        except NotFoldedError as error:
            if jumps_out(node):  # the loop around it goes on or not
                raise
            because = str(error)
        except ThrownError as error:
            if error.kind == FAILED or self.tries:
                raise
            because = f"Groovy throws here: {error}"
        del self.rests[rests:], out[emitted:]
        self.out = out
        self.host.roll_back(mark)
        self.host.opaque(node, because)
        for spoil in changed_by(node, scope, self.memory, self.me, self.effects):
            spoil(because)
        return self.unknown(node, because)

    def _tell_lost(self, node: tree.Statement, expression: tree.Node | None, value: Value) -> None:
        """Tell of a statement that computes a value which is not understood, if it is no plain copy of one."""
        lost = isinstance(value, Unknown) and isinstance(value.value, Opaque) and value.value.because
        if lost and expression is not None and not isinstance(expression, tree.Name):
            self.host.lost(node, lost)

    @by_node
    def _statement(self, node: tree.Statement, scope: Scope) -> Value:
        raise NotFoldedError(f"a {type(node).__name__.lower()} is not evaluated")

    @_statement.register
    def _(self, node: tree.Evaluate, scope: Scope) -> Value:
        self.unread = None if self.wanted else node.expression
        value = self.now(self.value(node.expression, scope))
        if isinstance(node.expression, tree.Assign):
            self._tell_lost(node, node.expression.value, value)
        return value

    @_statement.register(tree.Import)
    @_statement.register(tree.Package)
    @_statement.register(tree.Method)
    @_statement.register(tree.ClassDefinition)
    def _(self, node: tree.Import | tree.Package | tree.Method | tree.ClassDefinition, scope: Scope) -> Value:
        return None

    @_statement.register
    def _(self, node: tree.Declare, scope: Scope) -> Value:
        home = self.me.fields if is_script_field(node) else scope
        if node.together:
            for name in node.names:
                home.names[name] = None
            names = [tree.Name(node.start, node.end, name) for name in node.names]
            self.store_each(names, self.value(node.values[0], scope) if node.values[0] else None, home)
            return None
        for name, value in zip(node.names, node.values, strict=True):
            found = None if value is None else self.typed(node.type, self.now(self.value(value, scope)))
            home.names[name] = self.host.told_name(name, found)
            self._tell_lost(node, value, found)
        return None

    def typed(self, type_name: tree.TypeName | None, value: Value) -> Value:
        if type_name is None:
            return value
        name = type_name.name + "[]" * type_name.dimensions
        if isinstance(value, Unknown):
            return self._typed_of_run(name, value)
        return value if name in _ANY or not is_known(value) else operators.cast(value, name)

    def _typed_of_run(self, name: str, value: Unknown) -> Value:
        """A value of the run as a variable of a type holds it. Raises NotFoldedError where Groovy may refuse it."""
        if name not in ("boolean", "Boolean"):
            return typed.held(name, value)
        if isinstance(value, RunMatcher):
            return found_next(value)
        if value.kind is Kind.BOOLEAN or isinstance(value.value, Opaque):
            return value
        found = self.truth(tree.Node(0, 0), value)
        return Unknown(found.value, Kind.BOOLEAN) if isinstance(found, Unknown) else found

    @_statement.register
    def _(self, node: tree.Block, scope: Scope) -> Value:
        return self.block(node.body, self.memory.scope(scope), wanted=self.wanted)

    @_statement.register
    def _(self, node: tree.Labelled, scope: Scope) -> Value:
        return self.statement(node.statement, scope)

    @_statement.register
    def _(self, node: tree.Return, scope: Scope) -> Value:
        value = None if node.value is None else self.now(self.value(node.value, scope))
        self._tell_lost(node, node.value, value)
        raise ReturnSignal(value)

    @_statement.register
    def _(self, node: tree.Jump, scope: Scope) -> Value:
        if node.label:
            raise NotFoldedError("a jump to a label is not evaluated")
        raise JumpSignal(node.keyword)

    @_statement.register
    def _(self, node: tree.Assert, scope: Scope) -> Value:
        condition = self.condition(node.condition, scope)
        fails = partial(self._assertion, node, scope)
        if isinstance(condition, Unknown):
            return self.decide(node, condition, lambda: None, fails)
        return None if condition else fails()

    def _assertion(self, node: tree.Assert, scope: Scope) -> Value:
        """A failed assertion, which is an error: no catch of exceptions takes it."""
        message = self.value(node.message, scope) if node.message else self.script.source(node)
        self._fail(node, message, node.message or node, "AssertionError")
        raise ThrownError(FAILED, self.script.source(node))

    @_statement.register
    def _(self, node: tree.If, scope: Scope) -> Value:
        condition = self._decides(node.condition, scope)
        if isinstance(condition, bool):
            return self._branch(node.then if condition else node.otherwise, scope)
        wanted = self.wanted
        return self.decide(
            node,
            condition,
            partial(self._branch, node.then, scope, wanted=wanted),
            partial(self._branch, node.otherwise, scope, wanted=wanted),
        )

    def _decides(self, node: tree.Expression, scope: Scope) -> bool | Unknown:
        """A condition that decides something at once."""
        before, self.tested = self.tested, tests_in(node)
        try:
            return self.condition(node, scope)
        finally:
            self.tested = before

    def _branch(self, node: tree.Statement | None, scope: Scope, *, wanted: bool = False) -> Value:
        """A branch of a statement; its value is nothing where nobody wants it."""
        self.wanted = wanted
        value = None if node is None else self.statement(node, scope)
        return value if wanted else None

    # ---- loops ---------------------------------------------------------------------------------------------------

    @_statement.register
    def _(self, node: tree.ForIn, scope: Scope) -> Value:
        items = self.value(node.items, scope)
        if isinstance(items, dict) and not may_lack(items):
            items = methods.call_method(items, "entrySet", [])
        if isinstance(items, Unknown) and items.kind in (Kind.LIST, Kind.OBJECT):
            repeat(self, node, items, partial(self._turn_for, node, scope))
            return None
        if not isinstance(items, list | str) or may_lack(items):
            raise NotFoldedError("what the loop goes over is known only when the pipeline runs")
        count = len(items)
        for item in list(items):
            if len(items) != count:
                raise NotFoldedError("a list that changes while the loop goes over it")
            inner = self.memory.scope(scope)
            inner.names[node.parameter.name] = self.typed(node.parameter.type, item)
            if not self._turn(node.body, inner):
                break
        return None

    def _turn_for(self, node: tree.ForIn, scope: Scope, item: Value) -> None:
        inner = self.memory.scope(scope)
        inner.names[node.parameter.name] = self.typed(node.parameter.type, item)
        if not self._turn(node.body, inner):
            raise NotFoldedError("a loop over what only the run knows ends early")

    @_statement.register
    def _(self, node: tree.For, scope: Scope) -> Value:
        inner = self.memory.scope(scope)
        for one in node.initial:
            self._statement(one, inner)
        while self._goes_on(node.condition, inner) and self._turn(node.body, inner):
            for update in node.update:
                self.value(update, inner)
        return None

    @_statement.register
    def _(self, node: tree.While, scope: Scope) -> Value:
        for _ in range(_TURNS):
            if not self._goes_on(node.condition, scope) or not self._turn(node.body, scope):
                return None
        raise NotFoldedError(f"a loop that has not ended after {_TURNS} turns")

    def _goes_on(self, condition: tree.Expression | None, scope: Scope) -> bool:
        found = True if condition is None else self.condition(condition, scope)
        if isinstance(found, Unknown):
            raise NotFoldedError("how often the loop runs is known only when the pipeline runs")
        return found

    def _turn(self, body: tree.Statement, scope: Scope) -> bool:
        """One turn of a loop. False where it breaks off."""
        self.count()
        open_before, goes_on = len(self.rests), True
        try:
            self.statement(body, self.memory.scope(scope))
        except JumpSignal as jump:
            goes_on = jump.keyword == "continue"
        while len(self.rests) > open_before and isinstance(self.rests[-1].ended.signal, JumpSignal):
            self.close_one(None)
        if any(isinstance(rest.ended.signal, JumpSignal) for rest in self.rests[open_before:]):
            raise NotFoldedError("a turn of a loop that ends early in more than one way")
        return goes_on

    # ---- switch --------------------------------------------------------------------------------------------------

    @_statement.register
    def _(self, node: tree.Switch, scope: Scope) -> Value:
        return self._switch(node, self.value(node.value, scope), list(node.cases), scope)

    def _switch(self, node: tree.Switch, value: Value, cases: list[tree.Case], scope: Scope) -> Value:
        """The first case that is true, or may be; the others are tried where it is not."""
        for position, case in enumerate(cases):
            later = cases[position + 1 :]
            if case.value is None and any(one.value is not None for one in later):
                raise NotFoldedError("a default that is not the last case of a switch")
            found = True if case.value is None else self._is_case(value, case.value, scope)
            if found is True:
                return self._fall(cases[position:], scope)
            if isinstance(found, Unknown):
                here = partial(self._fall, cases[position:], scope)
                return self.decide(node, found, here, partial(self._switch, node, value, later, scope))
        return None

    def _is_case(self, value: Value, case: tree.Expression, scope: Scope) -> bool | Unknown:
        wanted = self.value(case, scope)
        if isinstance(value, Unknown) and isinstance(wanted, JavaClass):
            held = instances.holds(value, wanted.name)
            if held is not None:
                return held
        elif isinstance(value, Unknown):
            found = _fits(value, wanted)
            if found is not None:
                return found
        if not is_known(value) or not is_known(wanted):
            raise NotFoldedError("whether a case holds is known only when the pipeline runs")
        return operators.is_case(wanted, value)

    def _fall(self, cases: list[tree.Case], scope: Scope) -> Value:
        inner = self.memory.scope(scope)
        try:
            for case in cases:
                self.block(case.body, inner)
        except JumpSignal as jump:
            if jump.keyword != "break":
                raise
        return None

    # ---- exceptions ----------------------------------------------------------------------------------------------

    @_statement.register
    def _(self, node: tree.Throw, scope: Scope) -> Value:
        arguments = node.value.arguments if isinstance(node.value, tree.New) else []
        thrown = self.value(node.value, scope) if isinstance(node.value, tree.Name) else None
        if isinstance(thrown, Failure):
            self._pass_on(node, thrown)
        elif isinstance(node.value, tree.New) and len(arguments) == 1 and not isinstance(arguments[0], tree.Entry):
            kind = node.value.type.name.rpartition(".")[2]
            self._fail(node, self.value(arguments[0], scope), arguments[0], kind)
        else:
            self._fail(node, self.script.source(node), node, "")
        raise ThrownError(FAILED, self.script.source(node))

    def _pass_on(self, node: tree.Node, failure: Failure) -> Value:
        self._fail(node, failure.message, node, failure.kind)
        raise ThrownError(FAILED, self.script.source(node))

    def _fail(self, node: tree.Node, message: Value, place: tree.Node, kind: str) -> None:
        call = tree.Call(node.start, node.end, tree.Name(node.start, node.start, "throw"), [])
        given = [Given("message", place, message), *([Given("class", node, kind)] if kind else [])]
        with suppress(ThrownError):
            self.host.step(call, "throw", given, None)

    @_statement.register
    def _(self, node: tree.Try, scope: Scope) -> Value:
        before, wanted, span = self.memory.state(), self.wanted, Span()
        with self.attempt(catches=bool(node.catches)):
            body = self.way(before, lambda: self._watched(node.body, scope, span), nested=True)
        body.steps[:0] = self.kept_from(body.state)
        if body.steps:
            self.make_sure_to_fail(node, body)
        found = handled(self, node, body)
        steady = span.is_steady(self.memory)
        caught = self._caught(node, found, scope, body, before, span, wanted=wanted) if found.is_caught else None
        ended = self._signal_after(node, body, caught)
        last = self._last(node, found, scope, before, body, caught) if node.last else Way([], before)
        self.ended = node if steady and caught is None and not self.host.failures(last.steps) else None
        early = [*body.early, *(caught.early if caught else ())]
        self.out += self.not_ended(early)
        value = self._value_of(node, body, caught) if wanted else None
        if body.steps:
            self.host.attempt(node, body.steps, caught.steps if caught else None, last.steps, found)
        else:
            self.out += [*(caught.steps if caught else ()), *last.steps]
        for signal in (last.signal, ended):
            if signal is not None:
                raise signal
        self.end_early(early)
        return value

    def _value_of(self, node: tree.Try, body: Way, caught: Way | None) -> Value:
        """The value of an attempt: that of its body, or that of the catch."""
        if caught is None or caught.signal is not None or not body.steps:
            return caught.value if caught and body.signal else body.value
        return caught.value if body.signal else self.either(node, "value", body, caught, body.value, caught.value)

    def _watched(self, body: tree.Block, scope: Scope, span: Span) -> Value:
        self.watched = span
        return self.statement(body, scope)

    def _signal_after(self, node: tree.Try, body: Way, caught: Way | None) -> Signal | None:
        """How an attempt ends: as its body, or as its catch."""
        if caught is None:
            return body.signal
        if isinstance(body.signal, ThrownError):
            return caught.signal
        if isinstance(body.signal, ReturnSignal) and isinstance(caught.signal, ReturnSignal):
            self.merge(node, body, caught)
            return ReturnSignal(self.either(node, "value", body, caught, body.signal.value, caught.signal.value))
        ends = body.signal is not None and not isinstance(caught.signal, ThrownError)
        if ends or isinstance(caught.signal, ReturnSignal | JumpSignal):
            raise NotFoldedError("a try or its catch that ends the function or loop around it")
        return body.signal

    def make_sure_to_fail(self, node: tree.Node, way: Way) -> None:
        """What Groovy throws by itself ends the steps before it too."""
        if isinstance(way.signal, ThrownError) and way.signal.kind != FAILED:
            with self.collecting() as steps:
                self._fail(node, way.signal.message, node, way.signal.kind)
            way.steps += steps

    def _last(self, node: tree.Try, found: Handled, scope: Scope, before: State, body: Way, caught: Way | None) -> Way:
        """`finally`, which may run after any of the steps of the body, and of the catch."""
        after = self.memory.state()
        copies = []
        if caught and self._comes_to_an_end(found, body, caught):
            self._merge_thrown(node, body, caught)
        elif body.steps:
            for state in (before, *([caught.state] if caught else [])):
                copies += self.doubt(state, "what it is depends on a failure before", in_attempt=True)
        doubts = self.memory.since(after)
        last = self.way(after, lambda: self._branch(node.last, scope))
        last.steps[:0] = copies
        self.trust(doubts)
        return last

    def _comes_to_an_end(self, found: Handled, body: Way, caught: Way) -> bool:
        """Whether only the ends of a body and of its catch lead to what follows: no failure is left to itself, and
        nothing in the catch fails before its end."""
        if body.signal or body.early or caught.early or not (found.interrupted and found.otherwise):
            return False
        if isinstance(caught.signal, ThrownError) and caught.signal.kind == FAILED:
            return not self.host.failures(caught.steps[:-1])
        return caught.signal is None and not self.host.failures(caught.steps)

    def _merge_thrown(self, node: tree.Try, body: Way, caught: Way) -> None:
        """Bring together what a body and a catch that throws have set, before `finally`."""
        if caught.signal is not None:
            thrown = caught.steps.pop()
            self.merge(node, body, caught)
            caught.steps.append(thrown)

    def _caught(
        self, node: tree.Try, found: Handled, scope: Scope, body: Way, before: State, span: Span, *, wanted: bool
    ) -> Way:
        """The catch, which may run after any of the steps: what is set among them is not known there."""
        copies = []
        if body.steps:
            start = span.go_back(self.memory) or before
            copies = self.doubt(start, "it was set before the failure, or not", in_attempt=True)
        runs, passes_on = partial(self._catch, scope, wanted), partial(self._pass_on, node)
        with self.attempt() if node.last else nullcontext():
            caught = self.way(before, lambda: run_catch(self, found, runs, passes_on), nested=True)
        caught.steps[:0] = copies
        if node.last:
            body.steps[:0] = self.kept_from(caught.state)
        if not isinstance(body.signal, ThrownError):
            self.memory.restore(body.state)
            if caught.signal is None:
                self.merge(node, body, caught)
        return caught

    def _catch(self, scope: Scope, wanted: bool, catch: tree.Catch, failure: Failure) -> Value:
        inner = self.memory.scope(scope)
        inner.names[catch.name] = failure
        return self._branch(catch.body, inner, wanted=wanted)


def jumps_out(node: tree.Node, *, of_loop: bool = True, of_switch: bool = True) -> bool:
    """Whether a `break` or `continue` somewhere in a statement belongs to a loop or switch around it."""
    if isinstance(node, tree.Jump):
        return of_loop if node.keyword == "continue" else of_loop and of_switch
    if isinstance(node, tree.Closure | tree.ClassDefinition):
        return False
    of_loop = of_loop and not isinstance(node, tree.ForIn | tree.For | tree.While)
    of_switch = of_switch and not isinstance(node, tree.Switch)
    return any(jumps_out(part, of_loop=of_loop, of_switch=of_switch) for part in tree.parts(node))


def _fits(value: Unknown, wanted: Value) -> bool | Unknown | None:
    """Whether a case takes a value of the run; None where the build can't tell."""
    if isinstance(wanted, list):
        return is_among(wanted, value)
    return compared("==~", value, wanted) if isinstance(wanted, Pattern) else is_case(value, wanted)
