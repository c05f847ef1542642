"""Changes describables of a job wherever they stand: in stages, in blocks, in settings of others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from migrate.model.location import Location
from migrate.model.source import Describable, Items, Job, Post, Stage, Value

Change = Callable[[Describable], Describable]


def rewritten(job: Job, change: Change) -> Job:
    """The job with each describable changed; what is in a changed one is its change's own business."""
    return replace(
        job,
        sources=rewritten_all(job.sources, change),
        stages=tuple(_stage(one, change) for one in job.stages),
        post=_posts(job.post, change),
    )


def rewritten_all(describables: tuple[Describable, ...], change: Change) -> tuple[Describable, ...]:
    return tuple(_one(one, change) for one in describables)


def _stage(stage: Stage, change: Change) -> Stage:
    matrix = stage.matrix
    inner = tuple(_stage(one, change) for one in matrix.stages) if matrix else ()
    return replace(
        stage,
        steps=rewritten_all(stage.steps, change),
        stages=tuple(_stage(one, change) for one in stage.stages),
        parallel=tuple(_stage(one, change) for one in stage.parallel),
        post=_posts(stage.post, change),
        matrix=replace(matrix, stages=inner) if matrix else None,
    )


def _posts(posts: tuple[Post, ...], change: Change) -> tuple[Post, ...]:
    return tuple(replace(one, steps=rewritten_all(one.steps, change)) for one in posts)


def _one(one: Describable, change: Change) -> Describable:
    changed = change(one)
    if changed is not one:
        return changed
    settings = tuple(replace(each, value=_value(each.value, change)) for each in one.settings)
    children = None if one.children is None else rewritten_all(one.children, change)
    return replace(one, settings=settings, children=children)


def _value(value: Value, change: Change) -> Value:
    if isinstance(value, Describable):
        return _one(value, change)
    return Items(tuple(_value(one, change) for one in value.items)) if isinstance(value, Items) else value


@dataclass(slots=True)
class Callers:
    """The places of a job that ask for another file, each of them once."""

    _taken: set[str] = field(default_factory=set)

    def at(self, place: Location) -> tuple[str, ...]:
        """The way to the other file: the line; with the path where another place on that line asks too."""
        line = f"{place.file}:{place.line}"
        caller = f"{line} {place.path}" if line in self._taken else line
        self._taken.add(caller)
        return (caller, *place.called_from)
