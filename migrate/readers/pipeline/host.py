"""Steps that the evaluator reaches, as describables with their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from migrate.model.location import Location
from migrate.model.source import Describable, Items, Literal, Opaque, Reference, ReferenceKind, Setting, Slot
from migrate.model.source import Value as SourceValue
from migrate.readers.declarative.expressions import SECRET, Places
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate import conditions, derived
from migrate.readers.groovy.evaluate.calls import positional
from migrate.readers.groovy.evaluate.host import Given
from migrate.readers.groovy.evaluate.machine import FAILED, Machine
from migrate.readers.groovy.evaluate.memory import Scope
from migrate.readers.groovy.evaluate.objects import Instance, Type
from migrate.readers.groovy.evaluate.values import (
    Code,
    JenkinsObject,
    Kind,
    NotFoldedError,
    ThrownError,
    Unknown,
    Value,
)
from migrate.readers.pipeline import objects, runtime
from migrate.readers.pipeline.loaded import Loaded, Surroundings, url_of
from migrate.readers.pipeline.source_values import can_be_kept, kind_of, source_value
from migrate.readers.pipeline.steps import (
    CATCHING,
    DESCRIBABLES,
    PRINTS,
    WITHOUT_VALUE,
    class_of,
    declared_kinds,
    kind_read,
    named,
)
from migrate.readers.secrets import redact, redact_setting

_OBJECTS = ("env", "params", "currentBuild", "docker", "scm")
FROM_ELSEWHERE = frozenset(("library", "libraryResource", "load", "pipeline"))
_OF_THE_BUILD = {**dict.fromkeys(("currentResult", "displayName", "id"), Kind.TEXT), "number": Kind.INTEGER}
_SCM_PARTS = ("branches", "extensions", "userRemoteConfigs")
_EXCEPTION = "the exception of a step is known only when the pipeline runs"


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
    parameters: dict[str, Kind] = field(default_factory=dict)
    parents: list[str] = field(default_factory=lambda: [""])
    ran: set[int] = field(default_factory=set)
    told: set[int] = field(default_factory=set)  # nodes that are steps, with leaves of their own
    not_understood: set[int] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)
    pipelines: list[FoundPipeline] = field(default_factory=list)
    variables: dict[str, Instance | None] = field(default_factory=dict)
    loaded: Loaded = field(init=False)
    uses_at_once: bool = False
    _machine: Machine | None = None

    def bind(self, machine: Machine) -> None:
        self._machine = machine
        self.loaded = Loaded(self.around, self._register)

    def _register(self, script: tree.Script, file: str) -> None:
        self.places.setdefault(id(script), self.here.elsewhere(script, file))

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

    def name(self, name: str) -> Value:
        if name in _OBJECTS:
            return JenkinsObject(name)
        if name in self.bound:
            raise ThrownError("MissingPropertyException", f"No such property: {name}")
        if re.fullmatch(r"[A-Z]\w*[a-z]\w*", name) and "_" not in name:
            raise NotFoldedError(f"{name} is a class that is not read")
        if self.is_open(name):
            return Unknown(Opaque(name, f"{name} may come from code that the Jenkinsfile loads"))
        return Unknown(Reference(ReferenceKind.ENVIRONMENT, name), Kind.TEXT)

    def told_name(self, name: str, value: Value) -> Value:
        secret = isinstance(value, str) and redact_setting(name, value)[1]
        return Unknown(Opaque(name, SECRET)) if secret else value

    def member(self, owner: JenkinsObject, name: str) -> Value:
        if isinstance(owner, Package):
            path = f"{owner.path}.{name}".lstrip(".")
            return self.machine.type_named(path) or Package(path=path)
        if owner.name == "env":
            return Unknown(Reference(ReferenceKind.ENVIRONMENT, name), Kind.TEXT)
        if owner.name == "params":
            return Unknown(Reference(ReferenceKind.PARAMETER, name), self.parameters.get(name, Kind.ANY))
        if owner.name == "currentBuild":
            return Unknown(Reference(ReferenceKind.BUILD, name), _OF_THE_BUILD.get(name, Kind.ANY))
        if owner.name == "scm" and name in _SCM_PARTS:
            return Unknown(Reference(ReferenceKind.SCM, name))
        raise NotFoldedError(f"{owner.name}.{name} is known only when the pipeline runs")

    def assign(self, node: tree.Node, owner: JenkinsObject, name: str, value: Value) -> None:
        if owner.name == "env":
            self._emit("env", node, {"name": Literal(name), "value": source_value(self.told_name(name, value))})
        elif owner.name == "currentBuild":
            self._emit(f"currentBuild.{name}", node, {"value": source_value(value)})
        else:
            raise NotFoldedError(f"{owner.name}.{name} can't be set")

    def method(self, node: tree.Call, owner: JenkinsObject | Unknown, name: str, arguments: list[Given]) -> Value:
        argument = arguments[0].value if len(arguments) == 1 else None
        if isinstance(owner, JenkinsObject):
            if owner.name in ("env", "params") and name in ("get", "getProperty") and isinstance(argument, str):
                return self.member(owner, argument)
            raise NotFoldedError(f"{owner.name}.{name}() is not evaluated")
        return runtime.method(self, node, owner, name, positional(arguments))

    def part(self, node: tree.Node, owner: Unknown, keys: list[Value]) -> Value:
        return runtime.part(self, node, owner, keys)

    def settled(self, node: tree.Node, value: Unknown) -> Value:
        """What steps may change later is kept, unless it is used at once, or may be null, which nothing keeps."""
        if self.uses_at_once or not derived.is_environment(value.value):
            return value
        variable = self.fresh("value")
        self._emit("keep", node, {"variable": Literal(variable), "value": value.value})
        return Unknown(Reference(ReferenceKind.VARIABLE, variable), value.kind)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        before, self.uses_at_once = self.uses_at_once, True
        yield
        self.uses_at_once = before

    # ---- steps ---------------------------------------------------------------------------------------------------

    def step(self, call: tree.Call, name: str, arguments: list[Given], body: Code | None) -> Value:
        name = PRINTS.get(name, name)
        if name == "isUnix" and not arguments:
            return True
        if name in FROM_ELSEWHERE:
            return self._from_elsewhere(call, name, arguments, body)
        if name in DESCRIBABLES and body is None:
            return {"$class": name, **{one.name: one.value for one in arguments}}
        made = objects.made(name, arguments) or (objects.at_once(name, arguments) if self.uses_at_once else None)
        if made is not None:
            return made
        if name == "properties":
            self.parameters |= declared_kinds(named(arguments))
        if name == "parallel":
            return self._parallel(call, named(arguments))
        return self._plain(call, name, named(arguments), body)

    def _plain(self, call: tree.Call, name: str, arguments: list[Given], body: Code | None) -> Value:
        leaf = self._leaf(call, name)
        settings = [self._setting(one, leaf.path) for one in arguments]
        kind = kind_read(name, arguments)
        variable = self.fresh(name) if kind else ""
        if kind:
            settings.append(Setting("variable", Literal(variable), leaf, ()))
        before = self.machine.memory.state() if name in (*CATCHING, "retry", "waitUntil") else None
        children, failure = (None, None) if body is None else self._body(body, leaf.path)
        if before is not None:
            self.machine.doubt(before, f"it is set in {name}, or not")
        self.machine.out.append(Describable(name, Slot.STEP, tuple(settings), leaf, leaf, children))
        if name == "error":
            raise ThrownError(FAILED, "error")
        if failure and name in CATCHING and failure.kind != FAILED:
            raise NotFoldedError(f"{name} catches what Groovy throws by itself")
        if failure and name not in CATCHING:
            raise failure
        if kind:
            return objects.read(name, Unknown(Reference(ReferenceKind.VARIABLE, variable), kind))
        return None if name in WITHOUT_VALUE else self.machine.unknown(call, f"what {name} gives is not evaluated")

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
        depth, failure = len(self.parents), None
        self.parents.append(path)
        with self.machine.collecting() as steps:
            try:
                self.machine.discarding(body)
            except ThrownError as error:
                failure = error
            finally:
                del self.parents[depth:]
        return tuple(steps), failure

    def _parallel(self, call: tree.Call, arguments: list[Given]) -> Value:
        leaf = self._leaf(call, "parallel")
        settings = tuple(self._setting(one, leaf.path) for one in arguments if one.name == "failFast")
        branches = tuple(self._branch(one, leaf.path) for one in arguments if one.name != "failFast")
        self.machine.out.append(Describable("parallel", Slot.STEP, settings, leaf, leaf, branches))
        return None

    def _branch(self, given: Given, parent: str) -> Describable:
        if not isinstance(given.value, Code):
            raise NotFoldedError("a branch of parallel is known only when the pipeline runs")
        path = self.here.path(parent, given.name.replace("/", "-"))
        leaf = self.here.leaf_of_head(given.node, path)
        name = Setting("name", Literal(given.name), leaf, ())
        before = self.machine.memory.state()
        body, _ = self._body(given.value, path)
        self.machine.doubt(before, "it is set in a branch that runs beside others")
        return Describable("parallel.branch", Slot.STEP, (name,), leaf, leaf, body)

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

    def attempt(self, node: tree.Try, body: list[Any], caught: list[Any] | None, last: list[Any]) -> None:
        leaf = self._leaf(node, "try")
        parts = [_part("try.body", leaf, body)]
        parts += [] if caught is None else [_part("try.catch", leaf, caught)]
        parts += [_part("try.finally", leaf, last)] if last else []
        self.machine.out.append(Describable("try", Slot.STEP, (), leaf, leaf, tuple(parts)))

    def exception(self, node: tree.Try) -> Value:
        return Unknown(Opaque("", _EXCEPTION))

    def fresh(self, name: str) -> str:
        plain = "groovy_" + re.sub(r"\W", "_", name)
        self.numbers[plain] = self.numbers.get(plain, 0) + 1
        return plain if self.numbers[plain] == 1 else f"{plain}_{self.numbers[plain]}"

    def keep(self, name: str, value: Value) -> tuple[Any, Unknown] | None:
        if not can_be_kept(value):
            return None
        location = Location(self.here.file, 0, 0, "")
        held = value.value if isinstance(value, Unknown) else source_value(value)
        given = {"variable": Literal(name), "value": held}
        settings = tuple(Setting(key, one, location, ()) for key, one in given.items())
        step = Describable("keep", Slot.STEP, settings, location)
        return step, Unknown(Reference(ReferenceKind.VARIABLE, name), kind_of(value))

    # ---- the ledger ----------------------------------------------------------------------------------------------

    def mark(self) -> int:
        return len(self.here.leaves)

    def roll_back(self, mark: int) -> None:
        del self.here.leaves[mark:]

    def seen(self, node: tree.Node) -> None:
        self.ran.add(id(node))

    def opaque(self, node: tree.Node, because: str) -> None:
        self.not_understood.add(id(node))
        path = self.here.path(self.parents[-1], type(node).__name__.lower())
        leaf = self.here.leaf(node, path)
        code = redact(self.machine.script.source(node))[0]
        setting = Setting("scriptBlock", Opaque(code, because), leaf, ())
        self.machine.out.append(Describable("script", Slot.STEP, (setting,), leaf, leaf))

    def opaque_script(self, script: tree.Script, because: str) -> None:
        """A whole script that is not understood."""
        self.not_understood |= {id(one) for one in script.statements}
        self.opaque(tree.Node(0, len(script.text)), because)

    def _leaf(self, node: tree.Node, name: str) -> Location:
        self.told.add(id(node))
        return self.here.leaf_of_head(node, self.here.path(self.parents[-1], name))

    def _emit(self, name: str, node: tree.Node, settings: dict[str, SourceValue]) -> None:
        leaf = self._leaf(node, name)
        found = tuple(Setting(key, value, leaf, ()) for key, value in settings.items())
        self.machine.out.append(Describable(name, Slot.STEP, found, leaf, leaf))


def _part(name: str, location: Location, steps: list[Any]) -> Describable:
    return Describable(name, Slot.STEP, (), location, None, tuple(steps))
