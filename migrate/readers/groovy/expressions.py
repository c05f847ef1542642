"""Expressions, from assignment down to literals, and command expressions."""

from __future__ import annotations

from migrate.readers.groovy import tree
from migrate.readers.groovy.cursor import ParseError
from migrate.readers.groovy.lexer import KEYWORDS, PRIMITIVES
from migrate.readers.groovy.tokens import Interpolation, Tokens
from migrate.readers.groovy.types import Types

_ASSIGNMENTS = frozenset(["=", "+=", "-=", "*=", "/=", "%=", "**=", "<<=", ">>=", ">>>=", "&=", "|=", "^="])

# Binary operators by how tightly they bind. `**` is left to `_power`, `as` and `instanceof` take a type.
_BINDING = {
    operator: level
    for level, operators in enumerate(
        (
            "||",
            "&&",
            "|",
            "^",
            "&",
            "=~ ==~",
            "== != <=>",
            "< <= > >= in instanceof as",
            "<< >> >>> .. ..<",
            "+ -",
            "* / %",
        ),
        1,
    )
    for operator in operators.split()
}
_TIGHTEST = 12
_TYPED = frozenset({"as", "instanceof"})
# A command argument begins with one of these: `echo 'x'`, `sh script`, `println !a`.
_COMMAND_STARTS = frozenset(
    {"id", "num", "string", "gstring", "new", "this", "super", "true", "false", "null", "!", "~"}
)
_LITERALS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_LABELS = frozenset({"id", "string", "gstring", "num"}) | KEYWORDS
_DOTS = frozenset({".", "?.", "*.", ".&", ".@"})


