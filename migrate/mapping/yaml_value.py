"""YAML inside of a setting, whose text may hold values that only the run knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from migrate.mapping.expressions import template, text_of
from migrate.model.source import Literal, Opaque, Reference, Template, Value

_FIRST = 0xE000  # signs that YAML takes for letters, one for each reference
_SIGN = re.compile("[\ue000-\uf8ff]")


def read_yaml(value: Value) -> Any:
    """The first document: dicts and lists, and each text in it as a Value, numbers and booleans as they are.

    Raises ValueError, with what is wrong, for text that is no YAML or holds a reference in the place of a key.
    """
    parts = value.parts if isinstance(value, Template) else (value,)
    known = [one for one in parts if isinstance(one, Literal | Reference)]
    if len(known) < len(parts):
        raise ValueError("a part of it is known only when the pipeline runs")
    text = "".join(text_of(one) if isinstance(one, Literal) else chr(_FIRST + at) for at, one in enumerate(known))
    try:
        document = next(iter(yaml.safe_load_all(text)), None)
    except yaml.YAMLError as error:
        raise ValueError(f"it is no YAML: {str(error).partition(chr(10))[0]}") from error
    return _restored(document, known)


def _restored(node: Any, known: list[Literal | Reference]) -> Any:
    if isinstance(node, dict):
        if any(isinstance(key, str) and _SIGN.search(key) for key in node):
            raise ValueError("a key of it is known only when the pipeline runs")
        return {key: _restored(one, known) for key, one in node.items()}
    if isinstance(node, list):
        return [_restored(one, known) for one in node]
    return template(list(_parts(node, known))) if isinstance(node, str) else node


def _parts(text: str, known: list[Literal | Reference]) -> Iterator[Literal | Reference | Opaque]:
    start = 0
    for match in _SIGN.finditer(text):
        yield Literal(text[start : match.start()])
        yield known[ord(match[0]) - _FIRST]
        start = match.end()
    yield Literal(text[start:])
