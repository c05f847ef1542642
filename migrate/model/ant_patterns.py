"""Ant patterns as regular expressions, exactly: `*` stays within a folder, `**` crosses folders.

https://ant.apache.org/manual/dirtasks.html#patterns and #defaultexcludes. GNU find and Python read them alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_FOLDERS = r"CVS|SCCS|\.svn|\.git|\.hg|\.bzr"
_FILES = (
    r"\.cvsignore|vssver\.scc|\.DS_Store|\.git(attributes|ignore|modules)|\.hg(ignore|sub|substate|tags)|\.bzrignore"
)
_TEMPORARY = r"[^/]*~|#[^/]*#|\.#[^/]*|%[^/]*%|\._[^/]*"

# Ant's default excludes as one expression for `./path`.
DEFAULT_EXCLUDES = rf"\./(.*/)?({_TEMPORARY}|{_FILES}|({_FOLDERS})(/.*)?)"


def find_regex(pattern: str) -> str:
    """The POSIX extended regular expression that matches `./path` where Ant's `pattern` matches `path`."""
    normal = pattern.replace("\\", "/").removeprefix("./").lstrip("/")
    normal += "**" if normal.endswith("/") else ""
    return r"\./" + "".join(_pieces(normal.split("/")))


def _pieces(segments: list[str]) -> Iterator[str]:
    last = len(segments) - 1
    for index, segment in enumerate(segments):
        if segment != "**":
            yield _segment(segment) + ("/" if index < last and segments[index + 1 :] != ["**"] else "")
        elif index == last:
            yield "(/.*)?" if index else ".*"
        else:
            yield "(.*/)?"


def _segment(segment: str) -> str:
    signs = {"*": "[^/]*", "?": "[^/]"}
    return "".join(signs.get(char) or _escaped(char) for char in segment)


def _escaped(char: str) -> str:
    return "\\" + char if re.match(r"[.\[\]{}()+^$|\\]", char) else char
