"""Steps that the evaluator reaches, as describables with their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from migrate.model.source import SECRET_LEFT_OUT, Literal, Opaque, Reference, ReferenceKind
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate import ordering
from migrate.readers.groovy.evaluate.calls import is_script, positional
from migrate.readers.groovy.evaluate.connections import Url
from migrate.readers.groovy.evaluate.failures import Failure
from migrate.readers.groovy.evaluate.held import Held, setter
from migrate.readers.groovy.evaluate.host import Given
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
from migrate.readers.pipeline import earlier_builds, requests, runtime, sandbox, thrown
from migrate.readers.pipeline.docker import Docker
from migrate.readers.pipeline.earlier_builds import Causes, EarlierBuild
from migrate.readers.pipeline.frozen import DISPLAY_NAME, RESULT
from migrate.readers.pipeline.loaded import url_of
from migrate.readers.pipeline.running import Running
from migrate.readers.pipeline.source_values import source_value
from migrate.readers.pipeline.steps import EXAMPLES, named
from migrate.readers.secrets import redact_setting

_OBJECTS = ("env", "params", "currentBuild", "docker", "scm", "UUID")
_MESSAGES = ("message", "localizedMessage")
_MESSAGE_METHODS = ("getMessage", "getLocalizedMessage")
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
class PipelineHost(Running):
    """Knows what names, members and methods of Jenkins' own stand for. `bound` are the names that scripts bind."""

    bound: frozenset[str] = frozenset()
    is_open: Callable[[str], bool] = lambda _: False
    all_parameters: list[str] | None = None  # their names, where the job has no others
    pipelines: list[FoundPipeline] = field(default_factory=list)
    variables: dict[str, Instance | None] = field(default_factory=dict)
    tried: int = 0  # how many closures over lists of the run are around
    _docker: Docker | None = None

    @property
    def docker(self) -> Docker:
        self._docker = self._docker or Docker(self)
        return self._docker

    # ---- code from elsewhere -------------------------------------------------------------------------------------

    def variable(self, name: str) -> Instance | None:
        if name not in self.variables:
            script = self.loaded.variable(name)
            self.variables[name] = self.machine.script_object(script, name) if script else None
        return self.variables[name]

    def class_source(self, qualified: str) -> tree.Script | None:
        return self.loaded.class_source(qualified)

    def from_elsewhere(self, call: tree.Call, name: str, arguments: list[Given], body: Code | None) -> Value:
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
        return Unknown(Opaque(name, SECRET_LEFT_OUT)) if secret else value

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
