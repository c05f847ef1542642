"""A declarative pipeline that a function runs, mostly one of a shared library: the Jenkinsfile only calls it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from migrate.model.source import Describable, Dismissal, JobKind, Opaque, Reading, Setting, Slot, leaves_of
from migrate.readers.declarative.expressions import Places
from migrate.readers.declarative.model import Pipeline
from migrate.readers.declarative.names import Names, names_of
from migrate.readers.declarative.to_job import JobMaker
from migrate.readers.groovy.evaluate.memory import Scope
from migrate.readers.pipeline.evaluation import Evaluation
from migrate.readers.pipeline.host import FoundPipeline

_RUNS = "it runs beside the pipeline block, and is not converted yet"
_SECTIONS = "its sections are the pipeline"
_QUIET = frozenset(("echo",))


def read_in_function(
    name: str,
    places: Places,
    evaluation: Evaluation,
    steps: tuple[Describable, ...],
    found: FoundPipeline,
    pipeline: Pipeline,
) -> Reading:
    """The job of a pipeline whose block stands in a function; `steps` are those of the whole script."""
    evaluation.enter(found)
    maker = JobMaker(evaluation.places, _names(found), evaluation)
    job = maker.job(name, pipeline)
    others = [one for one in steps if one.name != "pipeline"]
    job = replace(job, options=(*_code(others), *job.options))
    evaluation.leave()
    dismissals = [*evaluation.account(places.script.statements, ""), *evaluation.account_elsewhere()]
    dismissals += [Dismissal(one.leaf, _SECTIONS) for one in steps if one.name == "pipeline" and one.leaf]
    dismissals += [*maker.dismissals, *_around(others)]
    return Reading(
        name, JobKind.DECLARATIVE, places.file, job, tuple(places.leaves), tuple(dismissals), (), tuple(places.secrets)
    )


def _names(found: FoundPipeline) -> Names:
    """The names of the script, and those of the functions around the pipeline."""
    names = names_of(found.script, None)
    return replace(names, bound=names.bound | set(_visible(found.scope)))


def _visible(scope: Scope | None) -> Iterator[str]:
    while scope is not None:
        yield from scope.names
        scope = scope.parent


def _code(steps: Iterable[Describable]) -> Iterator[Describable]:
    """What runs before or after the pipeline stops the job before its first step."""
    for one in steps:
        if one.leaf is not None and one.name not in _QUIET:
            setting = Setting("scriptBlock", Opaque(one.name, _RUNS), one.leaf, ())
            yield Describable("script", Slot.STEP, (setting,), one.location, one.leaf)


def _around(steps: Iterable[Describable]) -> Iterator[Dismissal]:
    for one in steps:
        told = None if one.name in _QUIET else one.leaf
        yield from (Dismissal(leaf, _RUNS, gap=one.name not in _QUIET) for leaf in leaves_of(one) if leaf != told)
