"""Builders and publishers under a condition: what a rehearsal runs of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rehearsed_jobs import ConvertedJob, converted, repository, written

_CORE = "org.jenkins_ci.plugins.run_condition"
_SINGLE = "org.jenkinsci.plugins.conditionalbuildstep.singlestep.SingleConditionalBuilder"
_FLEXIBLE = "org.jenkins__ci.plugins.flexible__publish"
_BOX = "org.jenkins__ci.plugins.run__condition.logic.ConditionContainer"
_RUNNER = f'<runner class="{_CORE}.BuildStepRunner$Fail"/>'


def _condition(name: str, inner: str = "") -> str:
    return f'<condition class="{_CORE}.{name}">{inner}</condition>'


def _shell(command: str) -> str:
    return f"<hudson.tasks.Shell><command>{command}</command></hudson.tasks.Shell>"


def _single(condition: str, command: str = "echo reached") -> str:
    step = f'<buildStep class="hudson.tasks.Shell"><command>{command}</command></buildStep>'
    return f"<{_SINGLE}>{condition}{step}{_RUNNER}</{_SINGLE}>"


def _flexible(condition: str, *commands: str) -> str:
    steps = "".join(map(_shell, commands))
    inner = f"{condition}<publisherList>{steps}</publisherList>{_RUNNER}"
    one = f"<{_FLEXIBLE}.ConditionalPublisher>{inner}</{_FLEXIBLE}.ConditionalPublisher>"
    return f"<{_FLEXIBLE}.FlexiblePublisher><publishers>{one}</publishers></{_FLEXIBLE}.FlexiblePublisher>"


_TARGET = (
    "<properties><hudson.model.ParametersDefinitionProperty><parameterDefinitions>"
    "<hudson.model.StringParameterDefinition><name>TARGET</name><defaultValue>{}</defaultValue>"
    "</hudson.model.StringParameterDefinition>"
    "</parameterDefinitions></hudson.model.ParametersDefinitionProperty></properties>"
)


def _job(tmp_path: Path, builders: str, publishers: str = "", target: str = "live") -> ConvertedJob:
    text = (
        f"<project>{_TARGET.format(target)}<builders>{builders}</builders>"
        f"<publishers>{publishers}</publishers></project>"
    )
    return converted(written(tmp_path / "jobs/one", {"config.xml": text}), tmp_path / "out")


def _run(tmp_path: Path, builders: str, publishers: str = "", target: str = "live") -> tuple[bool, bool]:
    """Whether the build has passed, and whether the step under the condition has run."""
    job = _job(tmp_path, builders, publishers, target)
    ran = job.rehearse(repository(tmp_path / "source", {"a.deb": "", "old/b.txt": ""}), tmp_path / "run")
    return ran.rehearsal.succeeded, any(line.endswith("reached") for line in ran.logs.splitlines())


def _numbers(comparator: str, right: str = "1.5") -> str:
    name = "core.NumericalComparisonCondition"
    inner = f'<lhs>${{TARGET}}</lhs><rhs>{right}</rhs><comparator class="{_CORE}.{name}${comparator}"/>'
    return _condition(name, inner)


def _strings(text: str, ignore: str = "false") -> str:
    return _condition(
        "core.StringsMatchCondition", f"<arg1>$TARGET</arg1><arg2>{text}</arg2><ignoreCase>{ignore}</ignoreCase>"
    )


def _script(command: str) -> str:
    return _condition("contributed.ShellCondition", f"<command>{command}</command>")


def _boxes(*conditions: str) -> str:
    return f"<conditions>{''.join(f'<{_BOX}>{one}</{_BOX}>' for one in conditions)}</conditions>"


def _files(includes: str, excludes: str = "") -> str:
    base = f'<baseDir class="{_CORE}.common.BaseDirectory$Workspace"/>'
    inner = f"<includes>{includes}</includes><excludes>{excludes}</excludes>{base}"
    return _condition("core.FilesMatchCondition", inner)


_TRUE, _FALSE = _condition("core.AlwaysRun"), _condition("core.NeverRun")

CONDITIONS: dict[str, tuple[str, str, bool]] = {
    "never": (_FALSE, "live", False),
    "another text": (_strings("test"), "live", False),
    "another case": (_strings("Live"), "live", False),
    "an empty text": (_strings(""), "", True),
    "without case": (_strings("Live", "true"), "live", True),
    "no word for yes": (_condition("core.BooleanCondition", "<token>${TARGET}</token>"), "yesterday", False),
    "a word for yes": (_condition("core.BooleanCondition", "<token>${TARGET}</token>"), " YES ", True),
    "no word at all": (_condition("core.BooleanCondition", "<token>${TARGET}</token>"), "", False),
    "a part that matches": (
        _condition("core.ExpressionCondition", "<expression>li</expression><label>$TARGET</label>"),
        "live",
        False,
    ),
    "smaller": (_numbers("LessThan"), "1.5", False),
    "smaller, and more digits": (_numbers("LessThan"), "-10", True),
    "larger": (_numbers("GreaterThan"), "10", True),
    "the same number": (_numbers("EqualTo", "1e1"), "10.0", True),
    "not the same number": (_numbers("NotEqualTo", "1e1"), "10.0", False),
    "no larger": (_numbers("LessThanOrEqualTo"), "1.50", True),
    "no smaller": (_numbers("GreaterThanOrEqualTo"), "1.49", False),
    "a script that fails": (_script("false; true"), "live", False),
    "a script that passes": (_script("test -e a.deb"), "live", True),
    "no file that matches": (_files("**/*.txt", "old/**"), "live", False),
    "a file that matches": (_files("**/*.txt"), "live", True),
    "all but one": (_condition("logic.And", _boxes(_TRUE, _script("false"))), "live", False),
    "one of several": (_condition("logic.Or", _boxes(_FALSE, _script("true"), _strings("no"))), "live", True),
    "not": (_condition("logic.Not", _FALSE), "live", True),
    "any minute": (
        _condition(
            "core.TimeCondition",
            "<earliestHours>0</earliestHours><earliestMinutes>0</earliestMinutes>"
            "<latestHours>23</latestHours><latestMinutes>59</latestMinutes><useBuildTime>true</useBuildTime>",
        ),
        "live",
        True,
    ),
}


@pytest.mark.parametrize("case", CONDITIONS)
def test_a_condition_decides_whether_the_builder_runs(case: str, tmp_path: Path) -> None:
    condition, target, runs = CONDITIONS[case]
    assert _run(tmp_path, _single(condition), target=target) == (True, runs)


def _day(selector: str, inner: str = "") -> str:
    name = "core.DayCondition"
    one = f'<daySelector class="{_CORE}.{name}${selector}">{inner}</daySelector>'
    return _condition(name, f"<useBuildTime>false</useBuildTime>{one}")


def test_a_day_is_of_the_week_or_of_its_end(tmp_path: Path) -> None:
    both = _condition("logic.And", _boxes(_day("Weekday"), _day("Weekend")))
    either = _condition("logic.Or", _boxes(_day("Weekday"), _day("Weekend")))
    assert _run(tmp_path / "both", _single(both)) == (True, False)
    assert _run(tmp_path / "either", _single(either)) == (True, True)


def test_days_are_counted_from_sunday_on(tmp_path: Path) -> None:
    name = "org.jenkins__ci.plugins.run__condition.core.DayCondition_-Day"
    days = "".join(f"<{name}><day>{one}</day><selected>true</selected></{name}>" for one in (1, 7))
    job = _job(tmp_path, _single(_day("SelectDays", f"<days>{days}</days>")))
    assert "in 7|6)" in job.specs


@pytest.mark.parametrize("target", ["many", "", "0x10", "1 2"])
def test_what_is_no_number_fails_the_build(target: str, tmp_path: Path) -> None:
    assert _run(tmp_path, _single(_numbers("LessThan")), target=target) == (False, False)


def test_a_variable_that_nobody_sets_fails_the_build(tmp_path: Path) -> None:
    token = _condition("core.BooleanCondition", "<token>$NOBODY</token>")
    assert _run(tmp_path, _single(token)) == (False, False)


def test_a_condition_that_is_not_understood_stops_the_pipeline(tmp_path: Path) -> None:
    moon = '<condition class="com.example.Moon"><phase>full</phase></condition>'
    either = _condition("logic.Or", _boxes(_TRUE, moon))
    assert _run(tmp_path, _single(either)) == (False, False)


def test_a_builder_that_fails_ends_the_build(tmp_path: Path) -> None:
    assert _run(tmp_path, _single(_TRUE, "false") + _shell("echo reached")) == (False, False)


def _status(best: str, worst: str) -> str:
    inner = f"<worstResult><name>{worst}</name></worstResult><bestResult><name>{best}</name></bestResult>"
    return _condition("core.StatusCondition", inner)


RESULTS = {
    "a failure after a success": ("true", _status("FAILURE", "ABORTED"), False),
    "a failure after a failure": ("false", _status("FAILURE", "ABORTED"), True),
    "a success after a failure": ("false", _status("SUCCESS", "SUCCESS"), False),
    "a success after a success": ("true", _status("SUCCESS", "SUCCESS"), True),
    "no failure": ("true", _status("SUCCESS", "UNSTABLE"), True),
    "anything": ("false", _status("SUCCESS", "ABORTED"), True),
    "nothing": ("true", _status("FAILURE", "SUCCESS"), False),
}


@pytest.mark.parametrize("case", RESULTS)
def test_a_publisher_waits_for_a_result(case: str, tmp_path: Path) -> None:
    command, condition, runs = RESULTS[case]
    assert _run(tmp_path, _shell(command), _flexible(condition, "echo reached")) == (command == "true", runs)


def test_a_publisher_that_has_failed_is_a_failure_to_those_behind_it(tmp_path: Path) -> None:
    after = _flexible(_status("FAILURE", "FAILURE"), "echo reached")
    assert _run(tmp_path, _shell("true"), _flexible(_TRUE, "false") + after) == (False, True)


_JUNIT = (
    "<hudson.tasks.junit.JUnitResultArchiver><testResults>x.xml</testResults></hudson.tasks.junit.JUnitResultArchiver>"
)


def test_failed_tests_may_make_a_build_unstable_before_publishers_alone(tmp_path: Path) -> None:
    success = _status("SUCCESS", "SUCCESS")
    assert not _job(tmp_path / "builder", _single(success), _JUNIT).blocking
    assert _job(tmp_path / "publisher", _shell("true"), _JUNIT + _flexible(success, "true")).blocking
    not_failed = _flexible(_status("SUCCESS", "UNSTABLE"), "true")
    assert not _job(tmp_path / "both", _shell("true"), _JUNIT + not_failed).blocking
