"""Values as POSIX shell text.

Groovy puts a value into the text before the shell reads it, so a reference stands where the shell expands it once more:
inside the double quotes of a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from migrate.model.source import Describable, Items, Literal, Opaque, Reference, Template, Value

Expansion = Callable[[Reference], str]

_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+=,-]+")


def literal_text(literal: Literal) -> str:
    """The text of a known value as Groovy prints it: `true`, not `True`; `null` for none."""
    if isinstance(literal.value, bool):
        return str(literal.value).lower()
    return "null" if literal.value is None else str(literal.value)


def single_quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def in_double_quotes(text: str) -> str:
    """Text that stands for itself between double quotes."""
    return re.sub(r'([\\"$`])', r"\\\1", text)


def in_here_document(text: str) -> str:
    """Text that stands for itself in a here-document whose word is not quoted."""
    return re.sub(r"([\\$`])", r"\\\1", text)


def word(value: Value, expansion: Expansion) -> str:
    """One shell word with exactly this value: bare, in single quotes, or in double quotes where it has references."""
    if isinstance(value, Literal):
        text = literal_text(value)
        return text if _PLAIN.fullmatch(text) else single_quoted(text)
    return f'"{spliced(value, expansion, in_double_quotes)}"'


def spliced(value: Value, expansion: Expansion, escaped: Callable[[str], str]) -> str:
    """The value with its text escaped and its references as `expansion` gives them."""
    match value:
        case Literal():
            return escaped(literal_text(value))
        case Reference():
            return expansion(value)
        case Template(parts):
            return "".join(spliced(part, expansion, escaped) for part in parts)
        case Items(items):
            return escaped("[") + escaped(", ").join(spliced(item, expansion, escaped) for item in items) + escaped("]")
        case Opaque() | Describable():
            raise ValueError(f"not a value that a shell can hold: {value}")


def subshell(*lines: str, strict: bool = True) -> str:
    """The lines as one complete command in a shell of their own. Not strict: a failing line stops nothing."""
    return "\n".join([f"( set {'-e' if strict else '+e'}", *(line for line in lines if line), ")"])
