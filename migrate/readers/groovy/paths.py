"""Primaries, and what hangs on them: `a.b(c)[d] { … }`."""

from __future__ import annotations

from collections.abc import Callable

from migrate.readers.groovy import tree
from migrate.readers.groovy.cursor import ParseError
from migrate.readers.groovy.literals import number
from migrate.readers.groovy.strings import QUOTES, Quote, decoded
from migrate.readers.groovy.tokens import KEYWORDS, MODIFIERS, PRIMITIVES
from migrate.readers.groovy.types import Types

Argument = tree.Expression | tree.Entry

_LITERALS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_NAMES = frozenset(("id", "this", "super")) | PRIMITIVES
_DOTS = frozenset((".", "?.", "*.", ".&"))
_LABELS = frozenset(("id", "string", "number")) | KEYWORDS
_KEY_STARTS = frozenset(("(", "[", "{", "gstring start"))
_CONSTRUCTORS = frozenset(("this", "super"))
_DECLARING = frozenset(("def", "@")) | MODIFIERS | PRIMITIVES
PRIMARY_STARTS = frozenset(("string", "number", "gstring start", "(", "[", "{", "new", *_LITERALS)) | _NAMES


class Paths(Types):
    """Reads paths. Operators and statements are read by the classes that know them."""

    last_path: tree.Expression | None = None
    """The path read last: only a path without operators around it takes arguments without parentheses."""

    def expression(self, own_line: bool = False) -> tree.Expression:
        raise NotImplementedError

    def block_body(self) -> list[tree.Statement]:
        raise NotImplementedError

    def class_body(self, kind: str, name: str) -> list[tree.Statement]:
        raise NotImplementedError

    # ---- paths ---------------------------------------------------------------------------------------------------

    def path(self, own_line: bool) -> tree.Expression:
        """A primary and all that hangs on it. `own_line`: a closure may stand on the next line."""
        found = self.primary()
        found = self.path_elements(found, own_line)
        self.last_path = found
        return found

    def path_elements(self, found: tree.Expression, own_line: bool) -> tree.Expression:
        kinds = self.kinds
        while True:
            kind = kinds[self.p]
            if kind in _DOTS:
                found = self._property(found, kind)
            elif kind == "(":
                found = self._call(found)
            elif kind == "{":
                found = self._append_closure(found)
            elif kind == "[":
                found = self._index(found)
            elif kind == "newline" and self._continues(kinds[self.p + 1], own_line):
                self.p += 1
            else:
                return found

    def _continues(self, kind: str, own_line: bool) -> bool:
        return kind in _DOTS or (kind == "{" and own_line)

    def _property(self, found: tree.Expression, operator: str) -> tree.Expression:
        self.p += 1
        self.skip_newline()
        is_generic = self.kinds[self.p] == "<"
        if is_generic:
            self.type_arguments()
        if self.take("@"):
            operator += "@"
        name = self._member()
        if is_generic and self.kinds[self.p] not in ("(", "{"):
            raise self.fail("type arguments belong to a call")
        if isinstance(name, tree.Name) and not operator.endswith("&"):
            name = name.name  # `a.(b)` is `a.b`
        return tree.Property(found.start, self.end(), found, operator, name)

    def _member(self) -> str | tree.Expression:
        """The name after a dot: a word (keywords too), a string, or an expression."""
        kind = self.kinds[self.p]
        if kind == "id" or kind in KEYWORDS:
            self.p += 1
            return self.words[self.p - 1]
        if kind == "string":
            self.p += 1
            return self._decoded(self.p - 1)
        if kind in ("gstring start", "("):
            return self.primary()
        if kind == "{":
            return self.closure()
        raise self.fail(f"expected a name before {self._shown()}")

    def _call(self, function: tree.Expression) -> tree.Expression:
        self.p += 1
        return self.called(function, self.arguments(")"), command=False)

    def called(self, function: tree.Expression, arguments: list[Argument], *, command: bool) -> tree.Call:
        """A call, if its function may be called and no name is given twice."""
        if isinstance(function, tree.Name | tree.Property) and isinstance(function.name, str):
            _check_callable(function, function.name)
        if len(arguments) > 1:
            _check_names(arguments)
        return tree.Call(function.start, self.end(), function, arguments, command)

    def _append_closure(self, found: tree.Expression) -> tree.Expression:
        """`f(x) { … }` and `f { … }`: the closure is the last argument."""
        closure = self.closure()
        if isinstance(found, tree.Call):
            found.arguments.append(closure)
            found.end = closure.end
            return found
        return self.called(found, [closure], command=False)

    def _index(self, found: tree.Expression) -> tree.Expression:
        self.p += 1
        arguments = self.arguments("]")
        return tree.Index(found.start, self.end(), found, arguments)

    # ---- arguments -----------------------------------------------------------------------------------------------

    def arguments(self, closing: str) -> list[Argument]:
        """Arguments up to the closing token, which is stepped over. One place among them may be empty."""
        if self.take(closing):
            return []
        self.deeper()
        found = [self._argument()]
        empty = False
        while self.take(","):
            if self.kinds[self.p] not in (",", closing):
                found.append(self._argument())
            elif empty:
                raise self.fail()
            else:
                empty = True
        self.expect(closing)
        self.depth -= 1
        return found

    def _argument(self) -> Argument:
        """A value, `name: value`, `*list` or `*: map`."""
        start, kind = self.starts[self.p], self.kinds[self.p]
        if kind == "*":
            self.p += 1
            if not self.take(":"):
                value = self._argument_value()
                return tree.Spread(start, value.end, value)
            value = self._argument_value()
            return tree.Entry(start, value.end, None, value)
        key = self.label() if self.label_ahead() else None
        value = self._argument_value()
        return value if key is None else tree.Entry(start, value.end, key, value)

    def _argument_value(self) -> tree.Expression:
        """An expression; Groovy takes annotations and declarations here too."""
        kind = self.kinds[self.p]
        if kind in _DECLARING or (kind == "id" and self.kinds[self.p + 1] in ("id", ".", "<", "[")):
            if self.declaration_ahead():
                return self.declared_in_place()
            if kind == "@":
                return self.annotation()
        return self.expression()

    def declared_in_place(self) -> tree.Declare:
        """A single declaration where an expression may stand: `for (int i = 0; …)`."""
        start = self.starts[self.p]
        words, annotations = self.modifiers()
        type_name = self.optional_type()
        names = [self.name()]
        values = [self.initial()]
        return tree.Declare(start, self.end(), words, annotations, type_name, names, values)

    def label_ahead(self) -> bool:
        """Whether `key:` stands here."""
        kind = self.kinds[self.p]
        if kind in _LABELS:
            return self.kinds[self.p + 1] == ":"
        return kind in _KEY_STARTS and self.kinds[self.closings.get(self.p, -2) + 1] == ":"

    def label(self) -> tree.Expression:
        """The key of `key: value`, its colon stepped over. A word is a text."""
        kind = self.kinds[self.p]
        if kind == "id" or kind in KEYWORDS:
            self.p += 2
            start, word = self.starts[self.p - 2], self.words[self.p - 2]
            return tree.Constant(start, start + len(word), word)
        key = self.primary()
        self.expect(":")
        return key

    # ---- primaries -----------------------------------------------------------------------------------------------

    def primary(self) -> tree.Expression:
        kind = self.kinds[self.p]
        if kind in _NAMES:
            start, word = self.starts[self.p], self.words[self.p]
            self.p += 1
            return tree.Name(start, start + len(word), word)
        read = _PRIMARIES.get(kind)
        if read is None:
            raise self.fail()
        return read(self)

    def _string(self) -> tree.Expression:
        start = self.starts[self.p]
        self.p += 1
        return tree.Constant(start, self.end(), self._decoded(self.p - 1))

    def _decoded(self, index: int) -> str:
        """What a string token means."""
        word = self.words[index]
        quote = _quote_of(word)
        return decoded(word[len(quote.opening) : -len(quote.closing)], quote)

    def _number(self) -> tree.Expression:
        start, word = self.starts[self.p], self.words[self.p]
        self.p += 1
        return tree.Constant(start, self.end(), number(word))

    def _literal(self) -> tree.Expression:
        start, kind = self.starts[self.p], self.kinds[self.p]
        self.p += 1
        return tree.Constant(start, self.end(), _LITERALS[kind])

    def _gstring(self) -> tree.Expression:
        """Texts and expressions in turn; empty texts are left out."""
        start, word = self.starts[self.p], self.words[self.p]
        quote = _quote_of(word)
        text = word[len(quote.opening) :]
        parts: list[str | tree.Expression] = []
        while True:
            parts += [decoded(text, quote)] if text else []
            self.p += 1
            parts.append(self._interpolated())
            kind, text = self.kinds[self.p], self.words[self.p]
            if kind == "gstring end":
                break
            if kind != "gstring middle":
                raise self.fail()
        text = text[: -len(quote.closing)]
        parts += [decoded(text, quote)] if text else []
        self.p += 1
        return tree.GString(start, self.end(), parts)

    def _interpolated(self) -> tree.Expression:
        """`a.b` or `{ … }`: one expression stands for itself, several statements are a closure, none is null."""
        start = self.starts[self.p]
        if self.kinds[self.p] != "{":
            return self._plain_path()
        has_parameters = self.p in self.arrows
        closure = self.closure()
        if has_parameters or len(closure.body) > 1:
            return closure
        if not closure.body:
            return tree.Constant(start, closure.end, None)
        only = closure.body[0]
        return only.expression if isinstance(only, tree.Evaluate) else closure

    def _plain_path(self) -> tree.Expression:
        """`this`, `super` or `a.b.c`."""
        if self.kinds[self.p] not in ("id", "this", "super"):
            raise self.fail()
        found = self.primary()
        while self.kinds[self.p] == "." and isinstance(found, tree.Property | tree.Name) and found.name != "this":
            self.p += 1
            name = self.name()
            found = tree.Property(found.start, self.end(), found, ".", name)
        return found

    def _parenthesised(self) -> tree.Expression:
        """`(expression)`; the node spans its parentheses."""
        start = self.expect("(")
        self.deeper()
        found = self.annotation() if self.kinds[self.p] == "@" else self.expression()
        self.expect(")")
        self.depth -= 1
        found.start, found.end = start, self.end()
        return found

    def _list_or_map(self) -> tree.Expression:
        start = self.expect("[")
        if self.kinds[self.p] == ":" and self.kinds[self.p + 1] == "]":
            self.p += 2
            return tree.MapLiteral(start, self.end(), [])
        items = self.arguments("]")
        entries = [item for item in items if isinstance(item, tree.Entry)]
        if not entries:
            values = [item for item in items if not isinstance(item, tree.Entry)]
            return tree.ListLiteral(start, self.end(), values)
        if len(entries) < len(items):
            raise ParseError("a map holds entries alone", start)
        return tree.MapLiteral(start, self.end(), entries)

    def _new(self) -> tree.Expression:
        start = self.expect("new")
        self.skip_newline()
        if self.kinds[self.p] == "<":
            self.type_arguments()
        type_name = self.type_name(dimensions=False)
        if self.kinds[self.p] == "[":
            return self._new_array(start, type_name)
        self.skip_newline()
        self.expect("(")
        arguments = self.arguments(")")
        _check_names(arguments)
        body = self.class_body("class", "") if self.kinds[self.p] == "{" else None
        return tree.New(start, self.end(), type_name, arguments, body)

    def _new_array(self, start: int, type_name: tree.TypeName) -> tree.Expression:
        """`new int[3][]`: the sizes are the arguments, the type has as many dimensions as brackets."""
        sizes: list[Argument] = []
        if self.kinds[self.p + 1] == "]":
            raise self.fail("an array needs a size")
        while self.take("["):
            type_name.dimensions += 1
            if self.kinds[self.p] != "]":
                sizes.append(self.expression())
            self.expect("]")
        type_name.end = self.end()
        return tree.New(start, self.end(), type_name, sizes)

    def closure(self) -> tree.Closure:
        parameters: list[tree.Parameter] | None = None
        has_parameters = self.p in self.arrows
        start = self.expect("{")
        self.deeper()
        around, self.around = self.around, ()
        if has_parameters:
            self.skip_newline()
            parameters = self.parameters("->")
        body = self.block_body()
        self.expect("}")
        self.depth, self.around = self.depth - 1, around
        return tree.Closure(start, self.end(), parameters, body)


