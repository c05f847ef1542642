"""Expressions that only compute: they run no step and change nothing, so that without them a value is lost."""

from __future__ import annotations

import re

from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate import lists, maps, methods, numbers, strings
from migrate.readers.groovy.evaluate.connections import Connection, Stream
from migrate.readers.groovy.evaluate.effects import CHANGE, walk
from migrate.readers.groovy.evaluate.memory import Scope
from migrate.readers.groovy.evaluate.objects import Instance, Type
from migrate.readers.groovy.evaluate.values import Code, JenkinsObject, ScriptObject

_OTHERS = """
    format parse parseText currentTimeMillis nanoTime randomUUID round encodeHex encodeBase64 digest exists
    sanitize encode decode toPrettyString tr permutations combinations stripIndent
    normalize lines hashCode compareTo isNumber asBoolean each
"""
METHODS = (
    frozenset(
        (
            *strings.METHODS,
            *lists.LISTS,
            *maps.METHODS,
            *methods.MATCHERS,
            *methods.PATTERNS,
            *methods.CLASSES,
            *numbers.NUMBERS,
            *numbers.BOOLEANS,
        )
    ).union(_OTHERS.split())
    - CHANGE
)
_READS = re.compile(r"(?:get|is|has|to|as)[A-Z]\w*")
_ASKS = re.compile(
    r"toURL|(?:get|open)(?:Text|Bytes|Content|(?:Input|Output|Error)?Stream|Response\w*|Header\w*|Connection)"
)
_MADE = frozenset(
    (
        *("Date", "SimpleDateFormat", "JsonSlurper", "JsonSlurperClassic", "Yaml", "File", "Random"),
        *("BigDecimal", "Throwable", "Exception", "JsonBuilder", "URI", "Gson", "StringBuilder", "StringReader"),
    )
)
_GLOBAL = frozenset(("params", "env", "currentBuild", "it"))
_CLASSES = frozenset(
    (
        *("System", "Math", "String", "Integer", "Long", "Double", "Boolean", "UUID", "Arrays", "Collections"),
        *("JsonOutput", "MessageDigest", "LocalDate", "LocalDateTime", "Instant", "Duration", "TimeZone", "Paths"),
        *("StackTraceUtils", "URLEncoder", "URLDecoder"),
    )
)
_NEVER = (tree.Assign, tree.Postfix, tree.Throw, tree.ClassDefinition, tree.Method, tree.Try, tree.While, tree.For)


def only_computes(node: tree.Expression, scope: Scope) -> bool:
    """Whether an expression surely does nothing but give a value."""
    parts = list(walk(node))
    own = {one.name for one in parts if isinstance(one, tree.Parameter)}
    own |= {name for one in parts if isinstance(one, tree.Declare) for name in one.names}
    return all(_is_harmless(one, scope, own) for one in parts)


def _is_harmless(node: tree.Node, scope: Scope, own: set[str]) -> bool:
    if isinstance(node, _NEVER):
        return False
    if isinstance(node, tree.Name):
        return not _makes_requests(node.name, scope)
    if isinstance(node, tree.Unary):
        return node.operator not in ("++", "--")
    if isinstance(node, tree.Binary):
        return node.operator != "<<"
    if isinstance(node, tree.New):
        return node.type.name.rpartition(".")[2] in _MADE
    return not isinstance(node, tree.Call) or _is_harmless_call(node, scope, own)


def _makes_requests(name: str, scope: Scope) -> bool:
    """Whether what a name stands for makes a request where one reads of it."""
    holder = scope.holder(name)
    return holder is not None and isinstance(holder.names.get(name), Connection | Stream)


def _is_harmless_call(node: tree.Call, scope: Scope, own: set[str]) -> bool:
    name = tree.name_called(node) if isinstance(node.function, tree.Property) else ""
    if not name or _ASKS.fullmatch(name) or not (name in METHODS or _READS.fullmatch(name)):
        return False
    root = _root(node)
    return not isinstance(root, tree.Name) or root.name in own or _holds_value(root.name, scope)


def _root(node: tree.Node) -> tree.Node:
    """What stands first in `a.b().c`."""
    while isinstance(node, tree.Property | tree.Index | tree.Call):
        node = node.function if isinstance(node, tree.Call) else node.object
    return node


def _holds_value(name: str, scope: Scope) -> bool:
    """Whether a name stands for a value, and no object whose methods may be steps."""
    holder = scope.holder(name)
    if holder is None:
        return name in _GLOBAL or name in _CLASSES
    return not isinstance(holder.names.get(name), Instance | Type | Code | ScriptObject | JenkinsObject)
