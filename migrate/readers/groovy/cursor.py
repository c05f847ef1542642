"""A place in the tokens, and what every part of the parser does with it."""

from __future__ import annotations

from migrate.readers.groovy.lexer import DEEPEST
from migrate.readers.groovy.tokens import Tokens


class ParseError(Exception):
    """The text is no Groovy at this offset."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class Cursor:
    """Reads tokens one by one. `kinds[p]` is the kind of the next one."""

    def __init__(self, text: str, tokens: Tokens, problems: list[ParseError], depth: int = 0) -> None:
        self.text = text
        self.problems = problems
        self.kinds = tokens.kinds
        self.values = tokens.values
        self.starts = tokens.starts
        self.ends = tokens.ends
        self.p = 0
        self.depth = depth

    def fail(self, message: str = "") -> ParseError:
        found = self.kinds[self.p]
        start, end = self.starts[self.p], self.ends[self.p]
        shown = {"nl": "end of line", "eof": "end of file"}.get(found) or f"«{self.text[start:end][:30]}»"
        return ParseError(message or f"unexpected {shown}", start)

    def expect(self, kind: str) -> int:
        """Step over a token of this kind and return its start; raises ParseError for another."""
        if self.kinds[self.p] != kind:
            raise self.fail(f"expected «{kind}» before {self._shown()}")
        self.p += 1
        return self.starts[self.p - 1]

    def _shown(self) -> str:
        found = self.kinds[self.p]
        return {"nl": "the end of the line", "eof": "the end of the file"}.get(
            found, f"«{self.text[self.starts[self.p] : self.ends[self.p]][:30]}»"
        )

    def take(self, kind: str) -> bool:
        if self.kinds[self.p] == kind:
            self.p += 1
            return True
        return False

    def skip_newlines(self) -> None:
        while self.kinds[self.p] == "nl":
            self.p += 1

    def after_newlines(self) -> int:
        """The index of the next token that is no newline."""
        index = self.p
        while self.kinds[index] == "nl":
            index += 1
        return index

    def end(self) -> int:
        """The end of the token before."""
        return self.ends[self.p - 1] if self.p else self.starts[0]

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fail("the text is nested too deeply")

    def name(self) -> str:
        """An identifier. Raises ParseError for anything else."""
        if self.kinds[self.p] != "id":
            raise self.fail(f"expected a name before {self._shown()}")
        self.p += 1
        return str(self.values[self.p - 1])

    def qualified(self) -> str:
        parts = [self.name()]
        while self.kinds[self.p] == "." and self.kinds[self.p + 1] == "id":
            self.p += 1
            parts.append(self.name())
        return ".".join(parts)
