"""Whether a reading accounts for each leaf exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from migrate.model.location import Location
from migrate.model.source import Describable, Job, Reading, Setting, Stage, leaves_of, nested


def _stated(job: Job) -> Iterator[Location]:
    """Every leaf that stands somewhere in a job."""
    own = (job.root, *job.options, *job.properties, *job.parameters, *job.triggers, *job.sources, *job.tools)
    yield from _of((*own, *job.libraries, job.agent, *(one for post in job.post for one in post.steps)))
    yield from _of_settings(job.environment)
    for stage in job.stages:
        yield from _of_stage(stage)


def _of_stage(stage: Stage) -> Iterator[Location]:
    own = (stage.agent, *stage.options, *stage.tools, *stage.when, stage.input, *stage.steps)
    yield from _of((*own, *(one for post in stage.post for one in post.steps)))
    yield from _of_settings(stage.environment)
    for inner in (*stage.stages, *stage.parallel, *(stage.matrix.stages if stage.matrix else ())):
        yield from _of_stage(inner)


def _places(job: Job | None) -> set[Location]:
    """Stages and post conditions may be leaves themselves; those of a freestyle job stand for the whole job."""
    places = {post.location for post in job.post} if job else set()
    stages = list(job.stages) if job else []
    while stages:
        stage = stages.pop()
        places |= {stage.location, *(post.location for post in stage.post)}
        stages += (*stage.stages, *stage.parallel, *(stage.matrix.stages if stage.matrix else ()))
    return places


def _of(describables: Iterable[Describable | None]) -> Iterator[Location]:
    for one in describables:
        yield from leaves_of(one) if one is not None else ()


def _of_settings(settings: tuple[Setting, ...]) -> Iterator[Location]:
    for setting in settings:
        yield from setting.leaves
        yield from _of(nested(setting.value))


def unaccounted(reading: Reading) -> list[Location]:
    """Leaves that stand nowhere, or twice, or were never opened."""
    opened = Counter(leaf.location for leaf in reading.leaves)
    closed = Counter(dismissal.leaf for dismissal in reading.dismissals)
    closed.update(_stated(reading.job) if reading.job else ())
    closed.update(place for place in _places(reading.job) if place in opened and place not in closed)
    return sorted((opened - closed) + (closed - opened) + Counter({one: 1 for one, n in opened.items() if n > 1}))
