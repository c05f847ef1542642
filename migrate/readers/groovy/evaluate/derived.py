"""Methods and operators on values of the run, as functions of the build: what they give is a value of the run again.

A function here does what Groovy does, or has no value where Groovy throws.
"""

from __future__ import annotations

from dataclasses import dataclass

from migrate.model.source import Derived, Literal, Reference, ReferenceKind, Template
from migrate.model.source import Value as SourceValue
from migrate.readers.groovy.evaluate import one_pass
from migrate.readers.groovy.evaluate.kinds import is_integer
from migrate.readers.groovy.evaluate.values import Kind, NotFoldedError, Range, Unknown, Value

_WORDS = " \t\n\r\f"  # what separates words for java.util.StringTokenizer


@dataclass(frozen=True, slots=True)
class Method:
    """A function, the kinds of its arguments, and of what it gives."""

    function: str
    takes: tuple[Kind, ...]
    gives: Kind


def _method(function: str, *kinds: Kind) -> Method:
    return Method(function, kinds[:-1], kinds[-1])


_T, _I, _B, _L = Kind.TEXT, Kind.INTEGER, Kind.BOOLEAN, Kind.LIST

_TEXTS: dict[str, tuple[Method, ...]] = {
    "trim": (_method("text_trim", _T),),
    "toLowerCase": (_method("text_toLowerCase", _T),),
    "toUpperCase": (_method("text_toUpperCase", _T),),
    "capitalize": (_method("text_capitalize", _T),),
    "replace": (_method("text_replace", _T, _T, _T),),
    "minus": (_method("text_minus", _T, _T),),
    "length": (_method("text_size", _I),),
    "size": (_method("text_size", _I),),
    "indexOf": (_method("text_indexOf", _T, _I),),
    "lastIndexOf": (_method("text_lastIndexOf", _T, _I),),
    "substring": (_method("text_substring", _I, _T), _method("text_substring", _I, _I, _T)),
    "charAt": (_method("text_charAt", _I, Kind.CHARACTER),),
    "take": (_method("text_take", _I, _T),),
    "drop": (_method("text_drop", _I, _T),),
    "padLeft": (_method("text_padLeft", _I, _T), _method("text_padLeft", _I, _T, _T)),
    "toInteger": (_method("text_toInteger", _I),),
    "toLong": (_method("text_toLong", _I),),
    "isInteger": (_method("text_isInteger", _B),),
    "toBoolean": (_method("text_toBoolean", _B),),
    "readLines": (_method("text_readLines", _L),),
}

_LISTS: dict[str, tuple[Method, ...]] = {
    "size": (_method("list_size", _I),),
    "join": (_method("list_join", _T, _T),),
    "take": (_method("list_take", _I, _L),),
    "drop": (_method("list_drop", _I, _L),),
    "tail": (_method("list_tail", _L),),
    "init": (_method("list_init", _L),),
    "reverse": (_method("list_reverse", _L),),
    "sort": (_method("list_sort", _L),),
    "get": (_method("list_get", _I, _T),),
}
_PLACES = {"first": 0, "head": 0, "last": -1}
_ARRAYS = frozenset(("text_split", "text_fields"))
_SAME_CLASS = frozenset(("list_take", "list_drop", "list_tail", "list_init", "list_reverse", "list_sort"))
OF_EACH = ("trim", "toLowerCase", "toUpperCase", "capitalize")


def derived(function: str, kind: Kind, *arguments: SourceValue, safe: bool = False) -> Unknown:
    """What a function gives. Raises NotFoldedError for an argument that the shell can't hold."""
    if not all(map(has_shell_form, arguments)):
        raise NotFoldedError("a part of the value is known only when the pipeline runs")
    return Unknown(Derived(ReferenceKind.DERIVED, function, arguments, safe), kind)


def has_shell_form(value: SourceValue) -> bool:
    if isinstance(value, Template):
        return all(has_shell_form(part) for part in value.parts)
    return isinstance(value, Literal) or (isinstance(value, Reference) and value.kind is not ReferenceKind.SCM)


