"""Classes that scripts define, and their objects. The class of a script has the script's functions as methods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate.memory import Scope
from migrate.readers.groovy.evaluate.values import Code, Kind, NotFoldedError, ScriptObject, Unknown, Value

_MOST = 1_000_000  # arguments that a method with a variable number of them takes


@dataclass(slots=True, eq=False)
class Type(ScriptObject):
    """A class. `fields` holds what is static; `parents` are the names that it extends or implements.

    `base` is the class that it extends, if its source is known; `constants` are those of an enum.
    """

    name: str
    script: tree.Script
    body: list[tree.Statement]
    fields: Scope
    is_script: bool = False
    parents: tuple[str, ...] = ()
    base: Type | None = None
    constants: tuple[str, ...] = ()
    methods: dict[str, list[tree.Method]] = field(default_factory=dict)
    is_ready: bool = False

    def __post_init__(self) -> None:
        for one in self.body:
            if isinstance(one, tree.Method) and one.body is not None:
                self.methods.setdefault(one.name, []).append(one)

    def ancestry(self) -> Iterator[Type]:
        """The class and those that it extends."""
        current: Type | None = self
        while current is not None:
            yield current
            current = current.base

    def find(self, name: str) -> tuple[Type, list[tree.Method]] | None:
        """The methods of a name, and the class that has them."""
        return next(((one, one.methods[name]) for one in self.ancestry() if name in one.methods), None)

    def is_a(self, name: str) -> bool:
        return any(name == one.name or name in one.parents for one in self.ancestry())


@dataclass(slots=True, eq=False)
class Instance(ScriptObject):
    """An object. Around its `fields` is what is static in its class; around those of a script is its binding."""

    type: Type
    fields: Scope


@dataclass(slots=True, eq=False)
class Base(ScriptObject):
    """`super`: an object as one of the class that its own extends."""

    of: Instance
    type: Type


# ---- which of several methods ----------------------------------------------------------------------------------------


def chosen(name: str, methods: list[tree.Method], given: list[Value]) -> tree.Method:
    """The method that Groovy calls with these arguments. Raises NotFoldedError where that is not sure."""
    if len(methods) == 1:
        return methods[0]
    fitting = [one for one in methods if _least(one) <= len(given) <= _most(one)]
    scores = [(score, one) for one in fitting if (score := _score(one.parameters, given)) is not None]
    best = max((score for score, _ in scores), default=0)
    found = [one for score, one in scores if score == best]
    unsure = len(scores) > 1 and any(isinstance(one, Unknown) and one.kind is Kind.ANY for one in given)
    if len(found) != 1 or unsure:
        raise NotFoldedError(f"which of the functions {name} is called is not sure")
    return found[0]


def takes(methods: list[tree.Method], count: int) -> bool:
    """Whether any of the methods takes so many arguments; one with a single parameter takes null without any."""
    return any(_least(one) <= count <= _most(one) or (count == 0 and len(one.parameters) == 1) for one in methods)


def _least(method: tree.Method) -> int:
    return sum(one.default is None and not _is_rest(one) for one in method.parameters)


def _most(method: tree.Method) -> int:
    return _MOST if method.parameters and _is_rest(method.parameters[-1]) else len(method.parameters)


def _is_rest(parameter: tree.Parameter) -> bool:
    """Whether a last parameter takes all arguments that are left."""
    return parameter.varargs or bool(parameter.type and parameter.type.dimensions)


def _score(parameters: list[tree.Parameter], given: list[Value]) -> int | None:
    """How well arguments fit by their types; None where they do not."""
    fits = [_fit(one.type.name if one.type else "", value) for one, value in zip(parameters, given, strict=False)]
    exact = 1 if len(given) == len(parameters) else 0
    return None if None in fits else exact + sum(2 * (fit or 0) for fit in fits)


_NAMES: tuple[tuple[type | tuple[type, ...], frozenset[str]], ...] = (
    (bool, frozenset(("boolean", "Boolean"))),
    (int, frozenset(("int", "Integer", "long", "Long", "Number"))),
    (str, frozenset(("String", "CharSequence", "GString"))),
    (list, frozenset(("List", "ArrayList", "Collection", "Iterable", "Set"))),
    (dict, frozenset(("Map", "LinkedHashMap", "HashMap"))),
    (Code, frozenset(("Closure", "Callable"))),
)
_OF_KIND = {Kind.TEXT: str, Kind.INTEGER: int, Kind.BOOLEAN: bool}
_PRIMITIVE = frozenset(("int", "long", "boolean", "double", "float"))


def _fit(name: str, value: Value) -> int | None:
    """2 for the value's own type, 1 for any type, None for another one."""
    if name in ("", "def", "Object", "var"):
        return 0
    if value is None:
        return None if name in _PRIMITIVE else 1
    if isinstance(value, Instance):
        return 2 if value.type.is_a(name) else None
    kind = _OF_KIND.get(value.kind) if isinstance(value, Unknown) else type(value)
    if kind is None:
        return 1
    names = next((names for known, names in _NAMES if issubclass(kind, known)), None)
    if names is None:
        return 1
    return 2 if name in names else None
