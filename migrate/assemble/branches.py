"""Multibranch projects: one pipeline for the branches, where Jenkins makes a job for each.

https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-filter.html: a push filter has 8 includes and 8
excludes at most, a trigger 3 push filters, of which one must match.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migrate.assemble.results import contributions_in
from migrate.assemble.source import Source
from migrate.model import contribution as c
from migrate.model.delivery import GitTrigger, PushFilter
from migrate.model.location import Location
from migrate.model.plan import Plan, Remark

_EVERY = "**"
_MOST_PATTERNS, _MOST_FILTERS = 8, 3
_NO_GLOBS = "the filters of branches can't be put together in a trigger: pushes start nothing until it gets a filter"
_ONE_BRANCH = "nothing tells the pipeline of pushes to other branches than that of its source action"
_BY_HAND = "a start by hand builds the branch of the source action, which is a parameter of the template"
_TIMED = "it starts the branch of the source action, where Jenkins starts each branch"
_WAITING = "builds of different branches wait for each other too"
_NOT_ENDED = f"an earlier build of the same branch is not ended: builds wait, and {_WAITING}"


@dataclass(frozen=True, slots=True)
class BranchStarts:
    """What starts the pipeline of a multibranch project, and what is to be said."""

    triggers: tuple[GitTrigger, ...] = ()
    remarks: tuple[Remark, ...] = ()


def starts_of_branches(plan: Plan, source: Source) -> BranchStarts:
    """Pushes to the branches that Jenkins would find; pull requests where it finds no branches."""
    remarks = tuple(_told(plan, source))
    kinds = {type(one.contribution) for one in plan.sources}
    filters = [one for one in plan.sources if isinstance(one.contribution, c.BranchFilter)]
    if not source.is_connection or not kinds & {c.BuildsBranches, c.BuildsPullRequests}:
        return BranchStarts((), remarks)
    if c.BuildsBranches not in kinds:
        return BranchStarts((GitTrigger(source.action.name, pull_request_branches=(_EVERY,)),), remarks)
    pushes = _pushes([one.contribution for one in filters if isinstance(one.contribution, c.BranchFilter)])
    if pushes is None:
        return BranchStarts((), (*remarks, Remark(filters[0].origin, _NO_GLOBS, gap=True)))
    return BranchStarts((GitTrigger(source.action.name, pushes),), remarks)


def _pushes(filters: list[c.BranchFilter]) -> tuple[PushFilter, ...] | None:
    """All the filters as those of a trigger; None where it can't have them."""
    including = [one.includes for one in filters if one.includes != (_EVERY,)]
    excludes = tuple(dict.fromkeys(pattern for one in filters for pattern in one.excludes))
    includes = including[0] if including else (_EVERY,)
    parts = [includes[at : at + _MOST_PATTERNS] for at in range(0, len(includes), _MOST_PATTERNS)]
    if len(including) > 1 or not 0 < len(parts) <= _MOST_FILTERS or len(excludes) > _MOST_PATTERNS:
        return None
    return tuple(PushFilter(part, excludes) for part in parts)


def _told(plan: Plan, source: Source) -> Iterator[Remark]:
    place = _place(plan)
    yield Remark(place, _BY_HAND) if source.is_connection else Remark(place, _ONE_BRANCH, gap=True)
    yield from _of_mode(plan)
    for one in plan.traits:
        timed = isinstance(one.contribution, c.Schedule) and not one.contribution.poll
        if timed or isinstance(one.contribution, c.UpstreamTrigger):
            yield Remark(one.origin, _TIMED)


def _of_mode(plan: Plan) -> Iterator[Remark]:
    """What an execution mode, which is one for all branches, does not do as in Jenkins."""
    told = {c.Mode.QUEUED: _WAITING, c.Mode.SUPERSEDED: _NOT_ENDED}
    for one in plan.traits:
        if isinstance(one.contribution, c.Concurrency) and one.contribution.mode in told:
            yield Remark(one.origin, told[one.contribution.mode])
    if any(isinstance(one, c.Milestone) for one in contributions_in(plan)):
        yield Remark(plan.origin, f"at a milestone {_NOT_ENDED}")


def _place(plan: Plan) -> Location:
    return next((one.origin for one in plan.sources), plan.origin)
