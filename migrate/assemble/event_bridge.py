"""Jenkins' schedules as those of EventBridge Scheduler, firing at the same times.

Jenkins wants day of month and day of week both to match; an expression of Scheduler holds one of them, the other is
`?`. It can say «2nd Monday» and «last Monday», and it has a field for years, so that several schedules say together
what one can not. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date

from migrate.assemble.time_zones import iana_name, in_whole_hours, shown_twice
from migrate.model.schedule import LONGEST_MONTH, CronSpec, CronTab


@dataclass(frozen=True, slots=True)
class EventBridgeSchedule:
    """`expression` is `cron(…)` with six fields. With `because` it is partial: that is where Jenkins fires more."""

    expression: str
    time_zone: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class NotExact:
    """No set of schedules of a sensible size fires as Jenkins does."""

    because: str


@dataclass(frozen=True, slots=True)
class _Days:
    """Fields of an expression that choose the day; one of the first two is `?`. None is all."""

    days_of_month: tuple[int, ...] | str | None
    days_of_week: str
    months: tuple[int, ...] | None
    years: tuple[int, ...] | None = None


_MOST = 24  # schedules for one trigger; more than that nobody can look through
_LONGEST = 256  # characters of ScheduleExpression
_YEARS = range(2025, 2200)  # Scheduler's own last year is 2199
_UNIVERSE = {
    "minutes": range(60),
    "hours": range(24),
    "months": range(1, 13),
    "days_of_week": range(7),
    "days_of_month": range(1, 32),
}


def to_event_bridge(spec: CronSpec, controller_zone: str = "UTC") -> tuple[EventBridgeSchedule, ...] | NotExact:
    """Schedules that fire when Jenkins does, never two at once; none for a trigger that never fires by the clock."""
    zone = spec.time_zone or iana_name(controller_zone)
    if zone is None:
        return NotExact(f"EventBridge Scheduler knows no time zone {controller_zone}")
    tabs = _apart([tab for tab in spec.tabs if not tab.never_matches()])
    if tabs is None:
        return NotExact(f"its lines overlap; to start once where two of them match takes more than {_MOST} schedules")
    schedules = tuple(schedule for tab in tabs for schedule in _schedules(tab, zone))
    if len(schedules) > _MOST:
        return NotExact(
            "Jenkins starts where both day of month and day of week match; EventBridge holds only one of them, and it "
            f"would take {len(schedules)} schedules to say the same"
            if any(tab.days_of_month and tab.days_of_week for tab in tabs)
            else f"it would take {len(schedules)} schedules to say the same"
        )
    return schedules


def _schedules(tab: CronTab, zone: str) -> Iterator[EventBridgeSchedule]:
    every_hour = replace(tab, minutes=None) == CronTab()
    if every_hour and (tab.minutes is None or in_whole_hours(zone)):
        zone = "UTC"
    because = _clock_remark(tab, zone)
    for days in _day_forms(tab):
        for expression in _expressions(tab.minutes, tab.hours, days):
            yield EventBridgeSchedule(expression, zone, because)


def _clock_remark(tab: CronTab, zone: str) -> str:
    for change in shown_twice(zone):
        on_day = tab.months is None or change.month in tab.months
        on_day = on_day and (tab.days_of_week is None or change.weekday in tab.days_of_week)
        if on_day and any(_shows(tab, *divmod(minute, 60)) for minute in change.minutes):
            return "when the clock is put back, Jenkins fires in both of the equal hours, EventBridge in the first only"
    return ""


def _shows(tab: CronTab, hour: int, minute: int) -> bool:
    return (tab.hours is None or hour in tab.hours) and (tab.minutes is None or minute in tab.minutes)


def _day_forms(tab: CronTab) -> Iterator[_Days]:
    if tab.days_of_week is None:
        yield _Days(tab.days_of_month, "?", tab.months)
    elif tab.days_of_month is None:
        yield _Days("?", _week_list(tab.days_of_week), tab.months)
    else:
        yield from _both(set(tab.days_of_month), tab.days_of_week, tab.months or tuple(range(1, 13)))


def _both(days: set[int], weekdays: tuple[int, ...], months: tuple[int, ...]) -> Iterator[_Days]:
    """Whole weeks of a month are «2nd Monday», its last seven days «last Monday»; else the calendar says the dates."""
    by_form: dict[tuple[str, ...] | None, list[int]] = {}
    for month in months:
        by_form.setdefault(_weeks(days, month), []).append(month)
    for form, alike in by_form.items():
        named = None if len(alike) == 12 else tuple(alike)
        if form is None:
            yield from _dates(days, weekdays, alike)
        elif form == ("",):
            yield _Days("?", _week_list(weekdays), named)
        else:
            for day in weekdays:
                yield from (_Days("?", f"{day + 1}{which}", named) for which in form)


def _weeks(days: set[int], month: int) -> tuple[str, ...] | None:
    """What makes of a weekday these days of the month: "" all of its days, `#2` the second, `L` the last."""
    length = LONGEST_MONTH[month]
    wanted = {day for day in days if day <= length}
    if len(wanted) == length:
        return ("",)
    weeks = {f"#{n}": set(range(7 * n - 6, min(7 * n, length) + 1)) for n in range(1, 6)}
    last = set(range(length - 6, length + 1)) if month != 2 else set()
    for ending in (set(), last):
        covered = {name: week for name, week in weeks.items() if week <= wanted - ending}
        if ending <= wanted and ending.union(*covered.values()) == wanted:
            return (*covered, "L") if ending else tuple(covered)
    return None


def _dates(days: set[int], weekdays: tuple[int, ...], months: list[int]) -> Iterator[_Days]:
    """The days by date: years whose calendars are equal share an expression."""
    years_of: dict[tuple[tuple[int, ...], tuple[int, ...]], list[int]] = {}
    for year in _YEARS:
        months_of: dict[tuple[int, ...], list[int]] = {}
        for month in months:
            fitting = tuple(day for day in sorted(days) if _is_on(year, month, day, weekdays))
            months_of.setdefault(fitting, []).append(month)
        for fitting, alike in months_of.items():
            if fitting:
                years_of.setdefault((fitting, tuple(alike)), []).append(year)
    for (fitting, alike_months), years in years_of.items():
        yield _Days(fitting, "?", alike_months, tuple(years))


def _is_on(year: int, month: int, day: int, weekdays: tuple[int, ...]) -> bool:
    return day <= monthrange(year, month)[1] and date(year, month, day).isoweekday() % 7 in weekdays


def _expressions(minutes: tuple[int, ...] | None, hours: tuple[int, ...] | None, days: _Days) -> Iterator[str]:
    """The expression, cut at its longest lists where Scheduler would find it too long."""
    month_days = days.days_of_month if isinstance(days.days_of_month, str) else _list(days.days_of_month)
    clock = f"{_list(minutes, 59)} {_list(hours, 23)}"
    text = f"cron({clock} {month_days} {_list(days.months)} {days.days_of_week} {_list(days.years)})"
    if len(text) <= _LONGEST:
        yield text
    elif days.years is not None and len(days.years) > 1:
        half = len(days.years) // 2
        yield from _expressions(minutes, hours, replace(days, years=days.years[:half]))
        yield from _expressions(minutes, hours, replace(days, years=days.years[half:]))
    else:
        listed = minutes or tuple(range(60))
        yield from _expressions(listed[: len(listed) // 2], hours, days)
        yield from _expressions(listed[len(listed) // 2 :], hours, days)


def _week_list(weekdays: tuple[int, ...]) -> str:
    return _list(tuple(day + 1 for day in weekdays))


def _list(values: tuple[int, ...] | None, last: int | None = None) -> str:
    """`*`, `4/15` for equal steps up to the field's last value, or a list of numbers and ranges."""
    if values is None:
        return "*"
    step = values[1] - values[0] if len(values) > 2 else 1
    if last is not None and step > 1 and values == tuple(range(values[0], last + 1, step)):
        return f"{values[0]}/{step}"
    runs: list[list[int]] = []
    for value in values:
        if runs and runs[-1][-1] + 1 == value:
            runs[-1].append(value)
        else:
            runs.append([value])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(map(str, run)) for run in runs)


