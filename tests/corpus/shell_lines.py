"""The shell lines of a job, and where each of them stands in what it became."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import yaml
from lxml import etree

from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate.effects import walk
from migrate.readers.secrets import redact

_TEXT_METHODS = ("stripIndent", "stripMargin", "trim", "toString")
_SHORTEST = 4  # a line of less says nothing: `fi`, `}`
_VALUE = "${\0}"  # where Groovy puts a value into a line; a reference, so that nobody takes it for a secret


class Place(Enum):
    BUILDSPEC = "in a buildspec"
    LEDGER = "in the ledger"
    CONVERTED = "converted, but in no buildspec"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class ShellLine:
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Line:
    """A line as the shell gets it, `_VALUE` for what Groovy puts in, and as it is written in the file."""

    text: str
    source: str

    def stands_in(self, text: str) -> bool:
        pieces = [flat(one) for one in self.text.split(_VALUE)]
        at = 0
        for piece in pieces:
            at = text.find(piece, at)
            if at < 0:
                return False
            at += len(piece)
        return True


def of_script(script: tree.Script) -> list[Line]:
    """The lines of the texts of the `sh` steps in a script."""
    calls = (node for statement in script.statements for node in walk(statement) if isinstance(node, tree.Call))
    texts = (argument for call in calls if _is_shell(call) for argument in _scripts(call))
    return [line for text in texts for line in _lines(_text(text), script.source(text))]


def of_commands(path: Path) -> list[Line]:
    """The lines of the `command` elements of a config.xml."""
    root = etree.fromstring(path.read_bytes(), etree.XMLParser(recover=True, resolve_entities=False, huge_tree=True))
    texts = [one.text or "" for one in root.iter("command")] if root is not None else []
    return [line for text in texts for line in _lines(text, text)]


def traced(lines: list[Line], folder: Path, entries: list[dict[str, Any]]) -> Iterator[ShellLine]:
    """Where each line stands. A line in a leaf that is `converted` must stand in a buildspec too."""
    specs = [yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) for path in sorted(folder.glob("buildspecs/*.yml"))]
    specs_text = flat("\n".join(_texts_in(specs)))
    told = flat("\n".join(one["text"] for one in entries if one["outcome"] != "converted"))
    converted = flat("\n".join(one["text"] for one in entries if one["outcome"] == "converted"))
    for line in lines:
        yield ShellLine(line.source, _place(line, specs_text, told, converted))


def _texts_in(value: Any) -> Iterator[str]:
    """The texts in a document, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        inner = (*value, *value.values()) if isinstance(value, dict) else value
        yield from (text for one in inner for text in _texts_in(one))


def _place(line: Line, specs: str, told: str, converted: str) -> Place:
    if line.stands_in(specs):
        return Place.BUILDSPEC
    for text, place in ((told, Place.LEDGER), (converted, Place.CONVERTED)):
        if line.stands_in(text) or flat(line.source) in text:
            return place
    return Place.LOST


def flat(text: str) -> str:
    """Letters, digits and a few signs alone: quoting and indentation differ between the forms."""
    return re.sub(r"[^A-Za-z0-9_./=-]+", "", text)


def _is_shell(call: tree.Call) -> bool:
    function = call.function
    name = function.name if isinstance(function, tree.Name | tree.Property) else ""
    return name == "sh"


def _scripts(call: tree.Call) -> Iterator[tree.Node]:
    for one in call.arguments:
        if not isinstance(one, tree.Entry):
            yield from _texts(one)
        elif isinstance(one.key, tree.Constant) and one.key.value == "script":
            yield from _texts(one.value)


def _texts(node: tree.Node) -> Iterator[tree.Node]:
    """The texts that an argument is made of."""
    if isinstance(node, tree.GString) or (isinstance(node, tree.Constant) and isinstance(node.value, str)):
        yield node
    elif isinstance(node, tree.Binary) and node.operator == "+":
        yield from (*_texts(node.left), *_texts(node.right))
    elif isinstance(node, tree.Call) and isinstance(node.function, tree.Property):
        yield from _texts(node.function.object) if node.function.name in _TEXT_METHODS else ()


def _text(node: tree.Node) -> str:
    if isinstance(node, tree.GString):
        return "".join(part if isinstance(part, str) else _VALUE for part in node.parts)
    return str(node.value) if isinstance(node, tree.Constant) else ""


def _lines(text: str, source: str) -> Iterator[Line]:
    """The lines that say something, secrets redacted: those must be lost."""
    texts, sources = redact(text)[0].splitlines(), redact(source)[0].splitlines()
    if len(texts) != len(sources):
        sources = texts
    for one, written in zip(texts, sources, strict=True):
        if len(flat(one)) >= _SHORTEST and not one.lstrip().startswith("#"):
            yield Line(one, written.replace(_VALUE, "${…}"))
