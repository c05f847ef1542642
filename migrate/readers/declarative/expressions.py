"""Groovy expressions as values of the source model: constants, references, templates, describables, or Opaque."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Protocol

from migrate.model.location import Location
from migrate.model.source import (
    SECRET_LEFT_OUT,
    Describable,
    Items,
    Leaf,
    Literal,
    Opaque,
    Reference,
    ReferenceKind,
    Setting,
    Slot,
    Template,
    Value,
)
from migrate.readers.declarative.names import Names
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate.effects import walk
from migrate.readers.secrets import redact, redact_setting

_NOT_EVALUATED = "Groovy code is not evaluated yet"
_RESULT = re.compile(r"hudson\.model\.Result\.([A-Z_]+)")
_OBJECTS = {
    "env": ReferenceKind.ENVIRONMENT,
    "params": ReferenceKind.PARAMETER,
    "currentBuild": ReferenceKind.BUILD,
}


@dataclass(slots=True)
class Places:
    """Gives every node of a script its place and its leaf in the ledger. `calls` are those that lead to what runs."""

    script: tree.Script
    file: str
    first_line: int = 1
    leaves: list[Leaf] = field(default_factory=list)
    secrets: list[Location] = field(default_factory=list)
    taken: dict[str, int] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def elsewhere(self, script: tree.Script, file: str) -> Places:
        """The places of another script that this one runs: its leaves stand in the same ledger."""
        return replace(self, script=script, file=file, first_line=1)

    def path(self, parent: str, name: str) -> str:
        """A path that is used once: from the second of a name on, with `[n]`."""
        plain = f"{parent}/{name}" if parent else name
        self.taken[plain] = self.taken.get(plain, 0) + 1
        return plain if self.taken[plain] == 1 else f"{plain}[{self.taken[plain]}]"

    def location(self, node: tree.Node, path: str) -> Location:
        line, column = self.script.position(node.start)
        return Location(self.file, line + self.first_line - 1, column, path, tuple(reversed(self.calls)))

    def leaf(self, node: tree.Node, path: str, name: str = "") -> Location:
        """Open a leaf with the source of a node, secrets redacted."""
        location = self.location(node, path)
        source = self.script.source(node)
        text, secret = redact_setting(name, source) if isinstance(node, tree.Constant) and name else redact(source)
        if secret:
            self.secrets.append(location)
        self.leaves.append(Leaf(location, text))
        return location

    def leaf_of_head(self, node: tree.Node, path: str) -> Location:
        """Open a leaf with the first line of a node: what is inside has leaves of its own."""
        location = self.location(node, path)
        self.leaves.append(Leaf(location, redact(self.script.first_line(node))[0]))
        return location


class Evaluator(Protocol):
    """What Groovy that must be evaluated gives, if it is understood."""

    def value(self, node: tree.Expression) -> Value | None: ...

    def is_code(self, node: tree.Expression) -> bool: ...

    def made(self, node: tree.Expression, path: str) -> tuple[Value, tuple[Location, ...]] | None: ...


class Expressions:
    """Turns expressions into values. `names` says which names the script binds; `known` holds constants among them."""

    def __init__(
        self,
        places: Places,
        names: Names,
        evaluator: Evaluator,
        known: dict[str, Value] | None = None,
        hidden: frozenset[str] = frozenset(),
    ) -> None:
        """`hidden` are names that stand for something else here than in the script around."""
        self.places = places
        self.names = names
        self.evaluator = evaluator
        self.hidden = hidden
        self.known: dict[str, Value] = {} if known is None else known
        if known is None:
            for name, node in names.constants.items():
                self._fold(name, node)

    def _fold(self, name: str, node: tree.Expression) -> None:
        """Keep the value of a constant, if nothing in it is left to the run."""
        value = self.value(node)
        if isinstance(value, Literal):
            secret = redact_setting(name, str(value.value))[1] or redact(self.places.script.source(node))[1]
            self.known[name] = Opaque(name, SECRET_LEFT_OUT) if secret else value

    def where(self, names: Names) -> Expressions:
        """The same for a part of the script where other names are bound."""
        if names is self.names:
            return self
        hidden = self.hidden | (names.bound ^ self.names.bound)
        return Expressions(self.places, names, self.evaluator, self.known, hidden)

    def evaluate(self, node: tree.Expression) -> Value | None:
        """What the evaluator makes of an expression that names nothing which is another thing here."""
        return None if self._is_other(node) else self.evaluator.value(node)

    def _is_other(self, node: tree.Expression) -> bool:
        return any(isinstance(one, tree.Name) and one.name in self.hidden for one in walk(node))

    def value(self, node: tree.Expression) -> Value:
        """The value of an expression, nested describables without leaves of their own."""
        plain = self._plain_value(node)
        secret = any(one.because == SECRET_LEFT_OUT for one in opaque_in(plain))
        evaluated = self.evaluate(node) if opaque_in(plain) and not secret else None
        return evaluated or plain

    def _plain_value(self, node: tree.Expression) -> Value:
        if isinstance(node, tree.Constant):
            return Literal(_redacted(node.value))
        if isinstance(node, tree.GString):
            return self._template(node)
        if isinstance(node, tree.Name | tree.Property | tree.Index):
            return self._reference(node)
        if isinstance(node, tree.Binary) and node.operator == "+":
            return self._joined(node)
        if isinstance(node, tree.Unary) and node.operator == "-":
            return self._negative(node)
        if isinstance(node, tree.ListLiteral):
            return Items(tuple(self.value(item) for item in node.items))
        return self.opaque(node)

    def opaque(self, node: tree.Node) -> Opaque:
        return Opaque(redact(self.places.script.source(node))[0], _NOT_EVALUATED)

    def _negative(self, node: tree.Unary) -> Value:
        operand = node.operand.value if isinstance(node.operand, tree.Constant) else None
        return Literal(-operand) if isinstance(operand, int | float) else self.opaque(node)

    def _template(self, node: tree.GString) -> Value:
        parts: list[Literal | Reference | Opaque] = []
        for part in node.parts:
            if isinstance(part, str):
                parts.append(Literal(_redacted(part)))
            else:
                parts += _parts(self.value(part), self.opaque(part))
        return _template_of(parts)

    def _joined(self, node: tree.Binary) -> Value:
        """`'a' + b`: text where one side surely is; numbers add, and are left to the evaluator."""
        left, right = self.value(node.left), self.value(node.right)
        if not (_is_text(left) or _is_text(right)):
            return self.opaque(node)
        return _template_of([*_parts(left, self.opaque(node.left)), *_parts(right, self.opaque(node.right))])

    def _reference(self, node: tree.Name | tree.Property | tree.Index) -> Value:
        if isinstance(node, tree.Name):
            return self._named(node)
        if result := _RESULT.fullmatch(self.places.script.source(node)):
            return Literal(result[1])
        owner = node.object.name if isinstance(node.object, tree.Name) else ""
        if owner in self.names.bound:
            return self.opaque(node)
        if owner == "scm" and self._member(node) in ("branches", "extensions", "userRemoteConfigs"):
            return Reference(ReferenceKind.SCM, self._member(node))
        kind = _OBJECTS.get(owner)
        name = self._member(node)
        return Reference(kind, name) if kind and name else self.opaque(node)

    def _named(self, node: tree.Name) -> Value:
        """A bare name: the script's own, or one of the environment."""
        if node.name == "scm" and "scm" not in self.names.bound:
            return Reference(ReferenceKind.SCM, "scm")
        if self.names.is_environment(node.name):
            return Reference(ReferenceKind.ENVIRONMENT, node.name, bare=True)
        known = self.known.get(node.name) if node.name in self.names.bound else None
        return known or Opaque(node.name, _because(node.name, self.names))

    def environment_name(self, node: tree.Expression) -> str:
        """The NAME of `env.NAME`, or "" for anything else."""
        found = self._reference(node) if isinstance(node, tree.Property | tree.Index) else None
        return found.name if isinstance(found, Reference) and found.kind is ReferenceKind.ENVIRONMENT else ""

    def _member(self, node: tree.Property | tree.Index) -> str:
        if isinstance(node, tree.Property):
            return node.name if isinstance(node.name, str) and node.operator in (".", "?.") else ""
        key = node.arguments[0] if len(node.arguments) == 1 else None
        return str(key.value) if isinstance(key, tree.Constant) and isinstance(key.value, str) else ""

    # ---- settings ------------------------------------------------------------------------------------------------

    def setting(self, name: str, node: tree.Expression, parent: str) -> Setting:
        """A named argument with the leaves below it."""
        path = self.places.path(parent, name or "value")
        value, leaves = self._described(node, path, name)
        return Setting(name, value, self.places.location(node, path), leaves)

    def _described(self, node: tree.Expression, path: str, name: str) -> tuple[Value, tuple[Location, ...]]:
        """A value and its leaves: nested describables keep theirs. What code gives may be some too."""
        if self.evaluator.is_code(node) and not self._is_other(node):
            return self.evaluator.made(node, path) or (self.value(node), (self.places.leaf(node, path, name),))
        if isinstance(node, tree.ListLiteral) and any(_describes(item) for item in node.items):
            pairs = [self._described(item, self.places.path(path, name_of(item)), name) for item in node.items]
            return Items(tuple(value for value, _ in pairs)), tuple(leaf for _, leaves in pairs for leaf in leaves)
        if _describes(node):
            return self._describable(node, path), ()
        return self.value(node), (self.places.leaf(node, path, name),)

    def _describable(self, node: tree.Expression, path: str) -> Describable:
        """`symbol(a: 1)` or `[$class: 'X', a: 1]`."""
        name, arguments = name_of(node), _arguments_of(node)
        settings = tuple(self.setting(key, value, path) for key, value in arguments)
        leaf = None if settings else self.places.leaf(node, path)
        return Describable(name, Slot.VALUE, settings, self.places.location(node, path), leaf)


