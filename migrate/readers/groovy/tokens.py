"""The words of Groovy 2.4: which are reserved, which operators there are, and the columns that the lexer fills."""

from __future__ import annotations

from dataclasses import dataclass, field


def words(text: str) -> frozenset[str]:
    """A set of words, written as one text."""
    return frozenset(text.split())


MODIFIERS = words(
    "private public protected static transient final abstract native threadsafe synchronized volatile strictfp"
)
PRIMITIVES = words("void boolean byte char short int float long double")
_RESERVED = words(
    "as assert break case catch class const continue def default do else enum extends false finally for goto if "
    "implements import in instanceof interface new null package return super switch this throw throws trait true try "
    "while"
)
KEYWORDS = _RESERVED | MODIFIERS | PRIMITIVES
OPERATORS = words(
    ">>>= <=> <<= >>= >>> **= ... ..< ==~ === !== ++ -- ** += -= *= /= %= &= |= ^= << >> .. ?. *. .& ?: == != <= >= "
    "&& || -> =~ ( ) [ ] { } . , ; : ? = + - * / % < > ! ~ & | ^ @"
)

# After these a `/` divides, after all else it opens a string. Groovy counts most of its keywords among them: it refuses
# `return /x/`.
OPERAND_ENDS = (KEYWORDS - words("do goto const abstract final strictfp")) | {
    *("id", "number", "string", "gstring end", "++", "--", ")", "]", "}"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at an offset, before lines are counted."""

    message: str
    offset: int


@dataclass(slots=True)
class Tokens:
    """The tokens of a text, as columns.

    A kind is a keyword, an operator, or one of `id`, `number`, `string`, `newline`, `end`; a string with expressions is
    `gstring start`, what stands between its signs, `gstring middle`s, and `gstring end`. `words` holds the source of a
    token, without newlines' own; of strings too, with their signs.
    """

    kinds: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    closings: dict[int, int] = field(default_factory=dict)
    """The index of each opening bracket, and that of the bracket that closes it."""
    arrows: set[int] = field(default_factory=set)
    """The indexes of the `{` that begin closures with parameters: their `->` stands directly inside."""
    problems: list[Problem] = field(default_factory=list)
