"""Jenkins' schedules against what a running Jenkins 2.462 made of them (fixtures/reference/jenkins-cron.json)."""

from __future__ import annotations

import heapq
import json
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.assemble.cron import CronError, read_cron
from migrate.model.schedule import CronSpec, CronTab, fire_times

VECTORS = json.loads((Path(__file__).parents[1] / "fixtures/reference/jenkins-cron.json").read_text(encoding="utf-8"))
START = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = ("minute", "hour", "dayOfMonth", "month", "dayOfWeek")
VALID = [vector for vector in VECTORS if "tabs" in vector]


def _name(vector: dict[str, str]) -> str:
    return f"{vector['job']}: {vector['spec']!r}"


def _as_jenkins(tab: CronTab) -> dict[str, list[int] | str]:
    values = (tab.minutes, tab.hours, tab.days_of_month, tab.months, tab.days_of_week)
    return {name: "*" if one is None else list(one) for name, one in zip(NAMES, values, strict=True)}


def test_has_every_vector() -> None:
    assert (len(VECTORS), len(VALID)) == (171, 163)


@pytest.mark.parametrize("vector", [v for v in VECTORS if "error" in v], ids=_name)
def test_refuses_in_jenkins_words(vector: dict[str, str]) -> None:
    with pytest.raises(CronError) as caught:
        read_cron(vector["spec"], vector["job"])
    assert caught.value.message == vector["error"]
    assert caught.value.line == 1
    assert caught.value.remedy


@pytest.mark.parametrize("vector", VALID, ids=_name)
def test_reads_the_values_that_jenkins_read(vector: dict[str, Any]) -> None:
    spec = read_cron(vector["spec"], vector["job"])
    zone: dict[str, list[int] | str] = {"timeZone": spec.time_zone} if spec.time_zone else {}
    assert [_as_jenkins(tab) | zone for tab in spec.tabs] == vector["tabs"]


@pytest.mark.parametrize("vector", VALID, ids=_name)
def test_fires_when_jenkins_fires(vector: dict[str, Any]) -> None:
    """The vectors show the clock of the schedule's own zone, and give up where two years hold no next time."""
    spec = read_cron(vector["spec"], vector["job"])
    times = list(islice(heapq.merge(*(fire_times(tab, START) for tab in spec.tabs)), 5))
    known = [fires for fires in vector["fires"] if not fires.startswith("none")]
    assert [f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in times[: len(known)]] == known
    if len(known) < 5:
        assert times[len(known)] - (times[len(known) - 1] if known else START) > timedelta(days=365)


def test_fires_by_the_clock_of_its_zone() -> None:
    tab, berlin = CronTab(minutes=(0,), hours=(3,)), ZoneInfo("Europe/Berlin")
    hours = [
        at.hour for at in fire_times(tab, datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 3, 31, tzinfo=UTC), berlin)
    ]
    assert hours == [2, 2, 1, 1]


def test_skips_the_hour_left_out_and_fires_in_both_equal_hours() -> None:
    tab, berlin = CronTab(minutes=(30,), hours=(2,)), ZoneInfo("Europe/Berlin")
    spring = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert list(fire_times(tab, spring, spring + timedelta(days=1), berlin)) == []
    autumn = datetime(2026, 10, 24, 12, tzinfo=UTC)
    both = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    assert list(fire_times(tab, autumn, autumn + timedelta(days=1), berlin)) == both


def test_keeps_order_where_the_clock_goes_back_over_midnight() -> None:
    cairo, end = ZoneInfo("Africa/Cairo"), datetime(2026, 10, 31, tzinfo=UTC)
    times = list(fire_times(CronTab(minutes=(0, 30)), datetime(2026, 10, 28, tzinfo=UTC), end, cairo))
    assert times == sorted(set(times))
    assert len(times) == 3 * 48


def test_a_day_that_no_year_has_never_fires() -> None:
    assert list(fire_times(read_cron("0 0 30,31 2 *", "app").tabs[0], START)) == []
    assert list(fire_times(read_cron("0 0 31 4,6 *", "app").tabs[0], START)) == []


@pytest.mark.parametrize("spec", ["", "\n\n", "# only web hooks", "  \r\n\t\n# nothing"])
def test_an_empty_polling_trigger_has_no_times(spec: str) -> None:
    assert read_cron(spec, "app") == CronSpec((), "")


def test_all_lines_take_from_one_row_of_hashes() -> None:
    both = read_cron("H * * * *\nH * * * *", "app").tabs
    assert both[0] == read_cron("H * * * *", "app").tabs[0]
    assert both[0] != both[1]


@pytest.mark.parametrize("spec", ["H/1 * * * *", "H(0-59)/1 * * * *"])
def test_a_hash_in_steps_of_one_is_one_value(spec: str) -> None:
    assert read_cron(spec, "app") == read_cron("H * * * *", "app")


def test_reads_no_further_than_the_alias() -> None:
    assert read_cron("@daily # every day", "app") == read_cron("@daily", "app")


def test_java_short_zone_names_become_iana_names() -> None:
    assert read_cron("TZ=PST\n0 9 * * *", "app").time_zone == "America/Los_Angeles"


@pytest.mark.parametrize(
    ("spec", "line", "words"),
    [
        ("TZ=Mars/Olympus\n@daily", 1, "Invalid or unsupported timezone 'Mars/Olympus'"),
        ("TZ=europe/berlin\n@daily", 1, "Invalid or unsupported timezone 'europe/berlin'"),
        ("TZ= UTC\n@daily", 1, "Invalid or unsupported timezone ' UTC'"),
        ("@daily\nTZ=UTC", 2, "line 2:0: token recognition error at: 'T'"),
        ("# fine\n\n5 4 * * 8", 3, "line 3:9: 8 is an invalid value. Must be within 0 and 7"),
        ("@every", 1, "line 1:1: token recognition error at: 'e'"),
        ("@dairy", 1, "line 1:1: token recognition error at: 'dair'"),
        ("*/0 * * * *", 1, "line 1:3: step must be positive, but found 0"),
        ("5/15 * * * *", 1, "line 1:1: mismatched input '/' expecting {WS, '-', ','}"),
        ("9-4 * * * *", 1, "line 1:3: You mean 4-9?"),
        ("H/61 * * * *", 1, "line 1:4: 61 is an invalid value. Must be within 1 and 60"),
        ("H(9-4) * * * *", 1, "line 1:6: 1 is an invalid value. Must be within 1 and -4"),
        ("H H H H H H", 1, "line 1:9: mismatched input ' ' expecting {<EOF>, '/', ','}"),
        ("99999999999 * * * *", 1, 'For input string: "99999999999"'),
        ("MON * * * *", 1, "token recognition error at: 'M'"),
    ],
)
def test_says_what_is_wrong_and_where(spec: str, line: int, words: str) -> None:
    with pytest.raises(CronError) as caught:
        read_cron(spec, "app")
    assert caught.value.line == line
    assert words in caught.value.message


@given(st.text(alphabet=st.sampled_from("0123456789 *-/,H()@#TZ=\r\n\tdailyhourweklmntUC\u00e4\u2028")) | st.text())
def test_any_text_reads_or_is_refused(text: str) -> None:
    try:
        spec = read_cron(text, text)
    except CronError as error:
        assert error.line >= 1
        assert error.remedy
    else:
        assert all(tab.hours is None or set(tab.hours) <= set(range(24)) for tab in spec.tabs)
