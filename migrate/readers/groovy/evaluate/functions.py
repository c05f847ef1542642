"""Functions, closures, classes and their objects: what a call runs, and in which scope."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager

from migrate.model.source import Describable
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate import atomics, classes, json_text, moments, run_maps
from migrate.readers.groovy.evaluate.atomics import Atomic
from migrate.readers.groovy.evaluate.calls import Calls, is_script
from migrate.readers.groovy.evaluate.connections import Url
from migrate.readers.groovy.evaluate.memory import Scope
from migrate.readers.groovy.evaluate.moments import Moment
from migrate.readers.groovy.evaluate.objects import Base, Instance, Type, chosen
from migrate.readers.groovy.evaluate.spoil import is_script_field
from migrate.readers.groovy.evaluate.types import Types
from migrate.readers.groovy.evaluate.values import (
    Code,
    JenkinsObject,
    NotFoldedError,
    ScriptObject,
    ThrownError,
    Unknown,
    Value,
)
from migrate.readers.groovy.evaluate.ways import ReturnSignal


class Functions(Calls):
    """Runs functions. `discards` says that nobody reads the value of the next one."""

    types: Types
    discards: bool

    @contextmanager
    @abstractmethod
    def inside(self, script: tree.Script, me: Instance | Type, delegates: tuple[Code, ...] = ()) -> Iterator[None]:
        """Within, places are those of a script, and `this` is another one."""

    @abstractmethod
    def block(self, statements: list[tree.Statement], scope: Scope, *, wanted: bool = False) -> Value:
        """Run statements."""

    @abstractmethod
    def typed(self, type_name: tree.TypeName | None, value: Value) -> Value:
        """A value as a variable of a type holds it."""

    # ---- functions and closures ----------------------------------------------------------------------------------

    def invoke(self, node: tree.Node, owner: Instance | Type | Base, name: str, given: list[Value]) -> Value:
        found = (owner if isinstance(owner, Type) else owner.type).find(name)
        if found is None:
            raise NotFoldedError(f"{name} is no function that can be called")
        type_, methods = found
        me = owner.of if isinstance(owner, Base) else owner
        return self._run(node, type_, me, chosen(name, methods, given), given)

    def _run(self, node: tree.Node, type_: Type, me: Instance | Type, method: tree.Method, given: list[Value]) -> Value:
        self.ready(type_)
        with self.host.call(node), self.inside(type_.script, me):
            self.host.seen(method)
            inner = self.memory.scope(me.fields)
            self._bind(method.name, method.parameters, list(given), inner)
            return self.returning(self._body(method), inner)

    def _body(self, method: tree.Method) -> list[tree.Statement]:
        if method.body is None:
            return []
        self.host.seen(method.body)
        return method.body.body

    def closure(self, node: tree.Closure, scope: Scope) -> Code:
        script, me, outer, place = self.script, self.me, self.delegates, self.host.place()
        parameters = node.parameters

        def call(*arguments: Value) -> Value:
            delegates = outer if code.delegate is None else (code, *outer)
            with self.host.at(place), self.inside(script, me, delegates):
                inner = self.memory.scope(scope)
                inner.delegate, inner.delegate_first = _scope_of(code), code.delegate_first
                if parameters is None:
                    inner.names["it"] = arguments[0] if arguments else None
                else:
                    self._bind("a closure", parameters, list(arguments), inner)
                return self.returning(node.body, inner)

        code = Code(call, 1 if parameters is None else len(parameters), scope=scope)
        return code

    def _bind(self, name: str, parameters: list[tree.Parameter], given: list[Value], scope: Scope) -> None:
        """Give parameters their arguments: a single list is spread, the last parameter may take all that is left, and
        of those with defaults the last ones are left out first."""
        if len(parameters) > 1 and len(given) == 1 and isinstance(given[0], list) and name == "a closure":
            given = list(given[0])
        given = _gathered(parameters, given)
        optional = [position for position, one in enumerate(parameters) if one.default is not None]
        missing = len(parameters) - len(given)
        if len(parameters) == 1 and not given and not optional:
            given, missing = [None], 0
        if missing < 0 or missing > len(optional):
            raise NotFoldedError(f"{name} is called with {len(given)} arguments")
        left_out = set(optional[len(optional) - missing :])
        values = iter(given)
        for position, one in enumerate(parameters):
            default = one.default if position in left_out else None
            value = next(values) if default is None else self.value(default, scope)
            scope.names[one.name] = run_maps.given(one.type.name if one.type else "", value)

    def discarding(self, code: Code) -> None:
        """Call some code whose value nobody reads."""
        self.discards = True
        code.call()

    def returning(self, body: list[tree.Statement], scope: Scope) -> Value:
        """The value of a function's body; choices that an early return has left open end with it."""
        open_before, outer = len(self.rests), self.out
        wanted, self.discards = not self.discards, False
        try:
            value = self.block(body, scope, wanted=wanted)
        except ReturnSignal as signal:
            value = signal.value
        except ThrownError:
            self.close(open_before, outer, None)
            raise
        return self.close(open_before, outer, value)

    # ---- classes and objects -------------------------------------------------------------------------------------

    def type_named(self, name: str) -> Type | None:
        return self.types.named(self.script, name)

    def imported(self, name: str) -> tuple[Type, str] | None:
        return self.types.imported(self.script, name)

    def ready(self, type_: Type) -> None:
        """Give a class its static fields, once."""
        if type_.is_ready:
            return
        type_.is_ready = True
        with self.inside(type_.script, type_):
            for one in type_.body:
                if isinstance(one, tree.EnumConstant):
                    given = [self.value(value, type_.fields) for value in one.arguments]
                    type_.fields.names[one.name] = self.instance(one, type_, given)
                elif isinstance(one, tree.Declare) and not type_.is_script and "static" in one.modifiers:
                    self._declare(one, type_.fields)

    def script_object(self, script: tree.Script, name: str, binding: Scope | None = None) -> Instance:
        """The object of a script, with its fields. `binding` is for one that shares it with another script."""
        type_ = self.types.of_script(script, name)
        found = Instance(type_, self.memory.scope(binding or type_.fields, shared=True))
        self._fields(type_, found)
        return found

    def instance(self, node: tree.Node, type_: Type, given: list[Value]) -> Instance:
        if type_.is_script:
            return self.script_object(type_.script, type_.name)
        self.ready(type_)
        found = Instance(type_, self.memory.scope(type_.fields, shared=True))
        for one in reversed(list(type_.ancestry())):
            self._fields(one, found)
        self._construct(node, found, type_, given)
        return found

    def _fields(self, type_: Type, of: Instance) -> None:
        """Give an object what its class declares for each of its objects."""
        with self.inside(type_.script, of):
            for one in type_.body:
                is_field = isinstance(one, tree.Declare) and "static" not in one.modifiers
                if isinstance(one, tree.Declare) and is_field and (not type_.is_script or is_script_field(one)):
                    self._declare(one, of.fields)

    def _declare(self, node: tree.Declare, fields: Scope) -> None:
        self.host.seen(node)
        for name, value in zip(node.names, node.values, strict=True):
            found = None if value is None else self.typed(node.type, self.value(value, fields))
            fields.names[name] = self.host.told_name(name, found)

    def _construct(self, node: tree.Node, found: Instance, type_: Type, given: list[Value]) -> None:
        constructors = type_.methods.get(type_.name)
        if constructors:
            constructor = chosen(type_.name, constructors, given)
            if type_.base is not None and not _calls_base(constructor):
                self._construct(node, found, type_.base, [])
            self._run(node, type_, found, constructor, given)
        elif type_.base is not None and (given or type_.base.methods.get(type_.base.name)):
            self._construct(node, found, type_.base, given)
        elif len(given) == 1 and isinstance(given[0], dict):
            for name, value in given[0].items():
                self.set_property(node, found, str(name), value)
        elif given:
            raise NotFoldedError(f"{type_.name} has no constructor that takes this")

    def construct_base(self, node: tree.Node, name: str, given: list[Value]) -> Value:
        if not isinstance(self.me, Instance):
            raise NotFoldedError(f"{name}(…) outside of a constructor")
        own = next((one for one in self.me.type.ancestry() if one.script is self.script), self.me.type)
        type_ = own.base if name == "super" else own
        if type_ is not None:
            self._construct(node, self.me, type_, given)
        elif given:
            raise NotFoldedError("the class that is extended is not known")
        return None

    # ---- properties ----------------------------------------------------------------------------------------------

    def property(self, node: tree.Node, owner: ScriptObject, name: str) -> Value:
        """`owner.name`: what a getter gives, a field, or what a script finds under the name."""
        owner = owner.of if isinstance(owner, Base) else owner
        assert isinstance(owner, Instance | Type)
        type_ = owner if isinstance(owner, Type) else owner.type
        self.ready(type_)
        getter = f"get{name[:1].upper()}{name[1:]}"
        if owner is not self.me and type_.find(getter):
            return self.invoke(node, owner, getter, [])
        if holder := owner.fields.holder(name):
            return holder.names.get(name)
        if isinstance(owner, Type):
            return self._of_class(owner, name)
        if type_.find(getter):
            return self.invoke(node, owner, getter, [])
        if name == "class":
            return type_
        if is_script(owner):
            return self.host.variable(name) or (
                JenkinsObject("steps") if name == "steps" else self.host.name(node, name)
            )
        raise NotFoldedError(f"{name} is no property of the class {type_.name}")

    def _of_class(self, type_: Type, name: str) -> Value:
        if name in ("name", "simpleName", "canonicalName"):
            return type_.name
        inner = self.types.named(type_.script, f"{type_.name}.{name}")
        if inner is None:
            raise NotFoldedError(f"{name} is no property of the class {type_.name}")
        return inner

    def set_property(self, node: tree.Node, owner: ScriptObject, name: str, value: Value) -> None:
        owner = owner.of if isinstance(owner, Base) else owner
        assert isinstance(owner, Instance | Type)
        setter = f"set{name[:1].upper()}{name[1:]}"
        type_ = owner if isinstance(owner, Type) else owner.type
        if owner is not self.me and type_.find(setter):
            self.invoke(node, owner, setter, [value])
            return
        home = owner.fields.holder(name) or (owner.fields.outermost() if is_script(owner) else owner.fields)
        home.names[name] = self.host.told_name(name, value)
        self.keep_in_attempt(home.names, name, value)

    def is_a(self, value: ScriptObject, name: str) -> Value:
        if isinstance(value, Instance) and (value.type.is_a(name) or name in ("Object", "Serializable")):
            return True
        if isinstance(value, Instance) and self.type_named(name) is not None:
            return False
        raise NotFoldedError(f"whether an object is a {name} is not known")

    def printable(self, node: tree.Node, value: Value) -> Value:
        if isinstance(value, Atomic):
            return atomics.call(value, "get", [], beside=self.beside)
        if isinstance(value, Moment):
            return moments.method(value, "toString", [])
        if isinstance(value, json_text.Builder):
            return json_text.method(value, "toString", [])
        if isinstance(value, Url):
            return value.text
        if isinstance(value, Unknown) and isinstance(value.value, Describable):
            return self.decide(node, value, lambda: True, lambda: False)
        if not isinstance(value, ScriptObject):
            return value
        if isinstance(value, Instance) and value.type.find("toString"):
            return self.invoke(node, value, "toString", [])
        if isinstance(value, Instance) and value.type.constants:
            return constant_of(value)
        raise NotFoldedError("an object is put into a text")

    def named(self, node: tree.Node, name: str) -> Value:
        """What a name means that no variable has."""
        if name == "this":
            return self.me
        if name == "super" and isinstance(self.me, Instance) and self.me.type.base:
            return Base(self.me, self.me.type.base)
        if name == "steps" and is_script(self.me):
            return JenkinsObject("steps")
        type_ = self.me if isinstance(self.me, Type) else self.me.type
        getter = f"get{name[:1].upper()}{name[1:]}"
        if type_.find(getter):
            return self.invoke(node, self.me, getter, [])
        found: Value = self.type_named(name) if name[:1].isupper() else None
        if found is None and (static := self.imported(name)):
            found = self.property(node, *static)
        return found or self.host.variable(name) or classes.named(name) or self.host.name(node, name)


