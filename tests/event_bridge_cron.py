"""What EventBridge Scheduler makes of a cron expression, by its documentation and nothing of ours.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html: six fields, one of the two for days is `?`;
a time that the clock leaves out is skipped, one that it shows twice fires once.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Expression:
    clock: frozenset[tuple[int, int]]
    days_of_month: str
    months: frozenset[int]
    days_of_week: str
    years: frozenset[int]

    def fires_on(self, day: date) -> bool:
        if day.month not in self.months or day.year not in self.years:
            return False
        if self.days_of_week == "?":
            return day.day in _numbers(self.days_of_month, 1, 31)
        weekday = day.isoweekday() % 7 + 1
        if match := re.fullmatch(r"([1-7])#([1-5])", self.days_of_week):
            return weekday == int(match[1]) and (day.day + 6) // 7 == int(match[2])
        if match := re.fullmatch(r"([1-7])L", self.days_of_week):
            length = calendar.monthrange(day.year, day.month)[1]
            return weekday == int(match[1]) and day.day + 7 > length
        return weekday in _numbers(self.days_of_week, 1, 7)

    def instants(self, day: date, zone: ZoneInfo) -> list[datetime]:
        if not self.fires_on(day):
            return []
        found = []
        for hour, minute in self.clock:
            shown = datetime.combine(day, time(hour, minute), zone)
            instant = shown.astimezone(UTC)
            if instant.astimezone(zone).replace(tzinfo=None) == shown.replace(tzinfo=None):
                found.append(instant)
        return found


def read_expression(text: str) -> Expression:
    """Raises ValueError for what Scheduler would refuse."""
    match = re.fullmatch(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)", text)
    if not match or len(text) > 256:
        raise ValueError(text)
    minutes, hours, days, months, weekdays, years = match.groups()
    if (days == "?") == (weekdays == "?"):
        raise ValueError(f"exactly one of the fields for days is ?: {text}")
    if "?" not in days:
        _numbers(days, 1, 31)
    if weekdays != "?" and not re.fullmatch(r"[1-7](#[1-5]|L)", weekdays):
        _numbers(weekdays, 1, 7)
    clock = {(hour, minute) for hour in _numbers(hours, 0, 23) for minute in _numbers(minutes, 0, 59)}
    return Expression(
        frozenset(clock), days, frozenset(_numbers(months, 1, 12)), weekdays, frozenset(_numbers(years, 1970, 2199))
    )


def _numbers(field: str, low: int, high: int) -> set[int]:
    found: list[int] = []
    for item in field.split(","):
        span, _, step = item.partition("/")
        if span == "*":
            first, last = low, high
        elif "-" in span:
            first, last = (int(end) for end in span.split("-"))
        else:
            first = int(span)
            last = high if step else first
        if not low <= first <= last <= high:
            raise ValueError(field)
        found += range(first, last + 1, int(step or 1))
    if len(found) != len(set(found)):
        raise ValueError(f"a value twice in {field}")
    return set(found)
