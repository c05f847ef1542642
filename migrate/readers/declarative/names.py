"""Which bare names are the script's own, so that none of them passes for a variable of the environment.

Groovy looks for a name among its variables, then in the binding, and only then does Jenkins look in the environment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from migrate.readers.groovy import tree

_OF_JENKINS = frozenset(
    ["this", "super", "it", "owner", "delegate", "binding", "env", "params", "currentBuild", "docker", "pipeline"]
)
_SELF = frozenset(("this", "owner", "delegate", "binding"))
_SETTERS = frozenset(("setVariable", "setProperty", "putAt"))
_FOREIGN = frozenset(("load", "evaluate", "library"))
_KNOWN_TYPES = {
    str: frozenset(("String", "CharSequence", "Object")),
    int: frozenset(("int", "Integer", "long", "Long", "Object")),
    bool: frozenset(("boolean", "Boolean", "Object")),
    float: frozenset(("BigDecimal", "Object")),
}


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a script binds itself. `constants` are those that keep one value, each with its expression."""

    bound: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    constants: dict[str, tree.Expression] = field(default_factory=dict)
    is_open: bool = False
    """Whether code from elsewhere may bind further names: `load`, a library."""
    mentioned: frozenset[str] = frozenset()
    """All texts of the script: what it defines for the environment, it names in one of them."""

    def is_environment(self, name: str) -> bool:
        """Whether a bare name is surely looked up in the environment."""
        if name in self.bound or name in _OF_JENKINS:
            return False
        return not self.is_open or name.isupper() or name in self.mentioned

    def with_parameters(self, block: tree.Expression | tree.Entry | None) -> Names:
        """The names inside a block, which may have parameters."""
        found = block.parameters if isinstance(block, tree.Closure) else None
        return replace(self, bound=self.bound | {one.name for one in found}) if found else self

    def without(self, names: Iterable[str]) -> Names:
        """The names where others win: those of an `environment` block in its own values."""
        others = frozenset(names)
        return replace(self, bound=self.bound - others, mentioned=self.mentioned | others)


def names_of(script: tree.Script, pipeline: tree.Call | None) -> Names:
    """The names that a script binds, wherever it does; constants are those before its pipeline block."""
    finder = _Finder()
    for statement in script.statements:
        finder.visit(statement, set())
    is_open = finder.is_open or any(_brings_code(one) for one in script.statements)
    declared = {name for one in script.statements for name in _declared(one)}
    functions = {one.name for one in script.statements if isinstance(one, tree.Method)}
    getters = {name[3].lower() + name[4:] for name in functions if name.startswith("get") and name[3:]}
    imported = {_imported(one) for one in script.statements if isinstance(one, tree.Import)}
    bound = declared | finder.written.keys() | functions | getters | imported
    constants = dict(_constants(script.statements, pipeline, finder, is_open=is_open)) if pipeline else {}
    return Names(frozenset(bound), frozenset(functions), constants, is_open, frozenset(finder.texts))


def _declared(statement: tree.Statement) -> list[str]:
    if isinstance(statement, tree.ClassDefinition):
        return [statement.name]
    return statement.names if isinstance(statement, tree.Declare) else []


def _imported(statement: tree.Import) -> str:
    return statement.alias or statement.name.rpartition(".")[2]


def _brings_code(statement: tree.Statement) -> bool:
    """A library by annotation, or an import of all that a class has."""
    if isinstance(statement, tree.Import):
        return bool(statement.annotations) or (statement.static and statement.name.endswith("*"))
    return isinstance(statement, tree.Declare) and any(one.name == "Library" for one in statement.annotations)


# ---- constants ---------------------------------------------------------------------------------------------------


def _constants(
    statements: list[tree.Statement], pipeline: tree.Call, finder: _Finder, *, is_open: bool
) -> Iterator[tuple[str, tree.Expression]]:
    """Names that a plain statement before the pipeline gives a value, and nothing gives another."""
    for statement in statements:
        if isinstance(statement, tree.Declare):
            is_field = any(one.name == "Field" for one in statement.annotations)
            pairs = [] if statement.together else list(zip(statement.names, statement.values, strict=True))
            visible = is_field or statement.start < pipeline.start
            found = [one for one in pairs if visible and one[0] not in finder.written and _keeps(statement, one[1])]
        else:
            found = [] if is_open or finder.sets_anything else list(_bound_once(statement, pipeline, finder))
        yield from ((name, value) for name, value in found if value is not None)


def _bound_once(
    statement: tree.Statement, pipeline: tree.Call, finder: _Finder
) -> Iterator[tuple[str, tree.Expression]]:
    assign = statement.expression if isinstance(statement, tree.Evaluate) else None
    if not isinstance(assign, tree.Assign) or assign.operator != "=" or assign.start > pipeline.start:
        return
    if isinstance(assign.target, tree.Name) and finder.written.get(assign.target.name) == 1:
        yield assign.target.name, assign.value


def _keeps(statement: tree.Declare, value: tree.Expression | None) -> bool:
    """Whether the declared type leaves the value as it is: `String port = 80` makes a text of a number."""
    if statement.type is None or not isinstance(value, tree.Constant):
        return statement.type is None or statement.type.name == "String"
    return statement.type.name in _KNOWN_TYPES.get(type(value.value), ()) and not statement.type.dimensions