def _calls_base(constructor: tree.Method) -> bool:
    """Whether a constructor begins with `super(…)` or `this(…)`."""
    first = constructor.body.body[0] if constructor.body and constructor.body.body else None
    call = first.expression if isinstance(first, tree.Evaluate) else None
    function = call.function if isinstance(call, tree.Call) else None
    return isinstance(function, tree.Name) and function.name in ("super", "this")


def constant_of(value: Instance) -> str:
    """The name of an enum's constant."""
    return next(name for name in value.type.constants if value.type.fields.names.get(name) is value)


def _scope_of(code: Code) -> Scope | None:
    """The delegate of a closure as a scope to look names up in."""
    delegate = code.delegate
    if isinstance(delegate, Unknown):
        raise NotFoldedError("the delegate of a closure is known only when the pipeline runs")
    if isinstance(delegate, dict):
        return Scope(None, delegate, shared=True, any_name=code.delegate_first)
    return delegate.fields if isinstance(delegate, Instance) else None


def _gathered(parameters: list[tree.Parameter], given: list[Value]) -> list[Value]:
    """The arguments, those for a last parameter that takes any number as one list."""
    last = parameters[-1] if parameters else None
    if last is None or not (last.varargs or (last.type and last.type.dimensions)):
        return given
    fixed = len(parameters) - 1
    if len(given) == len(parameters) and isinstance(given[-1], list):
        return given
    return [*given[:fixed], list(given[fixed:])]
