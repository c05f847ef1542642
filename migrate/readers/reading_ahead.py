"""Which files of the repository a pipeline must be read with: those without which more of it is not understood."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass

from migrate.model.location import Location
from migrate.model.source import Describable, Items, Opaque, Reading, Setting, Template, Value
from migrate.readers.pipeline.ahead import Ahead
from migrate.readers.pipeline.loaded import Surroundings
from migrate.readers.pipeline.repository import Repository
from migrate.readers.pipeline.steps import TELLS

_MOST = 8  # calls of which each is tried without
_SHOWN = TELLS | {"error", "unstable"}  # what is not understood in them stands there as it is

Place = tuple[str, int, int]
ReadWith = Callable[[Ahead | None], Reading]


def with_fewest_gaps(read: ReadWith, around: Surroundings) -> Reading:
    """The reading with as few files read when converting as it takes. `read` reads the pipeline anew each time."""
    repository = Repository(around.repository) if around.repository else None
    if repository is None or not repository.is_here():
        return read(None)
    nothing, everything = Ahead(repository, frozenset()), Ahead(repository)
    plain = read(nothing)
    gaps = len(_gaps(plain)) if nothing.possible else 0
    if not gaps:
        return plain
    full = read(everything)
    return _with_least(read, full, everything) if len(_gaps(full)) < gaps else plain


def _with_least(read: ReadWith, full: Reading, everything: Ahead) -> Reading:
    """Leave each call to the run without which as much is understood."""
    best, fewest, chosen = full, len(_gaps(full)), frozenset(everything.possible)
    for call in everything.possible if len(chosen) <= _MOST else ():
        found = read(Ahead(everything.repository, chosen - {call}))
        if (gaps := len(_gaps(found))) <= fewest:
            best, fewest, chosen = found, gaps, chosen - {call}
    return best


def _gaps(reading: Reading) -> frozenset[Place]:
    """Where something is not understood that stops the build. A value that is, and that no step uses, stops nothing."""
    lost = [one.leaf for one in reading.dismissals if one.blocking]
    unclear = [one.location for step in _describables(reading.job) for one in _unclear(step)]
    return frozenset(map(_place, (*lost, *unclear)))


def _place(location: Location) -> Place:
    return location.file, location.line, location.column


def _unclear(step: Describable) -> Iterator[Setting]:
    yield from (one for one in step.settings if step.name not in _SHOWN and _is_unclear(one.value))


def _is_unclear(value: Value) -> bool:
    parts: Iterable[Value] = value.parts if isinstance(value, Template) else ()
    parts = value.items if isinstance(value, Items) else parts
    return isinstance(value, Opaque) or any(map(_is_unclear, parts))


def _describables(part: object) -> Iterator[Describable]:
    """All that a job has, in any depth."""
    if isinstance(part, Describable):
        yield part
    if isinstance(part, tuple):
        yield from (found for one in part for found in _describables(one))
    elif is_dataclass(part) and not isinstance(part, type):
        yield from (found for one in fields(part) for found in _describables(getattr(part, one.name)))
