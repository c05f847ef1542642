"""What starts a pipeline: pushes, schedules, other pipelines."""

from __future__ import annotations

from dataclasses import dataclass

from migrate.assemble.branches import starts_of_branches
from migrate.assemble.cron import CronError, NotExact, read_cron, to_event_bridge
from migrate.assemble.functions import pipeline_of
from migrate.assemble.names import Unique
from migrate.assemble.source import Source
from migrate.model import contribution as c
from migrate.model.delivery import GitTrigger, PushFilter, ScheduledStart, UpstreamStart
from migrate.model.plan import Placed, Plan, Remark
from migrate.model.settings import Settings


@dataclass(frozen=True, slots=True)
class Starts:
    """`on_change` is what the source action itself detects; triggers of a connection replace it."""

    on_change: bool
    triggers: tuple[GitTrigger, ...] = ()
    schedules: tuple[ScheduledStart, ...] = ()
    upstream: tuple[UpstreamStart, ...] = ()
    remarks: tuple[Remark, ...] = ()


def find_starts(plan: Plan, source: Source, settings: Settings) -> Starts:
    """The starts of a job. A Jenkinsfile of a multibranch job is built for each push to any branch."""
    on_change = plan.multibranch or any(_detects_changes(one) for one in plan.traits)
    branches = ("**",) if plan.multibranch else (source.branch,)
    pushed = on_change and source.is_connection
    triggers = tuple([GitTrigger("Source", (PushFilter(branches),))] if pushed else [])
    schedules, remarks = _schedules(plan, settings)
    if plan.of_branches:
        found = starts_of_branches(plan, source)
        on_change, triggers, remarks = bool(found.triggers), found.triggers, (*found.remarks, *remarks)
    upstream = tuple(
        UpstreamStart(pipeline_of(job, plan.name), _states(one.contribution.threshold))
        for one in plan.traits
        if isinstance(one.contribution, c.UpstreamTrigger)
        for job in one.contribution.jobs
    )
    return Starts(on_change, triggers, schedules, upstream, remarks)


def _detects_changes(placed: Placed) -> bool:
    return isinstance(placed.contribution, c.PushTrigger) or (
        isinstance(placed.contribution, c.Schedule) and placed.contribution.poll
    )


def _states(threshold: str) -> tuple[str, ...]:
    return ("SUCCEEDED", "FAILED") if threshold == "FAILURE" else ("SUCCEEDED",)


def _schedules(plan: Plan, settings: Settings) -> tuple[tuple[ScheduledStart, ...], tuple[Remark, ...]]:
    """Timers as schedules. A polling trigger needs none: changes are detected as they come."""
    found: list[ScheduledStart] = []
    remarks: list[Remark] = []
    unique = Unique()
    for placed in plan.traits:
        if not isinstance(placed.contribution, c.Schedule) or placed.contribution.poll:
            continue
        try:
            spec = read_cron(placed.contribution.spec, plan.name)
        except CronError as error:
            remarks.append(Remark(placed.origin, f"Jenkins refuses the schedule: {error}", gap=True))
            continue
        schedules = to_event_bridge(spec, settings.time_zone)
        if isinstance(schedules, NotExact):
            remarks.append(Remark(placed.origin, schedules.because, gap=True))
            continue
        for one in schedules:
            found.append(ScheduledStart(unique("schedule"), one.expression, one.time_zone, placed.origin))
            remarks += [Remark(placed.origin, one.because)] if one.because else []
    return tuple(found), tuple(remarks)
