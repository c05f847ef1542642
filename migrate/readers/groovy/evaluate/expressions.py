"""Expressions: known values fold, all others stay what the run makes of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from decimal import Decimal
from functools import singledispatchmethod
from typing import Any

from migrate.model.source import Describable, Literal, Opaque, Reference, Template
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate import kinds, methods, operators
from migrate.readers.groovy.evaluate.conditions import both, compared, negated, truth_of
from migrate.readers.groovy.evaluate.host import Given
from migrate.readers.groovy.evaluate.memory import Scope
from migrate.readers.groovy.evaluate.values import (
    Code,
    JenkinsObject,
    Kind,
    NotFoldedError,
    ThrownError,
    Unknown,
    Value,
)
from migrate.readers.groovy.evaluate.ways import Ways

UNKNOWN = "its value is known only when the pipeline runs"
_PACKAGES = frozenset(("java", "javax", "groovy", "hudson", "jenkins", "com", "org"))


class Expressions(Ways):
    """Evaluates expressions in a scope."""

    def value(self, node: tree.Node, scope: Scope) -> Value:
        """The value of an expression. Raises NotFoldedError where it may do something that is not understood."""
        self.count()
        return self._value(node, scope)

    @abstractmethod
    def count(self) -> None:
        """Count a step of the evaluation. Raises past the bound."""

    @abstractmethod
    def closure(self, node: tree.Closure, scope: Scope) -> Code:
        """The closure as a value."""

    @abstractmethod
    def function(self, name: str) -> Code | None:
        """A function of the script."""

    def text(self, node: tree.Node, scope: Scope) -> str:
        """The value of an expression that must be a known text."""
        value = self.value(node, scope)
        if not isinstance(value, str):
            raise NotFoldedError(UNKNOWN)
        return value

    @singledispatchmethod
    def _value(self, node: tree.Node, scope: Scope) -> Value:
        raise NotFoldedError(f"a {type(node).__name__.lower()} is not evaluated")

    # ---- literals ------------------------------------------------------------------------------------------------

    @_value.register
    def _(self, node: tree.Constant, scope: Scope) -> Value:
        if isinstance(node.value, float):
            source = self.script.source(node).replace("_", "").strip("() \t\n")
            return Decimal(source.rstrip("gG")) if source[-1:] not in "dDfF" else node.value
        return node.value

    @_value.register
    def _(self, node: tree.GString, scope: Scope) -> Value:
        text = joined([part if isinstance(part, str) else self._part(part, scope) for part in node.parts])
        return kinds.GString(text) if isinstance(text, str) else text

    def _part(self, node: tree.Node, scope: Scope) -> Value:
        value = self.value(node, scope)
        return value.call() if isinstance(value, Code) and value.arity == 0 else value

    @_value.register
    def _(self, node: tree.ListLiteral, scope: Scope) -> Value:
        found: list[Any] = []
        for item in node.items:
            if isinstance(item, tree.Spread):
                found += self._spread(item, scope)
            else:
                found.append(self.value(item, scope))
        return found

    def _spread(self, node: tree.Spread, scope: Scope) -> list[Any]:
        value = self.value(node.value, scope)
        if not isinstance(value, list):
            raise NotFoldedError("what is spread is known only when the pipeline runs")
        return value

    @_value.register
    def _(self, node: tree.MapLiteral, scope: Scope) -> Value:
        found: dict[Any, Any] = {}
        for entry in node.entries:
            if entry.key is None:
                found.update(self._known_map(entry.value, scope))
            else:
                found[self._key(entry.key, scope)] = self.value(entry.value, scope)
        return found

    def _known_map(self, node: tree.Node, scope: Scope) -> dict[Any, Any]:
        value = self.value(node, scope)
        if not isinstance(value, dict):
            raise NotFoldedError("a map that is spread is known only when the pipeline runs")
        return value

    def _key(self, node: tree.Node, scope: Scope) -> Any:
        key = node.value if isinstance(node, tree.Constant) else self.value(node, scope)
        if isinstance(key, Unknown | list | dict | JenkinsObject):
            raise NotFoldedError("a key of a map is known only when the pipeline runs")
        return key

    @_value.register
    def _(self, node: tree.Closure, scope: Scope) -> Value:
        return self.closure(node, scope)

    # ---- names and members ---------------------------------------------------------------------------------------

    @_value.register
    def _(self, node: tree.Name, scope: Scope) -> Value:
        holder = scope.holder(node.name)
        return holder.names[node.name] if holder else self.host.name(node.name)

    @_value.register
    def _(self, node: tree.Property, scope: Scope) -> Value:
        if node.operator not in (".", "?.", "*."):
            raise NotFoldedError(f"the operator {node.operator} is not evaluated")
        if whole := _qualified(node, scope):
            return self.unknown(node, f"{whole} is a name of Java's")
        owner = self.value(node.object, scope)
        name = node.name if isinstance(node.name, str) else self.text(node.name, scope)
        if node.operator == "?." and owner is None:
            return None
        if node.operator == "*.":
            return [self._member(node, one, name) for one in _each_of(owner)]
        return self._member(node, owner, name)

    def _member(self, node: tree.Node, owner: Value, name: str) -> Value:
        if isinstance(owner, JenkinsObject):
            return self.host.member(owner, name)
        return self.unknown(node) if isinstance(owner, Unknown) else methods.get_property(owner, name)

    @_value.register
    def _(self, node: tree.Index, scope: Scope) -> Value:
        owner = self.value(node.object, scope)
        keys = [self.value(one, scope) for one in node.arguments]
        if isinstance(owner, JenkinsObject) and len(keys) == 1 and isinstance(keys[0], str):
            return self.host.member(owner, keys[0])
        if isinstance(owner, Unknown | JenkinsObject) or any(isinstance(key, Unknown) for key in keys):
            return self.unknown(node)
        folded: Value = methods.get_index(owner, keys)
        return folded

    # ---- operators -----------------------------------------------------------------------------------------------

    @_value.register
    def _(self, node: tree.Binary, scope: Scope) -> Value:
        if node.operator in ("&&", "||"):
            return self._logical(node, scope)
        return self._operated(node, node.operator, self.value(node.left, scope), self.value(node.right, scope))

    def _operated(self, node: tree.Node, operator: str, left: Value, right: Value) -> Value:
        if is_known(left) and is_known(right):
            folded: Value = operators.binary(operator, left, right)
            return folded
        if operator == "+" and (_is_text(left) or _is_text(right)):
            return joined([left, right])
        if operator == "+" and isinstance(left, list) and isinstance(right, list):
            return [*left, *right]
        if operator == "+" and isinstance(left, dict) and isinstance(right, dict):
            return {**left, **right}
        if operator == "<<" and isinstance(left, list):
            left.append(right)
            return left
        condition = compared(operator, left, right)
        return self.unknown(node) if condition is None else condition

    def _logical(self, node: tree.Binary, scope: Scope) -> Value:
        left = self.condition(node.left, scope)
        if isinstance(left, bool):
            decided = left if node.operator == "||" else not left
            return left if decided else self.condition(node.right, scope)
        with self.collecting() as steps:
            right = self.condition(node.right, scope)
        if steps:
            raise NotFoldedError("a condition runs steps that depend on another condition")
        found = both(node.operator, left, right)
        return self.unknown(node, kind=Kind.BOOLEAN) if found is None else found

    def condition(self, node: tree.Node, scope: Scope) -> bool | Unknown:
        """Groovy's truth of an expression."""
        return self.truth(node, self.value(node, scope))

    def truth(self, node: tree.Node, value: Value) -> bool | Unknown:
        if isinstance(value, JenkinsObject | Code):
            return True
        if not isinstance(value, Unknown):
            return bool(value) if isinstance(value, list | dict) else operators.truth(value)
        if isinstance(value.value, Describable):
            return value
        if isinstance(value.value, Opaque) or value.kind in (Kind.INTEGER, Kind.ANY):
            because = value.value.because if isinstance(value.value, Opaque) else UNKNOWN
            return Unknown(Opaque(self.script.source(node), because), Kind.BOOLEAN)
        return truth_of(value)

    @_value.register
    def _(self, node: tree.Unary, scope: Scope) -> Value:
        if node.operator in ("++", "--"):
            return self._changed(node, node.operand, node.operator[0], 1, scope)[1]
        if node.operator == "!":
            return negated(self.condition(node.operand, scope))
        value = self.value(node.operand, scope)
        return operators.unary(node.operator, value) if is_known(value) else self.unknown(node)

    @_value.register
    def _(self, node: tree.Postfix, scope: Scope) -> Value:
        return self._changed(node, node.operand, node.operator[0], 1, scope)[0]

    def _changed(
        self, node: tree.Node, target: tree.Node, operator: str, by: Value, scope: Scope
    ) -> tuple[Value, Value]:
        """`target op= by`: the value before it and the one after."""
        old = self.value(target, scope)
        new = self._operated(node, operator, old, by)
        self.store(target, new, scope)
        return old, new

    @_value.register
    def _(self, node: tree.Ternary, scope: Scope) -> Value:
        value = self.value(node.condition, scope)
        condition = self.truth(node.condition, value)
        then = node.then
        taken: Callable[[], Value] = (lambda: value) if then is None else (lambda: self.value(then, scope))
        if isinstance(condition, bool):
            return taken() if condition else self.value(node.otherwise, scope)
        return self.decide(node, condition, taken, lambda: self.value(node.otherwise, scope))

    @_value.register
    def _(self, node: tree.Cast, scope: Scope) -> Value:
        value = self.value(node.value, scope)
        name = node.type.name + "[]" * node.type.dimensions
        if is_known(value):
            return operators.is_instance(value, name) if node.operator == "instanceof" else operators.cast(value, name)
        if node.operator != "instanceof" and ((name == "String" and _is_text(value)) or isinstance(value, Code)):
            return value
        return self.unknown(node)

    # ---- assignment ----------------------------------------------------------------------------------------------

    @_value.register
    def _(self, node: tree.Assign, scope: Scope) -> Value:
        value = self.value(node.value, scope)
        if node.operator != "=":
            return self._changed(node, node.target, node.operator[:-1], value, scope)[1]
        self.store(node.target, value, scope)
        return value

    def store(self, target: tree.Node, value: Value, scope: Scope) -> None:
        """Put a value into a variable, a member or an element."""
        if isinstance(target, tree.Name):
            home = scope.holder(target.name) or scope.outermost()
            home.names[target.name] = self.host.told_name(target.name, value)
        elif isinstance(target, tree.Property) and isinstance(target.name, str):
            self._store_in(target, self.value(target.object, scope), target.name, value)
        elif isinstance(target, tree.Index) and len(target.arguments) == 1:
            owner = self.value(target.object, scope)
            self._store_in(target, owner, self._key(target.arguments[0], scope), value)
        elif isinstance(target, tree.ListLiteral):
            self.store_each(list(target.items), value, scope)
        else:
            raise NotFoldedError("an assignment to this is not evaluated")

    def _store_in(self, target: tree.Node, owner: Value, key: Any, value: Value) -> None:
        if isinstance(owner, JenkinsObject) and isinstance(key, str):
            self.host.assign(target, owner, key, value)
        elif isinstance(owner, dict):
            owner[key] = value
        elif isinstance(owner, list) and isinstance(key, int):
            methods.set_index(owner, key, value)
        elif owner is None:
            raise ThrownError("NullPointerException", f"Cannot set property '{key}' on null object")
        else:
            raise NotFoldedError("something that is known only when the pipeline runs is changed")

    def store_each(self, targets: list[Any], value: Value, scope: Scope) -> None:
        if not isinstance(value, list):
            raise NotFoldedError("what is assigned to several variables is known only when the pipeline runs")
        for position, one in enumerate(targets):
            self.store(one, value[position] if position < len(value) else None, scope)

    # ---- calls ---------------------------------------------------------------------------------------------------

    @_value.register
    def _(self, node: tree.Call, scope: Scope) -> Value:
        if isinstance(node.function, tree.Name):
            return self._call_by_name(node, node.function.name, scope)
        if isinstance(node.function, tree.Property):
            return self._call_method(node, node.function, scope)
        function = self.value(node.function, scope)
        if not isinstance(function, Code):
            raise NotFoldedError("what is called is known only when the pipeline runs")
        return function.call(*positional(self.arguments(node, scope)))

    def _call_by_name(self, node: tree.Call, name: str, scope: Scope) -> Value:
        holder = scope.holder(name)
        held = holder.names[name] if holder else None
        if isinstance(held, Unknown):
            raise NotFoldedError(f"{name} is a variable, and what is in it is known only when the pipeline runs")
        function = held if isinstance(held, Code) else self.function(name)
        arguments = self.arguments(node, scope)
        if function is not None:
            return function.call(*positional(arguments))
        last = arguments[-1].value if arguments and not arguments[-1].name else None
        if isinstance(last, Code):
            return self.host.step(node, name, arguments[:-1], last)
        return self.host.step(node, name, arguments, None)

    def _call_method(self, node: tree.Call, function: tree.Property, scope: Scope) -> Value:
        name = function.name if isinstance(function.name, str) else self.text(function.name, scope)
        if whole := _qualified(function, scope):
            raise NotFoldedError(f"{whole} is a method of Java's")
        if isinstance(function.object, tree.Name) and self._is_script(function.object.name, scope):
            return self._call_by_name(node, name, scope)
        owner = self.value(function.object, scope)
        if owner is None and function.operator == "?.":
            return None
        arguments = self.arguments(node, scope)
        if function.operator == "*.":
            return [self._method(node, one, name, arguments) for one in _each_of(owner)]
        return self._method(node, owner, name, arguments)

    def _is_script(self, name: str, scope: Scope) -> bool:
        return name in ("this", "steps", "script") and scope.holder(name) is None

    def _method(self, node: tree.Call, owner: Value, name: str, arguments: list[Given]) -> Value:
        if isinstance(owner, JenkinsObject | Unknown):
            return self.host.method(node, owner, name, arguments)
        values = positional(arguments)
        held = owner.get(name) if isinstance(owner, dict) else owner if name in ("call", "doCall") else None
        if isinstance(held, Code):
            return held.call(*values)
        if not is_plain(owner) or not all(map(is_plain, values)):
            return self._partly_known(node, owner, name, values)
        folded: Value = methods.call_method(owner, name, values)
        return folded

    def _partly_known(self, node: tree.Call, owner: Value, name: str, values: list[Value]) -> Value:
        """A method on a list or map with values of the run in it: one that only moves values about is exact."""
        if name in _MOVERS and isinstance(owner, list | dict):
            moved: Value = methods.call_method(owner, name, values)
            return moved
        if name == "join" and isinstance(owner, list) and len(values) == 1:
            return joined([part for one in owner for part in (values[0], one)][1:])
        if isinstance(owner, list | dict) or any(isinstance(one, Code) for one in values):
            raise NotFoldedError("a list or map with values that only the run knows")
        return self.unknown(node)

    def arguments(self, node: tree.Call, scope: Scope) -> list[Given]:
        found: list[Given] = []
        for one in node.arguments:
            if isinstance(one, tree.Spread):
                found += [Given("", one, value) for value in self._spread(one, scope)]
            elif isinstance(one, tree.Entry) and one.key is None:
                found += [Given(str(key), one, value) for key, value in self._known_map(one.value, scope).items()]
            elif isinstance(one, tree.Entry) and one.key is not None:
                found.append(Given(str(self._key(one.key, scope)), one.value, self.value(one.value, scope)))
            else:
                found.append(Given("", one, self.value(one, scope)))
        return found


