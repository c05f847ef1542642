"""The syntax tree of Groovy 2.4. `start` and `end` are offsets into the text; `text[start:end]` is the source.

Nodes are plain slotted dataclasses, not frozen: a frozen one takes three times as long to make, and a parser makes
many.
Nobody changes a tree after `parse` has returned it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, fields
from typing import get_args


@dataclass(slots=True)
class Node:
    start: int
    end: int


# ---- expressions -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Name(Node):
    """A variable, class or method name; also `this` and `super`."""

    name: str


@dataclass(slots=True)
class Constant(Node):
    """A string without interpolation, a number, `true`, `false` or `null`."""

    value: str | int | float | bool | None


@dataclass(slots=True)
class GString(Node):
    """A string with `${…}` in it: texts (escapes resolved) and expressions in turn."""

    parts: list[str | Expression]


@dataclass(slots=True)
class ListLiteral(Node):
    items: list[Expression]


@dataclass(slots=True)
class Entry(Node):
    """`key: value` in a map or among arguments. A bare word as key is a Constant; `(expression):` is computed;
    `*:` has the key None."""

    key: Expression | None
    value: Expression


@dataclass(slots=True)
class MapLiteral(Node):
    entries: list[Entry]


@dataclass(slots=True)
class Binary(Node):
    """Any operator with two operands, ranges (`..`, `..<`), `in` and regular expressions included."""

    operator: str
    left: Expression
    right: Expression


@dataclass(slots=True)
class Unary(Node):
    operator: str
    operand: Expression


@dataclass(slots=True)
class Postfix(Node):
    operator: str
    operand: Expression


@dataclass(slots=True)
class Assign(Node):
    """`=` and its relatives. `(a, b) = …` has a ListLiteral as target."""

    operator: str
    target: Expression
    value: Expression


@dataclass(slots=True)
class Ternary(Node):
    """`condition ? then : otherwise`; the elvis operator has no `then`."""

    condition: Expression
    then: Expression | None
    otherwise: Expression


@dataclass(slots=True)
class Cast(Node):
    """`(Type) value` (the operator `()`), `value as Type`, and with the operator `instanceof` the question."""

    operator: str
    value: Expression
    type: TypeName


@dataclass(slots=True)
class Property(Node):
    """`object.name`; the operator is one of `.` `?.` `*.` `.&` `.@`. A computed name is an expression."""

    object: Expression
    operator: str
    name: str | Expression


@dataclass(slots=True)
class Index(Node):
    object: Expression
    arguments: list[Expression | Entry]


@dataclass(slots=True)
class Call(Node):
    """A call. A trailing closure is the last argument; `command` is the form without parentheses."""

    function: Expression
    arguments: list[Expression | Entry]
    command: bool = False


@dataclass(slots=True)
class New(Node):
    type: TypeName
    arguments: list[Expression | Entry]
    body: list[Statement] | None = None


@dataclass(slots=True)
class Spread(Node):
    value: Expression


@dataclass(slots=True)
class Parameter(Node):
    name: str
    type: TypeName | None = None
    default: Expression | None = None
    varargs: bool = False
    annotations: list[Annotation] = field(default_factory=list)


@dataclass(slots=True)
class Closure(Node):
    """`{ … }`. `parameters` is None without an arrow (then `it` is there), and empty for `{ -> … }`."""

    parameters: list[Parameter] | None
    body: list[Statement]


@dataclass(slots=True)
class TypeName(Node):
    name: str
    arguments: list[TypeName] = field(default_factory=list)
    dimensions: int = 0


@dataclass(slots=True)
class Annotation(Node):
    name: str
    arguments: list[Expression | Entry]


@dataclass(slots=True)
class Declare(Node):
    """`def a = 1, b`, `def (a, b) = f()` (`together`), `@Library('x') _`. Groovy takes one as an argument too."""

    modifiers: list[str]
    annotations: list[Annotation]
    type: TypeName | None
    names: list[str]
    values: list[Expression | None]
    together: bool = False


Expression = (
    Name
    | Constant
    | GString
    | ListLiteral
    | MapLiteral
    | Binary
    | Unary
    | Postfix
    | Assign
    | Ternary
    | Cast
    | Property
    | Index
    | Call
    | New
    | Spread
    | Closure
    | Annotation
    | Declare
)

# ---- statements --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Evaluate(Node):
    """An expression as a statement."""

    expression: Expression


@dataclass(slots=True)
class If(Node):
    condition: Expression
    then: Statement
    otherwise: Statement | None


@dataclass(slots=True)
class While(Node):
    condition: Expression
    body: Statement


@dataclass(slots=True)
class ForIn(Node):
    parameter: Parameter
    items: Expression
    body: Statement


@dataclass(slots=True)
class For(Node):
    initial: list[Statement]
    condition: Expression | None
    update: list[Expression]
    body: Statement


@dataclass(slots=True)
class Case(Node):
    """`case value:`; `default:` has no value."""

    value: Expression | None
    body: list[Statement]


@dataclass(slots=True)
class Switch(Node):
    value: Expression
    cases: list[Case]


@dataclass(slots=True)
class Catch(Node):
    types: list[TypeName]
    name: str
    body: Block


@dataclass(slots=True)
class Try(Node):
    body: Block
    catches: list[Catch]
    last: Block | None


@dataclass(slots=True)
class Return(Node):
    value: Expression | None


@dataclass(slots=True)
class Throw(Node):
    value: Expression


@dataclass(slots=True)
class Jump(Node):
    """`break` or `continue`."""

    keyword: str
    label: str | None


@dataclass(slots=True)
class Assert(Node):
    condition: Expression
    message: Expression | None


@dataclass(slots=True)
class Block(Node):
    body: list[Statement]


@dataclass(slots=True)
class Labelled(Node):
    label: str
    statement: Statement


@dataclass(slots=True)
class Synchronized(Node):
    lock: Expression
    body: Block


@dataclass(slots=True)
class Import(Node):
    name: str
    alias: str | None
    static: bool
    annotations: list[Annotation]


@dataclass(slots=True)
class Package(Node):
    name: str


@dataclass(slots=True)
class Method(Node):
    """A method or function; a constructor has no type and its class's name. Abstract ones have no body."""

    name: str
    modifiers: list[str]
    annotations: list[Annotation]
    type: TypeName | None
    parameters: list[Parameter]
    body: Block | None


