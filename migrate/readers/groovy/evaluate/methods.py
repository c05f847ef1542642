"""Methods, properties and elements of known values, exactly as Groovy 2.4.21 and Java have them.

What is not evaluated raises NotFoldedError; what Groovy throws is a ThrownError. Lists and maps are changed in place.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from migrate.readers.groovy.evaluate import kinds, lists, maps, strings
from migrate.readers.groovy.evaluate.classes import JavaClass, class_of
from migrate.readers.groovy.evaluate.equality import same
from migrate.readers.groovy.evaluate.forms import ANY, CODE, INT, TEXT, Form, Table, find_form, form, invoke
from migrate.readers.groovy.evaluate.indexing import get_index, set_index
from migrate.readers.groovy.evaluate.numbers import BOOLEANS, NUMBERS
from migrate.readers.groovy.evaluate.regular import Matcher, Pattern
from migrate.readers.groovy.evaluate.statics import call_static, formatted
from migrate.readers.groovy.evaluate.texts import text
from migrate.readers.groovy.evaluate.values import Code, NotFoldedError, ThrownError

_OBJECT_METHODS = """
    is identity with getAt putAt dump inspect invokeMethod isCase each eachWithIndex every any grep
    collect find findResult findAll split inject findIndexOf findLastIndexOf findIndexValues asType
    getMetaClass iterator respondsTo hasProperty asBoolean toString equals getClass getProperty
    setProperty plus print println printf sprintf sleep use getProperties notify wait
    notifyAll