def as_text(value: Unknown) -> SourceValue:
    """A value as Groovy prints it."""
    if not has_shell_form(value.value):
        return value.value
    if value.kind is Kind.LIST:
        return derived("list_text", Kind.TEXT, value.value).value
    form = _PRINTED.get(value.kind)
    return json(form, value).value if form else value.value


_PRINTED = {Kind.OBJECT: "text", Kind.MAP: "shown"}


def in_text(value: Unknown) -> SourceValue:
    """A value as it stands in a GString, which prints lists and maps of JSON as those of Groovy."""
    is_json = value.kind is Kind.OBJECT and has_shell_form(value.value)
    return json("shown", value).value if is_json else as_text(value)


# ---- methods ---------------------------------------------------------------------------------------------------------


def method(owner: Unknown, name: str, values: list[Value], *, safe: bool = False) -> Unknown | None:
    """A method of a text, list or JSON object; None where the build has nothing for it."""
    if not has_shell_form(owner.value):
        return None
    if owner.kind is Kind.LIST:
        return _of_list(owner, name, values)
    if owner.kind is Kind.OBJECT:
        return _of_object(owner, name, values)
    if owner.kind is Kind.INTEGER:
        return owner if name in ("toInteger", "toLong") and not values else None
    return _of_text(owner, name, values, safe=safe) if owner.kind is Kind.TEXT else None


def _of_text(owner: Unknown, name: str, values: list[Value], *, safe: bool) -> Unknown | None:
    if name in ("split", "tokenize"):
        return _parted(owner, name, values)
    if name in ("replaceAll", "replaceFirst") and len(values) == 2:
        return _replaced(owner, name, *values)
    if name in ("concat", "plus") and len(values) == 1:
        return _concatenated(owner, values[0])
    if name == "getAt" and len(values) == 1 and is_a(values[0], Kind.INTEGER):
        return _character(owner, values[0])
    if name == "replace" and (not values or not isinstance(values[0], str) or not values[0]):
        return None
    return _found(_TEXTS, owner, name, values, safe=safe)


def _found(
    table: dict[str, tuple[Method, ...]], owner: Unknown, name: str, values: list[Value], *, safe: bool = False
) -> Unknown | None:
    for one in table.get(name, ()):
        if len(one.takes) == len(values) and all(map(is_a, values, one.takes)):
            return derived(one.function, one.gives, owner.value, *map(source, values), safe=safe)
    return None


def is_a(value: Value, kind: Kind) -> bool:
    """Whether a value, known or not, is a text or an integer."""
    if isinstance(value, Unknown):
        undeclared = value.kind is Kind.ANY and isinstance(value.value, Reference)
        if undeclared and kind is Kind.TEXT:  # where a text must stand, a parameter is one
            return isinstance(value.value, Reference) and value.value.kind is ReferenceKind.PARAMETER
        return value.kind is kind and has_shell_form(value.value)
    return isinstance(value, str) if kind is Kind.TEXT else kind is Kind.INTEGER and is_integer(value)


def source(value: Value) -> SourceValue:
    """A text or an integer as a function takes it."""
    assert isinstance(value, Unknown | str | int)
    return value.value if isinstance(value, Unknown) else Literal(value)


def _concatenated(owner: Unknown, value: Value) -> Unknown | None:
    if not is_a(value, Kind.TEXT):
        return None
    found = [one for part in (owner.value, source(value)) for one in parts(part)]
    return Unknown(Template(tuple(found)), Kind.TEXT)


def parts(value: SourceValue) -> list[Literal | Reference]:
    """A value as parts of a text."""
    found = value.parts if isinstance(value, Template) else (value,)
    return [one for one in found if isinstance(one, Literal | Reference)]


