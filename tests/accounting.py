"""Whether a reading accounts for each leaf exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from migrate.model.location import Location
from migrate.model.source import Describable, Job, Reading, Stage, leaves_of


def describables(job: Job) -> Iterator[Describable]:
    """Every describable that stands directly in a job."""
    yield from (job.root, *job.options, *job.properties, *job.parameters, *job.triggers, *job.sources, *job.tools)
    yield from job.libraries
    yield from [job.agent] if job.agent else []
    yield from (one for stage in job.stages for one in _in_stage(stage))
    yield from (one for post in job.post for one in post.steps)


def _in_stage(stage: Stage) -> Iterator[Describable]:
    yield from stage.steps
    for inner in (*stage.stages, *stage.parallel):
        yield from _in_stage(inner)


def unaccounted(reading: Reading) -> list[Location]:
    """Leaves that stand nowhere, or twice, or were never opened."""
    opened = Counter(leaf.location for leaf in reading.leaves)
    closed = Counter(dismissal.leaf for dismissal in reading.dismissals)
    for one in describables(reading.job) if reading.job else ():
        closed.update(leaves_of(one))
    return sorted((opened - closed) + (closed - opened) + Counter({one: 1 for one, n in opened.items() if n > 1}))
