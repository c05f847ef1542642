"""Files of the repository that are read when converting: what depends on them is known then.

In the place of the step stands a check of the build that the file still is the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from migrate.model.source import Reference, ReferenceKind
from migrate.readers.declarative.expressions import Places
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate import derived
from migrate.readers.groovy.evaluate.host import Given
from migrate.readers.groovy.evaluate.kinds import Array, FoundFile
from migrate.readers.groovy.evaluate.values import Kind, NotFoldedError, Unknown, Value
from migrate.readers.pipeline import contents
from migrate.readers.pipeline.repository import Repository
from migrate.readers.pipeline.workspace import Workspace

Call = tuple[str, int]  # a call in the scripts of a pipeline: the file, and where in it


@dataclass(frozen=True, slots=True)
class Ahead:
    """Which calls read a file when converting: those `chosen`, or all that can. `possible` are those that could."""

    repository: Repository
    chosen: frozenset[Call] | None = None
    possible: dict[Call, None] = field(default_factory=dict)

    def reads(self, call: Call) -> bool:
        self.possible[call] = None
        return self.chosen is None or call in self.chosen


class Owner(Protocol):
    """What is asked of the host of the pipeline."""

    @property
    def ahead(self) -> Ahead | None: ...

    @property
    def workspace(self) -> Workspace: ...

    @property
    def here(self) -> Places: ...

    def fresh(self, name: str) -> str: ...

    def block(self, node: tree.Node, name: str, given: list[Given], known: dict[str, Value]) -> Value: ...


@dataclass(frozen=True, slots=True)
class Read:
    """What a step gives, and the step that checks it: its name, and its settings beside the arguments."""

    value: Value
    check: str
    known: dict[str, Value]


def read(host: Owner, call: tree.Call, name: str, arguments: list[Given]) -> Read | None:
    """What a step reads, where it does so when converting: its check is among the steps then."""
    work = _STEPS.get(name)
    if host.ahead is None or work is None:
        return None
    try:
        found = work(host, name, {one.name: one.value for one in arguments})
    except NotFoldedError:
        return None
    if found is None or not host.ahead.reads((host.here.file, call.start)):
        return None
    host.block(call, found.check, arguments, found.known)
    return found


def _file(host: Owner, name: str, given: dict[str, Value]) -> Read | None:
    path, work = given.get("file", given.get("")), _WAYS[name]
    if not isinstance(path, str) or not all(_is_plain(name, key, value) for key, value in given.items()):
        return None
    place, ahead = host.workspace.place(path), host.ahead
    data = ahead.repository.content(place) if ahead and place else None
    if data is None:
        return None
    value = contents.json_value(data, plain=True) if given.get("returnPojo") is True else work(data)
    return Read(value, "file.unchanged", {"checksum": hashlib.sha256(data).hexdigest()})


def _is_plain(name: str, key: str, value: Value) -> bool:
    """Whether an argument is the file, or leaves the way as it is that it is read in."""
    if key in ("", "file"):
        return True
    return (name, key) == ("readJSON", "returnPojo") or ((name, key) == ("readFile", "encoding") and value in _UTF_8)


_UTF_8 = ("", "UTF-8", "utf-8")
_WAYS: dict[str, Callable[[bytes], Value]] = {
    "readFile": contents.text,
    "readJSON": contents.json_value,
    "readYaml": contents.yaml_value,
    "readProperties": contents.properties_value,
}


def _exists(host: Owner, name: str, given: dict[str, Value]) -> Read | None:
    path = given.get("file", given.get(""))
    place = host.workspace.place(path) if isinstance(path, str) and len(given) == 1 else None
    exists = host.ahead.repository.has(place) if host.ahead and place else None
    return None if exists is None else Read(exists, "file.exists", {"exists": exists})


def _found(host: Owner, name: str, given: dict[str, Value]) -> Read | None:
    """The files that a pattern finds. That there is none is left to the run: what finds them may have to make them."""
    patterns = {key or "glob": _patterns(value) for key, value in given.items()}
    folder = host.workspace.place(".")
    if host.ahead is None or folder is None or not patterns.get("glob") or not patterns.keys() <= {"glob", "excludes"}:
        return None
    paths = host.ahead.repository.matching(folder, patterns["glob"], patterns.get("excludes", ()))
    if not paths or host.workspace.may_change(patterns["glob"]):
        return None
    variable = host.fresh(name)
    files = Array([_file_of(variable, position, path) for position, path in enumerate(paths)])
    return Read(files, "files.found", {"paths": "\n".join(paths), "variable": variable})


def _patterns(value: Value) -> tuple[str, ...]:
    """Ant patterns. Raises NotFoldedError."""
    if not isinstance(value, str):
        raise NotFoldedError("the patterns are known only when the pipeline runs")
    return tuple(one.strip() for one in value.split(",") if one.strip())


def _file_of(variable: str, position: int, path: str) -> FoundFile:
    """A file that was found; the build keeps how long it is, and when it was changed."""
    list_of_run = Unknown(Reference(ReferenceKind.VARIABLE, variable), Kind.TEXT)
    length, changed = (derived.json("at", list_of_run, position, key, kind=Kind.OBJECT) for key in _OF_RUN)
    return FoundFile(path, length, changed)


_OF_RUN = ("length", "lastModified")
_STEPS: dict[str, Callable[[Owner, str, dict[str, Value]], Read | None]] = {
    **dict.fromkeys(_WAYS, _file),
    "fileExists": _exists,
    "findFiles": _found,
}
