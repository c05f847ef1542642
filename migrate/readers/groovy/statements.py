"""Statements, with recovery: what can't be read up to the end of a statement becomes Opaque, and a problem."""

from __future__ import annotations

from collections.abc import Callable

from migrate.readers.groovy import tree
from migrate.readers.groovy.cursor import NestingError, ParseError
from migrate.readers.groovy.declarations import Declarations
from migrate.readers.groovy.lookahead import CLASSES
from migrate.readers.groovy.tokens import MODIFIERS, PRIMITIVES, Problem, Tokens

_SEPARATORS = frozenset(("newline", ";"))
_BLOCK_ENDS = frozenset(("}", "end"))
_ENDS = _SEPARATORS | _BLOCK_ENDS
_CASE_STARTS = frozenset(("case", "default"))
_DEFINITIONS = (tree.Method, tree.ClassDefinition, tree.Import)
_OPENINGS = frozenset(("(", "[", "{"))


class Statements(Declarations):
    """Reads statements."""

    def __init__(self, text: str, tokens: Tokens) -> None:
        super().__init__(text, tokens)
        self.problems = tokens.problems

    def script(self) -> list[tree.Statement]:
        self.skip_newline()
        found: list[tree.Statement] = []
        if self.kinds[self.after_modifiers(self.p)] == "package":
            found += self._guarded(self._package)
        while True:
            found += self.sequence(self._definition_or_statement, frozenset())
            if self.kinds[self.p] == "end":
                return found
            start, problem = self.p, self.fail()
            self.p += 1
            found.append(self._opaque(start, problem))

    # ---- sequences and recovery ----------------------------------------------------------------------------------

    def block_body(self) -> list[tree.Statement]:
        """The statements up to the `}` of this block, which is left to the caller."""
        return self.sequence(self.statement, frozenset())

    def sequence(self, read: Callable[[], tree.Statement], stops: frozenset[str]) -> list[tree.Statement]:
        """What `read` finds, up to a `}`, the end, or one of the stops."""
        kinds = self.kinds
        found: list[tree.Statement] = []
        while True:
            while kinds[self.p] in _SEPARATORS:
                self.p += 1
            if kinds[self.p] in _BLOCK_ENDS or kinds[self.p] in stops:
                return found
            found += self._guarded(read, stops)

    def _guarded(self, read: Callable[[], tree.Statement], stops: frozenset[str] = frozenset()) -> list[tree.Statement]:
        """A statement that ends where one may end. Else the rest of it is Opaque; all of it, where it has a fault."""
        start, depth, around = self.p, self.depth, self.around
        outer = self.class_name, self.class_kind
        try:
            statement = read()
        except ParseError as problem:
            if depth and isinstance(problem, NestingError):
                raise
            self.depth, self.around = depth, around
            self.class_name, self.class_kind = outer
            self.closed_angles = 0
            return [self._opaque(start, problem)]
        if self.kinds[self.p] in _ENDS or self.kinds[self.p] in stops:
            return [statement]
        return [statement, self._opaque(self.p, self.fail())]

    def _opaque(self, start: int, problem: ParseError) -> tree.Opaque:
        """Go on to where the statement ends that begins at the token `start` and has this problem."""
        self.problems.append(Problem(problem.message, problem.offset))
        index, reached = start, max(self.p, start + 1)
        while self.kinds[index] not in _ENDS or index < reached:
            if self.kinds[index] in _OPENINGS:
                index = max(index, self.closings.get(index, index))
            elif self.kinds[index] == "end":
                break
            index += 1
        self.p = index
        return tree.Opaque(self.starts[start], self.end())

    # ---- statements ----------------------------------------------------------------------------------------------

    def statement(self) -> tree.Statement:
        """A statement below the top of a script: methods, classes and imports stand only there."""
        found = self._definition_or_statement()
        if isinstance(found, _DEFINITIONS):
            raise ParseError("a definition stands only at the top of a script or class", found.start)
        return found

    def _definition_or_statement(self) -> tree.Statement:
        kind = self.kinds[self.p]
        if kind == "id":
            if self.kinds[self.p + 1] == ":":
                return self._labelled()
            return self.declaration() if self.declaration_ahead() else self._evaluate()
        read = _BY_KIND.get(kind)
        return self._evaluate() if read is None else read(self)

    def _evaluate(self) -> tree.Statement:
        found = self.full_expression()
        return tree.Evaluate(found.start, found.end, found)

    def _typed_or_evaluate(self) -> tree.Statement:
        """`int x` declares, `int.class` doesn't."""
        return self.declaration() if self.declaration_ahead() else self._evaluate()

    def _braced(self) -> tree.Statement:
        """A closure as a statement. Without parameters Groovy can't tell it from a block, and refuses it."""
        if self.p in self.arrows:
            return self._evaluate()
        raise self.fail("ambiguous: a closure without parameters, or a block of code")

    def _labelled(self) -> tree.Statement:
        start, label = self.starts[self.p], self.words[self.p]
        self.p += 2
        self.skip_newline()
        self.deeper()
        is_block = self.kinds[self.p] == "{" and self.p not in self.arrows
        around, self.around = self.around, (*self.around, f"{label}:")
        inner = self.block() if is_block else self.statement()
        self.around = around
        self.depth -= 1
        return tree.Labelled(start, inner.end, label, inner)

    def block(self) -> tree.Block:
        start = self.expect("{")
        self.deeper()
        body = self.block_body()
        self.expect("}")
        self.depth -= 1
        return tree.Block(start, self.end(), body)

    def _body(self) -> tree.Statement:
        """The statement that an `if` or a loop holds."""
        self.skip_newline()
        self.deeper()
        is_block = self.kinds[self.p] == "{" and self.kinds[self.p + 1] != "->"
        found = self.block() if is_block else self.statement()
        self.depth -= 1
        return found

    def _loop_body(self) -> tree.Statement:
        self.skip_newline()
        if self.kinds[self.p] != ";":
            around, self.around = self.around, (*self.around, "loop")
            body = self._body()
            self.around = around
            return body
        self.p += 1
        return tree.Block(self.end() - 1, self.end(), [])

    def _condition(self) -> tree.Expression:
        self.expect("(")
        found = self.expression()
        self.expect(")")
        return found

    def _if(self) -> tree.Statement:
        """An `if` and its `else if`s: read in a row, since chains of them may be long."""
        branches: list[tuple[int, tree.Expression, tree.Statement]] = []
        otherwise: tree.Statement | None = None
        while True:
            start = self.expect("if")
            self.expect("(")
            condition = self.conditional()
            self.expect(")")
            branches.append((start, condition, self._body()))
            if not self._take_else():
                break
            ahead = self.after_newline(self.p)
            if self.kinds[ahead] != "if":
                otherwise = self._body()
                break
            self.p = ahead
        end = self.end()
        for start, condition, then in reversed(branches):
            otherwise = tree.If(start, end, condition, then, otherwise)
        assert otherwise is not None
        return otherwise

    def _take_else(self) -> bool:
        """Step over an `else`; a line end or a semicolon may stand before it."""
        index = self.p
        if self.kinds[index] == ";":
            index = self.after_newline(index + 1)
        elif self.kinds[index] == "newline":
            index += 1
            while self.kinds[index] == ";":
                index = self.after_newline(index + 1)
        if self.kinds[index] != "else":
            return False
        self.p = index + 1
        return True

    def _while(self) -> tree.Statement:
        start = self.expect("while")
        condition = self._condition()
        body = self._loop_body()
        return tree.While(start, body.end, condition, body)

    def _for(self) -> tree.Statement:
        start = self.expect("for")
        closing = self.closings.get(self.p, self.p)
        self.expect("(")
        return self._for_counting(start) if self._semicolon_before(closing) else self._for_in(start)

    def _semicolon_before(self, closing: int) -> bool:
        index = self.p
        while index < closing and self.kinds[index] != ";":
            index = max(index, self.closings.get(index, index)) + 1
        return index < closing

    def _for_in(self, start: int) -> tree.Statement:
        parameter = self._loop_variable()
        if self.take("in"):
            items = self.operation_for_loop()
        elif parameter.type is None and self.starts[self.p - 1] == parameter.start:
            raise self.fail("expected «in»")
        else:
            self.expect(":")
            items = self.expression()
        self.expect(")")
        body = self._loop_body()
        return tree.ForIn(start, body.end, parameter, items, body)

    def _loop_variable(self) -> tree.Parameter:
        start = self.starts[self.p]
        declares = self.declaration_ahead()
        words, annotations = self.modifiers()
        if not {"def", "final"}.issuperset(words):
            raise ParseError(f"a loop's variable can't be {' '.join(words)}", start)
        type_name = self.optional_type() if declares else None
        name = self.name()
        return tree.Parameter(start, self.end(), name, type_name, None, False, annotations)

    def _for_counting(self, start: int) -> tree.Statement:
        initial = self._loop_part(";")
        condition = self._loop_part(";")
        update = self._loop_part(")")
        body = self._loop_body()
        return tree.For(
            start,
            body.end,
            [] if initial is None else [_as_statement(initial)],
            condition,
            [] if update is None else [update],
            body,
        )

    def _loop_part(self, closing: str) -> tree.Expression | None:
        """An expression or declaration up to the closing token, which is stepped over; there may be none."""
        if self.take(closing):
            return None
        found = self.declared_in_place() if self.declaration_ahead() else self.expression()
        self.expect(closing)
        return found

    def _switch(self) -> tree.Statement:
        start = self.expect("switch")
        value = self._condition()
        self.skip_newline()
        self.expect("{")
        self.skip_newline()
        self.deeper()
        around, self.around = self.around, (*self.around, "switch")
        cases: list[tree.Case] = []
        while self.kinds[self.p] in _CASE_STARTS:
            cases.append(self._case())
        self.expect("}")
        self.depth, self.around = self.depth - 1, around
        if sum(case.value is None for case in cases) > 1:
            raise ParseError("a switch has two defaults", start)
        return tree.Switch(start, self.end(), value, cases)

    def _case(self) -> tree.Case:
        """`case value:` with its statements: none where the next label follows at once, but not at the end."""
        start = self.starts[self.p]
        self.p += 1
        value = self.expression() if self.kinds[self.p - 1] == "case" else None
        self.expect(":")
        end = self.end()
        self.skip_newline()
        if self.kinds[self.p] in _CASE_STARTS:
            if value is None:
                raise self.fail("a default comes last of its labels")
            return tree.Case(start, end, value, [])
        if self.kinds[self.p] in _ENDS:
            raise self.fail("a case has no statement")
        body = self.sequence(self.statement, _CASE_STARTS)
        return tree.Case(start, body[-1].end, value, body)

    def _try(self) -> tree.Statement:
        start = self.expect("try")
        self.skip_newline()
        body = self.block()
        catches: list[tree.Catch] = []
        while self.take_after_newline("catch"):
            catches.append(self._catch())
        last: tree.Block | None = None
        if self.take_after_newline("finally"):
            self.skip_newline()
            last = self.block()
        if not catches and last is None:
            raise ParseError("a try has neither catch nor finally", start)
        return tree.Try(start, self.end(), body, catches, last)

    def _catch(self) -> tree.Catch:
        start = self.starts[self.p - 1]
        self.expect("(")
        self.take("final")
        self.take("def")
        types: list[tree.TypeName] = []
        if self.kinds[self.p + 1] != ")":
            types.append(self.type_name())
            while self.take("|"):
                types.append(self.type_name())
        name = self.name()
        self.expect(")")
        self.skip_newline()
        body = self.block()
        return tree.Catch(start, body.end, types, name, body)

    def _return(self) -> tree.Statement:
        start = self.expect("return")
        value = None if self.kinds[self.p] in _ENDS else self.expression()
        return tree.Return(start, self.end(), value)

    def _throw(self) -> tree.Statement:
        start = self.expect("throw")
        value = self.expression()
        return tree.Throw(start, value.end, value)

    def _jump(self) -> tree.Statement:
        start, keyword = self.starts[self.p], self.kinds[self.p]
        self.p += 1
        label = self.name() if self.kinds[self.p] == "id" else None
        self._check_jump(start, keyword, label)
        return tree.Jump(start, self.end(), keyword, label)

    def _check_jump(self, start: int, keyword: str, label: str | None) -> None:
        if "loop" not in self.around and not (keyword == "break" and "switch" in self.around):
            places = "a loop or switch" if keyword == "break" else "a loop"
            raise ParseError(f"a {keyword} stands only inside {places}", start)
        if label and f"{label}:" not in self.around:
            raise ParseError(f"a {keyword} names the label {label}, which is not around it", start)

    def _assert(self) -> tree.Statement:
        start = self.expect("assert")
        condition = self.conditional()
        message: tree.Expression | None = None
        if self.take(",") or self.take(":"):
            self.skip_newline()
            message = self.expression()
        return tree.Assert(start, self.end(), condition, message)

    def _synchronized(self) -> tree.Statement:
        if self.kinds[self.p + 1] != "(":
            return self.modified()
        start = self.expect("synchronized")
        lock = self._condition()
        self.skip_newline()
        body = self.block()
        return tree.Synchronized(start, body.end, lock, body)

    def _import(self) -> tree.Statement:
        return self.import_statement([])

    def _package(self) -> tree.Statement:
        start = self.starts[self.p]
        self.modifiers()
        self.expect("package")
        name = self.qualified()
        return tree.Package(start, self.end(), name)

    def _class(self) -> tree.Statement:
        return self.class_definition(self.starts[self.p], [], [])


def _as_statement(found: tree.Expression) -> tree.Statement:
    return found if isinstance(found, tree.Declare) else tree.Evaluate(found.start, found.end, found)


_BY_KIND: dict[str, Callable[[Statements], tree.Statement]] = {
    **dict.fromkeys((*MODIFIERS, "def"), Statements.modified),
    **dict.fromkeys(PRIMITIVES, Statements._typed_or_evaluate),
    **dict.fromkeys(CLASSES, Statements._class),
    "@": Statements.modified,
    "{": Statements._braced,
    "if": Statements._if,
    "while": Statements._while,
    "for": Statements._for,
    "switch": Statements._switch,
    "try": Statements._try,
    "return": Statements._return,
    "throw": Statements._throw,
    "break": Statements._jump,
    "continue": Statements._jump,
    "assert": Statements._assert,
    "synchronized": Statements._synchronized,
    "import": Statements._import,
}
