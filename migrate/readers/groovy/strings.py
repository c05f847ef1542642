"""The six kinds of strings: their ends, escapes and interpolation."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from migrate.readers.groovy.tokens import LexError, Tokens


@dataclass(frozen=True, slots=True)
class Delimiter:
    """How a kind of string begins and ends, whether it holds line breaks and expressions, and how it escapes."""

    opening: str
    closing: str
    multiline: bool
    interpolates: bool
    escapes: str  # "java", "slash" or "dollar"


DELIMITERS = {
    "'": Delimiter("'", "'", False, False, "java"),
    '"': Delimiter('"', '"', False, True, "java"),
    "'''": Delimiter("'''", "'''", True, False, "java"),
    '"""': Delimiter('"""', '"""', True, True, "java"),
    "/": Delimiter("/", "/", True, True, "slash"),
    "$/": Delimiter("$/", "/$", True, True, "dollar"),
}

_SIMPLE = {"n": "\n", "t": "\t", "b": "\b", "f": "\f", "r": "\r", "\\": "\\", "'": "'", '"': '"', "$": "$"}
_ESCAPE = re.compile(r"\\(u+([0-9a-fA-F]{4})|([0-3]?[0-7]{1,2})|(\r?\n|\r)|([ntbfr\\'\"$]))")
_PATH = re.compile(r"[^\W\d][\w]*(?:\.[^\W\d]\w*)*")
_RUNS = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "'": r"[^'\\\r\n]+",
        '"': r"[^\"\\$\r\n]+",
        "'''": r"[^'\\]+",
        '"""': r"[^\"\\$]+",
        "/": r"[^/\\$]+",
        "$/": r"[^/$]+",
    }.items()
}


class StringReader:
    """Reads one string from its opening delimiter on."""

    def __init__(
        self, text: str, start: int, delimiter: Delimiter, expression: Callable[[int], tuple[Tokens, int]]
    ) -> None:
        self.text = text
        self.start = start
        self.delimiter = delimiter
        self.expression = expression
        self.position = start + len(delimiter.opening)
        self.parts: list[str | Tokens] = []
        self.literal: list[str] = []

    def read(self) -> tuple[list[str | Tokens], int]:
        """The parts (one text where nothing is interpolated) and the offset after the end. Raises LexError."""
        text, closing = self.text, self.delimiter.closing
        run = _RUNS[self.delimiter.opening].match
        if self.delimiter.opening == "/" and text.startswith("/", self.position):
            raise self._error("an empty slashy string is a comment")
        while not text.startswith(closing, self.position):
            found = run(text, self.position)
            if found:
                self.literal.append(found.group())
                self.position = found.end()
            elif self.position >= len(text):
                raise self._error("a string is not closed")
            else:
                self._special(text[self.position])
        self._flush(last=True)
        return self.parts, self.position + len(closing)

    def _error(self, message: str) -> Exception:
        return LexError(message, self.start)

    def _flush(self, *, last: bool = False) -> None:
        if self.literal or (last and not self.parts):
            self.parts.append("".join(self.literal))
            self.literal.clear()

    def _special(self, char: str) -> None:
        if char == "\\":
            self._escape()
        elif char == "$":
            self._dollar()
        elif char in "\r\n" and not self.delimiter.multiline:
            raise self._error("a string is not closed on its line")
        else:
            self._take(1)

    def _take(self, count: int, text: str | None = None) -> None:
        self.literal.append(self.text[self.position : self.position + count] if text is None else text)
        self.position += count

    def _escape(self) -> None:
        if self.delimiter.escapes == "slash":
            escaped = self.text.startswith("\\/", self.position)
            self._take(2 if escaped else 1, "/" if escaped else None)
            return
        if self.delimiter.escapes == "dollar":
            self._take(1)
            return
        match = _ESCAPE.match(self.text, self.position)
        if match is None:
            raise self._error("a string has an unknown escape")
        unicode, octal, line, simple = match.group(2), match.group(3), match.group(4), match.group(5)
        value = chr(int(unicode, 16)) if unicode else chr(int(octal, 8)) if octal else _SIMPLE.get(simple, "")
        self._take(match.end() - self.position, "" if line else value)

    def _dollar(self) -> None:
        """`${expression}`, `$a.b`, or a plain sign where the kind of string allows it."""
        text, after = self.text, self.position + 1
        if self.delimiter.escapes == "dollar" and text[after : after + 1] in ("$", "/"):
            if text.startswith("/$", after):  # `$/$` closes after a plain sign
                self._take(1)
            else:
                self._take(2, text[after])
            return
        if not self.delimiter.interpolates:
            self._take(1)
        elif text.startswith("{", after):
            self._flush()
            tokens, self.position = self.expression(after + 1)
            self.parts.append(tokens)
        elif match := _PATH.match(text, after):
            self._path(match)
        elif self.delimiter.escapes == "java":
            raise self._error("a $ in a string names nothing: write \\$")
        else:
            self._take(1)

    def _path(self, match: re.Match[str]) -> None:
        self._flush()
        tokens = Tokens()
        for name in re.finditer(r"\w+", match.group()):
            at = match.start() + name.start()
            if tokens.kinds:
                tokens.add(".", ".", at - 1, at)
            kind = "this" if name.group() == "this" and not tokens.kinds else "id"
            tokens.add(kind, name.group(), at, match.start() + name.end())
        tokens.add("eof", None, match.end(), match.end())
        self.parts.append(tokens)
        self.position = match.end()
