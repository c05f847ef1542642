"""Converted schedules fire when Jenkins does: two years of both, with an evaluator of their own for EventBridge."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from event_bridge_cron import Expression, read_expression
from hypothesis import given
from hypothesis import strategies as st

from migrate.assemble.cron import EventBridgeSchedule, NotExact, read_cron, to_event_bridge
from migrate.model.schedule import CronSpec, fire_times

VECTORS = json.loads((Path(__file__).parents[1] / "fixtures/reference/jenkins-cron.json").read_text(encoding="utf-8"))
VALID = [vector for vector in VECTORS if "tabs" in vector]
FIRST, LAST = date(2026, 1, 1), date(2028, 3, 1)  # with a 29 February
GAPS = {
    "H(49-53) 10,16 H(6-21)/2 * 3-6": 77,
    "45 22 */3 * 1,0": 83,
    "*/4 H H/11 * H/5": 33,
    "H(3-49)/2 19-22 */2 2-12 H": 66,
    "28 H 13-26 * H(0-3)/2": 77,
}


def _days(first: date = FIRST, last: date = LAST) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days))


def _jenkins_clock(spec: CronSpec, day: date) -> frozenset[tuple[int, int]]:
    return frozenset(
        (hour, minute)
        for tab in spec.tabs
        if tab.matches_day(day)
        for hour in (range(24) if tab.hours is None else tab.hours)
        for minute in (range(60) if tab.minutes is None else tab.minutes)
    )


def _assert_same_days(spec: CronSpec, expressions: list[Expression]) -> None:
    """Compares the clock of each day of two years; days on which the same lines and schedules fire need one look."""
    seen = set()
    for day in _days():
        firing = [expression for expression in expressions if expression.fires_on(day)]
        key = (tuple(tab.matches_day(day) for tab in spec.tabs), tuple(map(id, firing)))
        if key in seen:
            continue
        seen.add(key)
        fired = Counter(at for expression in firing for at in expression.clock)
        assert set(fired.values()) <= {1}, f"{day}: two at once"
        assert fired.keys() == _jenkins_clock(spec, day), day


def _assert_same_instants(spec: CronSpec, schedules: tuple[EventBridgeSchedule, ...], first: date, last: date) -> None:
    """To the minute around clock changes. A schedule with a reason may lack the second of two equal hours."""
    zone = ZoneInfo(spec.time_zone or "UTC")
    start, end = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (first, last))
    jenkins = {at for tab in spec.tabs for at in fire_times(tab, start, end, zone)}
    around = list(_days(first - timedelta(days=2), last + timedelta(days=2)))
    fired = Counter(
        at
        for one in schedules
        for day in around
        for at in read_expression(one.expression).instants(day, ZoneInfo(one.time_zone))
        if start <= at < end
    )
    assert set(fired.values()) <= {1}
    assert fired.keys() <= jenkins
    missing = jenkins - fired.keys()
    if any(one.because for one in schedules):
        assert all(at.astimezone(zone).fold for at in missing)
    else:
        assert not missing


@pytest.mark.parametrize("vector", VALID, ids=lambda vector: f"{vector['job']}: {vector['spec']!r}")
def test_every_schedule_fires_as_in_jenkins_or_is_a_known_gap(vector: dict[str, str]) -> None:
    spec = read_cron(vector["spec"], vector["job"])
    schedules = to_event_bridge(spec)
    if isinstance(schedules, NotExact):
        assert f"it would take {GAPS[vector['spec']]} schedules" in schedules.because
        assert "both day of month and day of week" in schedules.because
        return
    assert {one.time_zone for one in schedules} == {spec.time_zone or "UTC"}
    _assert_same_days(spec, [read_expression(one.expression) for one in schedules])
    if spec.time_zone:
        _assert_same_instants(spec, schedules, FIRST, LAST)


def test_gaps_are_few() -> None:
    gaps = [v["spec"] for v in VALID if isinstance(to_event_bridge(read_cron(v["spec"], v["job"])), NotExact)]
    assert sorted(gaps) == sorted(GAPS)


def _expressions(text: str, controller_zone: str = "UTC") -> list[str]:
    schedules = to_event_bridge(read_cron(text, "app"), controller_zone)
    assert not isinstance(schedules, NotExact)
    return [one.expression for one in schedules]


@pytest.mark.parametrize("text", ["", "# web hook only", "0 0 30 2 *", "0 0 31 4,6,9,11 1"])
def test_what_never_fires_by_the_clock_needs_no_schedule(text: str) -> None:
    assert _expressions(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("H H * * *", ["cron(59 2 * * ? *)"]),
        ("*/15 8-18 * * 1-5", ["cron(0/15 8-18 ? * 2-6 *)"]),
        ("0 9 * * 6-7", ["cron(0 9 ? * 1,7 *)"]),
        ("0 9 1,15 1-6 *", ["cron(0 9 1,15 1-6 ? *)"]),
        ("0 9 1-7 * 1", ["cron(0 9 ? * 2#1 *)"]),
        ("0 9 8-14 3,9 1,3", ["cron(0 9 ? 3,9 2#2 *)", "cron(0 9 ? 3,9 4#2 *)"]),
        ("0 9 25-31 1,3 5", ["cron(0 9 ? 1,3 6L *)"]),
        ("0 9 1-7,25-31 12 5", ["cron(0 9 ? 12 6#1 *)", "cron(0 9 ? 12 6L *)"]),
        ("0 9 1-30 4,6 1-5", ["cron(0 9 ? 4,6 2-6 *)"]),
        ("0 9 29-31 * 1", ["cron(0 9 ? * 2#5 *)"]),
        ("0 * * * *\n0 12 * * 1\n0 12 * * *", ["cron(0 * * * ? *)"]),
        ("0 12 * * *\n0 12,13 * * 1", ["cron(0 12 * * ? *)", "cron(0 13 ? * 2 *)"]),
    ],
)
def test_takes_the_form_that_reads_best(text: str, expected: list[str]) -> None:
    assert _expressions(text) == expected


def test_friday_the_thirteenth_is_said_by_the_calendar() -> None:
    expressions = [read_expression(text) for text in _expressions("0 0 13 * 5")]
    days = [day for day in _days(date(2025, 1, 1), date(2100, 1, 1)) if any(e.fires_on(day) for e in expressions)]
    assert days == [d for d in _days(date(2025, 1, 1), date(2100, 1, 1)) if (d.day, d.isoweekday()) == (13, 5)]


def test_lines_that_overlap_too_often_are_a_gap() -> None:
    lines = "\n".join(f"{n}-{n + 7} {n}-{n + 9} {n + 1}-{n + 12} {n % 6 + 1}-{n % 6 + 5} *" for n in range(12))
    schedules = to_event_bridge(read_cron(lines, "app"))
    assert isinstance(schedules, NotExact)
    assert "overlap" in schedules.because


def test_the_controllers_zone_holds_where_the_trigger_names_none() -> None:
    spec = read_cron("0 9 * * *", "app")
    assert to_event_bridge(spec, "Asia/Tokyo") == (EventBridgeSchedule("cron(0 9 * * ? *)", "Asia/Tokyo"),)
    assert isinstance(to_event_bridge(spec, "Mars/Olympus"), NotExact)


def test_every_hour_is_the_same_in_utc_and_keeps_the_hour_that_comes_twice() -> None:
    spec = read_cron("TZ=America/New_York\n7 * * * *", "app")
    assert to_event_bridge(spec) == (EventBridgeSchedule("cron(7 * * * ? *)", "UTC"),)
    half = to_event_bridge(read_cron("TZ=Australia/Lord_Howe\n45 * * * *", "app"))
    assert not isinstance(half, NotExact)
    assert (half[0].time_zone, bool(half[0].because)) == ("Australia/Lord_Howe", True)


@pytest.mark.parametrize(
    ("text", "partial"), [("30 2 * * *", True), ("30 2 * * 1-5", False), ("30 2 * 1-9 *", False), ("30 3 * * *", False)]
)
def test_says_where_jenkins_fires_twice_in_autumn(text: str, partial: bool) -> None:
    schedules = to_event_bridge(read_cron(f"TZ=Europe/Berlin\n{text}", "app"))
    assert not isinstance(schedules, NotExact)
    assert [bool(one.because) for one in schedules] == [partial]


# ---- Any schedule ----------------------------------------------------------------------------------------------------


@st.composite
def _term(draw: st.DrawFn, low: int, high: int, hash_high: int) -> str:
    first, last = sorted(draw(st.tuples(st.integers(low, high), st.integers(low, high))))
    step = draw(st.integers(1, max(1, (last - first) // 2)))
    forms = ["*", f"*/{step}", f"{first}", f"{first}-{last}", f"{first}-{last}/{step}", "H", f"H({first}-{last})"]
    return draw(st.sampled_from([*forms, f"H({first}-{last})/{step}", f"H/{min(step, hash_high)}"]))


def _field(low: int, high: int, hash_high: int) -> st.SearchStrategy[str]:
    return st.lists(_term(low, high, hash_high), min_size=1, max_size=3).map(",".join)


LINE = st.tuples(_field(0, 59, 59), _field(0, 23, 23), _field(1, 31, 28), _field(1, 12, 12), _field(0, 7, 6)).map(
    " ".join
)
ALIAS = st.sampled_from(["@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "# none"])
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kolkata"]
)


@given(st.lists(LINE | ALIAS, max_size=3).map("\n".join), st.text(max_size=8))
def test_any_schedule_converts_to_the_same_times_or_is_a_gap(text: str, job: str) -> None:
    spec = read_cron(text, job)
    schedules = to_event_bridge(spec)
    if isinstance(schedules, NotExact):
        assert schedules.because
        return
    _assert_same_days(spec, [read_expression(one.expression) for one in schedules])


@given(ZONES, LINE, st.sampled_from([date(2026, 3, 1), date(2026, 4, 1), date(2026, 10, 1), date(2027, 11, 1)]))
def test_clock_changes_are_the_same_or_said(zone: str, line: str, first: date) -> None:
    spec = read_cron(f"TZ={zone}\n{line}", "app")
    schedules = to_event_bridge(spec)
    if not isinstance(schedules, NotExact):
        _assert_same_instants(spec, schedules, first, first + timedelta(days=40))
