"""Reads a Jenkinsfile: declarative pipelines, and scripts as the evaluator understands them."""

from __future__ import annotations

from dataclasses import replace

from migrate.model.location import Location
from migrate.model.source import Dismissal, JobKind, Leaf, Problem, Reading, Slot
from migrate.readers.declarative.beside import define_before, read_beside
from migrate.readers.declarative.expressions import Places
from migrate.readers.declarative.find import find_pipeline
from migrate.readers.declarative.in_function import read_in_function
from migrate.readers.declarative.model import Refusal
from migrate.readers.declarative.names import names_of
from migrate.readers.declarative.reader import read_pipeline, refusals_elsewhere
from migrate.readers.declarative.to_job import JobMaker
from migrate.readers.groovy import deep, parse, tree
from migrate.readers.pipeline.evaluation import Evaluation
from migrate.readers.pipeline.loaded import Surroundings
from migrate.readers.pipeline.properties import is_known, read_properties
from migrate.readers.pipeline.scripted import read_scripted
from migrate.readers.pipeline.undefined import is_read_whole
from migrate.readers.reading_ahead import with_fewest_gaps
from migrate.readers.secrets import redact


def read_jenkinsfile(
    text: str, *, name: str, file: str, first_line: int = 1, around: Surroundings | None = None
) -> Reading:
    """Read a Jenkinsfile's text. What Jenkins refuses is a fatal problem; `first_line` is where the text stands, and
    `around` says where shared libraries and files that it loads may be."""
    with deep():
        return _read(text, name, file, first_line, around)


def _read(text: str, name: str, file: str, first_line: int, around: Surroundings | None) -> Reading:
    script = parse(text)
    around = around or Surroundings()
    return with_fewest_gaps(
        lambda ahead: _evaluated(script, name, file, first_line, replace(around, ahead=ahead)), around
    )


def _evaluated(script: tree.Script, name: str, file: str, first_line: int, around: Surroundings) -> Reading:
    text, places = script.text, Places(script, file, first_line)
    call = find_pipeline(script)
    if script.problems:
        problems = tuple(_problem(places, one.offset, one.message) for one in script.problems[:20])
        return _whole(name, JobKind.DECLARATIVE if call else JobKind.SCRIPTED, places, text, problems)
    if call is None:
        refusals = refusals_elsewhere(script)
        return _refused(name, places, text, refusals) if refusals else _scripted(name, places, around)
    pipeline, refusals = read_pipeline(script, call)
    if refusals:
        return _refused(name, places, text, refusals)
    names = names_of(script, call)
    if around and not is_read_whole(script):
        around = replace(around, variables=None)
    maker = JobMaker(places, names, Evaluation(places, names, around))
    before = define_before(maker, script, pipeline)
    job = maker.job(name, pipeline)
    beside = read_beside(maker, script, call, before)
    properties = read_properties(one for one in before.settings if is_known(one))
    said = (one for one in before.settings if not is_known(one))
    job = replace(
        job,
        options=(*beside.code, *said, *properties.of(Slot.OPTION), *job.options),
        parameters=(*properties.of(Slot.PARAMETER), *job.parameters),
        triggers=(*properties.of(Slot.TRIGGER), *job.triggers),
        environment=(*beside.environment, *job.environment),
    )
    dismissals = (*beside.dismissals, *properties.dismissals, *maker.dismissals, *maker.evaluation.account_elsewhere())
    return Reading(name, JobKind.DECLARATIVE, file, job, tuple(places.leaves), dismissals, (), tuple(places.secrets))


def _refused(name: str, places: Places, text: str, refusals: list[Refusal]) -> Reading:
    problems = tuple(_problem(places, one.node.start, one.message) for one in refusals[:20])
    return _whole(name, JobKind.DECLARATIVE, places, text, problems)


def _problem(places: Places, offset: int, message: str) -> Problem:
    return Problem(places.location(tree.Node(offset, offset), ""), message, fatal=True)


def _whole(name: str, kind: JobKind, places: Places, text: str, problems: tuple[Problem, ...]) -> Reading:
    """A file that Jenkins refuses, as one leaf."""
    location = Location(places.file, places.first_line, 1, "/")
    leaf = Leaf(location, redact(text)[0])
    dismissal = Dismissal(location, "Jenkins refuses the file", gap=True, blocking=True)
    return Reading(name, kind, places.file, None, (leaf,), (dismissal,), problems)


def _scripted(name: str, places: Places, around: Surroundings) -> Reading:
    if not places.script.statements:
        location = Location(places.file, places.first_line, 1, "/")
        dismissal = Dismissal(location, "it is empty", gap=True)
        return Reading(name, JobKind.SCRIPTED, places.file, None, (Leaf(location, ""),), (dismissal,))
    evaluation = Evaluation(places, names_of(places.script, None), around)
    steps = evaluation.script()
    found = evaluation.pipeline(steps)
    if found is None:
        return read_scripted(name, places, evaluation, steps)
    pipeline, refusals = read_pipeline(found.script, found.call)
    if refusals:
        return _refused(name, evaluation.host.places[id(found.script)], places.script.text, refusals)
    return read_in_function(name, places, evaluation, steps, found, pipeline)