def _apart(tabs: Iterable[CronTab]) -> list[CronTab] | None:
    """The same times with none in two of them: Jenkins starts one build where several lines match."""
    apart: list[CronTab] = []
    for tab in sorted(tabs, key=_breadth, reverse=True):
        pieces = [tab]
        for other in apart:
            pieces = [rest for piece in pieces for rest in _without(piece, other)]
        apart += pieces
        if len(apart) > _MOST:
            return None
    return apart


def _breadth(tab: CronTab) -> int:
    return sum(len(_values(tab, name)) for name in _UNIVERSE)


def _values(tab: CronTab, name: str) -> tuple[int, ...]:
    values: tuple[int, ...] | None = getattr(tab, name)
    return tuple(_UNIVERSE[name]) if values is None else values


def _without(tab: CronTab, other: CronTab) -> Iterator[CronTab]:
    """What of a tab is not in the other one, in pieces that share no time: each differs in one field more."""
    shared = {name: set(_values(tab, name)) & set(_values(other, name)) for name in _UNIVERSE}
    if not all(shared.values()):
        yield tab
        return
    for name in _UNIVERSE:
        outside = tuple(value for value in _values(tab, name) if value not in shared[name])
        if outside:
            yield _narrowed(tab, name, outside)
        tab = _narrowed(tab, name, tuple(sorted(shared[name])))


def _narrowed(tab: CronTab, name: str, values: tuple[int, ...]) -> CronTab:
    whole = len(values) == len(_UNIVERSE[name])
    kept = {field.name: getattr(tab, field.name) for field in fields(tab)}
    return CronTab(**(kept | {name: None if whole else values}))
