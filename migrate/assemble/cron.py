"""Jenkins' schedules, exactly as `hudson.scheduler` reads them, and their EventBridge Scheduler form.

`H` is no random number: the job's full name seeds a `java.util.Random`, and each `H` takes the next value, so a
converted schedule fires at the very minute that Jenkins chose. Day of month and day of week must both match in Jenkins;
EventBridge holds one of them, the other is `?`. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

from __future__ import annotations

import hashlib
import re
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass

from migrate.errors import InputError


class CronError(InputError):
    """A schedule that Jenkins refuses."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field's bounds; `hash_to` is the upper bound of `H`, which leaves out the days that some months lack."""

    name: str
    low: int
    high: int
    hash_to: int


FIELDS = (
    Field("minute", 0, 59, 59),
    Field("hour", 0, 23, 23),
    Field("day of month", 1, 31, 28),
    Field("month", 1, 12, 12),
    Field("day of week", 0, 7, 6),
)

ALIASES = {
    "@yearly": "H H H H *",
    "@annually": "H H H H *",
    "@monthly": "H H H * *",
    "@weekly": "H H * * H",
    "@daily": "H H * * *",
    "@midnight": "H H(0-2) * * *",
    "@hourly": "H * * * *",
}


@dataclass(frozen=True, slots=True)
class CronTab:
    """The values that match, in order; None is all of them. Days of week count from Sunday, 0."""

    minutes: tuple[int, ...] | None
    hours: tuple[int, ...] | None
    days: tuple[int, ...] | None
    months: tuple[int, ...] | None
    weekdays: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class CronSpec:
    """All schedules of a trigger; `time_zone` is "" where the controller's own holds."""

    tabs: tuple[CronTab, ...]
    time_zone: str


class _JavaRandom:
    """java.util.Random: a 48-bit linear congruential generator, as its documentation gives it."""

    def __init__(self, seed: int) -> None:
        self._seed = (seed ^ 0x5DEECE66D) & ((1 << 48) - 1)

    def _next(self, bits: int) -> int:
        self._seed = (self._seed * 0x5DEECE66D + 0xB) & ((1 << 48) - 1)
        return self._seed >> (48 - bits)

    def below(self, bound: int) -> int:
        if bound & -bound == bound:
            return (bound * self._next(31)) >> 31
        while True:
            bits = self._next(31)
            value = bits % bound
            if bits - value + bound - 1 < 1 << 31:
                return value


def _hash_of(job: str) -> _JavaRandom:
    digest = hashlib.md5(job.encode(), usedforsecurity=False).digest()
    folded = bytes(first ^ second for first, second in zip(digest[:8], digest[8:], strict=True))
    return _JavaRandom(int.from_bytes(folded, "big", signed=True))


def read_cron(spec: str, job: str) -> CronSpec:
    """Read the text of a trigger for a job with this full name. Raises CronError where Jenkins does."""
    numbers, zone, tabs = _hash_of(job), "", []
    for index, raw in enumerate(re.split(r"\r?\n", spec)):
        line = raw.strip()
        if index == 0 and line.startswith("TZ="):
            zone = _zone(line.removeprefix("TZ=").strip())
        elif line and not line.startswith("#"):
            tabs.append(_read_line(line, numbers, index + 1))
    return CronSpec(tuple(tabs), zone)


def _zone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CronError(f"Invalid or unsupported timezone '{name}'", "name one as Europe/Berlin") from error
    return name


def _read_line(line: str, numbers: _JavaRandom, number: int) -> CronTab:
    if line.startswith("@"):
        if line not in ALIASES:
            raise CronError(f"line {number}: {line} is no schedule", f"use one of {', '.join(ALIASES)}")
        line = ALIASES[line]
    parts = line.split()
    if len(parts) != len(FIELDS):
        raise CronError(f"line {number}: {len(parts)} fields in «{line}»", "a schedule has five")
    sets = [_read_field(part, field, numbers, number) for part, field in zip(parts, FIELDS, strict=True)]
    weekdays = sets[4] and tuple(sorted({day % 7 for day in sets[4]}))
    return CronTab(sets[0], sets[1], sets[2], sets[3], None if weekdays and len(weekdays) == 7 else weekdays)


