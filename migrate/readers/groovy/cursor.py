"""A place in the tokens, and what every part of the parser does with it."""

from __future__ import annotations

from migrate.readers.groovy.tokens import Tokens

DEEPEST = 250
_SHOWN = {"newline": "the end of the line", "end": "the end of the file"}


class ParseError(Exception):
    """The text is no Groovy at this offset."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class NestingError(ParseError):
    """The text is nested too deeply. No statement inside is read: the whole of it becomes Opaque."""


class Cursor:
    """Reads tokens one by one. `kinds[p]` is the kind of the next one; the last ones are `end`."""

    def __init__(self, text: str, tokens: Tokens) -> None:
        self.text = text
        self.kinds = tokens.kinds
        self.words = tokens.words
        self.starts = tokens.starts
        self.closings = tokens.closings
        self.arrows = tokens.arrows
        self.p = 0
        self.depth = 0
        self.around: tuple[str, ...] = ()  # `loop`, `switch` and labels around this place, up to a closure or method

    def fail(self, message: str = "") -> ParseError:
        """The fault at this place, to be raised."""
        return ParseError(message or f"unexpected {self._shown()}", self.starts[self.p])

    def _shown(self) -> str:
        return _SHOWN.get(self.kinds[self.p]) or f"«{self.words[self.p][:30]}»"

    def expect(self, kind: str) -> int:
        """Step over a token of this kind and return its start; raises ParseError for another."""
        if self.kinds[self.p] != kind:
            raise self.fail(f"expected «{kind}» before {self._shown()}")
        self.p += 1
        return self.starts[self.p - 1]

    def take(self, kind: str) -> bool:
        if self.kinds[self.p] == kind:
            self.p += 1
            return True
        return False

    def skip_newline(self) -> None:
        """Line ends that follow each other are one token."""
        if self.kinds[self.p] == "newline":
            self.p += 1

    def after_newline(self, index: int) -> int:
        return index + 1 if self.kinds[index] == "newline" else index

    def take_after_newline(self, kind: str) -> bool:
        """Step over a token of this kind and a line end before it, if it is there."""
        ahead = self.after_newline(self.p)
        if self.kinds[ahead] != kind:
            return False
        self.p = ahead + 1
        return True

    def end(self) -> int:
        """The end of the token before."""
        return self.starts[self.p - 1] + len(self.words[self.p - 1])

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise NestingError("the text is nested too deeply", self.starts[self.p])

    def name(self) -> str:
        """An identifier. Raises ParseError for anything else."""
        if self.kinds[self.p] != "id":
            raise self.fail(f"expected a name before {self._shown()}")
        self.p += 1
        return self.words[self.p - 1]

    def qualified(self) -> str:
        parts = [self.name()]
        while self.kinds[self.p] == "." and self.kinds[self.after_newline(self.p + 1)] == "id":
            self.p += 1
            self.skip_newline()
            parts.append(self.name())
        return ".".join(parts)
