"""YAML as people write it: commands of several lines as literal blocks, and comments that never break the data.

libyaml escapes tabs, emoji and blanks at line ends, and with them a whole script into one quoted line, though a
literal block holds them all (https://yaml.org/spec/1.1/#id926836); PyYAML's nodes cost more than all the rest of a job.
So mappings, lists and blocks are laid out here, as libyaml does it, and libyaml quotes what is not plainly plain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from migrate.writers.characters import whole_characters

# Texts that are safe without quotes: they start like a word, and hold neither `: ` nor ` #`. Words of YAML are none.
_PLAIN = re.compile(r"[A-Za-z_$(/](?:[!-9;-~]|:(?=[!-~])| (?=[!-\"$-~]))*")
_WORDS = frozenset({"yes", "no", "y", "n", "on", "off", "true", "false", "null"})
# Ends of lines beside \n, the byte order mark, and what YAML takes in no form but escaped.
_UNFIT = re.compile(r"[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_NO_LIMIT = 2**31 - 1
_LONGEST_KEY = 1000  # a longer one must be marked as a key


@dataclass(frozen=True, slots=True)
class Tagged:
    """A CloudFormation function in its short form: `!Sub text`, `!Ref name`, `!GetAtt a.b`, `!If [...]`."""

    tag: str
    value: str | list[Any]


@dataclass(frozen=True, slots=True)
class Commented:
    """An item of a list with a comment above it."""

    text: str
    comment: str


def dump(data: dict[str, Any] | list[Any]) -> str:
    """The data as YAML, keys in their order, wide lines left whole. Loaded again, it is the same data."""
    lines: list[str] = []
    if isinstance(data, dict):
        _write_mapping(lines, data, 0, "")
    else:
        _write_list(lines, data, 0, "")
    return "".join(lines)


def _write_mapping(lines: list[str], mapping: dict[str, Any], column: int, lead: str) -> None:
    """`lead` is what stands on the line of the first key already; the others begin in `column`."""
    for key, value in mapping.items():
        text = _one_line(key)
        mark = f"{text}:" if len(text) < _LONGEST_KEY else f"? {text}\n{' ' * column}:"
        _write(lines, value, f"{lead}{mark}", column, in_list=False)
        lead = " " * column


def _write_list(lines: list[str], items: list[Any], column: int, lead: str) -> None:
    for item in items:
        if isinstance(item, Commented) and item.comment:
            lines.append(f"{' ' * column}# {item.comment}\n")
        _write(lines, item, f"{lead}-", column, in_list=True)
        lead = " " * column


def _write(lines: list[str], value: Any, lead: str, column: int, *, in_list: bool) -> None:
    """A value after its key or hyphen, which stands in `column` and ends `lead`."""
    match value:
        case str():
            lines.append(f"{lead} {_scalar(value, column + 2)}\n")
        case Commented(text=text):
            lines.append(f"{lead} {_scalar(text, column + 2)}\n")
        case Tagged(tag=tag, value=str(text)):
            lines.append(f"{lead} !{tag} {_one_line(text)}\n")
        case Tagged(tag=tag, value=items):
            inner = column + 2 * in_list
            lines.append(f"{lead} !{tag}\n")
            _write_list(lines, list(items), inner, " " * inner)
        case dict() | list() if not value:
            lines.append(f"{lead} {'{}' if isinstance(value, dict) else '[]'}\n")
        case dict():
            first = f"{lead} " if in_list else _on_its_own(lines, lead, column + 2)
            _write_mapping(lines, value, column + 2, first)
        case list():
            inner = column + 2 * in_list
            first = f"{lead} " if in_list else _on_its_own(lines, lead, inner)
            _write_list(lines, value, inner, first)
        case bool():
            lines.append(f"{lead} {str(value).lower()}\n")
        case _:
            lines.append(f"{lead} {value}\n")  # a number


def _on_its_own(lines: list[str], lead: str, column: int) -> str:
    """End the line of a key, and begin the next one."""
    lines.append(f"{lead}\n")
    return " " * column


# ---- texts -----------------------------------------------------------------------------------------------------------


def _scalar(text: str, column: int) -> str:
    if "\n" in text:
        text = whole_characters(text)
        if text.strip() and not _UNFIT.search(text):
            return _block(text, " " * column)
    return _one_line(text)


def _block(text: str, indent: str) -> str:
    """`|`, with the indentation where the first line would hide it, and with what becomes of the last line's end."""
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    head = "|" + ("2" if text[0] in " \t\n" else "") + {0: "-", 1: ""}.get(ends, "+")
    lines = (f"{indent}{line}" if line else "" for line in body.split("\n"))
    return "\n".join([head, *lines]) + "\n" * (ends - 1)


@lru_cache(maxsize=4096)
def _one_line(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    text = whole_characters(text)
    fits = "\n" not in text and not _UNFIT.search(text)
    if fits and any(char > "\uffff" for char in text):
        return "'" + text.replace("'", "''") + "'"
    return _quoted(text, None if fits else '"')


def _quoted(text: str, style: str | None) -> str:
    """As libyaml writes it."""
    written: str = yaml.dump(
        text, Dumper=yaml.CSafeDumper, allow_unicode=True, width=_NO_LIMIT, default_style=style, encoding=None
    )
    return written.removesuffix("...\n").removesuffix("\n")