# ---- writes ------------------------------------------------------------------------------------------------------


class _Finder:
    """Finds what a script writes beyond the variables of the block around."""

    def __init__(self) -> None:
        self.written: dict[str, int] = {}
        self.texts: set[str] = set()
        self.is_open = False
        self.sets_anything = False
        self._notes: dict[type[tree.Node], Callable[[Any], None]] = {
            tree.Constant: self._note_constant,
            tree.GString: self._note_template,
            tree.Property: self._note_property,
            tree.Call: self._note_call,
        }

    def block(self, statements: list[tree.Statement], local: set[str]) -> None:
        """Statements in a row: each sees the variables that were declared before it."""
        for statement in statements:
            self.visit(statement, local)
            if isinstance(statement, tree.Declare):
                local.update(statement.names)

    def visit(self, node: tree.Node, local: set[str]) -> None:
        kind = type(node)
        if note := self._notes.get(kind):
            note(node)
        if kind in _WRITERS:
            for target in _targets(node):
                self._note_target(target, local)
        if kind in _INTRODUCERS:
            local = local | _introduced(node)
        for part in [one.value for one in _entries(node)] or _parts(node):
            self.visit(part, local)
        if isinstance(node, _WITH_BODIES) and node.body:
            self.block(node.body, set(local))

    def _note_constant(self, node: tree.Constant) -> None:
        if isinstance(node.value, str):
            self.texts.add(node.value.partition("=")[0])

    def _note_template(self, node: tree.GString) -> None:
        if isinstance(node.parts[0], str):
            self.texts.add(node.parts[0].partition("=")[0])

    def _note_property(self, node: tree.Property) -> None:
        if isinstance(node.name, str):
            self.texts.add(node.name)

    def _note_target(self, target: tree.Expression, local: set[str]) -> None:
        if isinstance(target, tree.Name) and target.name not in local:
            self._write(target.name)
        elif isinstance(target, tree.Property | tree.Index) and _is_self(target.object):
            self._write(_member(target))

    def _note_call(self, call: tree.Call) -> None:
        name = tree.name_called(call)
        if (name in _SETTERS or not name) and _sets_itself(call.function):
            first = call.arguments[0] if call.arguments else None
            self._write(str(first.value) if isinstance(first, tree.Constant) else "")
        elif isinstance(call.function, tree.Name) and (name in _FOREIGN or name == "libraries"):
            self.is_open = True
        self.texts.update(one.target.name for one in _entries(call) if isinstance(one.target, tree.Name))

    def _write(self, name: str) -> None:
        self.sets_anything |= not name
        self.is_open |= not name
        self.written[name] = self.written.get(name, 0) + 1


_WITH_BODIES = (tree.Closure, tree.Block, tree.Case, tree.New, tree.EnumConstant)


def _parts(node: tree.Node) -> list[tree.Node]:
    """What stands directly in a node, a body left out. Classes have names of their own."""
    if isinstance(node, tree.ClassDefinition):
        return []
    return tree.parts(node, but="body" if isinstance(node, _WITH_BODIES) else "")


def _entries(node: tree.Node) -> list[tree.Assign]:
    """The entries of an `environment` block: what looks like assignments there sets no variable of the script."""
    if not (isinstance(node, tree.Call) and isinstance(node.function, tree.Name) and node.arguments):
        return []
    block = node.arguments[-1]
    if node.function.name != "environment" or not isinstance(block, tree.Closure):
        return []
    found = (one.expression for one in block.body if isinstance(one, tree.Evaluate))
    return [one for one in found if isinstance(one, tree.Assign)]


_INTRODUCERS = frozenset((tree.Closure, tree.Method, tree.ForIn, tree.For, tree.Catch))


def _introduced(node: tree.Node) -> set[str]:
    """The names that a node introduces for what stands in it."""
    if isinstance(node, tree.Closure | tree.Method):
        return {one.name for one in node.parameters or ()}
    if isinstance(node, tree.ForIn):
        return {node.parameter.name}
    if isinstance(node, tree.For):
        return {name for one in node.initial if isinstance(one, tree.Declare) for name in one.names}
    return {node.name} if isinstance(node, tree.Catch) else set()


_WRITERS = frozenset((tree.Assign, tree.Postfix, tree.Unary))


def _targets(node: tree.Node) -> list[tree.Expression]:
    """What a node gives a new value."""
    if isinstance(node, tree.Assign):
        return [*node.target.items] if isinstance(node.target, tree.ListLiteral) else [node.target]
    if isinstance(node, tree.Postfix | tree.Unary) and node.operator in ("++", "--"):
        return [node.operand]
    return []


def _is_self(node: tree.Expression) -> bool:
    return isinstance(node, tree.Name) and node.name in _SELF


def _sets_itself(function: tree.Expression) -> bool:
    """`setProperty(…)` and `binding.setVariable(…)`, not another object's."""
    return isinstance(function, tree.Name) or (isinstance(function, tree.Property) and _is_self(function.object))


def _member(target: tree.Property | tree.Index) -> str:
    if isinstance(target, tree.Property):
        return target.name if isinstance(target.name, str) else ""
    key = target.arguments[0] if len(target.arguments) == 1 else None
    return str(key.value) if isinstance(key, tree.Constant) else ""