@dataclass(slots=True)
class ClassDefinition(Node):
    """A class, interface, trait, enum or annotation type (`kind`). Constants of an enum are in `constants`."""

    kind: str
    name: str
    modifiers: list[str]
    annotations: list[Annotation]
    parents: list[TypeName]
    body: list[Statement]
    constants: list[str] = field(default_factory=list)


@dataclass(slots=True)
class EnumConstant(Node):
    """`NAME(arguments) { … }`, in the body of its enum."""

    name: str
    annotations: list[Annotation]
    arguments: list[Expression | Entry]
    body: list[Statement] | None


@dataclass(slots=True)
class Opaque(Node):
    """What could not be read."""


Statement = (
    Evaluate
    | Declare
    | If
    | While
    | ForIn
    | For
    | Switch
    | Try
    | Return
    | Throw
    | Jump
    | Assert
    | Block
    | Labelled
    | Synchronized
    | Import
    | Package
    | Method
    | ClassDefinition
    | EnumConstant
    | Opaque
)

STATEMENTS = frozenset(get_args(Statement))


@dataclass(slots=True)
class Problem:
    """What is wrong, at an offset; `line` and `column` count from 1."""

    message: str
    offset: int
    line: int
    column: int


@dataclass(slots=True)
class Script:
    """A whole text. `problems` is empty for every text that Groovy 2.4 accepts."""

    text: str
    statements: list[Statement]
    problems: tuple[Problem, ...]
    _lines: list[int] = field(default_factory=list, repr=False)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, from 1."""
        if not self._lines:
            self._lines = line_starts(self.text)
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def source(self, node: Node) -> str:
        return self.text[node.start : node.end]

    def first_line(self, node: Node) -> str:
        """The source of a node up to the end of its first line."""
        end = self.text.find("\n", node.start, node.end)
        return self.text[node.start : node.end if end < 0 else end]


def parts(node: Node, *, but: str = "") -> list[Node]:
    """The nodes that stand directly in a node, in the order of its fields; `but` leaves a field out."""
    found: list[Node] = []
    for name in _fields_of(type(node)):
        value = getattr(node, name)
        if name == but:
            continue
        if isinstance(value, Node):
            found.append(value)
        elif isinstance(value, list):
            found += [one for one in value if isinstance(one, Node)]
    return found


def name_called(call: Call) -> str:
    """The name of the function or method that is called; empty where it is computed, or what is called has none."""
    name = call.function.name if isinstance(call.function, Name | Property) else ""
    return name if isinstance(name, str) else ""


def _fields_of(kind: type[Node]) -> tuple[str, ...]:
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(one.name for one in fields(kind) if _OF_NODES.search(str(one.type)))
    return _FIELDS[kind]


_FIELDS: dict[type[Node], tuple[str, ...]] = {}
_OF_NODES = re.compile(r"\b(?!None\b)[A-Z]")  # the type of a field that may hold nodes names one of their classes


def line_starts(text: str) -> list[int]:
    starts, at = [0], text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts
