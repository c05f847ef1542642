"""Reads a Jenkinsfile: declarative pipelines as jobs, other Groovy as leaves until the evaluator exists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.model.location import Location
from migrate.model.source import Dismissal, JobKind, Leaf, Literal, Problem, Reading, Value
from migrate.readers.declarative.expressions import Places
from migrate.readers.declarative.reader import find_pipeline, read_pipeline
from migrate.readers.declarative.to_job import JobMaker
from migrate.readers.groovy import parse, tree
from migrate.readers.secrets import redact

_SCRIPTED = "scripted pipelines are not converted yet"
_BESIDE = "only Groovy code that is not evaluated yet uses it; steps that call it are gaps of their own"


def read_jenkinsfile(text: str, *, name: str, file: str, first_line: int = 1) -> Reading:
    """Read a Jenkinsfile's text. What Jenkins refuses is a fatal problem; `first_line` is where the text stands."""
    script = parse(text)
    places = Places(script, file, first_line)
    call = find_pipeline(script)
    if script.problems:
        problems = tuple(_problem(places, one.offset, one.message) for one in script.problems[:20])
        return _whole(name, JobKind.DECLARATIVE if call else JobKind.SCRIPTED, places, text, problems)
    if call is None:
        return _scripted(name, places)
    pipeline, refusals = read_pipeline(script, call)
    if refusals:
        problems = tuple(_problem(places, one.node.start, one.message) for one in refusals[:20])
        return _whole(name, JobKind.DECLARATIVE, places, text, problems)
    job = JobMaker(places, _constants(script)).job(name, pipeline)
    dismissals = tuple(_beside(places, script, call))
    return Reading(name, JobKind.DECLARATIVE, file, job, tuple(places.leaves), dismissals, (), tuple(places.secrets))


def _problem(places: Places, offset: int, message: str) -> Problem:
    return Problem(places.location(tree.Node(offset, offset), ""), message, fatal=True)


def _whole(name: str, kind: JobKind, places: Places, text: str, problems: tuple[Problem, ...]) -> Reading:
    """A file that Jenkins refuses, as one leaf."""
    location = Location(places.file, places.first_line, 1, "/")
    leaf = Leaf(location, redact(text)[0])
    dismissal = Dismissal(location, "Jenkins refuses the file", gap=True, blocking=True)
    return Reading(name, kind, places.file, None, (leaf,), (dismissal,), problems)


def _scripted(name: str, places: Places) -> Reading:
    """Every statement of a scripted pipeline as a leaf, blocks one by one."""
    if not places.script.statements:
        location = Location(places.file, places.first_line, 1, "/")
        leaves: tuple[Leaf, ...] = (Leaf(location, ""),)
        return Reading(
            name, JobKind.SCRIPTED, places.file, None, leaves, (Dismissal(location, "it is empty", gap=True),)
        )
    found = list(_statements(places, places.script.statements, ""))
    dismissals = tuple(Dismissal(leaf, _SCRIPTED, gap=True, blocking=True) for leaf in found)
    return Reading(
        name, JobKind.SCRIPTED, places.file, None, tuple(places.leaves), dismissals, (), tuple(places.secrets)
    )


def _statements(places: Places, statements: list[tree.Statement], parent: str) -> Iterator[Location]:
    for statement in statements:
        call = statement.expression if isinstance(statement, tree.Evaluate) else None
        block = call.arguments[-1] if isinstance(call, tree.Call) and call.arguments else None
        word = call.function.name if isinstance(call, tree.Call) and isinstance(call.function, tree.Name) else ""
        path = places.path(parent, word or type(statement).__name__.lower())
        if isinstance(block, tree.Closure) and isinstance(call, tree.Call) and block.body:
            yield places.leaf_of_head(call, path)
            yield from _statements(places, block.body, path)
        else:
            yield places.leaf(statement, path)


def _constants(script: tree.Script) -> dict[str, Value]:
    """Variables of the script that are given a constant once, and never anything else."""
    found: dict[str, Value] = {}
    for statement in script.statements:
        if isinstance(statement, tree.Declare) and not statement.together:
            for name, value in zip(statement.names, statement.values, strict=False):
                if isinstance(value, tree.Constant) and script.text.count(name) > 0:
                    found[name] = Literal(redact(value.value)[0] if isinstance(value.value, str) else value.value)
    return {name: value for name, value in found.items() if not _is_changed(script.text, name)}


def _is_changed(text: str, name: str) -> bool:
    """Whether anything but its declaration may give the variable another value."""
    word = rf"(?<![\w.$]){re.escape(name)}"
    writes = re.findall(rf"{word}\s*(?:[-+*/%&|^]|<<|>>)?=(?![=~])|{word}\s*(?:\+\+|--)", text)
    return len(writes) > 1


def _beside(places: Places, script: tree.Script, call: tree.Call) -> Iterator[Dismissal]:
    """What stands beside the pipeline block: imports, variables, functions, libraries."""
    for statement in script.statements:
        if isinstance(statement, tree.Evaluate) and statement.expression is call:
            continue
        path = places.path("", type(statement).__name__.lower())
        leaf = places.leaf(statement, path)
        if isinstance(statement, tree.Import):
            yield Dismissal(leaf, "an import runs nothing")
        else:
            yield Dismissal(leaf, _BESIDE, gap=True)
