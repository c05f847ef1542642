"""Simple commands of the shell as words, where a reader can say what the shell would make of them.

https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from migrate.assemble.shell import literal_text
from migrate.model.source import Literal, Reference, Template, Value

PIPE = "\0|"
"""Stands among the words of two commands of which one writes into the other."""

Words = tuple[str, ...]
Named = Callable[[str], str | None]

_SHELL = re.compile(r"#! ?/(usr/)?bin/(env )?(ba|da)?sh( -[eux]+)*[ \t]*\n")
_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)\})", re.ASCII)
_ENDS = "&;\n"
_FOREIGN = "()<>{}*?[]`!"  # what makes more than one plain word of it, or does more than run a command
_UNKNOWN = re.compile("\0(\\w+)\0")
_REFERENCE = re.compile(r"#\{([\w.]+)\}")
_HELD = re.compile("\1([\\w.]+)\1")  # a reference while words are read: the shell never sees its signs
_OURS = ("\0", "\1", "#{")


class NotSimpleError(Exception):
    """The script is more than simple commands one after another."""


def unknown(name: str) -> str:
    """What stands in a word for a variable whose value only the build knows."""
    return f"\0{name}\0"


def unknown_in(text: str) -> str:
    """The first variable of a text whose value only the build knows; "" where there is none."""
    found = _UNKNOWN.search(text)
    return found[1] if found else ""


def simple_commands(script: Value, value_of: Callable[[Reference], str | None], named: Named) -> tuple[Words, ...]:
    """The commands of a script, each of which must succeed. Values are texts or `#{…}`; raises NotSimpleError.

    `value_of` gives what Groovy puts into the text before the shell reads it, `named` a variable of the shell.
    """
    text = "".join(_texts(script, value_of))
    opening = _SHELL.match(text)
    if text.startswith("#!") and opening is None:
        raise NotSimpleError
    commands = tuple(_Reader(text[opening.end() if opening else 0 :].replace("\r\n", "\n"), named).commands())
    if opening and "-" not in opening[0] and len(commands) > 1:
        raise NotSimpleError  # without -e, the last one alone decides
    return commands


def _texts(script: Value, value_of: Callable[[Reference], str | None]) -> Iterator[str]:
    for part in script.parts if isinstance(script, Template) else (script,):
        if isinstance(part, Literal) and not any(sign in literal_text(part) for sign in _OURS):
            yield literal_text(part)
        elif isinstance(part, Reference):
            value = value_of(part)
            yield unknown(re.sub(r"\W", "_", part.name)) if value is None else _held(value)
        else:
            raise NotSimpleError


def _held(value: str) -> str:
    return _REFERENCE.sub("\1\\1\1", value)


def _released(words: list[str]) -> Words:
    return tuple(_HELD.sub(r"#{\1}", word) for word in words)


class _Reader:
    """Reads words as the shell does. A quoted word may hold anything but a substitution."""

    def __init__(self, text: str, named: Named) -> None:
        self._text, self._at, self._named = text.replace("\\\n", ""), 0, named

    def commands(self) -> Iterator[Words]:
        words: list[str] = []
        while self._at < len(self._text):
            sign = self._text[self._at]
            if sign in _ENDS:
                self._end()
                yield from [_released(words)] if words else []
                words = []
            elif sign in " \t":
                self._at += 1
            elif sign == "#":
                self._at = self._find("\n")
            elif sign == "|":
                self._pipe()
                words.append(PIPE)
            else:
                words.append(self._word())
        yield from [_released(words)] if words else []

    def _end(self) -> None:
        """The end of a command: a line, `;` or `&&`, but no `&`."""
        if self._text[self._at] == "&":
            if not self._text.startswith("&&", self._at):
                raise NotSimpleError
            self._at += 1
        self._at += 1

    def _pipe(self) -> None:
        if self._text.startswith(("||", "|&"), self._at):
            raise NotSimpleError
        self._at += 1

    def _find(self, sign: str) -> int:
        found = self._text.find(sign, self._at)
        return len(self._text) if found < 0 else found

    def _word(self) -> str:
        word = ""
        if self._text[self._at] == "~":
            raise NotSimpleError
        while self._at < len(self._text) and self._text[self._at] not in f" \t|{_ENDS}":
            word += self._piece()
        return word

    def _piece(self) -> str:
        sign = self._text[self._at]
        if sign in _FOREIGN:
            raise NotSimpleError
        if sign == "$":
            return self._variable(bare=True)
        if sign == "'":
            return self._single()
        if sign == '"':
            return self._double()
        if sign == "\\":
            self._at += 1
        return self._take(self._at + 1)

    def _take(self, end: int) -> str:
        text, self._at = self._text[self._at : end], end
        return text

    def _single(self) -> str:
        self._at += 1
        text = self._take(self._closing("'"))
        self._at += 1
        return text

    def _closing(self, sign: str) -> int:
        found = self._text.find(sign, self._at)
        if found < 0:
            raise NotSimpleError
        return found

    def _double(self) -> str:
        self._at += 1
        text = ""
        while not self._text.startswith('"', self._at):
            if self._at >= len(self._text) or self._text[self._at] == "`":
                raise NotSimpleError
            if self._text[self._at] == "$":
                text += self._variable(bare=False)
                continue
            if self._text[self._at] == "\\" and self._text[self._at + 1 : self._at + 2] in ("$", "`", '"', "\\"):
                self._at += 1
            text += self._take(self._at + 1)
        self._at += 1
        return text

    def _variable(self, *, bare: bool) -> str:
        """A variable. Outside of quotes the shell would make more words of a value with blanks, and none of nothing."""
        found = _VARIABLE.match(self._text, self._at)
        if found is None:
            raise NotSimpleError
        self._at = found.end()
        name = found[1] or found[2]
        value = self._named(name)
        if value is None:
            return unknown(name)
        if bare and (not value or set(value) & set(" \t\n*?[")):
            raise NotSimpleError
        return _held(value)
