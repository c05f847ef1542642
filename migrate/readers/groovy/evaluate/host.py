"""What the evaluator asks of Jenkins: names that no code binds, steps, and what only the run decides."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate.failures import Failure, Handled
from migrate.readers.groovy.evaluate.held import Held
from migrate.readers.groovy.evaluate.objects import Instance
from migrate.readers.groovy.evaluate.values import Code, JenkinsObject, Unknown, Value


class Mark(NamedTuple):
    """How many leaves and libraries are written down, and how many nodes have run."""

    leaves: int
    libraries: int
    nodes: int


@dataclass(frozen=True, slots=True)
class Given:
    """An argument: its name ("" without one), where it stands, and its value."""

    name: str
    node: tree.Node
    value: Value


class Host(Protocol):
    """Steps are opaque to the evaluator: it hands them on in lists."""

    def name(self, node: tree.Node, name: str) -> Value:
        """A name that the script does not bind, at its place. Raises ThrownError where nobody does."""

    def variable(self, name: str) -> Instance | None:
        """The object that a shared library brings under a name, which is that of a file in `vars`."""

    def class_source(self, qualified: str) -> tree.Script | None:
        """The script that has a class, by its full name."""

    def call(self, node: tree.Node) -> AbstractContextManager[None]:
        """Within, a function runs that is called at a place."""

    def place(self) -> tuple[str, ...]:
        """Where the functions that run now are called, the innermost first."""

    def at(self, place: tuple[str, ...]) -> AbstractContextManager[None]:
        """Within, what runs is called where a closure was written."""

    def told_name(self, name: str, value: Value) -> Value:
        """A value as a variable of this name may hold it."""

    def step(self, call: tree.Call, name: str, arguments: list[Given], body: Code | None) -> Value:
        """A call of something that is no function of the script: run it, and give its value."""

    def member(self, owner: JenkinsObject, name: str) -> Value:
        """A property of an object of Jenkins'."""

    def assign(self, node: tree.Node, owner: JenkinsObject, name: str, value: Value) -> None:
        """`env.NAME = value`. Raises NotFoldedError where it has no meaning."""

    def refused(self, name: str, member: str, count: int) -> str:
        """The signature that Jenkins refuses, of a call of a class's method, or of `new`, with so many arguments; ""
        where it may permit that."""

    def refuse(self, node: tree.Node, signature: str, given: list[Value]) -> Value:
        """Fail as Jenkins does where it refuses a call. Raises ThrownError; NotFoldedError where that is not sure."""

    def held(self, node: tree.Node, owner: Held, name: str, given: list[Value]) -> Value:
        """A method of an object with a state of its own, whose properties are methods too. Raises NotFoldedError."""

    def method(self, node: tree.Call, owner: JenkinsObject | Unknown, name: str, arguments: list[Given]) -> Value:
        """A method of an object of Jenkins' or of an unknown value. Raises NotFoldedError."""

    def part(self, node: tree.Node, owner: Unknown, keys: list[Value]) -> Value:
        """A member or an element of an unknown value."""

    def at_once(self) -> AbstractContextManager[None]:
        """Within, a value is used where it is made, and nowhere else."""

    def choice(self, node: tree.Node, condition: Unknown, then: list[Any], otherwise: list[Any]) -> None:
        """Steps of which the run takes one list."""

    def loop(self, node: tree.Node, items: Unknown, variable: str, first: list[Any], body: list[Any]) -> None:
        """Steps for each item of a list, behind those that go before the first turn."""

    def attempt(
        self, node: tree.Try, body: list[Any], caught: list[Any] | None, last: list[Any], handled: Handled
    ) -> None:
        """`try` around steps; `caught` is None where nothing catches, and `handled` tells what the catches get."""

    def unreached(self, node: tree.Statement, because: str) -> None:
        """A statement that the build never comes to, other than Jenkins."""

    def failures(self, steps: list[Any]) -> frozenset[str]:
        """The classes of what steps may throw, and for others what stands for them in `failures`."""

    def exception(self, name: str, kinds: frozenset[str], steps: list[Any], signal: Exception | None) -> Failure:
        """What a catch gets, under a name, where one of the steps fails in one of these ways (None: in any), or without
        any for what Groovy throws."""

    def is_instance(self, failure: Failure, name: str) -> bool | Unknown:
        """`exception instanceof Name`. Raises NotFoldedError where that is not sure."""

    def fresh(self, name: str) -> str:
        """A name that no other value is kept under."""

    def keep(self, name: str, value: Value) -> tuple[Any, Unknown] | None:
        """A step that keeps a value at run time under a name, and how to read it. None where it can't be kept."""

    def mark(self) -> Mark:
        """A moment to go back to, with `roll_back`, before what the host has written down since."""

    def roll_back(self, mark: Mark) -> None:
        """Forget what was written down since."""

    def opaque(self, node: tree.Node, because: str) -> None:
        """A statement that is not understood."""

    def lost(self, node: tree.Node, because: str) -> None:
        """A statement whose only effect is a value that is not understood."""

    def seen(self, node: tree.Node) -> None:
        """A statement that has run."""
