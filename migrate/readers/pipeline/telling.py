"""What a pipeline does, told as describables with their places; and the ledger of its script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from migrate.model.location import Location
from migrate.model.source import Describable, Items, Literal, Opaque, Reference, ReferenceKind, Setting, Slot
from migrate.model.source import Value as SourceValue
from migrate.readers.declarative.expressions import Places
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate import run_lists, throwing
from migrate.readers.groovy.evaluate.host import Given, Mark
from migrate.readers.groovy.evaluate.machine import Machine
from migrate.readers.groovy.evaluate.run_objects import RunObject
from migrate.readers.groovy.evaluate.values import Unknown, Value
from migrate.readers.pipeline.earlier_builds import Causes, EarlierBuild
from migrate.readers.pipeline.frozen import freeze
from migrate.readers.pipeline.loaded import Loaded, Surroundings
from migrate.readers.pipeline.nodes import Nodes
from migrate.readers.pipeline.source_values import can_be_kept, kind_of, source_value
from migrate.readers.pipeline.steps import class_of
from migrate.readers.pipeline.undefined import Undefined
from migrate.readers.secrets import redact


@dataclass(slots=True)
class Telling:
    """`places` are by the id of a script."""

    places: dict[int, Places]
    around: Surroundings = field(default_factory=Surroundings)
    undefined: Undefined = field(default_factory=Undefined)
    parents: list[str] = field(default_factory=lambda: [""])
    ran: Nodes = field(default_factory=Nodes)
    told: Nodes = field(default_factory=Nodes)  # steps, with leaves of their own
    not_understood: Nodes = field(default_factory=Nodes)
    without_value: dict[int, tuple[tree.Node, str]] = field(default_factory=dict)  # by identity, and why
    why_not: dict[int, tuple[tree.Node, str]] = field(default_factory=dict)  # what a build never comes to
    numbers: dict[str, int] = field(default_factory=dict)
    frozen: list[tuple[Mark, Reference]] = field(default_factory=list)  # when, and what keeps a value of then
    loaded: Loaded = field(init=False)
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

    # ---- settings ------------------------------------------------------------------------------------------------

    def _setting(self, given: Given, parent: str) -> Setting:
        path = self.here.path(parent, given.name or "value")
        value, leaves = self.described(given.node, given.value, path)
        return Setting(given.name, value, self.here.location(given.node, path), leaves)

    def described(self, node: tree.Node, value: Any, path: str) -> tuple[SourceValue, tuple[Location, ...]]:
        """A value and its leaves: nested describables keep theirs."""
        if isinstance(value, dict):
            return self._object(node, value, path), ()
        if isinstance(value, list) and any(isinstance(one, dict) for one in value):
            pairs = [self.described(node, one, self.here.path(path, class_of(one))) for one in value]
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

    # ---- variables of the build ----------------------------------------------------------------------------------

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

    def _freeze(self, changed: frozenset[Reference]) -> None:
        """What is set now, variables have read before: they keep that."""
        freeze(self.machine.memory, changed, self._kept)

    def _kept(self, reference: Reference) -> Reference:
        variable = Reference(ReferenceKind.VARIABLE, self.fresh(reference.name))
        self.frozen.append((self.mark(), variable))
        self.machine.out.append(self._keeping(variable.name, reference))
        return variable

    # ---- the ledger ----------------------------------------------------------------------------------------------

    def mark(self) -> Mark:
        return Mark(len(self.here.leaves), len(self.loaded.libraries), len(self.ran))

    def roll_back(self, mark: Mark) -> None:
        lost = frozenset(variable for at, variable in self.frozen if at >= mark)
        freeze(self.machine.memory, lost, lost_value)
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


def lost_value(reference: Reference) -> Opaque:
    return Opaque(reference.name, "its value at another place is not known here")


def part_of(name: str, location: Location, steps: list[Any]) -> Describable:
    return Describable(name, Slot.STEP, (), location, None, tuple(steps))
