"""What the lexer makes: tokens in columns, and the parts of strings."""

from __future__ import annotations

from dataclasses import dataclass, field


class LexError(Exception):
    """A text that is no token, at an offset."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


@dataclass(slots=True)
class Tokens:
    """Tokens as columns. A kind is `id`, `num`, `string`, `gstring`, `nl`, `eof`, a keyword or an operator."""

    kinds: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, kind: str, value: object, start: int, end: int) -> None:
        self.kinds.append(kind)
        self.values.append(value)
        self.starts.append(start)
        self.ends.append(end)


@dataclass(slots=True)
class Interpolation:
    """A string token's parts: texts, and tokens of the expressions between them."""

    parts: list[str | Tokens]
