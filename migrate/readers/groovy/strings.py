"""The six kinds of strings: how they begin and end, what interrupts them, and what their escapes mean.

http://docs.groovy-lang.org/docs/groovy-2.4.21/html/documentation/#all-strings
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ESCAPE = r"\\(?:[ntbfr\\'\"$]|u+[0-9a-fA-F]{4}|[0-3][0-7]{0,2}|[4-7][0-7]?|\r\n?|\n)"
_LETTER = r"A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\ufffe\U00010000-\U0010ffff"
_EXPRESSION = rf"\$(?=[{{{_LETTER}\u00a2-\u00a5\u00aa\u00b5\u00ba])"
NAME = rf"[{_LETTER}$][\w$\u00d7\u00f7{_LETTER}]*+"
PATH_NAME = re.compile(rf"[{_LETTER}](?:(?!\$)[\w{_LETTER}])*")


@dataclass(frozen=True, slots=True)
class Quote:
    """A kind of string. `body` matches all up to what ends it: its closing sign, an expression, or a fault."""

    opening: str
    closing: str
    body: re.Pattern[str]
    interpolates: bool = True


def _quote(opening: str, closing: str, body: str, *, interpolates: bool = True) -> Quote:
    return Quote(opening, closing, re.compile(f"(?:{body})*+"), interpolates)


QUOTES = {
    quote.opening: quote
    for quote in (
        _quote("'", "'", rf"[^'\\\n\r]++|{_ESCAPE}", interpolates=False),
        _quote('"', '"', rf'[^"\\$\n\r]++|{_ESCAPE}'),
        _quote("'''", "'''", rf"[^'\\]++|'(?!'')|{_ESCAPE}", interpolates=False),
        _quote('"""', '"""', rf'[^"\\$]++|"(?!"")|{_ESCAPE}'),
        _quote("/", "/", rf"[^/\\$]++|\\/?|(?!{_EXPRESSION})\$"),
        _quote("$/", "/$", rf"[^/$]++|/(?!\$)|\$[$/]|(?!{_EXPRESSION})\$"),
    )
}
_INTERRUPTS = re.compile(_EXPRESSION)
_ESCAPES = re.compile(_ESCAPE)
# Of all escapes Groovy reads these alone in slashy strings: before all else, two backslashes in a row left as they are.
_CODE_UNITS = re.compile(r"\\(?:u+(?P<digits>[0-9a-fA-F]{4})|[^u])")
_SLASHES = frozenset(("/", "$/"))
_HALVES = re.compile(r"[\ud800-\udfff]")
_MEANINGS = {"n": "\n", "t": "\t", "b": "\b", "f": "\f", "r": "\r", "\n": "", "\r": ""}


def interrupted(text: str, at: int) -> bool:
    """Whether an expression begins here: `${` or `$name`."""
    return _INTERRUPTS.match(text, at) is not None


def fault(text: str, at: int) -> str:
    """Why a string stops at an offset where neither its end nor an expression stands."""
    if text.startswith("\\", at):
        return "a string has an unknown escape"
    if text.startswith("$", at):
        return "a $ in a string names nothing: write \\$"
    return "a string is not closed"


def decoded(body: str, quote: Quote) -> str:
    """What the source between the signs of a string means. Line ends count as one `\\n` each."""
    if "\r" in body:
        body = body.replace("\r\n", "\n").replace("\r", "\n")
    if quote.opening in _SLASHES:
        body = _joined(_CODE_UNITS.sub(_code_unit, body)) if "\\u" in body else body
        if quote.opening == "/":
            return body.replace("\\/", "/").replace("\\\n", "") if "\\" in body else body
        body = re.sub(r"\$([$/])", r"\1", body) if "$" in body else body
        return body.replace("\\\n", "") if "\\" in body else body
    return _joined(_ESCAPES.sub(_meaning, body)) if "\\" in body else body


def _joined(text: str) -> str:
    """A text without halves of characters: two that belong together are one, a single one is a replacement sign."""
    if _HALVES.search(text):
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _code_unit(escape: re.Match[str]) -> str:
    return chr(int(escape["digits"], 16)) if escape["digits"] else escape.group()


def _meaning(escape: re.Match[str]) -> str:
    source = escape.group()
    if source[1] == "u":
        return chr(int(source.lstrip("\\u"), 16))
    if source[1] in "01234567":
        return chr(int(source[1:], 8))
    return _MEANINGS.get(source[1], source[1])
