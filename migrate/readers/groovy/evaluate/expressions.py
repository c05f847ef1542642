"""Expressions: known values fold, all others stay what the run makes of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from contextlib import nullcontext
from decimal import Decimal
from functools import partial
from typing import Any

from migrate.model.source import Describable, Literal, Opaque, Reference, Template
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate import (
    derived,
    instances,
    kinds,
    methods,
    operators,
    run_lists,
    run_maps,
    run_objects,
    run_regular,
)
from migrate.readers.groovy.evaluate.atomics import Atomic
from migrate.readers.groovy.evaluate.bound import Bound
from migrate.readers.groovy.evaluate.by_node import by_node
from migrate.readers.groovy.evaluate.conditions import both, compared, has_truth, negated, surely_set, truth_of
from migrate.readers.groovy.evaluate.failures import Failure
from migrate.readers.groovy.evaluate.held import Held, getter
from migrate.readers.groovy.evaluate.host import Given
from migrate.readers.groovy.evaluate.java import STRATEGIES
from migrate.readers.groovy.evaluate.memory import Scope
from migrate.readers.groovy.evaluate.objects import Type
from migrate.readers.groovy.evaluate.pure import only_computes
from migrate.readers.groovy.evaluate.values import (
    Code,
    JenkinsObject,
    Kind,
    MayBeMissing,
    NotFoldedError,
    ScriptObject,
    ThrownError,
    Unknown,
    Value,
    may_lack,
)
from migrate.readers.groovy.evaluate.ways import Ways

UNKNOWN = "its value is known only when the pipeline runs"
_PACKAGES = frozenset(("java", "javax", "groovy", "hudson", "jenkins", "com", "org"))


class Expressions(Ways):
    """Evaluates expressions in a scope. `tested` are the parts of a condition that decides something at once."""

    tested: frozenset[int]

    def value(self, node: tree.Node, scope: Scope) -> Value:
        """The value of an expression. Raises NotFoldedError where it may do something that is not understood."""
        self.count()
        return self._computed(node, scope) if isinstance(node, _COMPUTING) else self._value(node, scope)

    def _computed(self, node: tree.Call | tree.New, scope: Scope) -> Value:
        """The value of a call; where it does nothing but compute one, it is unknown if it is not understood."""
        out, emitted, rests, mark = self.out, len(self.out), len(self.rests), self.host.mark()
        try:
            return self._value(node, scope)
        except NotFoldedError as error:
            if not only_computes(node, scope):
                raise
            because = str(error)
        del self.rests[rests:], out[emitted:]
        self.out = out
        self.host.roll_back(mark)
        return self.unknown(node, because)

    @abstractmethod
    def count(self) -> None:
        """Count a step of the evaluation. Raises past the bound."""

    @abstractmethod
    def closure(self, node: tree.Closure, scope: Scope) -> Code:
        """The closure as a value."""

    @abstractmethod
    def named(self, node: tree.Node, name: str) -> Value:
        """What a name means that no variable has."""

    @abstractmethod
    def type_named(self, name: str) -> Type | None:
        """The class that a name means here."""

    @abstractmethod
    def property(self, node: tree.Node, owner: ScriptObject, name: str) -> Value:
        """`owner.name` of an object or class that a script defines."""

    @abstractmethod
    def printable(self, node: tree.Node, value: Value) -> Value:
        """A value as a text takes it: an object of a script's class as its `toString` has it."""

    @abstractmethod
    def is_a(self, value: ScriptObject, name: str) -> Value:
        """`value instanceof name`"""

    @abstractmethod
    def set_property(self, node: tree.Node, owner: ScriptObject, name: str, value: Value) -> None:
        """`owner.name = value`"""

    @abstractmethod
    def method(self, node: tree.Call, owner: Value, name: str, arguments: list[Given]) -> Value:
        """The value of a call of a method."""

    def text(self, node: tree.Node, scope: Scope) -> str:
        """The value of an expression that must be a known text."""
        value = self.value(node, scope)
        if not isinstance(value, str):
            raise NotFoldedError(UNKNOWN)
        return value

    @by_node
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
        return value.call() if isinstance(value, Code) and value.arity == 0 else self.printable(node, value)

    @_value.register
    def _(self, node: tree.ListLiteral, scope: Scope) -> Value:
        found: list[Any] = []
        for item in node.items:
            if isinstance(item, tree.Spread):
                found += self.spread(item, scope)
            else:
                found.append(self.value(item, scope))
        return found

    def spread(self, node: tree.Spread, scope: Scope) -> list[Any]:
        value = self.value(node.value, scope)
        if not isinstance(value, list) or may_lack(value):
            raise NotFoldedError("what is spread is known only when the pipeline runs")
        return value

    @_value.register
    def _(self, node: tree.MapLiteral, scope: Scope) -> Value:
        found: dict[Any, Any] = {}
        for entry in node.entries:
            if entry.key is None:
                found.update(self.known_map(entry.value, scope))
            else:
                found[self.key(entry.key, scope)] = self.value(entry.value, scope)
        return found

    def known_map(self, node: tree.Node, scope: Scope) -> dict[Any, Any]:
        value = self.value(node, scope)
        if not isinstance(value, dict) or may_lack(value):
            raise NotFoldedError("a map that is spread is known only when the pipeline runs")
        return value

    def key(self, node: tree.Node, scope: Scope) -> Any:
        return self._known_key(node.value if isinstance(node, tree.Constant) else self.value(node, scope))

    def _known_key(self, key: Value) -> Any:
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
        return holder.names.get(node.name) if holder else self.named(node, node.name)

    @_value.register
    def _(self, node: tree.Property, scope: Scope) -> Value:
        if node.operator == ".&":
            return self.pointer(node, scope)
        if node.operator not in (".", "?.", "*."):
            raise NotFoldedError(f"the operator {node.operator} is not evaluated")
        self.refuse_getters(node, scope)
        if whole := self.foreign(node, scope):
            return self.unknown(node, f"{whole} is a name of Java's")
        if (whole := qualified(node, scope)) and (type_ := self.type_named(whole)):
            return type_
        if isinstance(node.object, tree.Name) and node.object.name == "Closure" and str(node.name) in STRATEGIES:
            return STRATEGIES[str(node.name)]
        owner = self.value(node.object, scope)
        name = node.name if isinstance(node.name, str) else self.text(node.name, scope)
        if node.operator == "?." and owner is None:
            return None
        if node.operator == "*." and may_lack(owner):
            raise NotFoldedError(UNKNOWN)
        if node.operator == "*.":
            spread: Value = methods.spread(owner, lambda one: self._member(node, one, name))
            return spread
        return self._member(node, owner, name)

    def refuse_getters(self, node: tree.Node, scope: Scope) -> None:
        """Fail where Jenkins refuses a property of a class, which stands somewhere in front."""
        if not isinstance(node, tree.Property) or not isinstance(node.name, str):
            return
        self.refuse_getters(node.object, scope)
        getter = f"get{node.name[:1].upper()}{node.name[1:]}"
        if signature := self.refused(node.object, getter, 0, scope):
            self.host.refuse(node, signature, [])

    def refused(self, owner: tree.Node, member: str, count: int, scope: Scope) -> str:
        """The signature that Jenkins refuses, where a class of Java's is called so; "" for all else."""
        name = qualified(owner, scope) if isinstance(owner, tree.Property) else ""
        if isinstance(owner, tree.Name) and scope.holder(owner.name) is None:
            name = owner.name
        signature = self.host.refused(name, member, count) if name else ""
        return "" if signature and self.type_named(name) else signature

    def foreign(self, node: tree.Property, scope: Scope) -> str:
        """The full name of a class, or of something in it, that is not read; "" for all else."""
        whole = qualified(node, scope)
        parts = whole.split(".")
        known = any(self.type_named(".".join(parts[:end])) for end in range(len(parts), 0, -1)) if whole else False
        return "" if known else whole

    def _member(self, node: tree.Node, owner: Value, name: str) -> Value:
        if isinstance(owner, Held):
            return self.host.held(node, owner, getter(name), [])
        if isinstance(owner, JenkinsObject):
            return self.host.member(owner, name)
        if isinstance(owner, ScriptObject):
            return self.property(node, owner, name)
        if isinstance(owner, Unknown):
            return self.host.part(node, owner, [name])
        folded: Value = methods.get_property(owner, name)
        return folded

    @_value.register
    def _(self, node: tree.Index, scope: Scope) -> Value:
        owner = self.value(node.object, scope)
        keys = [self.value(one, scope) for one in node.arguments]
        if isinstance(owner, JenkinsObject) and len(keys) == 1 and isinstance(keys[0], str):
            return self.host.member(owner, keys[0])
        if isinstance(owner, Unknown):
            return self.host.part(node, owner, keys)
        unclear = isinstance(owner, JenkinsObject) or (isinstance(owner, list) and may_lack(owner))
        if unclear or any(isinstance(key, Unknown) for key in keys):
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
        if operator == "<<" and isinstance(left, Held):
            return self.host.held(node, left, "leftShift", [right])
        if operator == "<<":
            self.memory.setting(left)
            self.memory.changing(left)
        if is_known(left) and is_known(right):
            folded: Value = operators.binary(operator, left, right)
            return folded
        if operator == "<<" and isinstance(left, Unknown) and left.kind in (Kind.LIST, Kind.OBJECT):
            self.change_list(left, run_lists.appended(left, right))
            return None
        if isinstance(left, list) or (isinstance(left, Unknown) and left.kind is Kind.LIST):
            return self._operated_list(node, operator, left, right)
        if operator == "+" and is_text(left):
            return joined([self._printable_of_run(node, one) for one in (left, right)])
        if operator == "+" and is_text(right):
            return joined([self._printable_of_run(node, one) for one in (_addend(left), right)])
        if operator == "+" and isinstance(left, dict) and isinstance(right, dict) and not _is_open(left, right):
            return {**left, **right}
        if operator in ("==", "!=") and _is_identity(left, right):
            return (left is right) is (operator == "==")
        found = compared(operator, left, right)
        if operator == "=~" and isinstance(found, Unknown):
            return run_regular.matcher(found, self.memory.scope(None).names)
        if found is None:
            found = derived.operated(operator, left, right)
        return self.unknown(node, _because(left, right)) if found is None else found

    def _printable_of_run(self, node: tree.Node, value: Value) -> Value:
        return self.printable(node, value) if isinstance(value, Unknown) else value

    def _operated_list(self, node: tree.Node, operator: str, left: list[Any] | Unknown, right: Value) -> Value:
        """An operator on a list, where only the run knows something in it or on the other side."""
        if operator == "+" and isinstance(left, list) and (isinstance(right, list) or is_text(right)):
            return [*left, *(right if isinstance(right, list) else [right])]
        if operator == "<<" and isinstance(left, list):
            left.append(right)
            return left
        found = compared(operator, left, right)
        if found is None:
            found = run_lists.operated(operator, left, right)
        return self.unknown(node) if found is None else found

    def _logical(self, node: tree.Binary, scope: Scope) -> Value:
        left = self.condition(node.left, scope)
        if isinstance(left, bool):
            decided = left if node.operator == "||" else not left
            return left if decided else self.condition(node.right, scope)
        before, mark = self.memory.state(), self.host.mark()
        try:
            with self.collecting() as steps, self.host.at_once() if id(node) in self.tested else nullcontext():
                right = self.condition(node.right, scope)
        except ThrownError:  # `ok || error('…')`: a choice of its own
            self.host.roll_back(mark)
            self.memory.restore(before)
            return self._either_part(node, left, scope)
        self.doubt(before, "it is set in a part of a condition, or not")
        if steps:
            raise NotFoldedError("a condition runs steps that depend on another condition")
        found = both(node.operator, left, right)
        return self.unknown(node, kind=Kind.BOOLEAN) if found is None else found

    def _either_part(self, node: tree.Binary, left: Unknown, scope: Scope) -> Value:
        """`left && right` or `left || right`, the right part only where the left one does not decide."""
        goes_on, decided = partial(self.condition, node.right, scope), node.operator == "||"
        ways = (lambda: decided, goes_on) if decided else (goes_on, lambda: decided)
        return self.decide(node, left, *ways)

    def condition(self, node: tree.Node, scope: Scope) -> bool | Unknown:
        """Groovy's truth of an expression."""
        return self.truth(node, self.value(node, scope))

    def truth(self, node: tree.Node, value: Value) -> bool | Unknown:
        if isinstance(value, Atomic) and value.is_number:
            return self.truth(node, self.printable(node, value))
        if isinstance(value, JenkinsObject | Code | ScriptObject):
            return True
        if isinstance(value, list | dict):
            return self._has_items(node, value)
        if not isinstance(value, Unknown):
            return operators.truth(value)
        if isinstance(value, run_regular.RunMatcher):
            return run_regular.found_next(value)
        if isinstance(value.value, Describable):
            return value
        if isinstance(value.value, Opaque) or (value.kind is Kind.ANY and not has_truth(value)):
            because = value.value.because if isinstance(value.value, Opaque) else UNKNOWN
            return Unknown(Opaque(self.script.source(node), because), Kind.BOOLEAN)
        return truth_of(value)

    def _has_items(self, node: tree.Node, value: list[Any] | dict[Any, Any]) -> bool | Unknown:
        items = value.values() if isinstance(value, dict) else value
        if items and all(isinstance(one, MayBeMissing) for one in items):
            return self.unknown(node, kind=Kind.BOOLEAN)
        return bool(value)

    @_value.register
    def _(self, node: tree.Unary, scope: Scope) -> Value:
        if node.operator in ("++", "--"):
            return self._changed(node, node.operand, node.operator[0], 1, scope)[1]
        if node.operator == "!":
            return negated(self.condition(node.operand, scope))
        value = self.value(node.operand, scope)
        return operators.unary(node.operator, value) if is_known(value) else self.unknown(node, _because(value))

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
        taken: Callable[[], Value] = (lambda: surely_set(value)) if then is None else (lambda: self.value(then, scope))
        if isinstance(condition, bool):
            return taken() if condition else self.value(node.otherwise, scope)
        if then is None and isinstance(value, Unknown) and isinstance(node.otherwise, _WITHOUT_STEPS):
            other = self.value(node.otherwise, scope)
            found = derived.default(value, other) or run_maps.default(value, other)
            if found is not None:
                return found
        first = taken if then is None else (lambda: self._alone(then, scope))
        return self.decide(node, condition, first, lambda: self._alone(node.otherwise, scope))

    def _alone(self, node: tree.Node, scope: Scope) -> Value:
        """One of two values: a list that nothing else can hold may be kept at run time."""
        value = self.value(node, scope)
        found = run_lists.listed(value) if isinstance(node, tree.ListLiteral) else None
        return value if found is None else found

    @_value.register
    def _(self, node: tree.Cast, scope: Scope) -> Value:
        value = self.value(node.value, scope)
        name = node.type.name + "[]" * node.type.dimensions
        if isinstance(value, ScriptObject | Held) and node.operator != "instanceof":
            return value
        if isinstance(value, ScriptObject):
            return self.is_a(value, name)
        if isinstance(value, Failure) and node.operator == "instanceof":
            return self.host.is_instance(value, name)
        if node.operator == "instanceof" and not is_known(value):
            found = instances.holds(value, name)
            return self.unknown(node) if found is None else found
        if is_known(value):
            if node.operator == "instanceof":
                return operators.is_instance(value, name)
            cast: Value = operators.cast(value, name, node.operator)
            return cast
        if (name == "String" and is_text(value)) or isinstance(value, Code):
            return value
        if isinstance(value, Unknown) and is_text(value) and node.operator == "as" and name in ("int", "Integer"):
            return derived.method(value, "toInteger", []) or self.unknown(node)
        return self.unknown(node)

    # ---- assignment ----------------------------------------------------------------------------------------------

    @_value.register
    def _(self, node: tree.Assign, scope: Scope) -> Value:
        value = self.now(self.value(node.value, scope))
        if node.operator != "=":
            return self._changed(node, node.target, node.operator[:-1], value, scope)[1]
        self.store(node.target, value, scope)
        return value

    def store(self, target: tree.Node, value: Value, scope: Scope) -> None:
        """Put a value into a variable, a member or an element."""
        if isinstance(target, tree.Name):
            home = scope.holder(target.name) or scope.outermost()
            self.memory.assign(home, target.name, self.host.told_name(target.name, value))
            self.keep_in_attempt(home.names, target.name, value)
        elif isinstance(target, tree.Property) and isinstance(target.name, str):
            self._store_in(target, self.value(target.object, scope), target.name, value)
        elif isinstance(target, tree.Index) and len(target.arguments) == 1:
            owner, key = self.value(target.object, scope), self.value(target.arguments[0], scope)
            if isinstance(key, Unknown):
                run_maps.put(self.memory, owner, key, value)
            else:
                self._store_in(target, owner, self._known_key(key), value)
        elif isinstance(target, tree.ListLiteral):
            self.store_each(list(target.items), value, scope)
        else:
            raise NotFoldedError("an assignment to this is not evaluated")

    def _store_in(self, target: tree.Node, owner: Value, key: Any, value: Value) -> None:
        self.memory.setting(owner)
        self.memory.changing(owner)
        if isinstance(owner, JenkinsObject) and isinstance(key, str):
            self.host.assign(target, owner, key, value)
        elif isinstance(owner, ScriptObject) and isinstance(key, str):
            self.set_property(target, owner, key, value)
        elif isinstance(owner, Code) and isinstance(key, str):
            self.store_in_code(owner, key, value)
        elif isinstance(owner, dict):
            owner[key] = value
        elif isinstance(owner, list) and isinstance(key, int):
            methods.set_index(owner, key, value)
        elif isinstance(owner, run_objects.RunObject):
            run_objects.put(self.memory, owner, key, value)
        elif owner is None:
            raise ThrownError("NullPointerException", f"Cannot set property '{key}' on null object")
        else:
            raise NotFoldedError("something that is known only when the pipeline runs is changed")

    def store_in_code(self, code: Code, name: str, value: Value) -> None:
        """`closure.delegate = value`, or its `resolveStrategy`."""
        if isinstance(code, Bound):
            raise NotFoldedError("a closure that is made of another one gets a delegate")
        if name == "delegate":
            code.delegate = value
        elif name == "resolveStrategy" and value in STRATEGIES.values():
            code.delegate_first = value == STRATEGIES["DELEGATE_FIRST"]
        else:
            raise NotFoldedError(f"{name} of a closure can't be set")

    def store_each(self, targets: list[Any], value: Value, scope: Scope) -> None:
        if isinstance(value, Unknown) and value.kind in (Kind.LIST, Kind.OBJECT):
            value = [self.now(self.host.part(one, value, [position])) for position, one in enumerate(targets)]
        if not isinstance(value, list) or may_lack(value):
            raise NotFoldedError("what is assigned to several variables is known only when the pipeline runs")
        for position, one in enumerate(targets):
            self.store(one, value[position] if position < len(value) else None, scope)

    # ---- calls ---------------------------------------------------------------------------------------------------

    @_value.register
    def _(self, node: tree.Call, scope: Scope) -> Value:
        return self.call(node, scope)

    @_value.register
    def _(self, node: tree.New, scope: Scope) -> Value:
        return self.construct(node, scope)

    @abstractmethod
    def call(self, node: tree.Call, scope: Scope) -> Value:
        """The value of a call."""

    @abstractmethod
    def pointer(self, node: tree.Property, scope: Scope) -> Value:
        """The value of `owner.&method`."""

    @abstractmethod
    def construct(self, node: tree.New, scope: Scope) -> Value:
        """The value of `new`."""


