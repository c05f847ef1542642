"""Statements, with recovery: what can't be read up to the end of a statement becomes Opaque, and a problem."""

from __future__ import annotations

from collections.abc import Callable

from migrate.readers.groovy import tree
from migrate.readers.groovy.cursor import ParseError
from migrate.readers.groovy.declarations import Declarations


class Statements(Declarations):
    """Reads statements."""

    def script(self) -> list[tree.Statement]:
        """All statements of the text."""
        found: list[tree.Statement] = []
        while self.kinds[self.p] != "eof":
            found += self.block_body()
            if self.kinds[self.p] == "}":
                self.problems.append(self.fail())
                self.p += 1
        return found

    def block_body(self) -> list[tree.Statement]:
        """Statements up to `}` or the end, separated by newlines or `;`."""
        found: list[tree.Statement] = []
        self._skip_separators()
        while self.kinds[self.p] not in ("}", "eof"):
            found.append(self._recovering(self.statement))
            if self.kinds[self.p] not in ("}", "eof", "nl", ";"):
                self.problems.append(self.fail())
                found.append(self._opaque(self.p, self.depth))
            self._skip_separators()
        return found

    def _skip_separators(self) -> None:
        while self.kinds[self.p] in ("nl", ";"):
            self.p += 1

    def _recovering(self, read: Callable[[], tree.Statement]) -> tree.Statement:
        place, depth = self.p, self.depth
        try:
            return read()
        except ParseError as problem:
            self.problems.append(problem)
            return self._opaque(place, depth)

    def _opaque(self, place: int, depth: int) -> tree.Statement:
        """The rest of a statement whose start is at `place`: up to a newline or `;` outside of any bracket."""
        self.depth = depth
        index, open_brackets = place, 0
        while (kind := self.kinds[index]) != "eof":
            if kind in ("(", "[", "{"):
                open_brackets += 1
            elif kind in (")", "]", "}"):
                open_brackets -= 1
                if open_brackets < 0:
                    break
            elif kind in ("nl", ";") and open_brackets == 0 and index > place:
                break
            index += 1
        self.p = index if index > place or self.kinds[index] in ("}", "eof") else index + 1
        return tree.Opaque(self.starts[place], self.end())

    # ---- one statement -------------------------------------------------------------------------------------------

    def statement(self) -> tree.Statement:
        kind = self.kinds[self.p]
        reader = _BY_KEYWORD.get(kind)
        if reader is not None:
            return reader(self)
        if kind == "{":
            return self._braced()
        if kind in ("id", "string") and self.kinds[self.p + 1] == ":":
            return self._labelled()
        declared = self.declaration()
        return declared if declared is not None else self._evaluate()

    def _evaluate(self) -> tree.Statement:
        found = self.command_expression()
        return tree.Evaluate(found.start, found.end, found)

    def _braced(self) -> tree.Statement:
        """A closure as a statement. Without parameters Groovy can't tell it from a block, and refuses it."""
        problem = self.fail("ambiguous: a closure without parameters or a block of code")
        if not self._arrow_ahead():
            raise problem
        return self._evaluate()

    def _arrow_ahead(self) -> bool:
        place, self.p = self.p, self.p + 1
        found = self._has_arrow()
        self.p = place
        return found

    def _labelled(self) -> tree.Statement:
        start, label = self.starts[self.p], str(self.values[self.p])
        self.p += 2
        self.skip_newlines()
        inner = self._block() if self.kinds[self.p] == "{" else self.statement()
        return tree.Labelled(start, inner.end, label, inner)

    def _block(self) -> tree.Block:
        start = self.expect("{")
        self.deeper()
        body = self.block_body()
        self.expect("}")
        self.depth -= 1
        return tree.Block(start, self.end(), body)

    def _body(self) -> tree.Statement:
        """The statement that an `if` or a loop holds."""
        self.skip_newlines()
        self.deeper()
        found = self._block() if self.kinds[self.p] == "{" else self._single()
        self.depth -= 1
        return found

    def _single(self) -> tree.Statement:
        if self.kinds[self.p] == ";":
            return tree.Block(self.starts[self.p], self.starts[self.p], [])
        return self.statement()

    def _condition(self) -> tree.Expression:
        self.expect("(")
        self.skip_newlines()
        found = self.command_expression()
        self.skip_newlines()
        self.expect(")")
        return found

    def _if(self) -> tree.Statement:
        start = self.expect("if")
        condition = self._condition()
        then = self._body()
        otherwise: tree.Statement | None = None
        ahead = self.p
        while self.kinds[ahead] in ("nl", ";"):
            ahead += 1
        if self.kinds[ahead] == "else":
            self.p = ahead + 1
            otherwise = self._body()
        return tree.If(start, self.end(), condition, then, otherwise)

    def _while(self) -> tree.Statement:
        start = self.expect("while")
        condition = self._condition()
        body = self._body()
        return tree.While(start, self.end(), condition, body)

    def _for(self) -> tree.Statement:
        start = self.expect("for")
        self.expect("(")
        place, depth = self.p, self.depth
        try:
            loop = self._for_in(start)
        except ParseError:
            loop = None
        if loop is not None:
            return loop
        self.p, self.depth = place, depth
        return self._for_counting(start)

    def _for_in(self, start: int) -> tree.Statement | None:
        parameter = self.parameter()
        if parameter.default is not None or self.kinds[self.p] not in ("in", ":"):
            return None
        self.p += 1
        items = self.command_expression()
        self.expect(")")
        body = self._body()
        return tree.ForIn(start, self.end(), parameter, items, body)

    def _for_counting(self, start: int) -> tree.Statement:
        initial = [] if self.kinds[self.p] == ";" else [self.statement()]
        while self.take(","):
            initial.append(self.statement())
        self.expect(";")
        condition = None if self.kinds[self.p] == ";" else self.command_expression()
        self.expect(";")
        update: list[tree.Expression] = []
        while self.kinds[self.p] != ")":
            update.append(self.command_expression())
            self.take(",")
        self.expect(")")
        body = self._body()
        return tree.For(start, self.end(), initial, condition, update, body)

    def _switch(self) -> tree.Statement:
        start = self.expect("switch")
        value = self._condition()
        self.skip_newlines()
        self.expect("{")
        self.deeper()
        cases: list[tree.Case] = []
        self._skip_separators()
        while self.kinds[self.p] in ("case", "default"):
            cases.append(self._case())
        self.expect("}")
        self.depth -= 1
        return tree.Switch(start, self.end(), value, cases)

    def _case(self) -> tree.Case:
        start, keyword = self.starts[self.p], self.kinds[self.p]
        self.p += 1
        value = self.expression() if keyword == "case" else None
        self.expect(":")
        body: list[tree.Statement] = []
        self._skip_separators()
        while self.kinds[self.p] not in ("case", "default", "}", "eof"):
            body.append(self._recovering(self.statement))
            if self.kinds[self.p] not in ("nl", ";", "}", "case", "default"):
                raise self.fail()
            self._skip_separators()
        return tree.Case(start, self.end(), value, body)

    def _try(self) -> tree.Statement:
        start = self.expect("try")
        self.skip_newlines()
        body = self._block()
        catches: list[tree.Catch] = []
        while self.kinds[self.after_newlines()] == "catch":
            self.skip_newlines()
            catches.append(self._catch())
        last: tree.Block | None = None
        if self.kinds[self.after_newlines()] == "finally":
            self.skip_newlines()
            self.p += 1
            self.skip_newlines()
            last = self._block()
        if not catches and last is None:
            raise self.fail("a try has neither catch nor finally")
        return tree.Try(start, self.end(), body, catches, last)

    def _catch(self) -> tree.Catch:
        start = self.expect("catch")
        self.expect("(")
        self.modifiers()
        types: list[tree.TypeName] = []
        if self.kinds[self.p + 1] != ")":
            types.append(self.type_name())
            while self.take("|"):
                types.append(self.type_name())
        name = self.name()
        self.expect(")")
        self.skip_newlines()
        body = self._block()
        return tree.Catch(start, self.end(), types, name, body)

    def _return(self) -> tree.Statement:
        start = self.expect("return")
        value = None if self.kinds[self.p] in ("nl", ";", "}", "eof") else self.command_expression()
        return tree.Return(start, self.end(), value)

    def _throw(self) -> tree.Statement:
        start = self.expect("throw")
        value = self.command_expression()
        return tree.Throw(start, self.end(), value)

    def _jump(self) -> tree.Statement:
        start, keyword = self.starts[self.p], self.kinds[self.p]
        self.p += 1
        label = self.name() if self.kinds[self.p] == "id" else None
        return tree.Jump(start, self.end(), keyword, label)

    def _assert(self) -> tree.Statement:
        start = self.expect("assert")
        condition = self.expression()
        message: tree.Expression | None = None
        if self.kinds[self.p] in (":", ","):
            self.p += 1
            self.skip_newlines()
            message = self.expression()
        return tree.Assert(start, self.end(), condition, message)

    def _synchronized(self) -> tree.Statement:
        if self.kinds[self.p + 1] != "(":
            return self._declared()
        start = self.expect("synchronized")
        lock = self._condition()
        self.skip_newlines()
        body = self._block()
        return tree.Synchronized(start, self.end(), lock, body)

    def _import(self) -> tree.Statement:
        return self.import_statement([])

    def _package(self) -> tree.Statement:
        start = self.expect("package")
        name = self.qualified()
        return tree.Package(start, self.end(), name)

    def _declared(self) -> tree.Statement:
        found = self.declaration()
        if found is None:
            raise self.fail()
        return found


_BY_KEYWORD: dict[str, Callable[[Statements], tree.Statement]] = {
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
    "package": Statements._package,
}