"""  # Groovy has them for null too
_ON_ANYTHING = frozenset(_OBJECT_METHODS.split())

_NULL: Table = {
    "toString": form(text),
    "equals": form(lambda _, other: other is None, ANY),
    "asBoolean": form(bool),
}


def _collect(found: Matcher, code: Code) -> list[Any]:
    return [invoke(code, one) for one in found.all()]


def _each(found: Matcher, code: Code) -> Matcher:
    _collect(found, code)
    return found


MATCHERS: Table = {
    "matches": form(Matcher.matches),
    "find": form(Matcher.found),
    "group": (Form(Matcher.group, ()), Form(Matcher.group, (INT,))),
    "groupCount": form(lambda found: found.compiled.groups),
    "getCount": form(lambda found: len(found.all())),
    "size": form(lambda found: kinds.Long(len(found.all()))),
    "hasGroup": form(lambda found: found.compiled.groups > 0),
    "getAt": form(lambda found, at: get_index(found, [at]), INT),
    "collect": form(_collect, CODE),
    "each": form(_each, CODE),
}

PATTERNS: Table = {
    "matcher": form(lambda pattern, subject: Matcher(pattern.expression, subject), TEXT),
    "pattern": form(text),
    "toString": form(text),
}

CLASSES: Table = {
    "getSimpleName": form(lambda found: found.name),
    "getName": form(JavaClass.full_name),
    "getCanonicalName": form(JavaClass.full_name),
    "toString": form(text),
}
_OF_CLASSES = {"simpleName": "getSimpleName", "name": "getName", "canonicalName": "getCanonicalName"}

FILES: Table = {
    "getName": form(lambda found: found.name),
    "getPath": form(lambda found: found.path),
    "isDirectory": form(lambda found: False),
    "getLength": form(lambda found: found.length),
    "getLastModified": form(lambda found: found.last_modified),
    "toString": form(text),
}
_OF_FILES = {
    **{name: f"get{name[0].upper()}{name[1:]}" for name in ("name", "path", "length", "lastModified")},
    "directory": "isDirectory",
}
_NOT_OF_JSON = frozenset(("toString", "clone", "equals"))  # net.sf.json has its own

_CHARACTERS: Table = {
    "toString": form(str),
    "isDigit": form(lambda sign: sign.isascii() and sign.isdigit()),
}

_TABLES: tuple[tuple[type | tuple[type, ...], Table], ...] = (
    (bool, BOOLEANS),
    ((int, float, Decimal), NUMBERS),
    (kinds.Character, _CHARACTERS),
    (str, {**strings.METHODS, "equals": form(same, ANY)}),
    (dict, maps.METHODS),
    (kinds.Entry, maps.ENTRY_METHODS),
    (Matcher, MATCHERS),
    (Pattern, PATTERNS),
    (JavaClass, CLASSES),
    (kinds.FoundFile, FILES),
    (type(None), _NULL),
)


def call_method(receiver: Any, name: str, args: list[Any]) -> Any:
    """`receiver.name(…)`. Raises ThrownError, NotFoldedError."""
    if name == "with" and len(args) == 1 and isinstance(args[0], Code):
        raise NotFoldedError("a closure with another delegate is not evaluated")
    if isinstance(receiver, Code) and name in ("call", "doCall"):
        return invoke(receiver, *args)
    if receiver is None and (name not in _ON_ANYTHING or (name == "split" and not any(map(CODE, args)))):
        raise ThrownError("NullPointerException", f"Cannot invoke method {name}() on null object")
    if name == "getClass" and not args and receiver is not None:
        return class_of(receiver)
    if isinstance(receiver, kinds.Json) and name in _NOT_OF_JSON:
        raise NotFoldedError(f"{name} of JSON is not evaluated")
    found = find_form(_table_of(receiver), name, args)
    try:
        return found.work(_plain(receiver, name), *args)
    except RecursionError:
        raise NotFoldedError("a value is nested too deeply") from None


def _table_of(receiver: Any) -> Table:
    if isinstance(receiver, list):
        return lists.table_of(receiver)
    return next((table for kind, table in _TABLES if isinstance(receiver, kind)), {})


def _plain(receiver: Any, name: str) -> Any:
    """The methods of a text with values in it are those of the text, but for what tells the two apart."""
    if not isinstance(receiver, str):
        return receiver
    if max(receiver, default="") > "\uffff":
        raise NotFoldedError("characters beyond 16 bits are not evaluated")
    return receiver if name in ("equals", "plus", "each", "eachWithIndex") else str(receiver)


# ---- properties --------------------------------------------------------------------------------------------------

_BEAN = frozenset(["class", "empty", "first", "last", "metaClass", "properties", "bytes", "iterator", "chars", "blank"])


def get_property(receiver: Any, name: str) -> Any:
    """`receiver.name`. Raises ThrownError, NotFoldedError."""
    if isinstance(receiver, dict):
        return maps.get(receiver, name)
    if receiver is None:
        raise ThrownError("NullPointerException", f"Cannot get property '{name}' on null object")
    if isinstance(receiver, kinds.Entry) and name in ("key", "value"):
        return receiver.key if name == "key" else receiver.value
    if isinstance(receiver, JavaClass) and name in _OF_CLASSES:
        return call_method(receiver, _OF_CLASSES[name], [])
    if isinstance(receiver, kinds.FoundFile) and name in _OF_FILES:
        return call_method(receiver, _OF_FILES[name], [])
    if name == "class":
        return receiver if isinstance(receiver, JavaClass) else class_of(receiver)
    if isinstance(receiver, Matcher) and name == "count":
        return len(receiver.all())
    if isinstance(receiver, kinds.Array) and name == "length":
        return len(receiver)
    if isinstance(receiver, list) and not isinstance(receiver, kinds.Array) and name not in _BEAN:
        return [get_property(one, name) for one in receiver if one is not None]
    raise NotFoldedError(f"the property {name} of such a value is not evaluated")


def spread(receiver: Any, work: Callable[[Any], Any]) -> Any:
    """`receiver*.…`: what `work` makes of each element; null stays null. Raises NotFoldedError."""
    if receiver is None:
        return None
    if isinstance(receiver, dict):
        receiver = list(maps.entries(receiver))
    if not isinstance(receiver, list):
        raise NotFoldedError("only lists and maps are spread")
    return [None if one is None else work(one) for one in receiver]


__all__ = ["call_method", "call_static", "formatted", "get_index", "get_property", "set_index", "spread"]
