"""Copies of a document with single places changed: how the tables of mutations say what is wrong.

A path is `key.key[2].key`. A first part `@Name` is the action of that name, `%Name` the stage.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import Any

GONE = object()


@dataclass(frozen=True)
class Case:
    """One mutation and the only rule that it breaks."""

    rule: str
    changes: tuple[tuple[str, Any], ...]

    @property
    def id(self) -> str:
        return f"{self.rule} {self.changes[0][0]}"


def case(rule: str, *changes: Any) -> Case:
    """`case(rule, path, value, path, value, …)`; the value GONE deletes, `+` at a path's end appends."""
    return Case(rule, tuple(zip(changes[::2], changes[1::2], strict=True)))


def edited(document: Any, one: Case) -> Any:
    document = copy.deepcopy(document)
    for path, value in one.changes:
        _change(document, path, copy.deepcopy(value) if value is not GONE else GONE)
    return document


def _change(document: Any, path: str, value: Any) -> None:
    append = path.endswith("+")
    *steps, last = [part for pair in re.findall(r"([^.\[\]+]+)|\[(\d+)\]", path) for part in pair if part]
    target = document
    for step in steps:
        target = _step(target, step, document)
    if append:
        _step(target, last, document).append(value)
    elif value is GONE:
        del target[_key(target, last)]
    elif last[0] in "@%":
        _step(target, last, document).update(value)
    else:
        target[_key(target, last)] = value


def _key(target: Any, step: str) -> Any:
    return int(step) if isinstance(target, list) else step


def _step(target: Any, step: str, document: Any) -> Any:
    if step[0] in "@%":
        stages = document["pipeline"]["stages"]
        found = stages if step[0] == "%" else [action for stage in stages for action in stage["actions"]]
        return next(one for one in found if one["name"] == step[1:])
    return target[_key(target, step)]
