"""Tests that other services run, in a build that finds a stand-in for them: a build passes only where all have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from migrate.model import contribution as c
from migrate.model.source import Literal
from tests.services import Services


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return Services(tmp_path)


def _secret(variable: str, credential: str) -> c.SecretVariable:
    return c.SecretVariable(variable, Literal(credential), c.SecretShape.TEXT)


# ---- Runscope --------------------------------------------------------------------------------------------------------

_TRIGGER = "https://api.runscope.com/radar/0a/trigger"
_RESULT = "https://api.runscope.com/buckets/b/tests/{}/results/r"
_RUNSCOPE = c.CallAws(
    'runscope_tests "$url" "$seconds"',
    (("url", Literal(_TRIGGER)), ("seconds", Literal(60))),
    functions=("runscope_tests",),
    secrets=(_secret("RUNSCOPE_TOKEN", "token"),),
)


def _runs(*tests: str) -> dict[str, list[Any]]:
    keys = [{"bucket_key": "b", "test_id": one, "test_run_id": "r"} for one in tests]
    return {_TRIGGER: [{"data": {"runs": keys}}]}


@pytest.mark.parametrize(("second", "passes"), [("pass", True), ("fail", False), ("canceled", False)])
def test_every_test_of_runscope_must_pass(services: Services, second: str, passes: bool) -> None:
    results = {
        _RESULT.format("one"): [{"data": {"result": "working"}}, {"data": {"result": "pass"}}],
        _RESULT.format("two"): [{"data": {"result": second}}],
    }
    ended = services.run(_RUNSCOPE, _runs("one", "two") | results, token="t-1")
    assert ended.succeeded is passes, ended.output
    assert {headers["Authorization"] for _, headers, _ in services.calls()} == {"Bearer t-1"}


def test_a_trigger_of_runscope_without_tests_fails(services: Services) -> None:
    assert not services.run(_RUNSCOPE, _runs(), token="t").succeeded


# ---- BlazeMeter ------------------------------------------------------------------------------------------------------

_API = "https://a.example.com/api/v4/"
_KEYS = (("BLAZEMETER_ID", "username"), ("BLAZEMETER_SECRET", "password"))
_BLAZEMETER = c.CallAws(
    'blazemeter_test "$server" "$test" report.xml',
    (("server", Literal("https://a.example.com/")), ("test", Literal("7"))),
    functions=("blazemeter_test",),
    secrets=tuple(
        c.SecretVariable(name, Literal("blaze"), c.SecretShape.USERNAME_PASSWORD, key) for name, key in _KEYS
    ),
)


@pytest.mark.parametrize(
    ("told", "passes"),
    [({}, True), ({"errors": [], "failures": []}, True), ({"errors": ["e"]}, False), ({"failures": ["f"]}, False)],
)
def test_what_blazemeter_finds_wrong_fails_the_build(services: Services, told: dict[str, Any], passes: bool) -> None:
    answers: dict[str, list[Any]] = {
        f"{_API}tests/7/start": [{"result": {"id": 9}}],
        f"{_API}masters/9/status": [{"result": {"status": "RUNNING"}}, {"result": {"status": "ENDED"}}],
        f"{_API}masters/9/reports/thresholds?format=junit": ["<testsuite/>"],
        f"{_API}masters/9/ci-status": [{"result": told}],
    }
    ended = services.run(_BLAZEMETER, answers, **{"blaze:username": "id", "blaze:password": "word"})
    assert ended.succeeded is passes, ended.output
    assert (services.workspace / "report.xml").read_text() == "<testsuite/>"
    assert "word" not in ended.output


# ---- Ghost Inspector -------------------------------------------------------------------------------------------------

_SUITE = "https://api.ghostinspector.com/v1/suites/s/execute/"
_GHOST = c.CallAws(
    'ghost_inspector "$suite" "$start"',
    (("suite", Literal("s")), ("start", Literal("https://x.example.com"))),
    functions=("ghost_inspector",),
    secrets=(_secret("GHOST_INSPECTOR_KEY", "key"),),
)


@pytest.mark.parametrize(
    ("answer", "passes"),
    [
        ({"code": "SUCCESS", "data": [{"name": "a", "passing": True}, {"name": "b", "passing": True}]}, True),
        ({"code": "SUCCESS", "data": [{"name": "a", "passing": True}, {"name": "b", "passing": False}]}, False),
        ({"code": "SUCCESS", "data": []}, False),
        ({"code": "ERROR", "message": "no such suite"}, False),
    ],
)
def test_every_test_of_a_suite_must_pass(services: Services, answer: dict[str, Any], passes: bool) -> None:
    ended = services.run(_GHOST, {_SUITE: [answer]}, key="k-1")
    assert ended.succeeded is passes, ended.output
    assert [data for _, _, data in services.calls()] == ["apiKey=k-1&startUrl=https%3A%2F%2Fx.example.com"]