def _because(*values: Value) -> str:
    """Why something that is made of these is not known."""
    lost = (one.value.because for one in values if isinstance(one, Unknown) and isinstance(one.value, Opaque))
    return next(lost, UNKNOWN)


# What gives a value that may be lost alone.
_COMPUTING = (tree.Call, tree.New)

# What runs no step when it is evaluated.
_WITHOUT_STEPS = (tree.Constant, tree.GString, tree.Name, tree.Property)


def tests_in(node: tree.Node) -> frozenset[int]:
    """The ids of the logical operators that a condition is made of."""
    if isinstance(node, tree.Unary) and node.operator == "!":
        return tests_in(node.operand)
    if isinstance(node, tree.Binary) and node.operator in ("&&", "||"):
        return tests_in(node.left) | tests_in(node.right) | {id(node)}
    return frozenset()


def joined(parts: list[Any]) -> Value:
    """Values one after another as text, as a GString has them."""
    parts = [part.read(part.text) if isinstance(part, Failure) else part for part in parts]
    if all(is_known(part) for part in parts):
        return "".join(operators.text(part) for part in parts)
    found = [one for part in parts for one in _text_parts(part)]
    return Unknown(Template(tuple(found)), Kind.TEXT)


def _text_parts(part: Any) -> list[Literal | Reference | Opaque]:
    if is_known(part):
        return [Literal(operators.text(part))]
    value = derived.in_text(part) if isinstance(part, Unknown) else None
    if isinstance(value, Template):
        return list(value.parts)
    if isinstance(value, Literal | Reference | Opaque):
        return [value]
    return [Opaque("…", "a value inside of a text is known only when the pipeline runs")]


