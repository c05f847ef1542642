"""Steps, blocks and parallel branches that the evaluator reaches."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from migrate.model.source import Describable, Literal, Reference, ReferenceKind, Setting, Slot
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate.host import Given
from migrate.readers.groovy.evaluate.machine import FAILED
from migrate.readers.groovy.evaluate.memory import State
from migrate.readers.groovy.evaluate.values import (
    Code,
    JenkinsObject,
    Kind,
    NotFoldedError,
    ThrownError,
    Unknown,
    Value,
)
from migrate.readers.pipeline import attempting, objects, pods
from migrate.readers.pipeline.ahead import Ahead, read
from migrate.readers.pipeline.branches import settle
from migrate.readers.pipeline.deciding import Deciding
from migrate.readers.pipeline.failing import THROW
from migrate.readers.pipeline.frozen import RESULT, freeze, names_of
from migrate.readers.pipeline.source_values import source_value
from migrate.readers.pipeline.steps import (
    CATCHING,
    DESCRIBABLES,
    EXAMPLES,
    GIVES_WHAT_ITS_BLOCK_DOES,
    MARKING,
    PRINTS,
    WITHOUT_VALUE,
    declared_kinds,
    inner,
    kind_read,
    named,
)
from migrate.readers.pipeline.telling import lost_value, part_of
from migrate.readers.pipeline.waiting import boolean, check_unchanged, waiting
from migrate.readers.pipeline.workspace import Workspace

FROM_ELSEWHERE = frozenset(("library", "libraryResource", "load", "pipeline"))


@dataclass(slots=True)
class Running(Deciding, ABC):
    """Tells of steps, and gives what they give."""

    parameters: dict[str, Kind] = field(default_factory=dict)
    workspace: Workspace = field(default_factory=Workspace)
    uses_at_once: bool = False

    @abstractmethod
    def from_elsewhere(self, call: tree.Call, name: str, arguments: list[Given], body: Code | None) -> Value:
        """What a step gives that brings code."""

    @property
    def ahead(self) -> Ahead | None:
        return self.around.ahead

    def throw(self, node: tree.Node, message: Value, kind: str) -> Value:
        """`throw`, where something that the script does throws by itself. Raises ThrownError."""
        call = tree.Call(node.start, node.end, tree.Name(node.start, node.end, THROW), [])
        return self.step(call, THROW, [Given("message", node, message), Given("class", node, kind)], None)

    def step(self, call: tree.Call, name: str, arguments: list[Given], body: Code | None) -> Value:
        name = PRINTS.get(name, name)
        self.undefined.run(name, named(arguments))
        if name == "isUnix" and not arguments:
            return True
        if name in FROM_ELSEWHERE:
            return self.from_elsewhere(call, name, arguments, body)
        if name in DESCRIBABLES and body is None:
            return {"$class": name, **{one.name: one.value for one in arguments}}
        made = objects.made(name, arguments) or (objects.at_once(name, arguments) if self.uses_at_once else None)
        if made is not None:
            return made
        if (found := read(self, call, name, named(arguments))) is not None:
            return found.value
        if name == "properties":
            self.parameters |= declared_kinds(named(arguments))
        if name == "parallel":
            return self._parallel(call, named(arguments))
        if name == "waitUntil" and body is not None:
            return self._wait(call, named(arguments), body)
        return self._plain(call, name, named(arguments), body)

    def _wait(self, call: tree.Call, arguments: list[Given], body: Code) -> Value:
        leaf, before = self._leaf(call, "waitUntil"), self.machine.memory.state()
        settings = tuple(self._setting(one, leaf.path) for one in arguments)
        self.parents.append(leaf.path)
        self.machine.discards = False
        with self.machine.collecting() as steps:
            found = self.machine.truth(call, boolean(body.call()))
        self.parents.pop()
        check_unchanged(self.machine.memory, before)
        self.machine.out.append(waiting(leaf, settings, steps, found))
        return None

    def _plain(self, call: tree.Call, name: str, arguments: list[Given], body: Code | None) -> Value:
        leaf = self._leaf(call, name)
        name, arguments = inner(name, arguments)
        arguments = objects.prepared(name, arguments)
        is_read = name in GIVES_WHAT_ITS_BLOCK_DOES and self.machine.unread is not call
        settings = [self._setting(one, leaf.path) for one in arguments]
        kind = kind_read(name, arguments, is_read=self.machine.unread is not call)
        variable = self.fresh(name) if kind else ""
        if kind:
            settings.append(Setting("variable", Literal(variable), leaf, ()))
        gives_source = name == "checkout" and self.machine.unread is not call and _is_own_source(arguments)
        if gives_source:
            settings.append(Setting("values", Literal(True), leaf, ()))
        given = {one.name: one.value for one in settings}
        around = names_of(name, arguments)
        self._freeze(RESULT if name in MARKING else around)
        children, value, failure = None, None, None
        copies: list[Any] = []
        if body is not None:
            work = body.call if is_read else partial(self.machine.discarding, body)
            inside = partial(self._inside, work, leaf.path, around)
            with self.workspace.inside(name, given):
                if name in CATCHING:
                    (children, value, failure), copies = attempting.caught(self.machine, name, inside)
                elif name == "retry":
                    children, value, failure = attempting.repeated(self.machine, inside)
                else:
                    children, value, failure = inside()
        self.workspace.after(name, given)
        step = Describable(name, Slot.STEP, tuple(settings), leaf, leaf, children)
        self.machine.out += [pods.marked(step) if name == "podTemplate" else step, *copies]
        if name in ("error", THROW):
            raise ThrownError(FAILED, name)
        if failure and name in CATCHING and failure.kind != FAILED:
            raise NotFoldedError(f"{name} catches what Groovy throws by itself")
        if failure and name not in CATCHING:
            raise failure
        if kind:
            kept = Unknown(Reference(ReferenceKind.VARIABLE, variable), kind, example=EXAMPLES.get(kind))
            return objects.read(name, kept, arguments)
        if is_read:
            return value
        if gives_source:
            return objects.source_values()
        return self._told(call, name, arguments)

    def _told(self, call: tree.Call, name: str, arguments: list[Given]) -> Value:
        """What a step gives that keeps nothing."""
        if (told := objects.told(name, arguments)) or name in WITHOUT_VALUE:
            return told
        return self.machine.unknown(call, f"what {name} gives is not evaluated")

    def block(
        self,
        node: tree.Node,
        name: str,
        given: list[Given],
        known: Mapping[str, Value],
        body: Callable[[], Value] | None = None,
    ) -> Value:
        """A step with arguments that stand in the call, and settings that don't. Gives what its body does."""
        leaf = self._leaf(node, name)
        settings = [self._setting(one, leaf.path) for one in given]
        settings += [Setting(key, source_value(value), leaf, ()) for key, value in known.items()]
        children, value, failure = (None, None, None) if body is None else self._inside(body, leaf.path)
        self.machine.out.append(Describable(name, Slot.STEP, tuple(settings), leaf, leaf, children))
        if failure:
            raise failure
        return value

    def finally_(self, node: tree.Call, body: Callable[[], Value], last: Callable[[], object]) -> Value:
        """Steps, and others after them in any case. Gives what the first ones do."""
        leaf = self._leaf(node, "finally")
        children, value, failure = self._inside(body, leaf.path)
        with self.machine.collecting() as steps:
            last()
        parts = (part_of("try.body", leaf, list(children)), part_of("try.finally", leaf, steps))
        self.machine.out.append(Describable("try", Slot.STEP, (), leaf, leaf, parts))
        if failure:
            raise failure
        return value

    def _inside(
        self, body: Callable[[], Value], path: str, around: frozenset[Reference] = frozenset()
    ) -> tuple[tuple[Describable, ...], Value, ThrownError | None]:
        """The steps of a block, its value, and how it surely fails, if so. `around`: what of the environment is theirs
        alone."""
        value: Value = None
        depth, failure = len(self.parents), None
        self.parents.append(path)
        with self.machine.collecting() as steps:
            try:
                value = freeze(self.machine.memory, around, lost_value, body())
            except ThrownError as error:
                failure = error
            finally:
                del self.parents[depth:]
        return tuple(steps), value, failure

    def _body(self, body: Code, path: str) -> tuple[tuple[Describable, ...], ThrownError | None]:
        """The steps of a block, and how they surely fail, if so."""
        steps, _, failure = self._inside(partial(self.machine.discarding, body), path)
        return steps, failure

    def _parallel(self, call: tree.Call, arguments: list[Given]) -> Value:
        leaf = self._leaf(call, "parallel")
        settings = tuple(self._setting(one, leaf.path) for one in arguments if one.name == "failFast")
        given = [one for one in arguments if one.name != "failFast"]
        doubts: list[State] = []
        with self.machine.side_by_side(len(given)):
            ended = [self._branch(one, leaf.path, doubts) for one in given]
        settle(self.machine, given, doubts)
        branches = tuple(branch for branch, _ in ended)
        self.machine.out.append(Describable("parallel", Slot.STEP, settings, leaf, leaf, branches))
        if any(fails for _, fails in ended):
            raise ThrownError(FAILED, "parallel")
        return None

    def _branch(self, given: Given, parent: str, doubts: list[State]) -> tuple[Describable, bool]:
        """A branch, and whether it surely fails. What it sets is known only when all branches have come to their ends:
        until then there are `doubts`."""
        if not isinstance(given.value, Code):
            raise NotFoldedError("a branch of parallel is known only when the pipeline runs")
        path = self.here.path(parent, given.name.replace("/", "-"))
        leaf = self.here.leaf_of_head(given.node, path)
        name = Setting("name", Literal(given.name), leaf, ())
        before = self.machine.memory.state()
        body, failure = self._body(given.value, path)
        if failure and failure.kind != FAILED:
            body = (*body, *self._thrown(given.node, failure))
        after = self.machine.memory.state()
        self.machine.doubt(before, "it is set in a branch that runs beside others")
        doubts.append(self.machine.memory.since(after))
        return Describable("parallel.branch", Slot.STEP, (name,), leaf, leaf, body), failure is not None

    def _thrown(self, node: tree.Node, failure: ThrownError) -> list[Describable]:
        """The step that fails as what Groovy throws by itself."""
        with self.machine.collecting() as steps, suppress(ThrownError):
            self.throw(node, failure.message, failure.kind)
        return steps


def _is_own_source(arguments: list[Given]) -> bool:
    """Whether `checkout` has the job's own source, `scm`."""
    given = [one.value for one in arguments if one.name in ("", "scm")]
    return len(given) == 1 and isinstance(given[0], JenkinsObject) and given[0].name == "scm"
