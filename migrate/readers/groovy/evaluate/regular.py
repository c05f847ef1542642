"""Java's regular expressions, as far as Python's `re` means the same.

https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html and https://docs.python.org/3/library/re.html.
What only one of the two knows, or the two read differently, raises NotFoldedError.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from migrate.readers.groovy.evaluate.kinds import bounded
from migrate.readers.groovy.evaluate.values import NotFoldedError, ThrownError

_CLASSES = {
    "Alpha": "A-Za-z", "Digit": "0-9", "Alnum": "A-Za-z0-9", "Upper": "A-Z", "Lower": "a-z", "XDigit": "0-9A-Fa-f",
    "Space": " \\t\\n\\x0b\\f\\r", "Blank": " \\t", "Punct": "!-/:-@\\[-`{-~",
}  # fmt: skip
_SAME_ESCAPES = "dDwWsStnrfbB"
_UNLIKE_ENDS = "\r\x85\u2028\u2029"  # ends of lines to Java, not to Python
_QUANTIFIER = re.compile(r"(?:[*+?]|\{\d+(?:,\d*)?\})[+?]?")
_GROUP = re.compile(r"\((?:\?(?:[:=!>]|<[=!]|<([A-Za-z][A-Za-z0-9]*)>))?")
_FLAGS = re.compile(r"\(\?([ims]+)\)")


class Matcher:
    """`text =~ pattern`. Its truth is the next `find()`."""

    def __init__(self, pattern: str, subject: str) -> None:
        self.compiled, self.subject = compiled(pattern, subject), subject
        self.last: re.Match[str] | None = None
        self._next: Iterator[re.Match[str]] = self.compiled.finditer(subject)

    def found(self) -> bool:
        self.last = next(self._next, None)
        return self.last is not None

    def matches(self) -> bool:
        self.last = self.compiled.fullmatch(self.subject)
        self._next = iter(())
        return self.last is not None

    def all(self) -> list[Any]:
        """Each match: a text, or a list of its groups where the expression has some. Starts anew."""
        self._next = self.compiled.finditer(self.subject)
        self.last = None
        return [groups(one) if self.compiled.groups else one[0] for one in self.compiled.finditer(self.subject)]

    def group(self, number: int = 0) -> str | None:
        if self.last is None:
            raise ThrownError("IllegalStateException", "No match found")
        if not 0 <= number <= self.compiled.groups:
            raise ThrownError("IndexOutOfBoundsException", f"No group {number}")
        found = self.last[number]
        return None if found is None else str(found)


def groups(found: re.Match[str]) -> list[Any]:
    return [found[0], *found.groups()]


def compiled(pattern: str, subject: str) -> re.Pattern[str]:
    """A Java expression for a subject. Raises NotFoldedError."""
    found = _compiled(str(pattern))
    bounded(len(subject))
    if not subject.isascii() and (found.careful or max(subject) > "\uffff"):
        raise NotFoldedError("this expression on characters beyond ASCII is not evaluated")
    if any(end in subject for end in _UNLIKE_ENDS):
        raise NotFoldedError("expressions on lines with other ends are not evaluated")
    return found.pattern


class _Compiled:
    def __init__(self, pattern: re.Pattern[str], careful: bool) -> None:
        self.pattern, self.careful = pattern, careful


@lru_cache(maxsize=1000)
def _compiled(pattern: str) -> _Compiled:
    if not pattern.isascii() and max(pattern) > "\uffff":
        raise NotFoldedError("characters beyond 16 bits are not evaluated")
    reader = _Reader(pattern)
    try:
        found = re.compile(reader.translated(), re.ASCII)
    except (re.error, OverflowError, RecursionError):
        raise NotFoldedError("this regular expression is not evaluated") from None
    return _Compiled(found, reader.careful or not pattern.isascii())


class _Reader:
    """Reads a Java expression once and writes Python's."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.at = pattern, 0
        self.written: list[str] = []
        self.open: list[int] = []  # where in `written` the groups start
        self.careful = False  # whether it means different things beyond ASCII
        self.atom = False  # whether something stands there that a quantifier may follow
        self.maybe_empty = False

    def translated(self) -> str:
        if found := _FLAGS.match(self.pattern):
            self.at, self.careful = found.end(), "i" in found[1]
            self.written.append(found[0])
        while self.at < len(self.pattern):
            self._one()
        if self.open:
            raise NotFoldedError("this regular expression is not closed")
        return "".join(self.written)

    def _one(self) -> None:
        sign = self.pattern[self.at]
        work = _SIGNS.get(sign)
        if work is None:
            self._write(re.escape(sign), atom=True)
        else:
            work(self)

    def _write(self, written: str, *, atom: bool, read: int = 1) -> None:
        self.written.append(written)
        self.at += read
        self.atom, self.maybe_empty = atom, False

    def _group(self) -> None:
        found = _GROUP.match(self.pattern, self.at)
        if found is None or self.pattern[found.end() : found.end() + 1] == "?":
            raise NotFoldedError("such a group of a regular expression is not evaluated")
        self.open.append(len(self.written))
        self._write(f"(?P<{found[1]}>" if found[1] else found[0], atom=False, read=len(found[0]))

    def _close(self) -> None:
        if not self.open:
            raise NotFoldedError("this regular expression has a bracket too many")
        body = "".join([*self.written[self.open.pop() :], ")"])
        self._write(")", atom=True)
        self.maybe_empty = _may_be_empty(body)

    def _quantifier(self) -> None:
        found = _QUANTIFIER.match(self.pattern, self.at)
        if found is None or not self.atom or self.maybe_empty:
            raise NotFoldedError("such a repetition in a regular expression is not evaluated")
        self._write(found[0], atom=False, read=len(found[0]))

    def _anchor(self) -> None:
        self._write(self.pattern[self.at], atom=False)

    def _dot(self) -> None:
        self._write(".", atom=True)

    def _escape(self, *, inside: bool = False) -> None:
        sign = self.pattern[self.at + 1 : self.at + 2]
        if sign == "Q" and not inside:
            self._quotation()
        elif sign in ("p", "P"):
            self._property(inside=inside)
        elif sign and (sign in _SAME_ESCAPES and not (inside and sign in "bBDWS")):
            self.careful |= sign in "bB"
            self._write("\\" + sign, atom=sign not in "bB", read=2)
        elif sign and not sign.isalnum():
            self._write(re.escape(sign), atom=True, read=2)
        elif sign in "123456789" and sign and not inside and not self.pattern[self.at + 2 : self.at + 3].isdigit():
            self._write("\\" + sign, atom=True, read=2)
            self.maybe_empty = True
        elif sign == "z" and not inside:
            self._write("\\Z", atom=False, read=2)
        elif sign == "A" and not inside:
            self._write("\\A", atom=False, read=2)
        else:
            raise NotFoldedError("such an escape in a regular expression is not evaluated")

    def _quotation(self) -> None:
        end = self.pattern.find("\\E", self.at)
        quoted = self.pattern[self.at + 2 : end] if end >= 0 else self.pattern[self.at + 2 :]
        self._write(re.escape(quoted), atom=False, read=len(quoted) + (4 if end >= 0 else 2))

    def _property(self, *, inside: bool) -> None:
        found = re.compile(r"\\p\{(\w+)\}").match(self.pattern, self.at)
        if found is None or found[1] not in _CLASSES:
            raise NotFoldedError("such a class of characters is not evaluated")
        members = _CLASSES[found[1]]
        self._write(members if inside else f"[{members}]", atom=True, read=len(found[0]))

    def _class(self) -> None:
        negated = self.pattern[self.at + 1 : self.at + 2] == "^"
        self._write("[^" if negated else "[", atom=False, read=2 if negated else 1)
        first = True
        while (sign := self.pattern[self.at : self.at + 1]) != "]" or first:
            if sign in ("", "[", "]") or self.pattern.startswith("&&", self.at):
                raise NotFoldedError("such a class of characters is not evaluated")
            self._member(sign)
            first = False
        self._write("]", atom=True)

    def _member(self, sign: str) -> None:
        if sign == "\\":
            self._escape(inside=True)
        elif sign == "-" and self._is_range():
            self._write("-", atom=False)
        else:
            self._write(re.escape(sign), atom=False)

    def _is_range(self) -> bool:
        """Whether a hyphen stands between two characters. One beside a class or at an end is a hyphen."""
        before, after = self.written[-1], self.pattern[self.at + 1 : self.at + 2]
        if before in ("[", "[^") or after == "]":
            return False
        if len(before) > 2 or before == "-" or (len(before) == 2 and before[1] in _SAME_ESCAPES):
            raise NotFoldedError("such a class of characters is not evaluated")
        if after in ("[", "-", "") or (after == "\\" and self.pattern[self.at + 2 : self.at + 3].isalnum()):
            raise NotFoldedError("such a class of characters is not evaluated")
        return True

    def _refuse(self) -> None:
        raise NotFoldedError("such a bracket in a regular expression is not evaluated")


_SIGNS: dict[str, Callable[[_Reader], None]] = {
    "(": _Reader._group,
    ")": _Reader._close,
    "[": _Reader._class,
    "]": lambda reader: reader._write("\\]", atom=True),
    "\\": _Reader._escape,
    ".": _Reader._dot,
    "^": _Reader._anchor,
    "$": _Reader._anchor,
    "|": _Reader._anchor,
    **dict.fromkeys("*+?", _Reader._quantifier),
    "{": _Reader._quantifier,
}


def _may_be_empty(group: str) -> bool:
    """Whether a group may match nothing: repeated, it then keeps other things in Java than in Python."""
    try:
        return re.compile(group, re.ASCII).fullmatch("") is not None
    except re.error:
        return True
