"""Folds Groovy expressions in tests, and asks Debian's Groovy for the same: text, class of all parts, or exception."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import singledispatch
from pathlib import Path
from typing import Any

from migrate.readers.groovy import parse, tree
from migrate.readers.groovy.evaluate import kinds, lists, maps, methods, numbers, operators, strings
from migrate.readers.groovy.evaluate.regular import Matcher
from migrate.readers.groovy.evaluate.values import Code, NotFoldedError, Range, ThrownError

_JARS = "/usr/share/groovy/lib/*"
_ANSWERS = Path(__file__).with_name("groovy_answers.txt")
_SCRIPT = Path(__file__).with_name("groovy_values.groovy")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an expression comes to: a text and a typed text, or the name of an exception."""

    text: str = ""
    typed: str = ""
    thrown: str = ""


def asked(texts: Sequence[str]) -> list[Answer]:
    """What Groovy makes of expressions."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "expressions.json"
        path.write_text("".join(json.dumps(text) + "\n" for text in texts), "utf-8")
        command = ["java", "-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", _JARS]
        command += ["groovy.ui.GroovyMain", str(_SCRIPT), str(path)]
        output = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    found = [json.loads(line) for line in output.splitlines()]
    return [Answer(one.get("text", ""), one.get("typed", ""), one.get("thrown", "")) for one in found]


def answers_of() -> dict[str, Answer]:
    """Expressions with what Groovy made of them: `expression ⇒ typed text ⇒ text`, or `⇒ ! exception`."""
    found = {}
    for line in _ANSWERS.read_text("utf-8").splitlines():
        expression, shown, *text = line.split(" ⇒ ")
        found[expression] = Answer(json.loads(text[0]), shown) if text else Answer(thrown=shown.removeprefix("! "))
    return found


def methods_of_tables() -> set[str]:
    """The names of all methods that are folded."""
    tables = [strings.METHODS, maps.METHODS, maps.ENTRY_METHODS, methods.MATCHERS, numbers.NUMBERS, numbers.BOOLEANS]
    return {name for table in (*tables, lists.LISTS, lists.CHANGING) for name in table}


def folded(text: str) -> Answer:
    """What we make of an expression. Raises NotFoldedError."""
    try:
        value = _Folding(text).value()
        return Answer(operators.text(value), typed(value))
    except ThrownError as thrown:
        return Answer(thrown=thrown.kind)


def typed(value: Any) -> str:
    """A value with the classes of all that is in it, as groovy_values.groovy writes it."""
    if value is None:
        return "null"
    if isinstance(value, dict):
        return f"Map [{', '.join(f'{typed(key)}: {typed(one)}' for key, one in value.items())}]"
    if isinstance(value, list):
        items = f"{_family(value)} [{', '.join(map(typed, value))}]"
        return f"{items} {value.text}" if isinstance(value, Range) else items
    if isinstance(value, kinds.Entry):
        return f"Entry {typed(value.key)}: {typed(value.value)}"
    if isinstance(value, kinds.Character):
        return f"Character {value}"
    if isinstance(value, str):
        return f"{'GString' if isinstance(value, kinds.GString) else 'String'} {_quoted(value)}"
    return f"{_number_class(value)} {operators.text(value)}"


def _quoted(value: str) -> str:
    return json.dumps(value)


def _family(value: list[Any]) -> str:
    families = ((Range, "Range"), (kinds.Array, "Array"), (kinds.Set, "Set"), (kinds.Values, "Collection"))
    return next((name for kind, name in families if isinstance(value, kind)), "List")


def _number_class(value: Any) -> str:
    if isinstance(value, Matcher | Code):
        raise NotFoldedError("no value")
    if isinstance(value, bool):
        return "Boolean"
    if isinstance(value, int):
        return "Long" if kinds.is_long(value) else "Integer"
    return "BigDecimal" if isinstance(value, Decimal) else "Double"


class _Folding:
    """Evaluates one expression; closures see their parameters alone."""

    def __init__(self, text: str) -> None:
        self.script = parse(f"x = ({text})")
        assert not self.script.problems, (text, self.script.problems)

    def value(self) -> Any:
        (statement,) = self.script.statements
        assert isinstance(statement, tree.Evaluate) and isinstance(statement.expression, tree.Assign)
        return self.of(statement.expression.value, {})

    def of(self, node: Any, names: dict[str, Any]) -> Any:
        return _of(node, self, names)

    def call(self, node: tree.Closure, names: dict[str, Any]) -> Code:
        parameters = ["it"] if node.parameters is None else [one.name for one in node.parameters]

        def run(*given: Any) -> Any:
            inner = {**names, **dict(zip(parameters, given, strict=True))}
            found = None
            for statement in node.body:
                assert isinstance(statement, tree.Evaluate)
                found = self.of(statement.expression, inner)
            return found

        return Code(run, len(parameters))


@singledispatch
def _of(node: Any, at: _Folding, names: dict[str, Any]) -> Any:
    raise NotFoldedError(type(node).__name__)


@_of.register
def _(node: tree.Constant, at: _Folding, names: dict[str, Any]) -> Any:
    source = at.script.source(node).strip("( )")
    if isinstance(node.value, float):
        return node.value if source[-1] in "dDfF" else Decimal(source.rstrip("gG"))
    if kinds.is_integer(node.value) and source[-1] in "lL":
        return kinds.Long(node.value)  # type: ignore[arg-type]
    return node.value


@_of.register
def _(node: tree.Name, at: _Folding, names: dict[str, Any]) -> Any:
    if node.name not in names:
        raise NotFoldedError(f"{node.name} is not known")
    return names[node.name]


@_of.register
def _(node: tree.GString, at: _Folding, names: dict[str, Any]) -> Any:
    parts = [part if isinstance(part, str) else operators.text(at.of(part, names)) for part in node.parts]
    return kinds.GString("".join(parts))


@_of.register
def _(node: tree.ListLiteral, at: _Folding, names: dict[str, Any]) -> Any:
    return [at.of(one, names) for one in node.items]


@_of.register
def _(node: tree.MapLiteral, at: _Folding, names: dict[str, Any]) -> Any:
    found: dict[Any, Any] = {}
    for one in node.entries:
        methods.set_index(found, at.of(one.key, names), at.of(one.value, names))
    return found


@_of.register
def _(node: tree.Closure, at: _Folding, names: dict[str, Any]) -> Any:
    return at.call(node, names)


@_of.register
def _(node: tree.Binary, at: _Folding, names: dict[str, Any]) -> Any:
    left = at.of(node.left, names)
    if node.operator in ("&&", "||"):
        decided = operators.truth(left) is (node.operator == "||")
        return operators.truth(left) if decided else operators.truth(at.of(node.right, names))
    return operators.binary(node.operator, left, at.of(node.right, names))


@_of.register
def _(node: tree.Unary, at: _Folding, names: dict[str, Any]) -> Any:
    return operators.unary(node.operator, at.of(node.operand, names))


def _may_widen(nodes: Sequence[tree.Node], at: _Folding) -> bool:
    """Whether the compiler may give both branches the wider type of two numbers: it does for what it knows itself."""
    plain = all(isinstance(one, tree.Constant | tree.Binary | tree.Unary) for one in nodes)
    return plain and any(re.search(r"\dL|\d\.\d", at.script.source(one)) for one in nodes)


@_of.register
def _(node: tree.Ternary, at: _Folding, names: dict[str, Any]) -> Any:
    branches = node.condition if node.then is None else node.then, node.otherwise
    if _may_widen(branches, at):
        raise NotFoldedError("Groovy's compiler gives both numbers the wider type")
    condition = at.of(node.condition, names)
    if node.then is None:
        return condition if operators.truth(condition) else at.of(node.otherwise, names)
    return at.of(node.then if operators.truth(condition) else node.otherwise, names)


@_of.register
def _(node: tree.Cast, at: _Folding, names: dict[str, Any]) -> Any:
    value, name = at.of(node.value, names), node.type.name + "[]" * node.type.dimensions
    if node.operator == "instanceof":
        return operators.is_instance(value, name)
    return operators.cast(value, name, node.operator)


@_of.register
def _(node: tree.Property, at: _Folding, names: dict[str, Any]) -> Any:
    owner = at.of(node.object, names)
    name = node.name if isinstance(node.name, str) else str(at.of(node.name, names))
    if node.operator == "*.":
        return methods.spread(owner, lambda one: methods.get_property(one, name))
    return None if owner is None and node.operator == "?." else methods.get_property(owner, name)


@_of.register
def _(node: tree.Index, at: _Folding, names: dict[str, Any]) -> Any:
    owner = at.of(node.object, names)
    return methods.get_index(owner, [at.of(one, names) for one in node.arguments])


@_of.register
def _(node: tree.Call, at: _Folding, names: dict[str, Any]) -> Any:
    function, name = node.function, ""
    assert isinstance(function, tree.Property) and isinstance(function.name, str)
    name = function.name
    if isinstance(function.object, tree.Name) and function.object.name not in names:
        return methods.call_static(function.object.name, name, [at.of(one, names) for one in node.arguments])
    owner = at.of(function.object, names)
    if owner is None and function.operator == "?.":
        return None
    given = [at.of(one, names) for one in node.arguments]
    if kinds.is_number(owner) and any(isinstance(one, tree.Cast) for one in node.arguments):
        raise NotFoldedError("Groovy wraps casts among arguments, and its methods of numbers fail on them")
    if function.operator == "*.":
        return methods.spread(owner, lambda one: methods.call_method(one, name, given))
    return methods.call_method(owner, name, given)