class Expressions(Types):
    """Reads expressions. Statements inside closures are read by the class that knows them."""

    def block_body(self) -> list[tree.Statement]:
        raise NotImplementedError

    def class_body(self, name: str) -> list[tree.Statement]:
        raise NotImplementedError

    # ---- assignment and operators --------------------------------------------------------------------------------

    def expression(self) -> tree.Expression:
        """An expression with assignment; command expressions only to the right of `=`."""
        self.deeper()
        left = self._ternary()
        operator = self.kinds[self.p]
        if operator in _ASSIGNMENTS:
            if not _assignable(left):
                raise self.fail(f"nothing can be assigned to «{self.text[left.start : left.end][:30]}»")
            self.p += 1
            self.skip_newlines()
            value = self.command_expression()
            left = tree.Assign(left.start, value.end, operator, left, value)
        self.depth -= 1
        return left

    def _ternary(self) -> tree.Expression:
        condition = self._binary(1)
        ahead = self.after_newlines()
        operator = self.kinds[ahead]
        if operator not in ("?", "?:"):
            return condition
        self.p = ahead + 1
        self.skip_newlines()
        if operator == "?:":
            otherwise = self._ternary_branch()
            return tree.Ternary(condition.start, otherwise.end, condition, None, otherwise)
        then = self._ternary_branch()
        self.skip_newlines()
        self.expect(":")
        self.skip_newlines()
        otherwise = self._ternary_branch()
        return tree.Ternary(condition.start, otherwise.end, condition, then, otherwise)

    def _ternary_branch(self) -> tree.Expression:
        self.deeper()
        found = self.expression()
        self.depth -= 1
        return found

    def _binary(self, level: int) -> tree.Expression:
        left = self._unary()
        while True:
            operator = self.kinds[self.p]
            binding = _BINDING.get(operator, 0)
            if binding < level:
                return left
            self.p += 1
            self.skip_newlines()
            if operator in _TYPED:
                type_name = self.type_name()
                left = tree.Cast(left.start, type_name.end, operator, left, type_name)
            else:
                right = self._binary(binding + 1)
                left = tree.Binary(left.start, right.end, operator, left, right)

    def _unary(self) -> tree.Expression:
        operator = self.kinds[self.p]
        if operator in ("-", "+", "!", "~", "++", "--"):
            start = self.starts[self.p]
            self.p += 1
            self.skip_newlines()
            self.deeper()
            operand = self._unary()
            self.depth -= 1
            return tree.Unary(start, operand.end, operator, operand)
        base = self._postfix()
        if self.kinds[self.p] != "**":
            return base
        self.p += 1
        self.skip_newlines()
        exponent = self._unary()
        return tree.Binary(base.start, exponent.end, "**", base, exponent)

    def _postfix(self) -> tree.Expression:
        found = self._path()
        while self.kinds[self.p] in ("++", "--"):
            found = tree.Postfix(found.start, self.ends[self.p], self.kinds[self.p], found)
            self.p += 1
        return found

    # ---- paths ---------------------------------------------------------------------------------------------------

    def _path(self) -> tree.Expression:
        """A primary and all that hangs on it: names, calls, indexes, closures."""
        found = self._primary()
        while True:
            kind = self.kinds[self.p]
            if kind == "(":
                found = self._call(found)
            elif kind == "{":
                if not _takes_closure(found):
                    return found
                found = self._append_closure(found)
            elif kind == "[":
                found = self._index(found)
            elif kind in _DOTS:
                found = self._property(found, kind)
            elif kind == "nl":
                ahead = self.kinds[self.after_newlines()]
                if ahead in _DOTS or (ahead == "{" and _takes_closure(found)):
                    self.skip_newlines()
                else:
                    return found
            else:
                return found

    def _call(self, function: tree.Expression) -> tree.Expression:
        self.p += 1
        self.deeper()
        arguments = self.arguments(")")
        self.depth -= 1
        return tree.Call(function.start, self.end(), function, arguments)

    def _append_closure(self, found: tree.Expression) -> tree.Expression:
        """`f(x) { … }` and `f { … }`: the closure is the last argument."""
        closure = self.closure()
        if isinstance(found, tree.Call) and not found.command:
            found.arguments.append(closure)
            found.end = closure.end
            return found
        return tree.Call(found.start, closure.end, found, [closure])

    def _index(self, found: tree.Expression) -> tree.Expression:
        self.p += 1
        self.deeper()
        arguments = self.arguments("]")
        self.depth -= 1
        return tree.Index(found.start, self.end(), found, arguments)

    def _property(self, found: tree.Expression, operator: str) -> tree.Expression:
        self.p += 1
        self.skip_newlines()
        if self.kinds[self.p] == "@":
            self.p += 1
            operator = ".@"
        if self.kinds[self.p] == "<":
            self.type_arguments()
        name = self._member()
        return tree.Property(found.start, self.end(), found, operator, name)

    def _member(self) -> str | tree.Expression:
        """A name after a dot: a word (keywords too), a string, or an expression in parentheses."""
        kind = self.kinds[self.p]
        if kind == "id" or kind in KEYWORDS:
            self.p += 1
            return str(self.values[self.p - 1])
        if kind == "string":
            self.p += 1
            return str(self.values[self.p - 1])
        if kind in ("gstring", "("):
            return self._primary()
        raise self.fail()

    def arguments(self, closing: str) -> list[tree.Expression | tree.Entry]:
        """Arguments up to the closing token, which is stepped over. Doubled and trailing commas are accepted."""
        found: list[tree.Expression | tree.Entry] = []
        self.skip_newlines()
        while self.kinds[self.p] != closing:
            if self.take(","):
                continue
            found.append(self.argument())
            self.skip_newlines()
            if self.kinds[self.p] != closing:
                self.expect(",")
                self.skip_newlines()
        self.p += 1
        return found

    def argument(self) -> tree.Expression | tree.Entry:
        """A value, `name: value`, `*list` or `*: map`."""
        start, kind = self.starts[self.p], self.kinds[self.p]
        if kind == "*":
            self.p += 1
            if self.take(":"):
                value = self.expression()
                return tree.Entry(start, value.end, None, value)
            value = self.expression()
            return tree.Spread(start, value.end, value)
        key = self._label()
        if key is None:
            return self.command_expression() if kind == "id" else self.expression()
        self.skip_newlines()
        value = self.command_expression()
        return tree.Entry(start, value.end, key, value)

    def _label(self) -> tree.Expression | None:
        """The key of `key: value`, its colon stepped over; None where there is no key."""
        kind, start = self.kinds[self.p], self.starts[self.p]
        if kind in _LABELS and self.kinds[self.p + 1] == ":":
            if kind in ("gstring", "num"):
                key = self._primary()
            else:
                key = tree.Constant(start, self.ends[self.p], str(self.values[self.p]))
                self.p += 1
            self.p += 1
            return key
        if kind not in ("(", "[", "{"):
            return None
        closing = self._closing_of(self.p)
        if closing is None or self.kinds[closing + 1] != ":":
            return None
        key = self._primary()
        self.expect(":")
        return key

    def _closing_of(self, index: int) -> int | None:
        """The index of the bracket that closes the one at `index`."""
        depth = 0
        for at in range(index, len(self.kinds)):
            kind = self.kinds[at]
            if kind in ("(", "[", "{"):
                depth += 1
            elif kind in (")", "]", "}"):
                depth -= 1
                if depth == 0:
                    return at
        return None

    # ---- primaries -----------------------------------------------------------------------------------------------

    def _primary(self) -> tree.Expression:
        kind, start, end = self.kinds[self.p], self.starts[self.p], self.ends[self.p]
        if kind == "id" or kind in ("this", "super"):
            self.p += 1
            return tree.Name(start, end, str(self.values[self.p - 1]))
        if kind == "string":
            self.p += 1
            return tree.Constant(start, end, str(self.values[self.p - 1]))
        if kind == "gstring":
            return self._gstring()
        if kind == "num":
            self.p += 1
            return tree.Constant(start, end, number(str(self.values[self.p - 1])))
        if kind in _LITERALS:
            self.p += 1
            return tree.Constant(start, end, _LITERALS[kind])
        return self._bracketed(kind)

    def _bracketed(self, kind: str) -> tree.Expression:
        if kind == "(":
            return self._parenthesised()
        if kind == "[":
            return self._list_or_map()
        if kind == "{":
            return self.closure()
        if kind == "new":
            return self._new()
        if kind == "@":
            return self.annotation()
        raise self.fail()

    def _gstring(self) -> tree.Expression:
        """Text and expressions in turn; each expression has tokens of its own."""
        start, end, token = self.starts[self.p], self.ends[self.p], self.values[self.p]
        assert isinstance(token, Interpolation)
        self.p += 1
        parts: list[str | tree.Expression] = []
        for part in token.parts:
            parts.append(part if isinstance(part, str) else self._interpolated(part))
        return tree.GString(start, end, parts)

    def _interpolated(self, tokens: Tokens) -> tree.Expression:
        self.deeper()
        inner = type(self)(self.text, tokens, self.problems, self.depth)
        inner.skip_newlines()
        if inner.kinds[inner.p] == "eof":
            self.depth -= 1
            return tree.Constant(inner.starts[inner.p], inner.starts[inner.p], None)
        found = inner.command_expression()
        inner.skip_newlines()
        while inner.take(";"):
            inner.skip_newlines()
        if inner.kinds[inner.p] != "eof":
            raise inner.fail()
        self.depth -= 1
        return found

    def _parenthesised(self) -> tree.Expression:
        """`(expression)` or `(Type) value`."""
        cast = self._cast()
        if cast is not None:
            return cast
        start = self.expect("(")
        self.deeper()
        self.skip_newlines()
        found = self.command_expression()
        self.skip_newlines()
        if self.kinds[self.p] == ",":
            found = self._targets(found)
        self.expect(")")
        self.depth -= 1
        found.start, found.end = start, self.end()
        return found

    def _targets(self, first: tree.Expression) -> tree.Expression:
        """`(a, b) = …`"""
        items = [first]
        while self.take(","):
            items.append(self.expression())
        if self.kinds[self.p] != ")" or self.kinds[self.p + 1] != "=":
            raise self.fail()
        return tree.ListLiteral(first.start, self.end(), items)

    def _cast(self) -> tree.Expression | None:
        place, depth = self.p, self.depth
        if self.kinds[place + 1] != "id":
            return None
        kinds, starts = self.kinds[place : place + 40], self.starts[place : place + 40]
        self.p += 1
        try:
            type_name = self.type_name()
            if self.take(")") and self.is_declared_type(type_name) and self._operand_follows(type_name):
                value = self._unary()
                return tree.Cast(starts[0], value.end, "as", value, type_name)
        except ParseError:
            pass
        self.restore(place, depth, kinds, starts)
        return None

    def _operand_follows(self, type_name: tree.TypeName) -> bool:
        kind = self.kinds[self.p]
        if kind in ("-", "+", "++", "--"):
            return type_name.name in PRIMITIVES
        return kind in _COMMAND_STARTS or kind in ("(", "[", "{")

    def _list_or_map(self) -> tree.Expression:
        start = self.expect("[")
        self.deeper()
        if self.kinds[self.p] == ":" and self.kinds[self.p + 1] == "]":
            self.p += 2
            self.depth -= 1
            return tree.MapLiteral(start, self.end(), [])
        items = self.arguments("]")
        self.depth -= 1
        entries = [item for item in items if isinstance(item, tree.Entry)]
        values = [item for item in items if not isinstance(item, tree.Entry)]
        if entries and values:
            raise ParseError("a list with named entries", start)
        return tree.MapLiteral(start, self.end(), entries) if entries else tree.ListLiteral(start, self.end(), values)

    def _new(self) -> tree.Expression:
        start = self.expect("new")
        if self.kinds[self.p] == "@":
            self.annotation()
        type_name = self.type_name(dimensions=False)
        if self.kinds[self.p] == "[":
            sizes: list[tree.Expression | tree.Entry] = []
            while self.take("["):
                sizes += self.arguments("]")
            return tree.New(start, self.end(), type_name, sizes)
        if self.kinds[self.p] == "nl" and self.kinds[self.after_newlines()] == "(":
            self.skip_newlines()
        self.expect("(")
        arguments = self.arguments(")")
        body: list[tree.Statement] | None = None
        if self.kinds[self.p] == "{":
            body = self.class_body(type_name.name)
        return tree.New(start, self.end(), type_name, arguments, body)

    def closure(self) -> tree.Closure:
        start = self.expect("{")
        self.deeper()
        parameters: list[tree.Parameter] | None = None
        if self._has_arrow():
            parameters = self.parameters("->")
        body = self.block_body()
        self.expect("}")
        self.depth -= 1
        return tree.Closure(start, self.end(), parameters, body)

    def _has_arrow(self) -> bool:
        """Whether parameters and `->` follow: only then may what stands here be read as parameters."""
        index, before, depth = self.p, "{", 0
        while True:
            kind = self.kinds[index]
            if kind == "->" and depth == 0:
                return True
            if kind in ("(", "[", "{"):
                if before not in ("=", "@", "id", "(", "[", ",", ":", "<") or (kind == "{" and before != "="):
                    return False
                depth += 1
            elif kind in (")", "]", "}"):
                depth -= 1
                if depth < 0:
                    return False
            elif depth == 0 and not _in_parameters(kind, before, self.kinds[index + 1 : index + 3]):
                return False
            if kind == "eof":
                return False
            if kind != "nl":
                before = kind
            index += 1

    # ---- command expressions -------------------------------------------------------------------------------------

    def command_expression(self) -> tree.Expression:
        """An expression, or a call without parentheses: `sh script: 'x'`, `a b c d`."""
        found = self.expression()
        if self._command_follows(found):
            return self._command(found)
        return found

    def _command_follows(self, found: tree.Expression) -> bool:
        if not isinstance(found, tree.Name | tree.Property) or self.ends[self.p - 1] != found.end:
            return False
        if self.text[found.start] == "(":
            return False
        kind = self.kinds[self.p]
        if kind in _COMMAND_STARTS:
            return True
        return kind in KEYWORDS and self.kinds[self.p + 1] == ":" and kind not in ("in", "as", "instanceof", "else")

    def _command(self, function: tree.Expression) -> tree.Expression:
        found: tree.Expression = function
        while True:
            arguments = [self._command_argument()]
            while self.kinds[self.p] == ",":
                self.p += 1
                self.skip_newlines()
                arguments.append(self._command_argument())
            found = tree.Call(found.start, self.end(), found, arguments, command=True)
            if self.kinds[self.p] != "id" and self.kinds[self.p] not in KEYWORDS - {
                "in",
                "as",
                "instanceof",
                "else",
                "if",
            }:
                return found
            found = self._chained(found)
            if self.kinds[self.p] not in _COMMAND_STARTS:
                return found

    def _chained(self, found: tree.Expression) -> tree.Expression:
        """The `c` of `a b c d`: a property of the call before, perhaps with parentheses, indexes or a closure."""
        name = str(self.values[self.p])
        if self.kinds[self.p] != "id":
            raise self.fail()
        self.p += 1
        chained: tree.Expression = tree.Property(found.start, self.end(), found, ".", name)
        while self.kinds[self.p] in ("(", "{", "[", ".", "?."):
            kind = self.kinds[self.p]
            if kind == "(":
                chained = self._call(chained)
            elif kind == "{":
                chained = self._append_closure(chained)
            elif kind == "[":
                chained = self._index(chained)
            else:
                chained = self._property(chained, kind)
        return chained

    def _command_argument(self) -> tree.Expression | tree.Entry:
        start = self.starts[self.p]
        if self.kinds[self.p] == "*":
            raise self.fail()
        key = self._label()
        if key is None:
            return self.expression()
        self.skip_newlines()
        value = self.expression()
        return tree.Entry(start, value.end, key, value)


