"""Java's regular expressions, as far as Python's `re` means the same.

https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html and https://docs.python.org/3/library/re.html.
What only one of the two knows, or the two read differently, raises NotFoldedError.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from math import factorial
from typing import Any

from migrate.readers.groovy.evaluate.values import JavaObject, NotFoldedError, ThrownError

_CLASSES = {
    "Alpha": "A-Za-z", "Digit": "0-9", "Alnum": "A-Za-z0-9", "Upper": "A-Z", "Lower": "a-z", "XDigit": "0-9A-Fa-f",
    "Space": " \\t\\n\\x0b\\f\\r", "Blank": " \\t", "Punct": "!-/:-@\\[-`{-~",
}  # fmt: skip
_MOST_STEPS = 1e8  # of the worst case, about two seconds
_SAME_ESCAPES = "dDwWsStnrfbB"
_SAME_SETS = ("\\d", "\\w", "\\s")  # in brackets a hyphen after one of them is a hyphen
_UNLIKE_ENDS = "\r\x85\u2028\u2029"  # ends of lines to Java, not to Python
_QUANTIFIER = re.compile(r"(?:[*+?]|\{\d+(?:,\d*)?\})[+?]?")
_GROUP = re.compile(r"\((?:\?(?:[:=!>]|<[=!]|<([A-Za-z][A-Za-z0-9]*)>))?")
_FLAGS = re.compile(r"\(\?([ims]+)\)")


@dataclass(frozen=True, slots=True, eq=False)
class Pattern(JavaObject):
    """`~'expression'`"""

    expression: str


class Matcher:
    """`text =~ pattern`. Its truth is the next `find()`."""

    def __init__(self, pattern: str, subject: str) -> None:
        self.compiled, self.subject = compiled(pattern, subject), subject
        self.last: re.Match[str] | None = None
        self._next: Iterator[re.Match[str]] = matches_of(self.compiled, subject)

    def found(self) -> bool:
        self.last = next(self._next, None)
        return self.last is not None

    def matches(self) -> bool:
        self.last = self.compiled.fullmatch(self.subject)
        self._next = iter(())
        return self.last is not None

    def all(self) -> list[Any]:
        """Each match: a text, or a list of its groups where the expression has some. Starts anew."""
        self._next = matches_of(self.compiled, self.subject)
        self.last = None
        return [groups(one) if self.compiled.groups else one[0] for one in matches_of(self.compiled, self.subject)]

    def group(self, number: int = 0) -> str | None:
        if self.last is None:
            raise ThrownError("IllegalStateException", "No match found")
        if not 0 <= number <= self.compiled.groups:
            raise ThrownError("IndexOutOfBoundsException", f"No group {number}")
        found = self.last[number]
        return None if found is None else str(found)


def matches_of(pattern: re.Pattern[str], subject: str) -> Iterator[re.Match[str]]:
    """All matches as Java finds them: after a match of nothing it goes on one character further."""
    start = 0
    while start <= len(subject) and (found := pattern.search(subject, start)):
        yield found
        start = found.end() + (found.end() == found.start())


def groups(found: re.Match[str]) -> list[Any]:
    return [found[0], *found.groups()]


def compiled(pattern: str, subject: str) -> re.Pattern[str]:
    """A Java expression for a subject. Raises NotFoldedError."""
    found = translated(str(pattern))
    if len(subject) ** (found.loops + 1) / factorial(found.loops + 1) > _MOST_STEPS:
        raise NotFoldedError("a regular expression that may take long is not evaluated")
    if not subject.isascii() and (found.careful or max(subject) > "\uffff"):
        raise NotFoldedError("this expression on characters beyond ASCII is not evaluated")
    if any(end in subject for end in _UNLIKE_ENDS):
        raise NotFoldedError("expressions on lines with other ends are not evaluated")
    return found.pattern


@dataclass(frozen=True, slots=True)
class Translated:
    """An expression of Java's in Python's words, for texts without characters beyond 16 bits or `_UNLIKE_ENDS`."""

    pattern: re.Pattern[str]
    careful: bool  # whether it means different things beyond ASCII
    loops: int  # how many of its parts are repeated without end
    optional: frozenset[int]  # the groups that may not take part in a match


@lru_cache(maxsize=1000)
def translated(pattern: str) -> Translated:
    """A Java expression. Raises NotFoldedError where Python's may differ."""
    if not pattern.isascii() and max(pattern) > "\uffff":
        raise NotFoldedError("characters beyond 16 bits are not evaluated")
    reader = _Reader(pattern)
    try:
        found = re.compile(reader.translated(), re.ASCII)
    except (re.error, OverflowError, RecursionError):
        raise NotFoldedError("this regular expression is not evaluated") from None
    return Translated(found, reader.careful or not pattern.isascii(), reader.loops, frozenset(reader.optional))


def _is_endless(how: str) -> bool:
    return how[0] in "*+" or ",}" in how


_LOOKS = ("(?=", "(?!", "(?<=", "(?<!")


