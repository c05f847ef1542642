"""Texts in the form of `java.util.Properties`: https://docs.oracle.com/javase/8/docs/api/java/util/Properties.html"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ENTRY = re.compile(r"((?:\\.|[^\\=: \t\f])*)[ \t\f]*[=:]?[ \t\f]*(.*)", re.S)
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


def properties_of(text: str) -> tuple[tuple[str, str], ...]:
    """Names and values, in the order of the text; a name may be there twice."""
    found = (_ENTRY.match(line) for line in _logical_lines(text))
    return tuple((_unescaped(match[1]), _unescaped(match[2])) for match in found if match)


def _logical_lines(text: str) -> Iterator[str]:
    """The lines that are no comments, each with those that it goes on in behind a backslash."""
    whole: str | None = None
    for line in (one.lstrip(" \t\f") for one in re.split(r"\r\n|\n|\r", text)):
        if whole is None and (not line or line[0] in "#!"):
            continue
        goes_on = re.search(r"(?<!\\)(?:\\\\)*\\\Z", line) is not None
        whole = (whole or "") + line[: len(line) - goes_on]
        if not goes_on:
            yield whole
            whole = None
    if whole:
        yield whole


def _unescaped(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        return chr(int(match[1], 16)) if match[1] else _ESCAPES.get(match[2], match[2])

    return re.sub(r"\\(?:u([0-9a-fA-F]{4})|(.))", one, text, flags=re.S)