def _in_parameters(kind: str, before: str, following: list[str]) -> bool:
    if kind == "nl":
        return before in (",", "{") or following[:1] == ["->"] or following[:1] == ["nl"]
    if kind in ("string", "gstring", "num", "true", "false", "null", "new", "-", "+"):
        return before in ("=", "-", "+", "new")
    return kind in ("id", ",", "=", "<", ">", ">>", ".", "?", "@", "...", "def", "final", "extends", ":", "nl")


def _takes_closure(found: tree.Expression) -> bool:
    """Whether `found { … }` is a call: names, properties and calls take closures, values don't."""
    return isinstance(found, tree.Name | tree.Property | tree.Call | tree.Index | tree.GString | tree.Closure) or (
        isinstance(found, tree.Constant) and isinstance(found.value, str)
    )


def _assignable(target: tree.Expression) -> bool:
    if isinstance(target, tree.ListLiteral):
        return all(_assignable(item) for item in target.items)
    return isinstance(target, tree.Name | tree.Property | tree.Index)


def number(text: str) -> int | float:
    """The value of a number literal; what is too large for Python's float is infinite."""
    digits = text.replace("_", "")
    if digits[:2] in ("0x", "0X"):
        return int(digits.rstrip("gGlLiI"), 16)
    if digits[:2] in ("0b", "0B"):
        return int(digits.rstrip("gGlLiI"), 2)
    whole = digits.rstrip("gGlLiIfFdD")
    if "." in whole or "e" in whole.lower() or digits[-1:] in "fFdD":
        return float(whole)
    return int(whole, 8) if len(whole) > 1 and whole[0] == "0" and set(whole) <= set("01234567") else int(whole[:4000])
