"""A file of an output: its text, its value, and what is wrong with reading it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from migrate.validate.finding import Finding
from migrate.validate.node import Node
from migrate.validate.yaml_text import read_yaml


@dataclass(frozen=True, slots=True)
class Document:
    """`file` is the name that findings show. `node` is empty where the file could not be read."""

    file: str
    text: str
    node: Node
    findings: tuple[Finding, ...] = ()


def read_document(path: Path, file: str, rule: str = "output") -> Document:
    """JSON and YAML by their suffix, anything else as text. Never raises on what a file holds.

    Findings about YAML are `<rule>/yaml` and `<rule>/duplicate-key`.
    """
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        return _broken(file, "", "output/unreadable", f"make {file} readable: {error.strerror}")
    except UnicodeDecodeError as error:
        return _broken(file, "", "output/unreadable", f"{file} can't be read: {error}")
    if path.suffix == ".json":
        try:
            return Document(file, text, Node(json.loads(text, object_pairs_hook=_unique)))
        except (ValueError, RecursionError) as error:
            return _broken(file, text, "output/json", f"mend the JSON: {error}")
    if path.suffix in (".yml", ".yaml"):
        reading = read_yaml(text, rule)
        return Document(file, text, Node(reading.value), tuple(reading.findings))
    return Document(file, text, Node(None))


def _broken(file: str, text: str, rule: str, message: str) -> Document:
    return Document(file, text, Node(None), (Finding("", "", rule, message),))


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key {next(key for key in keys if keys.count(key) > 1)!r} is there twice")
    return members
