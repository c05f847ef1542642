"""Operators, from assignment down to signs, and calls without parentheses."""

from __future__ import annotations

from migrate.readers.groovy import tree
from migrate.readers.groovy.paths import PRIMARY_STARTS, Argument, Paths
from migrate.readers.groovy.tokens import KEYWORDS, PRIMITIVES, words

_ASSIGNMENTS = words("= += -= *= /= %= **= <<= >>= >>>= &= |= ^=")

# Operators with two operands, by how tightly they bind. `**` binds tighter still, in `_power`.
_LEVELS = (
    "||",
    "&&",
    "|",
    "^",
    "&",
    "=~ ==~",
    "== != === !== <=>",
    "< <= > >= in instanceof as",
    "<< >> >>> .. ..<",
    "+ -",
    "* / %",
)
_BINDING = {operator: level for level, operators in enumerate(_LEVELS, 1) for operator in operators.split()}
_RELATION, _SHIFT, _PRODUCT = _BINDING["<"], _BINDING["<<"], _BINDING["*"]
_TYPED = frozenset(("as", "instanceof"))
_SIGNS = frozenset(("+", "-", "++", "--"))
_NEGATIONS = frozenset(("!", "~"))
_STEPS = frozenset(("++", "--"))
# What begins the argument of a call without parentheses: `echo 'x'`, `println !a`. After a path, `(`, `[`, `{`, `+` and
# `-` go on with the path or the operation.
_ARGUMENT_STARTS = (PRIMARY_STARTS - {"(", "[", "{"}) | _NEGATIONS
# A constant or a name before one of these is a whole expression.
_LEAVES = frozenset(("id", "string"))
_AFTER_LEAVES = frozenset((")", "]", "}", ",", ";", "end"))