_PRIMARIES: dict[str, Callable[[Paths], tree.Expression]] = {
    "string": Paths._string,
    "gstring start": Paths._gstring,
    "number": Paths._number,
    "true": Paths._literal,
    "false": Paths._literal,
    "null": Paths._literal,
    "(": Paths._parenthesised,
    "[": Paths._list_or_map,
    "{": Paths.closure,
    "new": Paths._new,
}


def _quote_of(word: str) -> Quote:
    """The kind of a string, by how its source begins."""
    if word.startswith(("'''", '"""', "$/")):
        return QUOTES[word[:2] if word[0] == "$" else word[:3]]
    return QUOTES[word[0]]


def _check_callable(function: tree.Name | tree.Property, name: str) -> None:
    if name in _CONSTRUCTORS:
        raise ParseError(f"«{name}(…)» stands only first in a constructor", function.start)
    if name in PRIMITIVES and isinstance(function, tree.Name):
        raise ParseError(f"the type «{name}» can't be called", function.start)


def _check_names(arguments: list[Argument]) -> None:
    """Refuse `f(a: 1, a: 2)`."""
    seen: set[str] = set()
    for argument in arguments:
        if isinstance(argument, tree.Entry) and isinstance(argument.key, tree.Constant):
            name = str(argument.key.value)
            if name in seen:
                raise ParseError(f"the named argument «{name}» is given twice", argument.start)
            seen.add(name)