def _read_field(text: str, field: Field, numbers: _JavaRandom, line: int) -> tuple[int, ...] | None:
    values: set[int] = set()
    for term in text.split(","):
        values |= set(_read_term(term, field, numbers, line))
    everything = range(field.low, field.high + 1)
    return None if values >= set(everything) else tuple(sorted(values))


_TERM = re.compile(
    r"(?:(?P<hash>H)(?:\((?P<from>\d+)-(?P<to>\d+)\))?|(?P<all>\*)|(?P<a>\d+)(?:-(?P<b>\d+))?)(?:/(?P<step>\d+))?"
)


def _read_term(term: str, field: Field, numbers: _JavaRandom, line: int) -> range:
    match = _TERM.fullmatch(term)
    if not match or (match["step"] and match["a"] and not match["b"]):
        raise CronError(f"line {line}: «{term}» is no {field.name}", "write a number, a range, *, H or a list of these")
    step = int(match["step"] or 1)
    if step < 1:
        raise CronError(f"line {line}: step must be positive, but found {step}", "use a step of 1 or more")
    if match["hash"]:
        return _hashed(match, field, numbers, line)
    low = int(match["a"]) if match["a"] else field.low
    high = int(match["b"] or low) if match["a"] else field.high
    _check(low, high, field, line)
    return range(low, high + 1, step)


def _hashed(match: re.Match[str], field: Field, numbers: _JavaRandom, line: int) -> range:
    low = int(match["from"]) if match["from"] else field.low
    high = int(match["to"]) if match["to"] else field.hash_to
    _check(low, high, field, line)
    if not match["step"]:
        value = low + numbers.below(high + 1 - low)
        return range(value, value + 1)
    step = int(match["step"])
    if step > high - low + 1:
        raise CronError(
            f"line {line}: {step} is an invalid value. Must be within 1 and {high - low + 1}", "lower the step"
        )
    return range(low + numbers.below(step), high + 1, step)


def _check(low: int, high: int, field: Field, line: int) -> None:
    for value in (low, high):
        if not field.low <= value <= field.high:
            raise CronError(
                f"line {line}: {value} is an invalid value. Must be within {field.low} and {field.high}",
                f"correct the {field.name}",
            )
    if low > high:
        raise CronError(f"line {line}: you mean {high}-{low}?", "the lower number comes first")


# ---- EventBridge -----------------------------------------------------------------------------------------------------


def to_event_bridge(tab: CronTab) -> tuple[tuple[str, ...], str]:
    """Expressions that fire at the same times, or none and the reason why there are none."""
    head = f"{_list(tab.minutes)} {_list(tab.hours)}"
    if tab.weekdays is None:
        return (f"cron({head} {_list(tab.days)} {_list(tab.months)} ? *)",), ""
    if tab.days is None:
        weekdays = ",".join(str(day + 1) for day in tab.weekdays)
        return (f"cron({head} ? {_list(tab.months)} {weekdays} *)",), ""
    weeks = list(_whole_weeks(tab.days))
    if not weeks:
        because = "Jenkins starts where both day of month and day of week match; EventBridge holds only one of them"
        return (), because
    return tuple(f"cron({head} ? {_list(tab.months)} {day + 1}#{week} *)" for day in tab.weekdays for week in weeks), ""


def _list(values: tuple[int, ...] | None) -> str:
    """`*`, a step that reads well, or the values one by one."""
    return "*" if values is None else ",".join(map(str, values))


def _whole_weeks(days: tuple[int, ...]) -> Iterator[int]:
    """The weeks of a month (1 to 5) that the days are, all of them whole: then «2nd Monday» says the same."""
    weeks = {1: range(1, 8), 2: range(8, 15), 3: range(15, 22), 4: range(22, 29), 5: range(29, 32)}
    covered = [week for week, span in weeks.items() if set(span) <= set(days)]
    if {day for week in covered for day in weeks[week]} == set(days):
        yield from covered
