"""Methods of texts that take regular expressions: `replaceAll`, `split` and their like."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from typing import Any

from migrate.readers.groovy.evaluate.forms import CODE, INT, TEXT, Form, Table, form, invoke
from migrate.readers.groovy.evaluate.kinds import Array, bounded
from migrate.readers.groovy.evaluate.regular import compiled, groups, matches_of
from migrate.readers.groovy.evaluate.texts import text
from migrate.readers.groovy.evaluate.values import Code, NotFoldedError

_PLACE = re.compile(r"\\(.)|\$(\d)|\$\{([A-Za-z][A-Za-z0-9]*)\}|([\\$])|([^\\$]+)", re.DOTALL)


def _substituted(subject: str, pattern: str, by: Callable[[re.Match[str]], str], *, count: int | None) -> str:
    parts, start = [], 0
    for one in islice(matches_of(compiled(pattern, subject), subject), count):
        parts += [subject[start : one.start()], by(one)]
        start = one.end()
    found = "".join([*parts, subject[start:]])
    bounded(len(found))
    return found


def _by_text(replacement: str) -> Callable[[re.Match[str]], str]:
    parts = list(_PLACE.finditer(replacement))
    return lambda found: "".join(_filled(part, found) for part in parts)


def _filled(part: re.Match[str], found: re.Match[str]) -> str:
    escaped, number, name, broken, plain = part.groups()
    if broken:
        raise NotFoldedError("this replacement is not evaluated")
    if number or name:
        if number and part.string[part.end() : part.end() + 1].isdigit():
            raise NotFoldedError("this replacement is not evaluated")
        try:
            return found[int(number) if number else name] or ""
        except IndexError:
            raise NotFoldedError("this replacement names a group that is not there") from None
    return str(escaped or plain)


def _by_code(code: Code) -> Callable[[re.Match[str]], str]:
    return lambda found: text(invoke(code, groups(found) if found.re.groups else found[0]))


def replace_all(subject: str, pattern: str, replacement: str) -> str:
    return _substituted(subject, pattern, _by_text(replacement), count=None)


def replace_first(subject: str, pattern: str, replacement: str) -> str:
    return _substituted(subject, pattern, _by_text(replacement), count=1)


def _replace_all_by_code(subject: str, pattern: str, code: Code) -> str:
    return _substituted(subject, pattern, _by_code(code), count=None)


def _replace_first_by_code(subject: str, pattern: str, code: Code) -> str:
    return _substituted(subject, pattern, _by_code(code), count=1)


def split(subject: str, pattern: str, limit: int = 0) -> Array:
    """Java's split: without empty texts at the end, but for a negative limit, and with none for a match of nothing
    at the start."""
    found: list[str] = []
    start = 0
    for one in matches_of(compiled(pattern, subject), subject):
        if 0 < limit <= len(found) + 1:
            break
        if one.end() > 0:
            found.append(subject[start : one.start()])
            start = one.end()
    found.append(subject[start:])
    while limit == 0 and len(found) > 1 and not found[-1]:
        found.pop()
    return Array([] if limit == 0 and start and found == [""] else found)


def _find(subject: str, pattern: str) -> str | None:
    found = compiled(pattern, subject).search(subject)
    return found[0] if found else None


def _find_with(subject: str, pattern: str, code: Code) -> str | None:
    found = compiled(pattern, subject).search(subject)
    return None if found is None else _by_code(code)(found)


def _find_all(subject: str, pattern: str) -> list[str]:
    return [found[0] for found in matches_of(compiled(pattern, subject), subject)]


def _find_all_with(subject: str, pattern: str, code: Code) -> list[Any]:
    whole = compiled(pattern, subject)
    return [invoke(code, groups(found) if whole.groups else found[0]) for found in matches_of(whole, subject)]


def _matches(subject: str, pattern: str) -> bool:
    return compiled(pattern, subject).fullmatch(subject) is not None


METHODS: Table = {
    "replaceAll": (Form(replace_all, (TEXT, TEXT)), Form(_replace_all_by_code, (TEXT, CODE))),
    "replaceFirst": (Form(replace_first, (TEXT, TEXT)), Form(_replace_first_by_code, (TEXT, CODE))),
    "split": (Form(split, (TEXT,)), Form(split, (TEXT, INT))),
    "matches": form(_matches, TEXT),
    "find": (Form(_find, (TEXT,)), Form(_find_with, (TEXT, CODE))),
    "findAll": (Form(_find_all, (TEXT,)), Form(_find_all_with, (TEXT, CODE))),
}