def qualified(node: tree.Property, scope: Scope) -> str:
    """`java.util.Date` and the like: a name that no variable starts. "" for any other."""
    parts: list[str] = []
    current: tree.Node = node
    while isinstance(current, tree.Property) and isinstance(current.name, str):
        parts.append(current.name)
        current = current.object
    if not isinstance(current, tree.Name) or current.name not in _PACKAGES or scope.holder(current.name):
        return ""
    return ".".join([current.name, *reversed(parts)])


def _addend(left: Value) -> Value:
    """What stands in front of a text in `left + text`: numbers and null alone add it. Raises NotFoldedError."""
    if isinstance(left, Unknown):
        if left.kind in (Kind.INTEGER, Kind.ANY) or isinstance(left.value, Opaque):
            return left
        if left.kind is Kind.OBJECT and derived.has_shell_form(left.value):
            return derived.json("addend", left)
    elif left is None or kinds.is_number(left):
        return left
    raise NotFoldedError("Groovy adds a text to texts, numbers and lists alone")


def _is_identity(left: Value, right: Value) -> bool:
    """Whether an object of a script's class is compared with another one, or with something known."""
    return any(isinstance(one, ScriptObject | Code) for one in (left, right)) and not any(
        isinstance(one, Unknown) for one in (left, right)
    )


def _is_open(*values: Value) -> bool:
    return any(isinstance(one, kinds.OpenMap) for one in values)


def is_text(value: Any) -> bool:
    """Whether a value is a text, known or not; something in it may not be understood."""
    return isinstance(value, str) or (isinstance(value, Unknown) and value.kind is Kind.TEXT)


def is_known(value: Any) -> bool:
    """Whether a value and all that is in it is known, and no code."""
    if isinstance(value, list):
        return all(map(is_known, value))
    if isinstance(value, dict):
        return all(map(is_known, value.values()))
    return not isinstance(value, Unknown | JenkinsObject | Code | ScriptObject)
