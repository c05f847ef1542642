"""A declarative pipeline as Jenkins models it, before anything is evaluated."""

from __future__ import annotations

from dataclasses import dataclass, field

from migrate.readers.groovy import tree


@dataclass(slots=True)
class Value:
    """A constant, or the source text of anything else (`literal` is false then)."""

    literal: bool
    value: str | int | float | bool | None
    node: tree.Node


@dataclass(slots=True)
class Argument:
    """`key: value`, or a value without a key. A value may be a call, or nested arguments (of an agent)."""

    key: str | None
    value: Value | Invocation | list[Argument]


@dataclass(slots=True)
class Invocation:
    """A step, option, parameter, trigger or condition. `block` is the source text of a `script` or `expression`."""

    name: str
    arguments: list[Argument]
    node: tree.Node
    children: list[Invocation] | None = None
    block: Value | None = None


@dataclass(slots=True)
class Agent:
    """`agent any`, `agent { label 'x' }` (`argument`), `agent { docker { … } }` (`arguments`)."""

    type: str
    node: tree.Node
    argument: Value | None = None
    arguments: list[Argument] | None = None


@dataclass(slots=True)
class EnvironmentEntry:
    key: str
    value: Value | Invocation
    node: tree.Node


@dataclass(slots=True)
class Tool:
    kind: str
    version: Value
    node: tree.Node


@dataclass(slots=True)
class When:
    conditions: list[Invocation]
    before: dict[str, bool] = field(default_factory=dict)


@dataclass(slots=True)
class Branch:
    name: str
    steps: list[Invocation]


@dataclass(slots=True)
class PostCondition:
    condition: str
    branch: Branch
    node: tree.Node


@dataclass(slots=True)
class Input:
    node: tree.Node
    fields: dict[str, Value] = field(default_factory=dict)
    parameters: list[Invocation] = field(default_factory=list)


@dataclass(slots=True)
class Axis:
    name: Value
    values: list[Value]
    inverse: bool = False


@dataclass(slots=True)
class Matrix:
    axes: list[Axis] = field(default_factory=list)
    excludes: list[list[Axis]] = field(default_factory=list)


@dataclass(slots=True)
class Body:
    """What a pipeline, a stage and a matrix may all have."""

    node: tree.Node
    agent: Agent | None = None
    environment: list[EnvironmentEntry] = field(default_factory=list)
    options: list[Invocation] = field(default_factory=list)
    tools: list[Tool] = field(default_factory=list)
    post: list[PostCondition] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    when: When | None = None
    input: Input | None = None


@dataclass(slots=True)
class Stage(Body):
    """A stage holds steps (`branches`), `stages`, `parallel` or a `matrix`; the matrix's own sections are `cell`."""

    name: str = ""
    branches: list[Branch] = field(default_factory=list)
    parallel: list[Stage] = field(default_factory=list)
    matrix: Matrix | None = None
    cell: Body | None = None
    fail_fast: bool | None = None


@dataclass(slots=True)
class Pipeline(Body):
    parameters: list[Invocation] = field(default_factory=list)
    triggers: list[Invocation] = field(default_factory=list)
    libraries: list[Value] = field(default_factory=list)


@dataclass(slots=True)
class Refusal:
    """What Jenkins refuses, at a node of the tree."""

    message: str
    node: tree.Node