def _because(name: str, names: Names) -> str:
    if name in names.bound:
        return f"{name} is set by Groovy code that is not evaluated yet"
    return f"{name} may come from code that the Jenkinsfile loads" if names.is_open else _NOT_EVALUATED


def _redacted(value: str | int | float | bool | None) -> str | int | float | bool | None:
    return redact(value)[0] if isinstance(value, str) else value


def opaque_in(value: Value) -> list[Opaque]:
    parts = value.parts if isinstance(value, Template) else value.items if isinstance(value, Items) else (value,)
    return [one for one in parts if isinstance(one, Opaque)]


def _is_text(value: Value) -> bool:
    return isinstance(value, Template) or (isinstance(value, Literal) and isinstance(value.value, str))


def _parts(value: Value, opaque: Opaque) -> list[Literal | Reference | Opaque]:
    """A value as parts of a text."""
    if isinstance(value, Template):
        return list(value.parts)
    return [value] if isinstance(value, Literal | Reference | Opaque) else [opaque]


def _template_of(parts: list[Literal | Reference | Opaque]) -> Value:
    if all(isinstance(part, Literal) and isinstance(part.value, str) for part in parts):
        return Literal("".join(str(part.value) for part in parts if isinstance(part, Literal)))
    return Template(tuple(part for part in parts if part != Literal("")))