def _parted(owner: Unknown, name: str, values: list[Value]) -> Unknown | None:
    """`split` takes a regular expression, `tokenize` single characters; both words where they take nothing."""
    if not values or (name == "tokenize" and len(values) == 1 and _are_separators(values[0])):
        characters = values[0] if values else _WORDS
        return derived("text_tokenize", Kind.LIST, owner.value, source(characters))
    if name != "split" or not isinstance(values[0], str) or len(values) > 2:
        return None
    plain = one_pass.plain_text(values[0])
    limit = values[1:]
    if plain and all(is_integer(one) for one in limit):
        return derived("text_split", Kind.LIST, owner.value, Literal(plain), *map(source, limit))
    found = one_pass.separators(values[0])
    if found is None or limit:
        return None
    return derived("text_fields", Kind.LIST, owner.value, Literal(found.characters), Literal(found.how_many))


def _are_separators(value: Value) -> bool:
    """Whether each byte of a text is a character that separates, to a shell that knows bytes alone too."""
    return isinstance(value, str) and value != "" and value.isascii()


def _replaced(owner: Unknown, name: str, pattern: Value, replacement: Value) -> Unknown | None:
    if not isinstance(pattern, str) or not isinstance(replacement, str):
        return None
    plain = one_pass.plain_text(pattern)
    if plain and name == "replaceAll" and not set(replacement) & set("$\\"):
        return derived("text_replace", Kind.TEXT, owner.value, Literal(plain), Literal(replacement))
    script = one_pass.sed_script(pattern, replacement, every=name == "replaceAll")
    return None if script is None else derived("text_sed", Kind.TEXT, owner.value, Literal(script))


def _character(owner: Unknown, place: Value) -> Unknown:
    return derived("text_range", Kind.TEXT, owner.value, source(place), source(place))


# ---- lists -----------------------------------------------------------------------------------------------------------


def _of_list(owner: Unknown, name: str, values: list[Value]) -> Unknown | None:
    if name in _PLACES and not values:
        return derived("list_at", Kind.TEXT, owner.value, Literal(_PLACES[name]))
    if name == "getAt" and len(values) == 1:
        return index(owner, values)
    if name == "join" and not values:
        values = [""]
    if name in ("toList", "toArray", "asList", "clone") and not values:
        return Unknown(owner.value, owner.kind)  # another list
    return _found(_LISTS, owner, name, values)


def each_item(owner: Unknown, name: str) -> Unknown | None:
    """`list*.name()`"""
    return derived("list_each", Kind.LIST, owner.value, Literal(f"text_{name}")) if name in OF_EACH else None


def index(owner: Unknown, keys: list[Value]) -> Unknown | None:
    """`owner[key]`"""
    key = keys[0] if len(keys) == 1 else None
    if not has_shell_form(owner.value):
        return None
    if isinstance(key, Range) and _goes_up(key):
        return _ranged(json("string", owner) if owner.kind is Kind.OBJECT else owner, key[0], key[-1])
    if owner.kind is Kind.OBJECT:
        return member(owner, key)
    if owner.kind is Kind.LIST and is_a(key, Kind.INTEGER):
        return _item(owner, key)
    return _character(owner, key) if owner.kind is Kind.TEXT and is_a(key, Kind.INTEGER) else None


def _item(owner: Unknown, place: Value) -> Unknown:
    """`list[place]`, which is null behind the last item; an array throws there, and both do in front of the first."""
    is_behind = isinstance(place, int) and place >= 0 and not is_array(owner.value)
    return derived("list_item" if is_behind else "list_at", Kind.TEXT, owner.value, source(place))


def is_array(value: SourceValue) -> bool:
    """Whether `split` has made a list, or one that another is a part of."""
    if not isinstance(value, Derived):
        return False
    if value.name in _SAME_CLASS:
        return is_array(value.arguments[0])
    return value.name in _ARRAYS or (value.name == "regex" and value.arguments[0] == Literal("split"))


def _goes_up(key: Range) -> bool:
    """Whether a range means its first to its last item: one without its end, only where it counts from the start."""
    first, _, end = key.text.partition("..<")
    return len(key) > 0 and (not end or (first.isdecimal() and end.isdecimal() and int(first) < int(end)))


