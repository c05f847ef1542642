"""Calls: of functions and closures, of methods of all kinds of values, of steps; and `new`."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, get_args

from migrate.model.source import Literal
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate import atomics, connections, json_text, methods, moments, run_lists, run_statics
from migrate.readers.groovy.evaluate.atomics import Atomic
from migrate.readers.groovy.evaluate.bound import CURRIES, Bound, curried
from migrate.readers.groovy.evaluate.conditions import equals, is_among, text_method
from migrate.readers.groovy.evaluate.effects import CHANGE
from migrate.readers.groovy.evaluate.expressions import Expressions, is_known, joined
from migrate.readers.groovy.evaluate.held import Held
from migrate.readers.groovy.evaluate.host import Given
from migrate.readers.groovy.evaluate.java import made
from migrate.readers.groovy.evaluate.kinds import JsonArray
from migrate.readers.groovy.evaluate.lists import CHANGING
from migrate.readers.groovy.evaluate.memory import Memory, Scope
from migrate.readers.groovy.evaluate.moments import DateFormat, Moment
from migrate.readers.groovy.evaluate.objects import Base, Instance, Type, takes
from migrate.readers.groovy.evaluate.partly import moved, moves
from migrate.readers.groovy.evaluate.statics import CLASSES
from migrate.readers.groovy.evaluate.values import (
    Code,
    JenkinsObject,
    Kind,
    NotFoldedError,
    ScriptObject,
    Unknown,
    Value,
    may_lack,
)

_Java = Moment | DateFormat | Atomic | json_text.Builder | json_text.Slurper | Held
_JAVA = get_args(_Java)


class Calls(Expressions):
    """Evaluates calls. `me` is `this`; `delegates` are those of the closures around, the innermost first."""

    me: Instance | Type
    delegates: tuple[Code, ...]

    @abstractmethod
    def type_named(self, name: str) -> Type | None:
        """The class that a name means here."""

    @abstractmethod
    def instance(self, node: tree.Node, type_: Type, given: list[Value]) -> Instance:
        """A new object of a class."""

    @abstractmethod
    def invoke(self, node: tree.Node, owner: Instance | Type | Base, name: str, given: list[Value]) -> Value:
        """Call a method that an object's class has."""

    @abstractmethod
    def imported(self, name: str) -> tuple[Type, str] | None:
        """What `import static` brings under a name."""

    @abstractmethod
    def construct_base(self, node: tree.Node, name: str, given: list[Value]) -> Value:
        """`super(…)` or `this(…)` in a constructor."""

    # ---- by name -------------------------------------------------------------------------------------------------

    def call(self, node: tree.Call, scope: Scope) -> Value:
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
        hidden = holder is not None and holder.shared and any(_class_of(one).find(name) for one in self._owners())
        held = holder.names.get(name) if holder and not hidden else None
        if isinstance(held, Unknown):
            raise NotFoldedError(f"{name} is a variable, and what is in it is known only when the pipeline runs")
        arguments = self.arguments(node, scope)
        if isinstance(held, Code):
            return held.call(*positional(arguments))
        if isinstance(held, Instance) and held.type.find("call"):
            return self.invoke(node, held, "call", positional(arguments))
        if name in ("super", "this"):
            return self.construct_base(node, name, positional(arguments))
        return self.called(node, name, arguments)

    def called(self, node: tree.Call, name: str, arguments: list[Given]) -> Value:
        """A call by name alone: a method of `this` or of a delegate, a static import, a library's variable, a step."""
        given = positional(arguments)
        for owner in self._owners():
            found = _class_of(owner).find(name)
            if found and takes(found[1], len(given)):
                return self.invoke(node, owner, name, given)
        if static := self.imported(name):
            return self.invoke(node, *static, given)
        if name == "getClass" and not arguments:
            return self.me if isinstance(self.me, Type) else self.me.type
        if not self._knows_steps():
            raise NotFoldedError(f"{name} is no method of the class {_class_of(self.me).name}")
        return self._variable_or_step(node, name, arguments)

    def _owners(self) -> list[Instance | Type]:
        first = [one.delegate for one in self.delegates if one.delegate_first]
        last = [one.delegate for one in self.delegates if not one.delegate_first]
        return [one for one in (*first, self.me, *last) if isinstance(one, Instance | Type)]

    def _knows_steps(self) -> bool:
        """Whether a bare name may be a step: in scripts, not in classes, but where a delegate is a script."""
        owners = (self.me, *(one.delegate for one in self.delegates))
        return any(is_script(one) or isinstance(one, JenkinsObject) for one in owners)

    def _variable_or_step(self, node: tree.Call, name: str, arguments: list[Given]) -> Value:
        variable = self.host.variable(name)
        if variable is not None:
            return self.invoke(node, variable, "call", positional(arguments))
        last = arguments[-1].value if arguments and not arguments[-1].name else None
        if isinstance(last, Code):
            return self.host.step(node, name, arguments[:-1], last)
        return self.host.step(node, name, arguments, None)

    def pointer(self, node: tree.Property, scope: Scope) -> Value:
        """`owner.&method`, of a script or object whose class has the method. Raises NotFoldedError for any other."""
        owner, name = self.value(node.object, scope), node.name
        found = owner.type.find(name) if isinstance(owner, Instance) and isinstance(name, str) else None
        if not isinstance(owner, Instance) or not isinstance(name, str) or found is None:
            raise NotFoldedError("the operator .& is not evaluated on what is no function of the script")
        arity = max(len(one.parameters) for one in found[1])
        return Bound(lambda *given: self.invoke(node, owner, name, list(given)), arity)

    # ---- methods -------------------------------------------------------------------------------------------------

    def _call_method(self, node: tree.Call, function: tree.Property, scope: Scope) -> Value:
        name = function.name if isinstance(function.name, str) else self.text(function.name, scope)
        self.refuse_getters(function.object, scope)
        if signature := self.refused(function.object, name, len(node.arguments), scope):
            return self.host.refuse(node, signature, positional(self.arguments(node, scope)))
        whole = self.foreign(function, scope)
        if json_text.is_static(whole):
            return json_text.call_static(name, positional(self.arguments(node, scope)))
        if whole:
            raise NotFoldedError(f"{whole} is a method of Java's")
        if isinstance(function.object, tree.Name) and self._is_java(function.object.name, scope):
            return self._static(node, function.object.name, name, positional(self.arguments(node, scope)))
        owner = self.value(function.object, scope)
        if owner is None and function.operator == "?.":
            return None
        arguments = self.arguments(node, scope)
        if function.operator == "*." and not isinstance(owner, Unknown):
            return [self.method(node, one, name, arguments) for one in _each_of(owner)]
        return self.method(node, owner, name, arguments)

    def method(self, node: tree.Call, owner: Value, name: str, arguments: list[Given]) -> Value:
        if isinstance(owner, JenkinsObject) and owner.name == "steps":
            return self._variable_or_step(node, name, arguments)
        if isinstance(owner, _JAVA):
            return self._java_method(node, owner, name, arguments)
        if (found := connections.of_text(self.memory, owner, name, positional(arguments))) is not None:
            return found
        if name == "with" and len(arguments) == 1 and isinstance(arguments[0].value, Code):
            return self._with(owner, arguments[0].value)
        if isinstance(owner, JenkinsObject | Unknown):
            return self.host.method(node, owner, name, arguments)
        if isinstance(owner, Instance | Type | Base):
            return self._object_method(node, owner, name, arguments)
        values = positional(arguments)
        if isinstance(owner, Code) and name in CURRIES:
            return curried(owner, name, values)
        if isinstance(owner, Code) and name in _CODE_SETTERS:
            self.store_in_code(owner, _CODE_SETTERS[name], values[0] if values else None)
            return None
        held = owner.get(name) if isinstance(owner, dict) else owner if name in ("call", "doCall") else None
        if isinstance(held, Code):
            return held.call(*values)
        in_order = name == "sort" and isinstance(owner, JsonArray)  # which has the same items after it
        if (name in CHANGE or name in CHANGING) and not in_order:
            self.memory.setting(owner)
        self.memory.changing(owner)
        if not is_plain(owner) or not all(map(is_plain, values)):
            return self._partly_known(node, owner, name, values)
        folded: Value = methods.call_method(owner, name, values)
        return folded

    def _java_method(self, node: tree.Call, owner: _Java, name: str, arguments: list[Given]) -> Value:
        """A method of an object of Java's that has a state, or gives what only the run knows."""
        given = positional(arguments)
        match owner:
            case Moment() | DateFormat():
                return moments.method(owner, name, given)
            case Atomic():
                return self._atomic(owner, name, given)
            case json_text.Builder() | json_text.Slurper():
                return self._json(node, owner, name, given)
        return self._held(node, owner, name, arguments)

    def _atomic(self, owner: Atomic, name: str, given: list[Value]) -> Value:
        if name == "toString" and not given:
            return joined([atomics.call(owner, "get", given, beside=self.beside)])
        value = atomics.call(owner, name, given, beside=self.beside)
        if self.attempts and name != "get":
            self.out += self.keep_now(owner.held, owner.name, owner.value)
        return value

    def _json(
        self, node: tree.Call, owner: json_text.Builder | json_text.Slurper, name: str, given: list[Value]
    ) -> Value:
        if name == "parse" and len(given) == 1 and isinstance(given[0], Held):
            name, given = "parseText", [self.host.held(node, given[0], "getText", [])]
        return json_text.method(owner, name, given)

    def _held(self, node: tree.Call, owner: Held, name: str, arguments: list[Given]) -> Value:
        given = positional(arguments)
        if name != "with" or len(given) != 1 or not isinstance(code := given[0], Code):
            return self.host.held(node, owner, name, given)
        if not connections.names_no_member(arguments[0].node):
            raise NotFoldedError("a closure that may name members of its delegate is not evaluated")
        return code.call(owner)

    def _is_java(self, name: str, scope: Scope) -> bool:
        """Whether a name means a class of Java's with static methods that are read."""
        return name in (*CLASSES, json_text.OUTPUT) and scope.holder(name) is None and self.type_named(name) is None

    def _static(self, node: tree.Call, class_name: str, name: str, given: list[Value]) -> Value:
        if class_name == json_text.OUTPUT:
            return json_text.call_static(name, given)
        if all(map(is_known, given)):
            folded: Value = methods.call_static(class_name, name, given)
            return folded
        return run_statics.call_static(class_name, name, given) or self.unknown(node)

    def _now(self) -> Moment:
        """This moment, which a step keeps. Raises NotFoldedError where no step can stand."""
        name = self.host.fresh("now")
        kept = self.host.keep(name, moments.clock(name))
        assert kept is not None
        self.out.append(kept[0])
        return Moment(at=kept[1])

    def _with(self, owner: Value, code: Code) -> Value:
        if isinstance(code, Bound) or not isinstance(owner, dict | JenkinsObject | Instance):
            raise NotFoldedError("a closure with another delegate is not evaluated")
        code.delegate, code.delegate_first = owner, True
        return code.call(owner)

    def _object_method(
        self, node: tree.Call, owner: Instance | Type | Base, name: str, arguments: list[Given]
    ) -> Value:
        given = positional(arguments)
        type_ = owner if isinstance(owner, Type) else owner.type
        if type_.find(name):
            return self.invoke(node, owner, name, given)
        if isinstance(owner, Type):
            return self._class_method(node, owner, name, given)
        if isinstance(owner, Instance):
            held = owner.fields.holder(name)
            if held and isinstance(code := held.names.get(name), Code):
                return code.call(*given)
            if name == "getClass":
                return owner.type
            if name in ("name", "toString") and owner.type.constants:
                return self.printable(node, owner)
            if is_script(owner):
                return self._variable_or_step(node, name, arguments)
        raise NotFoldedError(f"{name} is no method of the class {type_.name}")

    def _class_method(self, node: tree.Call, owner: Type, name: str, given: list[Value]) -> Value:
        if name == "new":
            return self.instance(node, owner, given)
        if name in ("getName", "getSimpleName") and not given:
            return owner.name
        if name == "values" and owner.constants:
            return [owner.fields.names[one] for one in owner.constants]
        raise NotFoldedError(f"{name} is no method of the class {owner.name}")

    def _partly_known(self, node: tree.Call, owner: Value, name: str, values: list[Value]) -> Value:
        """A method on a list or map with values of the run in it: one that only moves values about is exact."""
        if name == "addAll" and isinstance(owner, list) and len(values) == 1 and isinstance(values[0], Unknown):
            return self.change_list(owner, run_lists.operated("+", owner, values[0]))
        if isinstance(owner, list | dict) and moves(owner, name, values):
            return moved(owner, name, values)
        if name == "contains" and len(values) == 1 and (found := is_among(owner, values[0])) is not None:
            return found
        if isinstance(owner, str) and name == "equals" and len(values) == 1:
            same = equals(owner, values[0])
            return self.unknown(node) if same is None else same
        if isinstance(owner, str) and len(values) == 1:
            held = text_method(name, Unknown(Literal(str(owner)), Kind.TEXT), values[0])
            return self.unknown(node) if held is None else held
        if name == "join" and isinstance(owner, list) and len(values) == 1:
            return joined([part for one in owner for part in (values[0], one)][1:])
        if isinstance(owner, list | dict) or any(isinstance(one, Code) for one in values):
            raise NotFoldedError("a list or map with values that only the run knows")
        return self.unknown(node)

    def construct(self, node: tree.New, scope: Scope) -> Value:
        if node.body is not None:
            raise NotFoldedError("a class without a name is not evaluated")
        given = positional(self.arguments(node, scope))
        type_ = self.type_named(node.type.name)
        if type_ is not None:
            return self.instance(node, type_, given)
        if signature := self.host.refused(node.type.name, "new", len(given)):
            return self.host.refuse(node, signature, given)
        atomic = atomics.made(self.memory, self.host.fresh, node.type.name, given)
        if atomic is not None:
            return atomic
        if moments.is_now(node.type.name, given):
            return self._now()
        if (format_ := moments.date_format(node.type.name, given)) is not None:
            return format_
        if (found := _java_object(self.memory, node.type.name, given)) is not None:
            return found
        if not all(map(is_known, given)):
            raise NotFoldedError(f"{node.type.name} is made of what only the run knows")
        value: Value = made(node.type.name, given)
        return value

    def arguments(self, node: tree.Call | tree.New, scope: Scope) -> list[Given]:
        found: list[Given] = []
        for one in node.arguments:
            if isinstance(one, tree.Spread):
                found += [Given("", one, value) for value in self.spread(one, scope)]
            elif isinstance(one, tree.Entry) and one.key is None:
                found += [Given(str(key), one, value) for key, value in self.known_map(one.value, scope).items()]
            elif isinstance(one, tree.Entry) and one.key is not None:
                found.append(Given(str(self.key(one.key, scope)), one.value, self.value(one.value, scope)))
            else:
                found.append(Given("", one, self.value(one, scope)))
        return found


_CODE_SETTERS = {"setDelegate": "delegate", "setResolveStrategy": "resolveStrategy"}


def _java_object(memory: Memory, name: str, given: list[Value]) -> JenkinsObject | None:
    return json_text.made(memory, name, given) or connections.made(memory, name, given)


def is_script(value: Value) -> bool:
    """Whether a value is the object of a script, which knows steps."""
    return isinstance(value, Instance) and value.type.is_script


def _class_of(value: Instance | Type) -> Type:
    return value if isinstance(value, Type) else value.type


def positional(arguments: list[Given]) -> list[Value]:
    """Arguments as a method takes them: named ones are a map in front."""
    named = {one.name: one.value for one in arguments if one.name}
    return [*([named] if named else []), *(one.value for one in arguments if not one.name)]


def _each_of(owner: Value) -> list[Any]:
    if not isinstance(owner, list) or may_lack(owner):
        raise NotFoldedError("*. of something that is no known list")
    return owner


def is_plain(value: Any) -> bool:
    """Whether a value is known, or code that a method may call."""
    return isinstance(value, Code) or is_known(value)


__all__ = ["Calls", "ScriptObject", "is_plain", "is_script", "positional"]
