"""The time zones that Jenkins knows, by the names that EventBridge Scheduler knows them by.

`TZ=` takes what `TimeZone.getAvailableIDs()` lists (Java 17), to the letter: the IANA names but for a few, and Java's
short names (`java.time.ZoneId.SHORT_IDS`). Scheduler takes IANA names only.
https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

_SHORT_NAMES = {
    "ACT": "Australia/Darwin",
    "AET": "Australia/Sydney",
    "AGT": "America/Argentina/Buenos_Aires",
    "ART": "Africa/Cairo",
    "AST": "America/Anchorage",
    "BET": "America/Sao_Paulo",
    "BST": "Asia/Dhaka",
    "CAT": "Africa/Harare",
    "CNT": "America/St_Johns",
    "CST": "America/Chicago",
    "CTT": "Asia/Shanghai",
    "EAT": "Africa/Addis_Ababa",
    "ECT": "Europe/Paris",
    "EST": "Etc/GMT+5",
    "HST": "Etc/GMT+10",
    "IET": "America/Indiana/Indianapolis",
    "IST": "Asia/Kolkata",
    "JST": "Asia/Tokyo",
    "MIT": "Pacific/Apia",
    "MST": "Etc/GMT+7",
    "NET": "Asia/Yerevan",
    "NST": "Pacific/Auckland",
    "PLT": "Asia/Karachi",
    "PNT": "America/Phoenix",
    "PRT": "America/Puerto_Rico",
    "PST": "America/Los_Angeles",
    "SST": "Pacific/Guadalcanal",
    "VST": "Asia/Ho_Chi_Minh",
}
_NOT_IN_JAVA = {"Factory", "GMT+0", "GMT-0", "ROC", "localtime"}
_FIRST_DAY, _DAYS = datetime(2025, 1, 1, tzinfo=UTC), 3653  # ten years show every rule a zone now has


@dataclass(frozen=True, slots=True)
class ClockChange:
    """A clock put back: the day, and the minutes since its midnight that are shown twice."""

    month: int
    weekday: int
    minutes: range


def iana_name(name: str) -> str | None:
    """The IANA name of a zone that Jenkins accepts; None for any other."""
    if name in _SHORT_NAMES:
        return _SHORT_NAMES[name]
    return name if name in _iana_names() else None


@cache
def _iana_names() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones() - _NOT_IN_JAVA)


@cache
def shown_twice(name: str) -> tuple[ClockChange, ...]:
    """The changes of ten years at which the clock of this zone is put back."""
    return tuple(change for instant, lost in _changes(name) for change in _repeated(name, instant, lost))


@cache
def in_whole_hours(name: str) -> bool:
    """Whether the zone's minutes are always UTC's."""
    zone = zoneinfo.ZoneInfo(name)
    instants = (_FIRST_DAY + timedelta(days=day) for day in range(_DAYS))
    return all(_offset(zone, instant).total_seconds() % 3600 == 0 for instant in instants)


def _offset(zone: zoneinfo.ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def _changes(name: str) -> Iterator[tuple[datetime, timedelta]]:
    """The first minute after each change, and by how much the clock went back."""
    zone = zoneinfo.ZoneInfo(name)
    for number in range(_DAYS):
        day = _FIRST_DAY + timedelta(days=number)
        if _offset(zone, day) <= _offset(zone, day + timedelta(days=1)):
            continue
        before = _offset(zone, day)
        instant = next(at for at in (day + timedelta(minutes=m) for m in range(1441)) if _offset(zone, at) < before)
        yield instant, before - _offset(zone, instant)


def _repeated(name: str, instant: datetime, lost: timedelta) -> Iterator[ClockChange]:
    first = instant.astimezone(zoneinfo.ZoneInfo(name)).replace(tzinfo=None)
    last = first + lost - timedelta(minutes=1)
    begin, stop = first.hour * 60 + first.minute, last.hour * 60 + last.minute + 1
    if first.date() == last.date():
        yield ClockChange(first.month, first.isoweekday() % 7, range(begin, stop))
    else:
        yield ClockChange(first.month, first.isoweekday() % 7, range(begin, 1440))
        yield ClockChange(last.month, last.isoweekday() % 7, range(stop))