class Operators(Paths):
    """Reads expressions."""

    # ---- assignment ----------------------------------------------------------------------------------------------

    def full_expression(self) -> tree.Expression:
        """An expression as a statement or to the right of `=`: here calls may go without parentheses."""
        found = self.expression(True)
        return self._command(found) if found is self.last_path and self._argument_ahead() else found

    def expression(self, own_line: bool = False) -> tree.Expression:
        """An expression with assignment. `own_line`: a closure may stand on the line after its first path."""
        kind = self.kinds[self.p]
        if kind in _LEAVES and self.kinds[self.p + 1] in _AFTER_LEAVES:
            return self.primary()
        if kind == "(" and self.targets_ahead():
            return self._assign_together()
        left = self.conditional(own_line)
        operator = self.kinds[self.p]
        if operator not in _ASSIGNMENTS:
            return left
        if not _assignable(left):
            raise self.fail(f"nothing can be assigned to «{self.text[left.start : left.end][:30]}»")
        self.p += 1
        self.skip_newline()
        self.deeper()
        value = self.full_expression()
        self.depth -= 1
        return tree.Assign(left.start, value.end, operator, left, value)

    def _assign_together(self) -> tree.Expression:
        """`(a, b) = …`"""
        start = self.expect("(")
        targets: list[tree.Expression] = [self.primary()]
        while self.take(","):
            targets.append(self.primary())
        self.expect(")")
        left = tree.ListLiteral(start, self.end(), targets)
        self.expect("=")
        self.skip_newline()
        self.deeper()
        value = self.expression()
        self.depth -= 1
        return tree.Assign(start, value.end, "=", left, value)

    # ---- operators -----------------------------------------------------------------------------------------------

    def conditional(self, own_line: bool = False) -> tree.Expression:
        """`a ? b : c`, `a ?: b`, or what binds tighter."""
        condition = self._operation(1, own_line)
        kind = self.kinds[self.p]
        if kind == "newline":
            kind = self.kinds[self.p + 1]
        if kind == "?:":
            return self._elvis(condition)
        return self._choice(condition) if kind == "?" else condition

    def _elvis(self, condition: tree.Expression) -> tree.Expression:
        self.take_after_newline("?:")
        self.skip_newline()
        self.deeper()
        otherwise = self.conditional()
        self.depth -= 1
        return tree.Ternary(condition.start, otherwise.end, condition, None, otherwise)

    def _choice(self, condition: tree.Expression) -> tree.Expression:
        self.take_after_newline("?")
        self.skip_newline()
        self.deeper()
        then = self.expression()
        self.skip_newline()
        self.expect(":")
        self.skip_newline()
        otherwise = self.conditional()
        self.depth -= 1
        return tree.Ternary(condition.start, otherwise.end, condition, then, otherwise)

    def operation_for_loop(self) -> tree.Expression:
        """The items of `for (x in items)`: nothing that binds less than a range."""
        return self._operation(_SHIFT, False)

    def _operation(self, level: int, own_line: bool) -> tree.Expression:
        """Operands and operators that bind at least as tightly as the level. Comparisons don't chain: `a < b < c`."""
        left = self._signed(own_line)
        loosest = _PRODUCT + 1
        while True:
            operator = self.kinds[self.p]
            binding = _BINDING.get(operator, 0)
            if binding < level or binding >= loosest or self.kinds[self.p + 1] == ":":  # `foo in: 1` names an argument
                return left
            self.p += 1
            self.skip_newline()
            loosest = binding if binding == _RELATION else binding + 1
            if operator in _TYPED:
                type_name = self.type_name()
                left = tree.Cast(left.start, type_name.end, operator, left, type_name)
            else:
                right = self._power() if binding == _PRODUCT else self._operation(binding + 1, False)
                left = tree.Binary(left.start, right.end, operator, left, right)

    def _signed(self, own_line: bool) -> tree.Expression:
        """The first operand of a product: at most one sign, which binds less than `**`."""
        operator = self.kinds[self.p]
        if operator not in _SIGNS:
            return self._powers(self._unsigned(own_line))
        start = self._sign()
        operand = self._powers(self._unsigned(False))
        return tree.Unary(start, operand.end, operator, operand)

    def _sign(self) -> int:
        start = self.starts[self.p]
        self.p += 1
        self.skip_newline()
        return start

    def _power(self) -> tree.Expression:
        """A further operand of a product: its signs bind tighter than `**`."""
        return self._powers(self._unary())

    def _powers(self, base: tree.Expression) -> tree.Expression:
        while self.kinds[self.p] == "**":
            self.p += 1
            self.skip_newline()
            exponent = self._unary()
            base = tree.Binary(base.start, exponent.end, "**", base, exponent)
        return base

    def _unary(self) -> tree.Expression:
        operator = self.kinds[self.p]
        if operator not in _SIGNS:
            return self._unsigned(False)
        start = self._sign()
        self.deeper()
        operand = self._unary()
        self.depth -= 1
        return tree.Unary(start, operand.end, operator, operand)

    def _unsigned(self, own_line: bool) -> tree.Expression:
        """`!a`, `~a`, `(Type) a`, `a++`, or a path."""
        kind = self.kinds[self.p]
        if kind in _NEGATIONS:
            start = self._sign()
            self.deeper()
            operand = self._unary()
            self.depth -= 1
            return tree.Unary(start, operand.end, kind, operand)
        if kind == "(" and self._cast_ahead():
            return self._cast()
        found = self.path(own_line)
        step = self.kinds[self.p]
        if step not in _STEPS:
            return found
        self.p += 1
        return tree.Postfix(found.start, self.end(), step, found)

    def _cast_ahead(self) -> bool:
        """Whether a type in parentheses stands here, and an operand after it. Signs follow primitive types alone."""
        after = self.after_type(self.p + 1)
        if after < 0 or self.kinds[after] != ")":
            return False
        follows = self.kinds[after + 1]
        if follows in PRIMARY_STARTS or follows in _NEGATIONS:
            return True
        return follows in _SIGNS and self.kinds[self.p + 1] in PRIMITIVES

    def _cast(self) -> tree.Expression:
        start = self.expect("(")
        type_name = self.type_name()
        self.expect(")")
        self.deeper()
        value = self._unary()
        self.depth -= 1
        return tree.Cast(start, value.end, "()", value, type_name)

    # ---- calls without parentheses -------------------------------------------------------------------------------

    def _argument_ahead(self) -> bool:
        kind = self.kinds[self.p]
        return kind in _ARGUMENT_STARTS or (kind in KEYWORDS and kind != "else" and self.kinds[self.p + 1] == ":")

    def _command(self, found: tree.Expression) -> tree.Expression:
        """`a b c d` is `a(b).c(d)`; after `a(b)` or `a { … }` the chain goes on without a first argument."""
        if not isinstance(found, tree.Call) and self._argument_ahead():
            found = self.called(found, self._command_arguments(), command=True)
        while self.kinds[self.p] in PRIMARY_STARTS:
            found = self._chained(found)
        return found

    def _chained(self, found: tree.Expression) -> tree.Expression:
        """The `c` of `a b c d`, with what hangs on it or its arguments."""
        member = self.primary()
        name = member.name if isinstance(member, tree.Name) else member
        link: tree.Expression = tree.Property(found.start, self.end(), found, ".", name)
        before = self.p
        if self.kinds[self.p] != "newline" or self.kinds[self.p + 1] != "{":
            link = self.path_elements(link, True)
        if self.p == before and self._argument_ahead():
            link = self.called(link, self._command_arguments(), command=True)
        return link

    def _command_arguments(self) -> list[Argument]:
        found = [self._command_argument()]
        while self.take(","):
            self.skip_newline()
            found.append(self._command_argument())
        return found

    def _command_argument(self) -> Argument:
        if not self.label_ahead():
            return self.expression()
        start, key = self.starts[self.p], self.label()
        self.skip_newline()
        value = self.expression()
        return tree.Entry(start, value.end, key, value)


def _assignable(target: tree.Expression) -> bool:
    """A variable, property or index; an assignment in parentheses too, as Groovy has it."""
    if isinstance(target, tree.Property):
        return target.operator[:2] != ".&"
    return isinstance(target, tree.Name | tree.Index | tree.Assign)