# Methods that call their closure with the elements, or hand elements on, and look into none of them.
_MOVERS = frozenset(
    (
        *("each", "eachWithIndex", "collect", "collectEntries", "collectMany"),
        *("add", "addAll", "put", "putAll", "leftShift", "push", "remove", "clone", "asImmutable"),
        *("size", "isEmpty", "get", "getAt", "keySet", "values", "entrySet", "containsKey"),
        *("first", "last", "head", "tail", "init", "reverse", "withIndex", "indexed", "take", "drop", "subList"),
    )
)


def positional(arguments: list[Given]) -> list[Value]:
    """Arguments as a method takes them: named ones are a map in front."""
    named = {one.name: one.value for one in arguments if one.name}
    return [*([named] if named else []), *(one.value for one in arguments if not one.name)]


def joined(parts: list[Any]) -> Value:
    """Values one after another as text, as a GString has them."""
    if all(is_known(part) for part in parts):
        return "".join(operators.text(part) for part in parts)
    found = [one for part in parts for one in _text_parts(part)]
    return Unknown(Template(tuple(found)), Kind.TEXT)


def _text_parts(part: Any) -> list[Literal | Reference | Opaque]:
    if is_known(part):
        return [Literal(operators.text(part))]
    value = part.value if isinstance(part, Unknown) else None
    if isinstance(value, Template):
        return list(value.parts)
    if isinstance(value, Literal | Reference | Opaque):
        return [value]
    return [Opaque("…", "a value inside of a text is known only when the pipeline runs")]


def _each_of(owner: Value) -> list[Any]:
    if not isinstance(owner, list):
        raise NotFoldedError("*. of something that is no known list")
    return owner


def _qualified(node: tree.Property, scope: Scope) -> str:
    """`java.util.Date` and the like: a name that no variable starts. "" for any other."""
    parts: list[str] = []
    current: tree.Node = node
    while isinstance(current, tree.Property) and isinstance(current.name, str):
        parts.append(current.name)
        current = current.object
    if not isinstance(current, tree.Name) or current.name not in _PACKAGES or scope.holder(current.name):
        return ""
    return ".".join([current.name, *reversed(parts)])


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, Unknown) and value.kind is Kind.TEXT)


def is_known(value: Any) -> bool:
    """Whether a value and all that is in it is known, and no code."""
    if isinstance(value, list):
        return all(map(is_known, value))
    if isinstance(value, dict):
        return all(map(is_known, value.values()))
    return not isinstance(value, Unknown | JenkinsObject | Code)


def is_plain(value: Any) -> bool:
    """Whether a value is known, or code that a method may call."""
    return isinstance(value, Code) or is_known(value)