def _describes(node: tree.Expression) -> bool:
    """Whether a node is a symbol with arguments, or a map: an object's settings."""
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name):
        return not any(isinstance(one, tree.Closure) for one in node.arguments)
    return isinstance(node, tree.MapLiteral) and all(isinstance(one.key, tree.Constant) for one in node.entries)


def name_of(node: tree.Expression) -> str:
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name):
        return node.function.name
    for entry in node.entries if isinstance(node, tree.MapLiteral) else ():
        if (
            isinstance(entry.key, tree.Constant)
            and entry.key.value == "$class"
            and isinstance(entry.value, tree.Constant)
        ):
            return str(entry.value.value)
    return ""


def _arguments_of(node: tree.Expression) -> list[tuple[str, tree.Expression]]:
    found: list[tuple[str, tree.Expression]] = []
    items = node.entries if isinstance(node, tree.MapLiteral) else node.arguments if isinstance(node, tree.Call) else ()
    for item in items:
        if not isinstance(item, tree.Entry):
            found.append(("", item))
        elif isinstance(item.key, tree.Constant) and item.key.value != "$class":
            found.append((str(item.key.value), item.value))
    return found


def arguments_of(call: tree.Call) -> list[tuple[str, tree.Expression]]:
    """The arguments of a step, its block left out; a single explicit map is named arguments."""
    items = [one for one in call.arguments if not (isinstance(one, tree.Closure) and one is call.arguments[-1])]
    if len(items) == 1 and isinstance(items[0], tree.MapLiteral) and not name_of(items[0]):
        return _arguments_of(items[0])
    found: list[tuple[str, tree.Expression]] = []
    for item in items:
        if isinstance(item, tree.Entry):
            key = item.key.value if isinstance(item.key, tree.Constant) else "*"
            found.append((str(key), item.value))
        else:
            found.append(("", item))
    return found


def inner_describable(call: tree.Call) -> tree.Expression | None:
    """The describable of `step([$class: 'X'])` and `wrap([$class: 'X'])`."""
    items = [one for one in call.arguments if not isinstance(one, tree.Closure)]
    if len(items) == 1 and isinstance(items[0], tree.MapLiteral | tree.Call) and name_of(items[0]):
        return items[0]
    return None
