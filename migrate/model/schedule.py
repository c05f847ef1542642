"""What a cron trigger of Jenkins says once its `H` are values, and the times at which it starts a build.

Jenkins asks each minute whether the wall clock of the schedule's zone matches: a minute that the clock leaves out in
spring starts nothing, a minute that it shows twice in autumn starts two builds (`hudson.triggers.Trigger.Cron`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

LONGEST_MONTH = {month: 30 if month in (4, 6, 9, 11) else 31 for month in range(1, 13)} | {2: 29}


@dataclass(frozen=True, slots=True)
class CronTab:
    """One line: the values that match, ascending; None is all of them. Sunday is 0.

    Day of month and day of week must both match.
    """

    minutes: tuple[int, ...] | None = None
    hours: tuple[int, ...] | None = None
    days_of_month: tuple[int, ...] | None = None
    months: tuple[int, ...] | None = None
    days_of_week: tuple[int, ...] | None = None

    def matches_day(self, day: date) -> bool:
        return (
            (self.months is None or day.month in self.months)
            and (self.days_of_month is None or day.day in self.days_of_month)
            and (self.days_of_week is None or day.isoweekday() % 7 in self.days_of_week)
        )

    def never_matches(self) -> bool:
        """Whether it names only days that no year has, as 30 February."""
        if self.days_of_month is None:
            return False
        return all(min(self.days_of_month) > LONGEST_MONTH[month] for month in self.months or range(1, 13))


@dataclass(frozen=True, slots=True)
class CronSpec:
    """All lines of a trigger: it fires where any of them does. `time_zone` is "" for the controller's own.

    A polling trigger without lines answers web hooks only.
    """

    tabs: tuple[CronTab, ...]
    time_zone: str = ""


def fire_times(tab: CronTab, start: datetime, end: datetime | None = None, zone: tzinfo = UTC) -> Iterator[datetime]:
    """The minutes in `zone` from `start` on (inclusive, aware) up to `end` (exclusive), in UTC and in order."""
    if tab.never_matches():
        return
    held: list[datetime] = []
    day = start.astimezone(zone).date() - timedelta(days=1)
    while day < date.max - timedelta(days=1):
        if tab.matches_day(day):
            held += _instants(tab, day, zone)
        day += timedelta(days=1)
        # A clock put back over midnight shows the end of a day again, after the start of the next one.
        settled = datetime.combine(day, time(), zone).astimezone(UTC)
        for instant in sorted(instant for instant in held if instant < settled):
            if end is not None and instant >= end:
                return
            if instant >= start:
                yield instant
        held = [instant for instant in held if instant >= settled]
        if end is not None and settled >= end and not held:
            return


def _instants(tab: CronTab, day: date, zone: tzinfo) -> set[datetime]:
    """Every UTC instant at which the zone's clock shows a matching minute of this day: none, one or two for each."""
    found = set()
    for hour in range(24) if tab.hours is None else tab.hours:
        for minute in range(60) if tab.minutes is None else tab.minutes:
            shown = datetime.combine(day, time(hour, minute))
            for fold in (0, 1):
                instant = shown.replace(tzinfo=zone, fold=fold).astimezone(UTC)
                if instant.astimezone(zone).replace(tzinfo=None) == shown:
                    found.add(instant)
    return found
