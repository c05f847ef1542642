"""`new Date()`: the build keeps the moment, and prints it as the patterns of `java.text.SimpleDateFormat` say.

https://docs.oracle.com/javase/8/docs/api/java/text/SimpleDateFormat.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from migrate.model.source import Literal
from migrate.readers.groovy.evaluate.derived import derived
from migrate.readers.groovy.evaluate.values import JenkinsObject, Kind, NotFoldedError, Unknown, Value

# The letters of a pattern for GNU date: by how often one stands there, 0 for any number.
_LETTERS = {
    "y": {2: "%y", 0: "%Y"},
    "M": {1: "%-m", 2: "%m", 3: "%b", 4: "%B"},
    "d": {1: "%-d", 2: "%d"},
    "H": {1: "%-H", 2: "%H"},
    "h": {1: "%-I", 2: "%I"},
    "m": {1: "%-M", 2: "%M"},
    "s": {1: "%-S", 2: "%S"},
    "S": {3: "%3N"},
    "E": {1: "%a", 2: "%a", 3: "%a", 4: "%A"},
    "a": {1: "%p"},
    "D": {3: "%j"},
    "Z": {0: "%z"},
    "z": {1: "UTC", 2: "UTC", 3: "UTC"},
    "X": {1: "Z", 2: "Z", 3: "Z"},
}
_TO_STRING = "EEE MMM dd HH:mm:ss zzz yyyy"
_PARTS = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+")


@dataclass(frozen=True, slots=True, eq=False)
class Moment(JenkinsObject):
    """A Date: its milliseconds since 1970, which the build keeps."""

    name: str = "Date"
    at: Value = None


@dataclass(frozen=True, slots=True, eq=False)
class DateFormat(JenkinsObject):
    name: str = "SimpleDateFormat"
    pattern: str = ""


def is_now(class_name: str, given: list[Value]) -> bool:
    return class_name in ("Date", "java.util.Date") and not given


def date_format(class_name: str, given: list[Value]) -> DateFormat | None:
    """`new SimpleDateFormat(pattern)`; None for other classes and other arguments."""
    known = class_name in ("SimpleDateFormat", "java.text.SimpleDateFormat") and len(given) == 1
    return DateFormat(pattern=given[0]) if known and isinstance(given[0], str) else None


def clock(name: str) -> Unknown:
    """The milliseconds since 1970 when the build comes there; the name tells it from other moments."""
    return derived("clock", Kind.INTEGER, Literal(name))


def method(owner: Moment | DateFormat, name: str, given: list[Value]) -> Value:
    """A method of such an object. Raises NotFoldedError for others than those that print."""
    if isinstance(owner, DateFormat) and name == "format" and len(given) == 1 and isinstance(given[0], Moment):
        return _formatted(given[0], owner.pattern)
    if isinstance(owner, Moment) and name == "format" and len(given) == 1 and isinstance(given[0], str):
        return _formatted(owner, given[0])
    if isinstance(owner, Moment) and name == "toString" and not given:
        return _formatted(owner, _TO_STRING)
    raise NotFoldedError(f"{name} of a date is not evaluated")


def _formatted(owner: Moment, pattern: str) -> Unknown:
    assert isinstance(owner.at, Unknown)
    return derived("time_format", Kind.TEXT, owner.at.value, Literal(_gnu(pattern)))


def _gnu(pattern: str) -> str:
    """A pattern as GNU date has it. Raises NotFoldedError for letters that it has nothing for."""
    found, at = "", 0
    while at < len(pattern):
        part = _PARTS.match(pattern, at)
        if part is None:
            raise NotFoldedError("a quote in the pattern of a date is not closed")
        found += _part(part)
        at = part.end()
    return found


def _part(part: re.Match[str]) -> str:
    if part[0].startswith("'"):
        return (part[1].replace("''", "'") or "'").replace("%", "%%")
    if not part[2]:
        return part[0].replace("%", "%%")
    forms = _LETTERS.get(part[2], {})
    form = forms.get(len(part[0]), forms.get(0))
    if form is None:
        raise NotFoldedError(f"{part[0]} in the pattern of a date is not evaluated")
    return form
