"""YAML as people write it: commands of several lines as literal blocks, and comments that never break the data.

libyaml escapes tabs, emoji and blanks at line ends, and with them a whole script into one quoted line, though a
literal block holds them all (https://yaml.org/spec/1.1/#id926836). So libyaml writes a mark in their place, a scalar
that no text of the data can look like, and the text in its best form takes the mark's place.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from migrate.writers.characters import whole_characters

_STRING = "tag:yaml.org,2002:str"
_MARK = re.compile(r"j2cp-text-[0-9]+")
_MARKED_LINE = re.compile(r"(?P<lead>(?: |- )*)(?P<key>.*: )?j2cp-text-[0-9]+")
# Ends of lines beside \n, the byte order mark, and what YAML takes in no form but escaped.
_UNFIT = re.compile(r"[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_NO_LIMIT = 2**31 - 1


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


def dump(data: object) -> str:
    """The data as YAML, keys in their order, wide lines left whole. Loaded again, it is the same data."""
    stream = io.StringIO()
    dumper = _MarkingDumper(stream, **_OPTIONS)
    _run(dumper, data)
    return _filled(stream.getvalue(), dumper.marked)


_OPTIONS: dict[str, Any] = {
    "default_flow_style": False,
    "sort_keys": False,
    "allow_unicode": True,
    "width": _NO_LIMIT,
    "indent": 2,
}


def _run(dumper: yaml.CSafeDumper, data: object) -> None:
    try:
        dumper.open()
        dumper.represent(data)
        dumper.close()
    finally:
        dumper.dispose()


class _Dumper(yaml.CSafeDumper):
    """Every text on one line, exactly."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def one_line(self, text: str, tag: str = _STRING) -> yaml.Node:
        return self.represent_scalar(tag, text, style='"' if "\n" in text or _UNFIT.search(text) else None)


class _MarkingDumper(_Dumper):
    """Collects the texts that take the place of its marks."""

    def __init__(self, stream: io.StringIO, **options: Any) -> None:
        super().__init__(stream, **options)
        self.marked: list[Commented] = []

    def mark(self, item: Commented) -> yaml.Node:
        self.marked.append(Commented(whole_characters(item.text), item.comment))
        return self.represent_scalar(_STRING, f"j2cp-text-{len(self.marked) - 1}")

    def text(self, text: str) -> yaml.Node:
        if text.isascii() and text.isprintable():
            return self.represent_scalar(_STRING, text, style='"' if _MARK.fullmatch(text) else None)
        text = whole_characters(text)
        if "\n" in text or any(char > "\uffff" for char in text):
            return self.mark(Commented(text, ""))
        return self.one_line(text)

    def tagged(self, tagged: Tagged) -> yaml.Node:
        if isinstance(tagged.value, str):
            return self.one_line(whole_characters(tagged.value), f"!{tagged.tag}")
        return self.represent_sequence(f"!{tagged.tag}", tagged.value)

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
        """A key is always on one line, so it is no place for a mark."""
        pairs = [(self.one_line(whole_characters(key)), self.represent_data(value)) for key, value in mapping.items()]
        return yaml.MappingNode(tag, pairs, flow_style=False)


_Dumper.add_representer(str, _Dumper.one_line)
_MarkingDumper.add_representer(str, _MarkingDumper.text)
_MarkingDumper.add_representer(Commented, _MarkingDumper.mark)
_MarkingDumper.add_representer(Tagged, _MarkingDumper.tagged)


def _filled(text: str, marked: list[Commented]) -> str:
    """The text with each marked line replaced. Marks come in the order of the data."""
    if not marked:
        return text
    items = zip(marked, _one_liners(marked), strict=True)
    lines = text.removesuffix("\n").split("\n")
    return "".join(
        _written(match, *next(items)) if (match := _MARKED_LINE.fullmatch(line)) else f"{line}\n" for line in lines
    )


def _one_liners(items: list[Commented]) -> Iterator[str]:
    """Each text as libyaml writes it on one line."""
    stream = io.StringIO()
    _run(_Dumper(stream, **_OPTIONS), [item.text for item in items])
    for line in stream.getvalue().removesuffix("\n").split("\n"):
        yield line.removeprefix("- ")


def _written(match: re.Match[str], item: Commented, one_liner: str) -> str:
    """The line of a mark with its text, in a block two columns in from what holds it, and the comment above."""
    lead, key = match["lead"], match["key"] or ""
    comment = f"{lead.removesuffix('- ')}# {item.comment}\n" if item.comment else ""
    return f"{comment}{lead}{key}{_scalar(item.text, ' ' * (len(lead) + 2 * bool(key)), one_liner)}\n"


def _scalar(text: str, indent: str, one_liner: str) -> str:
    if _UNFIT.search(text) or not text.strip():
        return one_liner
    if "\n" in text:
        return _block(text, indent)
    if any(char > "\uffff" for char in text):
        return "'" + text.replace("'", "''") + "'"
    return one_liner


def _block(text: str, indent: str) -> str:
    """`|`, with the indentation where the first line would hide it, and with what becomes of the last line's end."""
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    head = "|" + ("2" if text[0] in " \t\n" else "") + {0: "-", 1: ""}.get(ends, "+")
    lines = (f"{indent}{line}" if line else "" for line in body.split("\n"))
    return "\n".join([head, *lines]) + "\n" * (ends - 1)
