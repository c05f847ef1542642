"""Regular expressions of Java's that other tools read alike: plain texts, sets of characters, and one repetition.

Where at most one piece repeats, the match that Java prefers is the longest one, which POSIX takes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPECIAL = set(".[]{}()*+?^$|\\")
_SEPARATORS = "/,:;#@~!%_="
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}
_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_", "s": " \\t\\n\\x0b\\f\\r"}
_MEMBERS = {"d": "0123456789", "s": " \t\n\x0b\f\r"}
_PIECE = re.compile(
    r"(?:\\(?P<escaped>.)|\[(?P<not>\^?)(?P<set>(?:\\.|[^\\\[\]&])+)\]|(?P<any>\.)|(?P<plain>[^\\.\[\]{}()*+?^$|]))"
    r"(?P<repeat>[*+?]|\{\d+\})?(?![*+?{])",
    re.S,
)


@dataclass(frozen=True, slots=True)
class Separators:
    """Characters that separate, one of them or many together."""

    characters: str
    how_many: str


def plain_text(pattern: str) -> str | None:
    """The text that an expression matches and nothing else; None where it matches several."""
    text, rest = "", pattern
    while rest:
        if rest[0] == "\\":
            one = _escape(rest[1:2])
            if one is None:
                return None
            text, rest = text + one, rest[2:]
        elif rest[0] in _SPECIAL:
            return None
        else:
            text, rest = text + rest[0], rest[1:]
    return text


def _escape(character: str) -> str | None:
    """A character behind a backslash that stands for one character."""
    if character in _CONTROLS:
        return _CONTROLS[character]
    return None if not character or character.isalnum() else character


def separators(pattern: str) -> Separators | None:
    r"""`[,;]`, `\s+` and their like, ASCII alone."""
    found = _PIECE.fullmatch(pattern)
    if found is None or found["not"] or found["any"] or found["repeat"] not in (None, "+"):
        return None
    members = _members(found)
    if not members or not members.isascii():
        return None
    return Separators(members, "many" if found["repeat"] else "one")


def _members(found: re.Match[str]) -> str | None:
    if found["set"] is None:
        one = found["plain"] or _MEMBERS.get(found["escaped"]) or _escape(found["escaped"])
        return one or None
    text = ""
    for piece in re.findall(r"\\.|.", found["set"], re.S):
        one = (_MEMBERS.get(piece[1]) or _escape(piece[1])) if piece[0] == "\\" else piece
        if one is None or piece == "-":
            return None
        text += one
    return text


def sed_script(pattern: str, replacement: str, *, every: bool) -> str | None:
    """What replaces matches in a whole text, for GNU `sed -z -E` in the locale C; None where it may differ."""
    start, end = pattern.startswith("^"), re.search(r"(?<!\\)(?:\\\\)*\$\Z", pattern) is not None
    pieces = _pieces(pattern[start : len(pattern) - end])
    other = _replacement(replacement)
    if not pieces or other is None or (end and pieces[-1].ends_lines):
        return None
    inner = "".join(one.text for one in pieces)
    found, last = (f"{inner}((\\r\\n|\\n|\\r)?)$", f"{other}\\1") if end else (inner, other)
    sign = next((one for one in _SEPARATORS if one not in found + last), None)
    every = every and not start and not end
    return None if sign is None else sign.join(("s", "^" * start + found, last, "g" * every))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece in the words of sed. `ends_lines`: whether it matches the end of a line, once and no more."""

    text: str
    repeat: str
    ends_lines: bool


def _pieces(pattern: str) -> list[_Piece] | None:
    found: list[_Piece] = []
    place = 0
    while place < len(pattern):
        match = _PIECE.match(pattern, place)
        text = _piece(match) if match else None
        if match is None or text is None:
            return None
        repeat = match["repeat"] or ""
        ends_lines = not repeat and (text.startswith("[^") or "\\n" in text or "\\r" in text)
        found.append(_Piece(text + repeat, repeat, ends_lines))
        place = match.end()
    repeats = [one.repeat for one in found if one.repeat]
    may_be_empty = len(found) == len(repeats) == 1 and repeats[0] in ("*", "?")
    return None if len(repeats) > 1 or may_be_empty or "{0}" in repeats else found


def _piece(found: re.Match[str]) -> str | None:
    if found["any"]:
        return "[^\\n\\r]"
    if found["set"] is not None:
        return _set(found["not"], found["set"])
    escaped = found["escaped"]
    if escaped and escaped.lower() in _CLASSES:
        return f"[{'^' * escaped.isupper()}{_CLASSES[escaped.lower()]}]"
    one = found["plain"] or _escape(escaped)
    return None if one is None or not one.isascii() else _literal(one)


def _literal(character: str) -> str:
    if character in "\n\t\r\f":
        return {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\f": "\\f"}[character]
    return f"\\{character}" if character in _SPECIAL else character


def _set(negated: str, inside: str) -> str | None:
    text, last = "", ""
    pieces = re.findall(r"\\.|.", inside, re.S)
    for position, piece in enumerate(pieces):
        if piece == "\\-" or (piece == "-" and _stands_for_itself(pieces, position)):
            last = "-"
            continue
        one = _CLASSES.get(piece[1]) if piece[0] == "\\" else None
        plain = _escape(piece[1]) if piece[0] == "\\" else piece
        if one is None and (plain is None or plain in "]\\^[" or not plain.isascii()):
            return None
        text += one or {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\f": "\\f"}.get(plain or "", plain or "")
    return f"[{negated}{text}{last}]"


def _stands_for_itself(pieces: list[str], position: int) -> bool:
    r"""Whether a minus is no range: at either end of a set, or behind a class such as `\w`."""
    before, after = pieces[position - 1], pieces[(position + 1) % len(pieces)]
    behind_class = before[0] == "\\" and before[1] in _CLASSES and after != "-"
    return position in (0, len(pieces) - 1) or behind_class


def _replacement(text: str) -> str | None:
    r"""Java's `$1` and `\` have no place here."""
    if set(text) & set("$\\"):
        return None
    return text.replace("&", "\\&").replace("\n", "\\n")
