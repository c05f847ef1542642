"""Steps that the evaluator reaches, as describables with their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from migrate.model.location import Location
from migrate.model.source import Describable, Items, Literal, Opaque, Reference, ReferenceKind, Setting, Slot
from migrate.model.source import Value as SourceValue
from migrate.readers.declarative.expressions import SECRET, Places
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate import conditions, ordering, run_lists, throwing
from migrate.readers.groovy.evaluate.calls import is_script, positional
from migrate.readers.groovy.evaluate.connections import Url
from migrate.readers.groovy.evaluate.failures import Failure, Handled
from migrate.readers.groovy.evaluate.held import Held, setter
from migrate.readers.groovy.evaluate.host import Given, Mark
from migrate.readers.groovy.evaluate.machine import FAILED, Machine
from migrate.readers.groovy.evaluate.memory import Scope, State
from migrate.readers.groovy.evaluate.objects import Instance, Type
from migrate.readers.groovy.evaluate.run_objects import RunObject
from migrate.readers.groovy.evaluate.values import (
    Code,
    JenkinsObject,
    Kind,
    NotFoldedError,
    ThrownError,
    Unknown,
    Value,
)
from migrate.readers.pipeline import (
    attempting,
    earlier_builds,
    objects,
    pods,
    requests,
    runtime,
    sandbox,
    thrown,
)
from migrate.readers.pipeline.ahead import Ahead, read
from migrate.readers.pipeline.branches import settle
from migrate.readers.pipeline.docker import Docker
from migrate.readers.pipeline.earlier_builds import Causes, EarlierBuild
from migrate.readers.pipeline.failing import THROW, catching, exception, failures
from migrate.readers.pipeline.frozen import DISPLAY_NAME, RESULT, freeze, names_of
from migrate.readers.pipeline.loaded import Loaded, Surroundings, url_of
from migrate.readers.pipeline.nodes import Nodes
from migrate.readers.pipeline.source_values import can_be_kept, kind_of, source_value
from migrate.readers.pipeline.steps import (
    CATCHING,
    DESCRIBABLES,
    EXAMPLES,
    GIVES_WHAT_ITS_BLOCK_DOES,
    MARKING,
    PRINTS,
    WITHOUT_VALUE,
    class_of,
    declared_kinds,
    kind_read,
    named,
)
from migrate.readers.pipeline.undefined import Undefined
from migrate.readers.pipeline.waiting import boolean, check_unchanged, waiting
from migrate.readers.pipeline.workspace import Workspace
from migrate.readers.secrets import redact, redact_setting

_OBJECTS = ("env", "params", "currentBuild", "docker", "scm", "UUID")
_MESSAGES = ("message", "localizedMessage")
_MESSAGE_METHODS = ("getMessage", "getLocalizedMessage")
FROM_ELSEWHERE = frozenset(("library", "libraryResource", "load", "pipeline"))
_OF_THE_BUILD = {**dict.fromkeys(("currentResult", "displayName", "id"), Kind.TEXT), "number": Kind.INTEGER}
# What a map can tell of its keys alone, as methods of the set of them.
_KEYS = {"keySet": "", "containsKey": "contains", "size": "size", "isEmpty": "isEmpty"}
_SCM_PARTS = ("branches", "extensions", "userRemoteConfigs")


@dataclass(frozen=True, slots=True, eq=False)
class Package(JenkinsObject):
    """What `library(…)` gives: the classes of the library, by their full names."""

    name: str = "library"
    path: str = ""


@dataclass(frozen=True, slots=True)
class FoundPipeline:
    """A declarative pipeline that a function runs: its call, its script and `this`, and the variables around it."""

    call: tree.Call
    script: tree.Script
    me: Instance | Type
    scope: Scope


@dataclass(slots=True)
class PipelineHost:
    """Makes describables of steps. `places` are by the id of a script; `bound` are the names that scripts bind."""

    places: dict[int, Places]
    around: Surroundings = field(default_factory=Surroundings)
    bound: frozenset[str] = frozenset()
    is_open: Callable[[str], bool] = lambda _: False
    undefined: Undefined = field(default_factory=Undefined)
    parameters: dict[str, Kind] = field(default_factory=dict)
    all_parameters: list[str] | None = None  # their names, where the job has no others
    parents: list[str] = field(default_factory=lambda: [""])
    ran: Nodes = field(default_factory=Nodes)
    told: Nodes = field(default_factory=Nodes)  # steps, with leaves of their own
    not_understood: Nodes = field(default_factory=Nodes)
    without_value: dict[int, tuple[tree.Node, str]] = field(default_factory=dict)  # by identity, and why
    why_not: dict[int, tuple[tree.Node, str]] = field(default_factory=dict)  # what a build never comes to
    numbers: dict[str, int] = field(default_factory=dict)
    pipelines: list[FoundPipeline] = field(default_factory=list)
    variables: dict[str, Instance | None] = field(default_factory=dict)
    frozen: list[tuple[Mark, Reference]] = field(default_factory=list)  # when, and what keeps a value of then
    loaded: Loaded = field(init=False)
    workspace: Workspace = field(default_factory=Workspace)
    uses_at_once: bool = False
    tried: int = 0  # how many closures over lists of the run are around
    _machine: Machine | None = None
    _docker: Docker | None = None

    def bind(self, machine: Machine) -> None:
        self._machine = machine
        self.loaded = Loaded(self.around, self._register)

    def _register(self, script: tree.Script, file: str) -> None:
        self.places.setdefault(id(script), self.here.elsewhere(script, file))

    @property
    def docker(self) -> Docker:
        self._docker = self._docker or Docker(self)
        return self._docker

    @property
    def ahead(self) -> Ahead | None:
        return self.around.ahead

    @property
    def machine(self) -> Machine:
        assert self._machine is not None
        return self._machine

    @property
    def here(self) -> Places:
        return self.places[id(self.machine.script)]

    # ---- code from elsewhere -------------------------------------------------------------------------------------

    def variable(self, name: str) -> Instance | None:
        if name not in self.variables:
            script = self.loaded.variable(name)
            self.variables[name] = self.machine.script_object(script, name) if script else None
        return self.variables[name]

    def class_source(self, qualified: str) -> tree.Script | None:
        return self.loaded.class_source(qualified)

    @contextmanager
    def call(self, node: tree.Node) -> Iterator[None]:
        place = self.here.location(node, "")
        self.here.calls.append(f"{place.file}:{place.line}")
        try:
            yield
        finally:
            self.here.calls.pop()

    def place(self) -> tuple[str, ...]:
        return tuple(self.here.calls)

    @contextmanager
    def at(self, place: tuple[str, ...]) -> Iterator[None]:
        calls = self.here.calls
        outer, calls[:] = list(calls), place
        try:
            yield
        finally:
            calls[:] = outer

    def _from_elsewhere(self, call: tree.Call, name: str, arguments: list[Given], body: Code | None) -> Value:
        given = {one.name: one.value for one in arguments}
        what = given.get("", given.get({"library": "identifier", "libraryResource": "resource"}.get(name, "path")))
        if name == "pipeline" and body is not None and isinstance(body.scope, Scope):
            self.pipelines.append(FoundPipeline(call, self.machine.script, self.machine.me, body.scope))
            self._emit("pipeline", call, {})
            return None
        if name == "library" and isinstance(what, str):
            leaf = self._leaf(call, "library")
            self.loaded.ask(what, url_of(given.get("retriever")), leaf, leaf)
            return Package()
        if name == "libraryResource" and isinstance(what, str) and (text := self.loaded.resource(what)) is not None:
            return text
        if name == "load" and isinstance(what, str) and (script := self.loaded.file(what)):
            return self.machine.load(script, what)
        return self._plain(call, name, named(arguments), body)

    # ---- names and members ---------------------------------------------------------------------------------------

    def name(self, node: tree.Node, name: str) -> Value:
        if name in _OBJECTS:
            return JenkinsObject(name)
        if name in self.bound:
            raise ThrownError("MissingPropertyException", f"No such property: {name}")
        if re.fullmatch(r"[A-Z]\w*[a-z]\w*", name) and "_" not in name:
            raise NotFoldedError(f"{name} is a class that is not read")
        if self.is_open(name):
            return Unknown(Opaque(name, f"{name} may come from code that the Jenkinsfile loads"))
        if self._is_nowhere(name):
            self.throw(node, f"No such property: {name} for class: {self._binding()}", "MissingPropertyException")
        return Unknown(Reference(ReferenceKind.ENVIRONMENT, name, bare=True), Kind.TEXT, example="")

    def _is_nowhere(self, name: str) -> bool:
        """Whether nothing defines a bare name of a script: no delegate, and no branch that runs beside this one."""
        machine = self.machine
        alone = self.loaded.is_alone and machine.beside < 0 and is_script(machine.me) and not machine.delegates
        return alone and name not in self.parameters and self.undefined.has(name)

    def _binding(self) -> str:
        """Where Groovy has looked for a name: the sandbox asks the binding alone, and not the script behind it."""
        return "groovy.lang.Binding" if self.around.sandbox else "WorkflowScript"

    def told_name(self, name: str, value: Value) -> Value:
        secret = isinstance(value, str) and redact_setting(name, value)[1]
        return Unknown(Opaque(name, SECRET)) if secret else value

    def member(self, owner: JenkinsObject, name: str) -> Value:
        if isinstance(owner, Package):
            path = f"{owner.path}.{name}".lstrip(".")
            return self.machine.type_named(path) or Package(path=path)
        if owner.name == "env":
            return Unknown(Reference(ReferenceKind.ENVIRONMENT, name), Kind.TEXT, example="")
        if owner.name == "params":
            kind = self.parameters.get(name, Kind.ANY)
            return Unknown(Reference(ReferenceKind.PARAMETER, name), kind, example=EXAMPLES.get(kind))
        if owner.name == "currentBuild":
            own = Unknown(Reference(ReferenceKind.BUILD, name), _OF_THE_BUILD.get(name, Kind.ANY))
            return earlier_builds.member(name) or own
        if isinstance(owner, Failure) and name in _MESSAGES:
            return owner.read(owner.message)
        if isinstance(owner, Failure) and name == "class":
            return thrown.class_of(owner, self.fresh)
        if isinstance(owner, thrown.OneOfTwo):
            return owner.ask(name)
        if owner.name == "scm" and name in _SCM_PARTS:
            return Unknown(Reference(ReferenceKind.SCM, name))
        if self.docker.knows(owner):
            return self.docker.member(owner, name)
        raise NotFoldedError(f"{owner.name}.{name} is known only when the pipeline runs")

    def assign(self, node: tree.Node, owner: JenkinsObject, name: str, value: Value) -> None:
        if isinstance(owner, Held):
            self.held(node, owner, setter(name), [value])
        elif owner.name == "env":
            self.undefined.set(name)
            self._freeze(frozenset((Reference(ReferenceKind.ENVIRONMENT, name),)))
            self._emit("env", node, {"name": Literal(name), "value": source_value(self.told_name(name, value))})
        elif owner.name == "currentBuild":
            self._freeze({"result": RESULT, "displayName": DISPLAY_NAME}.get(name, frozenset()))
            self._emit(f"currentBuild.{name}", node, {"value": source_value(value)})
        else:
            raise NotFoldedError(f"{owner.name}.{name} can't be set")

    def _freeze(self, changed: frozenset[Reference]) -> None:
        """What is set now, variables have read before: they keep that."""
        freeze(self.machine.memory, changed, self._kept)

    def _kept(self, reference: Reference) -> Reference:
        variable = Reference(ReferenceKind.VARIABLE, self.fresh(reference.name))
        self.frozen.append((self.mark(), variable))
        self.machine.out.append(self._keeping(variable.name, reference))
        return variable

    def method(self, node: tree.Call, owner: JenkinsObject | Unknown, name: str, arguments: list[Given]) -> Value:
        argument = arguments[0].value if len(arguments) == 1 else None
        if isinstance(owner, Failure) and not arguments and (name in _MESSAGE_METHODS or name == "toString"):
            return owner.read(owner.text if name == "toString" else owner.message)
        if isinstance(owner, Failure) and not arguments and name == "getClass":
            return thrown.class_of(owner, self.fresh)
        if isinstance(owner, thrown.OneOfTwo) and not arguments:
            return owner.ask(name)
        if isinstance(owner, JenkinsObject):
            if self.docker.knows(owner):
                return self.docker.method(node, owner, name, arguments)
            if owner.name in ("env", "params") and name in ("get", "getProperty") and isinstance(argument, str):
                return self.member(owner, argument)
            if owner.name == "params" and name in _KEYS and self.all_parameters is not None:
                names: Value = ordering.hashed(self.all_parameters)
                return names if name == "keySet" else self.machine.method(node, names, _KEYS[name], arguments)
            if (owner.name, name, len(arguments)) == ("currentBuild", "setResult", 1):
                self.assign(node, owner, "result", arguments[0].value)
                return None
            if owner.name == "currentBuild" and (told := earlier_builds.method(name, positional(arguments))):
                return told
            if (owner.name, name) == ("UUID", "randomUUID"):
                return Unknown(Opaque("UUID.randomUUID()", "it is another one in each run"), Kind.TEXT)
            raise NotFoldedError(f"{owner.name}.{name}() is not evaluated")
        if isinstance(owner, EarlierBuild | Causes):
            return earlier_builds.ask(node, owner, name, positional(arguments))
        return runtime.method(self, node, owner, name, positional(arguments))

    def refused(self, name: str, member: str, count: int) -> str:
        approved, script = self.around.approved, self.machine.script
        own = next(iter(self.places.values())).script  # what a library brings may run outside of the sandbox
        if approved is None or not self.around.sandbox or script is not own:
            return ""
        return sandbox.refused(sandbox.full_name(script, name), member, count, approved)

    def refuse(self, node: tree.Node, signature: str, given: list[Value]) -> Value:
        if not sandbox.takes(signature, given):
            raise NotFoldedError(sandbox.BECAUSE)
        return self.throw(node, sandbox.message(signature), sandbox.REFUSED)

    def held(self, node: tree.Node, owner: Held, name: str, given: list[Value]) -> Value:
        if isinstance(owner, Url) and (signature := self.refused("java.net.URL", name, len(given))):
            return self.refuse(node, signature, given)
        return requests.method(self, node, owner, name, given)

    def throw(self, node: tree.Node, message: Value, kind: str) -> Value:
        """`throw`, where something that the script does throws by itself. Raises ThrownError."""
        call = tree.Call(node.start, node.end, tree.Name(node.start, node.end, THROW), [])
        return self.step(call, THROW, [Given("message", node, message), Given("class", node, kind)], None)

    def part(self, node: tree.Node, owner: Unknown, keys: list[Value]) -> Value:
        if isinstance(owner, EarlierBuild | Causes):
            return earlier_builds.ask(node, owner, keys[0], keys[1:])
        return runtime.part(self, node, owner, keys)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        before, self.uses_at_once = self.uses_at_once, True
        yield
        self.uses_at_once = before

    @contextmanager
    def trying(self) -> Iterator[int]:
        """Within, a closure over a list of the run is tried: how many there are, this one too. What it throws is thrown
        with the list."""
        attempts, self.machine.attempts = self.machine.attempts, 0
        self.tried += 1
        try:
            yield self.tried
        finally:
            self.tried -= 1
            self.machine.attempts = attempts

    # ---- steps ---------------------------------------------------------------------------------------------------

    def step(self, call: tree.Call, name: str, arguments: list[Given], body: Code | None) -> Value:
        name = PRINTS.get(name, name)
        self.undefined.run(name, named(arguments))
        if name == "isUnix" and not arguments:
            return True
        if name in FROM_ELSEWHERE:
            return self._from_elsewhere(call, name, arguments, body)
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
        arguments = objects.prepared(name, arguments)
        leaf = self._leaf(call, name)
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
        told = objects.told(name, arguments)
        return (
            told if told or name in WITHOUT_VALUE else self.machine.unknown(call, f"what {name} gives is not evaluated")
        )

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
        parts = (_part("try.body", leaf, list(children)), _part("try.finally", leaf, steps))
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
                value = freeze(self.machine.memory, around, _lost, body())
            except ThrownError as error:
                failure = error
            finally:
                del self.parents[depth:]
        return tuple(steps), value, failure

    def _setting(self, given: Given, parent: str) -> Setting:
        path = self.here.path(parent, given.name or "value")
        value, leaves = self._described(given.node, given.value, path)
        return Setting(given.name, value, self.here.location(given.node, path), leaves)

    def _described(self, node: tree.Node, value: Any, path: str) -> tuple[SourceValue, tuple[Location, ...]]:
        """A value and its leaves: nested describables keep theirs."""
        if isinstance(value, dict):
            return self._object(node, value, path), ()
        if isinstance(value, list) and any(isinstance(one, dict) for one in value):
            pairs = [self._described(node, one, self.here.path(path, class_of(one))) for one in value]
            return Items(tuple(one for one, _ in pairs)), tuple(leaf for _, leaves in pairs for leaf in leaves)
        leaf = self.here.leaf(node, path, path.rpartition("/")[2])
        if isinstance(value, str) and redact(value)[1]:
            self.here.secrets.append(leaf)
        return source_value(value), (leaf,)

    def _object(self, node: tree.Node, value: dict[Any, Any], path: str) -> Describable:
        given = [Given(str(key), node, one) for key, one in value.items() if key != "$class"]
        settings = tuple(self._setting(one, path) for one in given)
        leaf = None if settings else self.here.leaf(node, path)
        return Describable(class_of(value), Slot.VALUE, settings, self.here.location(node, path), leaf)

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

    # ---- what the run decides ------------------------------------------------------------------------------------

    def choice(self, node: tree.Node, condition: Unknown, then: list[Any], otherwise: list[Any]) -> None:
        leaf = self._leaf(node, "if")
        test = condition.value
        if not isinstance(test, Describable):
            because = test.because if isinstance(test, Opaque) else "a condition"
            test = conditions.unclear(redact(test.text)[0] if isinstance(test, Opaque) else "", because)
        parts = (
            _part("if.condition", leaf, [conditions.placed(test, leaf)]),
            _part("if.then", leaf, then),
            _part("if.else", leaf, otherwise),
        )
        self.machine.out.append(Describable("if", Slot.STEP, (), leaf, leaf, parts))

    def loop(self, node: tree.Node, items: Unknown, variable: str, first: list[Any], body: list[Any]) -> None:
        leaf = self._leaf(node, "for")
        given = {"items": items.value, "variable": Literal(variable)}
        settings = tuple(Setting(key, value, leaf, ()) for key, value in given.items())
        parts = (_part("for.first", leaf, first), _part("for.body", leaf, body))
        self.machine.out.append(Describable("for", Slot.STEP, settings, leaf, leaf, parts))

    def attempt(
        self, node: tree.Try, body: list[Any], caught: list[Any] | None, last: list[Any], handled: Handled
    ) -> None:
        leaf = self._leaf(node, "try")
        parts = [_part("try.body", leaf, body)]
        parts += [] if caught is None else [catching(leaf, caught, handled)]
        parts += [_part("try.finally", leaf, last)] if last else []
        remark = (Setting("remark", Literal(handled.remark), leaf, ()),) if handled.remark else ()
        self.machine.out.append(Describable("try", Slot.STEP, remark, leaf, leaf, tuple(parts)))

    def unreached(self, node: tree.Statement, because: str) -> None:
        self.why_not[id(node)] = (node, because)

    def failures(self, steps: list[Any]) -> frozenset[str]:
        return failures(steps)

    def exception(self, name: str, kinds: frozenset[str], steps: list[Any], signal: Exception | None) -> Failure:
        return exception(self.fresh(name), kinds, steps, signal)

    def is_instance(self, failure: Failure, name: str) -> bool | Unknown:
        return thrown.is_instance(failure, name, self.fresh)

    def fresh(self, name: str) -> str:
        plain = "groovy_" + re.sub(r"\W", "_", name)
        self.numbers[plain] = self.numbers.get(plain, 0) + 1
        return plain if self.numbers[plain] == 1 else f"{plain}_{self.numbers[plain]}"

    def keep(self, name: str, value: Value) -> tuple[Any, Unknown] | None:
        if isinstance(value, RunObject):
            self.machine.memory.copied(value)
        value = run_lists.listed(value) or value
        if not can_be_kept(value) or isinstance(value, EarlierBuild | Causes):
            return None
        step = self._keeping(name, value.value if isinstance(value, Unknown) else source_value(value))
        return step, Unknown(Reference(ReferenceKind.VARIABLE, name), kind_of(value))

    def _keeping(self, name: str, value: SourceValue) -> Describable:
        location = Location(self.here.file, 0, 0, "")
        given = {"variable": Literal(name), "value": value}
        if thrown := throwing.classes(value):
            given["throws"] = Literal(" ".join(sorted(thrown)))
        settings = tuple(Setting(key, one, location, ()) for key, one in given.items())
        return Describable("keep", Slot.STEP, settings, location)

    # ---- the ledger ----------------------------------------------------------------------------------------------

    def mark(self) -> Mark:
        return Mark(len(self.here.leaves), len(self.loaded.libraries), len(self.ran))

    def roll_back(self, mark: Mark) -> None:
        lost = frozenset(variable for at, variable in self.frozen if at >= mark)
        freeze(self.machine.memory, lost, _lost)
        del self.here.leaves[mark.leaves :]
        del self.loaded.libraries[mark.libraries :]
        self.ran.forget_after(mark.nodes)

    def seen(self, node: tree.Node) -> None:
        self.ran.add(node)

    def opaque(self, node: tree.Node, because: str) -> None:
        self.not_understood.add(node)
        self.undefined.forget()
        path = self.here.path(self.parents[-1], type(node).__name__.lower())
        leaf = self.here.leaf(node, path)
        code = redact(self.machine.script.source(node))[0]
        setting = Setting("scriptBlock", Opaque(code, because), leaf, ())
        self.machine.out.append(Describable("script", Slot.STEP, (setting,), leaf, leaf))

    def lost(self, node: tree.Node, because: str) -> None:
        self.without_value[id(node)] = (node, because)

    def opaque_script(self, script: tree.Script, because: str) -> None:
        """A whole script that is not understood."""
        self.not_understood.update(script.statements)
        self.opaque(tree.Node(0, len(script.text)), because)

    def _leaf(self, node: tree.Node, name: str) -> Location:
        self.told.add(node)
        return self.here.leaf_of_head(node, self.here.path(self.parents[-1], name))

    def _emit(self, name: str, node: tree.Node, settings: dict[str, SourceValue]) -> None:
        leaf = self._leaf(node, name)
        found = tuple(Setting(key, value, leaf, ()) for key, value in settings.items())
        self.machine.out.append(Describable(name, Slot.STEP, found, leaf, leaf))


def _lost(reference: Reference) -> Opaque:
    return Opaque(reference.name, "its value at another place is not known here")


def _part(name: str, location: Location, steps: list[Any]) -> Describable:
    return Describable(name, Slot.STEP, (), location, None, tuple(steps))


def _is_own_source(arguments: list[Given]) -> bool:
    """Whether `checkout` has the job's own source, `scm`."""
    given = [one.value for one in arguments if one.name in ("", "scm")]
    return len(given) == 1 and isinstance(given[0], JenkinsObject) and given[0].name == "scm"