def _ranged(owner: Unknown, first: Value, last: Value) -> Unknown | None:
    if not is_integer(first) or not is_integer(last):
        return None
    if owner.kind is Kind.LIST:
        return derived("list_range", Kind.LIST, owner.value, source(first), source(last))
    return derived("text_range", Kind.TEXT, owner.value, source(first), source(last)) if owner.kind is _T else None


# ---- JSON ------------------------------------------------------------------------------------------------------------


def json(form: str, owner: Unknown, *keys: Value, kind: Kind = Kind.TEXT) -> Unknown:
    """What stands under the keys of an object. The forms are those of the function `json`."""
    path: tuple[SourceValue, ...] = (owner.value,)
    if isinstance(owner.value, Derived) and owner.value.name == "json" and owner.value.arguments[0] == Literal("at"):
        path = owner.value.arguments[1:]
    return derived("json", kind, Literal(form), *path, *map(source, keys))


def member(owner: Unknown, key: Value) -> Unknown | None:
    """`object.key`; None where a key is no text or integer."""
    if not (is_a(key, Kind.TEXT) or is_a(key, Kind.INTEGER)):
        return None
    return json("at", owner, key, kind=Kind.OBJECT)


def safe_member(owner: Unknown, key: Value) -> Unknown | None:
    """`object?.key`: null where the object is"""
    if not has_shell_form(owner.value) or not is_a(key, Kind.TEXT):
        return None
    return derived("json_safe", Kind.OBJECT, owner.value, source(key))


def _of_object(owner: Unknown, name: str, values: list[Value]) -> Unknown | None:
    if name in ("get", "getAt") and len(values) == 1:
        return member(owner, values[0])
    if name in ("size", "length") and not values:
        return json("size", owner, kind=Kind.INTEGER)
    if name in ("first", "last") and not values:
        return member(owner, _PLACES[name])
    if name == "join" and len(values) < 2:
        return _of_list(json("texts", owner, kind=Kind.LIST), name, values)
    if name == "toInteger" and not values:
        return _of_text(Unknown(json("text", owner).value, Kind.TEXT), name, values, safe=False)
    return _of_text(json("string", owner), name, values, safe=False)


# ---- numbers ---------------------------------------------------------------------------------------------------------


def operated(operator: str, left: Value, right: Value) -> Unknown | None:
    """`left operator right` of integers, or a text without a part of it."""
    if operator == "-" and isinstance(left, Unknown) and left.kind is Kind.TEXT and has_shell_form(left.value):
        return method(left, "minus", [right])
    if operator not in ("+", "-", "*", "%") or not (is_a(left, Kind.INTEGER) and is_a(right, Kind.INTEGER)):
        return None
    return derived("integer", Kind.INTEGER, source(left), Literal(operator), source(right))


def default(value: Unknown, other: Value) -> Unknown | None:
    """`value ?: other` of texts."""
    if value.kind is not Kind.TEXT or not has_shell_form(value.value) or not is_a(other, Kind.TEXT):
        return None
    if isinstance(found := value.value, Derived) and found.name == "list_item" and _may_be_array(found.arguments[0]):
        return None
    return derived("text_default", Kind.TEXT, value.value, source(other))


def _may_be_array(items: SourceValue) -> bool:
    """Whether a list may be one that throws where it has no such item: what the build keeps may be an array."""
    return not isinstance(items, Derived)


def starts_in_environment(value: SourceValue) -> bool:
    """Whether a value is null where a variable of the environment is."""
    return value.safe if isinstance(value, Derived) else variable_of(value) is not None


def variable_of(value: SourceValue) -> Reference | None:
    """The variable of the environment that a value is made of at first."""
    while isinstance(value, Derived):
        value = value.arguments[0]
    is_one = isinstance(value, Reference) and value.kind is ReferenceKind.ENVIRONMENT
    return value if is_one and isinstance(value, Reference) else None
