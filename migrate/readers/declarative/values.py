"""Arguments and values: constants as they are, everything else as its source."""

from __future__ import annotations

import re

from migrate.readers.declarative.checks import problems_of
from migrate.readers.declarative.model import Argument, Invocation, Refusal, Value
from migrate.readers.groovy import tree

_LARGEST = 2**63 - 1


class Values:
    """Reads values of one script, and gathers what Jenkins refuses."""

    def __init__(self, script: tree.Script) -> None:
        self.script = script
        self.refusals: list[Refusal] = []

    def refuse(self, node: tree.Node, message: str) -> None:
        self.refusals.append(Refusal(message, node))

    def source(self, node: tree.Node) -> str:
        return self.script.source(node)

    def value(self, node: tree.Expression) -> Value:
        """A constant as literal; a string with references as its quoted source; other code as `${source}`."""
        if isinstance(node, tree.Constant):
            if isinstance(node.value, int) and not isinstance(node.value, bool) and abs(node.value) > _LARGEST:
                self.refuse(node, f"{node.value} is too large: constants are at most {_LARGEST}")
            return Value(True, node.value, node)
        if isinstance(node, tree.Unary) and node.operator == "-" and isinstance(node.operand, tree.Constant):
            number = node.operand.value
            if isinstance(number, int | float):
                return Value(True, -number, node)
        if isinstance(node, tree.GString | tree.MapLiteral):
            return Value(False, self.source(node), node)
        if _is_bare_reference(node):
            self.refuse(node, f'{self.source(node)} can\'t be a value by itself: did you mean "{self.source(node)}"?')
        return Value(False, "${" + self.source(node) + "}", node)

    def body_source(self, closure: tree.Closure) -> Value:
        """The text between the first and the last statement of a block."""
        if not closure.body:
            return Value(True, "", closure)
        return Value(True, self.script.text[closure.body[0].start : closure.body[-1].end], closure)

    # ---- statements of blocks ------------------------------------------------------------------------------------

    def call_of(self, statement: tree.Statement) -> tree.Call | None:
        """The call that a statement is: of a plain name, not of an object's method."""
        if not isinstance(statement, tree.Evaluate):
            return None
        found = statement.expression
        if isinstance(found, tree.Call) and isinstance(found.function, tree.Name):
            return found
        return None

    def name_of(self, call: tree.Call) -> str:
        assert isinstance(call.function, tree.Name)
        return call.function.name

    def block_of(self, call: tree.Call) -> tree.Closure | None:
        """The trailing closure of a call."""
        last = call.arguments[-1] if call.arguments else None
        return last if isinstance(last, tree.Closure) else None

    def plain_arguments(self, call: tree.Call) -> list[tree.Expression | tree.Entry]:
        return call.arguments[:-1] if self.block_of(call) else call.arguments

    def expect_block(self, call: tree.Call, what: str) -> tree.Closure | None:
        """The block of a section. Refuses one without a block, or with anything beside it."""
        block = self.block_of(call)
        if block is None or len(call.arguments) > 1:
            self.refuse(call, f"expected a block for {what}")
            return None
        return block

    # ---- arguments -----------------------------------------------------------------------------------------------

    def arguments(self, nodes: list[tree.Expression | tree.Entry], call: tree.Node) -> list[Argument]:
        """The arguments of a step: all with names, or all without."""
        found: list[Argument] = []
        for node in nodes:
            if isinstance(node, tree.Entry):
                found.append(Argument(self.key(node), self.value(node.value)))
            else:
                found.append(Argument(None, self.value(node)))
        self.check_names(found, call)
        return found

    def check_names(self, found: list[Argument], call: tree.Node) -> None:
        keys = [argument.key for argument in found]
        if None in keys and any(keys):
            self.refuse(call, "named and unnamed arguments can't be mixed")
        for key in {key for key in keys if key is not None and keys.count(key) > 1}:
            self.refuse(call, f'duplicate argument "{key}"')

    def key(self, entry: tree.Entry) -> str:
        if isinstance(entry.key, tree.Constant):
            return str(entry.key.value)
        self.refuse(entry, "expected a constant as name of an argument")
        return self.source(entry.key) if entry.key is not None else "*"

    def method_call(self, statement: tree.Statement, what: str) -> Invocation | None:
        """An option, parameter or trigger: a call whose arguments may be calls, but no blocks."""
        call = self.call_of(statement)
        if call is None:
            self.refuse(statement, self._no_method_call(statement, what))
            return None
        found = self.checked(self._method_call(call, what))
        if sum(one.key is None for one in found.arguments) > 1:
            self.refuse(call, f'arguments to "{found.name}" must be named')
        return found

    def checked(self, call: Invocation) -> Invocation:
        """The call itself; what is wrong with its arguments is refused."""
        for problem in problems_of(call):
            self.refuse(call.node, problem)
        return call

    def _no_method_call(self, statement: tree.Statement, what: str) -> str:
        if isinstance(statement, tree.Evaluate) and isinstance(statement.expression, tree.MapLiteral):
            return f"{what}s can't be defined as maps"
        return f"expected {'an' if what[0] in 'aeiou' else 'a'} {what}"

    def _method_call(self, call: tree.Call, what: str) -> Invocation:
        if self.block_of(call):
            self.refuse(call, f"{what} definitions can't have blocks")
        found: list[Argument] = []
        for node in self.plain_arguments(call):
            if isinstance(node, tree.Entry):
                found.append(Argument(self.key(node), self._method_value(node.value, what)))
            elif isinstance(node, tree.MapLiteral):
                self.refuse(node, f"{what}s can't be defined as maps")
            else:
                found.append(Argument(None, self._method_value(node, what)))
        self.check_names(found, call)
        return Invocation(self.name_of(call), found, call)

    def _method_value(self, node: tree.Expression, what: str) -> Value | Invocation:
        if isinstance(node, tree.Call) and isinstance(node.function, tree.Name):
            if any(isinstance(one, tree.Closure) for one in node.arguments):
                self.refuse(node, "arguments of a method call can't be blocks")
            return self._method_call(node, what)
        if isinstance(node, tree.Closure):
            self.refuse(node, "arguments of a method call can't be blocks")
        return self.value(node)


def _is_bare_reference(node: tree.Expression) -> bool:
    """`${FOO}` outside of quotes: Groovy reads a call of `$` with a block."""
    return (
        isinstance(node, tree.Call)
        and isinstance(node.function, tree.Name)
        and bool(re.fullmatch(r"\$", node.function.name))
    )