@dataclass(slots=True)
class _Part:
    """A group that is open, and how wide what it matches is at least."""

    opening: str
    before: int = 0  # how many groups start before it
    holds_groups: bool = False
    holds_loops: bool = False
    width: int = 0
    others: list[int] = field(default_factory=list)

    def begin(self) -> None:
        """Begin another alternative."""
        self.others.append(self.width)
        self.width = 0

    def least_width(self) -> int:
        return min([self.width, *self.others])


class _Reader:
    """Reads a Java expression once and writes Python's."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.at = pattern, 0
        self.written: list[str] = []
        self.open: list[_Part] = [_Part("")]
        self.by_lines = False  # whether `^` and `$` stand for the ends of lines too
        self.careful = False  # whether it means different things beyond ASCII
        self.atom = False  # whether something stands there that a quantifier may follow
        self.width = 0  # of that thing, at least
        self.holds_groups = False  # whether groups that keep what they match are inside of it
        self.holds_loops = False  # whether something inside of it is repeated without end
        self.loops = 0
        self.groups = 0
        self.inside = range(0)  # the groups in that thing
        self.optional: set[int] = set()

    def translated(self) -> str:
        if found := _FLAGS.match(self.pattern):
            self.at, self.careful, self.by_lines = found.end(), "i" in found[1], "m" in found[1]
            self.written.append(found[0])
        while self.at < len(self.pattern):
            self._one()
        if len(self.open) > 1:
            raise NotFoldedError("this regular expression is not closed")
        self._mark_alternatives(self.open[0])
        return "".join(self.written)

    def _one(self) -> None:
        sign = self.pattern[self.at]
        work = _SIGNS.get(sign)
        if work is None:
            self._write(re.escape(sign), atom=True)
        else:
            work(self)

    def _write(self, written: str, *, atom: bool, read: int = 1, width: int = 1) -> None:
        self.written.append(written)
        self.at += read
        self.atom, self.width = atom, width if atom else 0
        self.holds_groups = self.holds_loops = False
        self.inside = range(0)
        self.open[-1].width += self.width

    def _group(self) -> None:
        found = _GROUP.match(self.pattern, self.at)
        if found is None or self.pattern[found.end() : found.end() + 1] == "?":
            raise NotFoldedError("such a group of a regular expression is not evaluated")
        if found[1] or found[0] == "(":
            self._refuse_in_lookaheads()
            for one in self.open:
                one.holds_groups = True
        self._write(f"(?P<{found[1]}>" if found[1] else found[0], atom=False, read=len(found[0]))
        self.open.append(_Part(found[0], self.groups))
        self.groups += bool(found[1] or found[0] == "(")

    def _refuse_in_lookaheads(self) -> None:
        """Java keeps what a group of a lookahead matches, even of one that must not match."""
        if any(one.opening in _LOOKS for one in self.open):
            raise NotFoldedError("a group inside a lookahead is not evaluated")

    def _close(self) -> None:
        if len(self.open) == 1:
            raise NotFoldedError("this regular expression has a bracket too many")
        group = self.open.pop()
        self._write(")", atom=True, width=0 if group.opening in _LOOKS else group.least_width())
        self.holds_groups, self.holds_loops = group.holds_groups, group.holds_loops
        self.inside = range(group.before + 1, self.groups + 1)
        self._mark_alternatives(group)

    def _mark_alternatives(self, part: _Part) -> None:
        """One of several alternatives leaves the groups of the others out; the part's own group takes part."""
        if part.others:
            own = part.opening == "(" or (part.opening.startswith("(?<") and part.opening not in _LOOKS)
            self.optional |= set(range(part.before + 1 + own, self.groups + 1))

    def _quantifier(self) -> None:
        found = _QUANTIFIER.match(self.pattern, self.at)
        if found is None or not self.atom or self._differs_when_repeated(found[0]):
            raise NotFoldedError("such a repetition in a regular expression is not evaluated")
        if _is_endless(found[0]):
            self._count_loop()
        if found[0][0] in "*?" or found[0].startswith("{0"):
            self.open[-1].width -= self.width
            self.optional |= set(self.inside)
        self._write(found[0], atom=False, read=len(found[0]))

    def _count_loop(self) -> None:
        if self.holds_loops:
            raise NotFoldedError("a regular expression that may take for ever is not evaluated")
        self.loops += 1
        for one in self.open:
            one.holds_loops = True

    def _differs_when_repeated(self, how: str) -> bool:
        """Where nothing is repeated, and where the repetition is given up again, Java keeps other groups."""
        return not self.width or (self.holds_groups and how != "?")

    def _anchor(self) -> None:
        """No line starts behind the last end of one, for Java."""
        sign = self.pattern[self.at]
        self._write(r"^(?!\Z)" if sign == "^" and self.by_lines else sign, atom=False)

    def _alternative(self) -> None:
        self._write("|", atom=False)
        self.open[-1].begin()

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
            self._write("\\" + sign, atom=True, read=2, width=0)
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
        if before in ("[", "[^") or after == "]" or (before in _SAME_SETS and after not in ("[", "-", "")):
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
    "|": _Reader._alternative,
    **dict.fromkeys("*+?", _Reader._quantifier),
    "{": _Reader._quantifier,
}
