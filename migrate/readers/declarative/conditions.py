"""`expression { … }` as conditions, where it only compares parameters and variables with constants."""

from __future__ import annotations

import re

from migrate.model.location import Location
from migrate.model.source import Describable, Literal, Reference, ReferenceKind, Setting, Slot, Value
from migrate.readers.declarative.expressions import Expressions
from migrate.readers.groovy import tree

_METHODS = {"startsWith": "{}.*", "endsWith": ".*{}", "contains": ".*{}.*"}


class Conditions:
    """Reads boolean expressions. `booleans` are the names of boolean parameters."""

    def __init__(self, expressions: Expressions, booleans: frozenset[str], location: Location) -> None:
        self.expressions = expressions
        self.booleans = booleans
        self.location = location

    def read(self, body: list[tree.Statement]) -> Describable | None:
        """The condition that a block is, or None where it needs the evaluator."""
        if len(body) != 1:
            return None
        statement = body[0]
        if isinstance(statement, tree.Return) and statement.value is not None:
            return self._condition(statement.value)
        return self._condition(statement.expression) if isinstance(statement, tree.Evaluate) else None

    def _condition(self, node: tree.Expression) -> Describable | None:
        if isinstance(node, tree.Unary) and node.operator == "!":
            return self._nested("not", [node.operand])
        if isinstance(node, tree.Binary) and node.operator in ("&&", "||"):
            return self._nested("allOf" if node.operator == "&&" else "anyOf", [node.left, node.right])
        if isinstance(node, tree.Binary) and node.operator in ("==", "!="):
            return self._equality(node)
        if isinstance(node, tree.Binary) and node.operator in ("==~", "=~"):
            return self._matches(node)
        if isinstance(node, tree.Call):
            return self._method(node)
        return self._truth(node)

    def _nested(self, name: str, nodes: list[tree.Expression]) -> Describable | None:
        children = [self._condition(node) for node in nodes]
        found = tuple(child for child in children if child is not None)
        return self._make(name, {}, found) if len(found) == len(children) else None

    def _make(
        self, name: str, settings: dict[str, Value], children: tuple[Describable, ...] | None = None
    ) -> Describable:
        found = tuple(Setting(key, value, self.location, ()) for key, value in settings.items())
        return Describable(name, Slot.CONDITION, found, self.location, None, children)

    def _equality(self, node: tree.Binary) -> Describable | None:
        left, right = self._simple(node.left), self._simple(node.right)
        if left is None or right is None or isinstance(left, Literal) == isinstance(right, Literal):
            return None
        actual, expected = (left, right) if isinstance(right, Literal) else (right, left)
        if not self._comparable(actual, expected):
            return None
        text = (
            str(expected.value).lower() if isinstance(expected, Literal) and isinstance(expected.value, bool) else None
        )
        equal = self._make("equals", {"expected": expected if text is None else Literal(text), "actual": actual})
        return equal if node.operator == "==" else self._make("not", {}, (equal,))

    def _comparable(self, actual: Value, expected: Value) -> bool:
        """Text with text, a boolean parameter with true or false: others never equal in Groovy."""
        if not isinstance(actual, Reference) or not isinstance(expected, Literal):
            return False
        boolean = actual.kind is ReferenceKind.PARAMETER and actual.name in self.booleans
        return isinstance(expected.value, bool) if boolean else isinstance(expected.value, str)

    def _simple(self, node: tree.Expression) -> Value | None:
        value = self.expressions.value(node)
        if isinstance(value, Reference) and value.kind in (ReferenceKind.PARAMETER, ReferenceKind.ENVIRONMENT):
            return value
        return value if isinstance(value, Literal) else None

    def _matches(self, node: tree.Binary) -> Describable | None:
        value, pattern = self._simple(node.left), self.expressions.value(node.right)
        if not isinstance(value, Reference) or not isinstance(pattern, Literal) or not isinstance(pattern.value, str):
            return None
        if re.search(r"\\[A-Za-z]|\(\?", pattern.value):  # classes that the shell's expressions do not have
            return None
        text = pattern.value if node.operator == "==~" else f".*({pattern.value.strip('^$')}).*"
        if node.operator == "=~" and re.search(r"[\^$|]", pattern.value):
            return None
        return self._make("expression.matches", {"value": value, "pattern": Literal(text)})

    def _method(self, node: tree.Call) -> Describable | None:
        """`env.X.startsWith('y')` and its like."""
        function = node.function
        if not isinstance(function, tree.Property) or not isinstance(function.name, str) or len(node.arguments) != 1:
            return None
        argument, value = node.arguments[0], self._simple(function.object)
        form = _METHODS.get(function.name)
        if form is None or not isinstance(value, Reference) or not isinstance(argument, tree.Constant):
            return None
        pattern = form.format(re.sub(r"([.\[\]{}()*+?^$|\\])", r"\\\1", str(argument.value)))
        return self._make("expression.matches", {"value": value, "pattern": Literal(pattern)})

    def _truth(self, node: tree.Expression) -> Describable | None:
        value = self.expressions.value(node)
        if isinstance(value, Literal):
            return self._make("expression", {"expression": value})
        if isinstance(value, Reference) and value.kind is ReferenceKind.PARAMETER and value.name in self.booleans:
            return self._make("expression", {"expression": value})
        return None
