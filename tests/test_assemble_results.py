"""The result of the build: what steps set and read, and how the build ends."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from migrate.assemble.builds import Order, build
from migrate.assemble.layout import Unit
from migrate.assemble.pipeline import assemble
from migrate.assemble.results import results_of
from migrate.model import contribution as c
from migrate.model.estate import Estate
from migrate.model.plan import Placed
from migrate.model.settings import Layout, Settings
from migrate.model.source import Literal, Reference, ReferenceKind
from migrate.writers.buildspec import write_buildspec
from tests.codebuild import SHELLS, run_build
from tests.plans import built, facts_of, param, placed, plan_of, post, sh, stage, text
from tests.test_assemble_commands import Rig, attempt, choice

_RESULT, _CURRENT = Reference(ReferenceKind.BUILD, "result"), Reference(ReferenceKind.BUILD, "currentResult")
_LOG = placed(c.Command(text("echo ", _RESULT, " ", _CURRENT, " >> log")))
_CONDITIONS = ("always", "success", "unsuccessful", "failure", "unstable", "cleanup")
_POSTS = tuple(post(one, sh(f"echo {one} >> post")) for one in _CONDITIONS)


def sets(result: str) -> Placed:
    return placed(c.SetResult(Literal(result)))


@pytest.fixture(params=SHELLS)
def rig(tmp_path: Path, request: pytest.FixtureRequest) -> Rig:
    return Rig(tmp_path, str(request.param))


@pytest.mark.parametrize(
    ("set_", "read", "succeeds"),
    [
        ("", "null SUCCESS", True),
        ("SUCCESS", "SUCCESS SUCCESS", True),
        ("UNSTABLE", "UNSTABLE UNSTABLE", True),
        ("UNSTABLE SUCCESS", "UNSTABLE UNSTABLE", True),
        ("FAILURE", "FAILURE FAILURE", False),
        ("FAILURE UNSTABLE SUCCESS", "FAILURE FAILURE", False),
        ("SUCCESS FAILURE", "FAILURE FAILURE", False),
        ("failure", "FAILURE FAILURE", False),
        ("FAILED", "FAILURE FAILURE", False),
        ("NOT_BUILT FAILURE", "NOT_BUILT NOT_BUILT", False),
        ("ABORTED NOT_BUILT", "ABORTED ABORTED", False),
    ],
)
def test_a_result_only_gets_worse_and_fails_the_build_in_the_end(
    rig: Rig, set_: str, read: str, succeeds: bool
) -> None:
    ended = rig.steps(*map(sets, set_.split()), placed(c.InDirectory(Literal("."))), _LOG, post=_POSTS)
    assert rig.read("log").strip() == read
    assert ended.succeeded is succeeds
    unstable = ["unsuccessful", "unstable"] if "UNSTABLE" in read else ["success"]
    assert rig.read("post").split() == ["always", *(unstable if succeeds else ["unsuccessful", "failure"]), "cleanup"]


@pytest.mark.parametrize(
    ("value", "succeeds"), [("FAILURE", False), ("unstable", True), ("SUCCESS", True), ("", False)]
)
def test_a_result_that_only_the_run_knows(rig: Rig, value: str, succeeds: bool) -> None:
    work = (placed(c.SetResult(text(param("P")))), _LOG)
    assert rig.steps(*work, parameters={"P": value}).succeeded is succeeds
    assert rig.read("log").split() == [value.upper() or "FAILURE"] * 2


@pytest.mark.parametrize("caught", ["SUCCESS", "UNSTABLE", "FAILURE"])
@pytest.mark.parametrize("fails", [True, False])
def test_a_failure_that_is_caught_sets_the_result(rig: Rig, caught: str, fails: bool) -> None:
    block = placed(c.CatchFailure(caught, Literal("caught")), sh("false" if fails else "true"))
    ended = rig.steps(block, _LOG, post=_POSTS)
    wanted = caught if fails else "SUCCESS"
    assert rig.read("log").split() == ["null" if wanted == "SUCCESS" else wanted, wanted]
    assert ended.succeeded is (wanted != "FAILURE")
    assert ("success" in rig.read("post").split()) is (wanted == "SUCCESS")


@pytest.mark.parametrize(("set_", "way"), [("SUCCESS", "other"), ("FAILURE", "failure"), ("UNSTABLE", "other")])
def test_a_condition_reads_the_result(rig: Rig, set_: str, way: str) -> None:
    test = placed(c.Compare(_RESULT, c.Operator.EQUALS, Literal("FAILURE")))
    rig.steps(sets(set_), choice(test, (sh("touch failure"),), (sh("touch other"),)))
    assert rig.has(way)


def test_a_result_that_nobody_has_set_is_nothing_in_a_condition(rig: Rig) -> None:
    test = placed(c.Compare(_RESULT, c.Operator.EQUALS, Literal("")))
    assert rig.steps(choice(test, (sh("touch null"),))).succeeded
    assert rig.has("null")


_ASKED = {"": True, "SUCCESS": True, "UNSTABLE": True, "FAILURE": False, "ABORTED": False}


@pytest.mark.parametrize("reference", [_RESULT, _CURRENT])
@pytest.mark.parametrize(("asked", "stops"), _ASKED.items())
def test_a_condition_stops_where_failed_tests_would_decide_it(
    rig: Rig, reference: Reference, asked: str, stops: bool
) -> None:
    report = placed(c.TestReport(("*.xml",), allow_empty=True))
    test = placed(c.Compare(reference, c.Operator.EQUALS, Literal(asked)))
    ended = rig.steps(report, choice(test, (sh("touch deployed"),), (sh("touch other"),)))
    assert ended.succeeded is not stops
    assert rig.has("other") is not stops
    assert not rig.has("deployed")


@pytest.mark.parametrize("early", [True, False])
def test_reports_of_the_post_decide_nothing_before_it(rig: Rig, early: bool) -> None:
    report = placed(c.TestReport(("*.xml",), allow_empty=True))
    test = placed(c.Compare(_CURRENT, c.Operator.EQUALS, Literal("UNSTABLE")))
    asks = choice(test, (), (sh("touch passed"),))
    plan = plan_of(
        stage("Build", asks if early else sh("true")), post=(post("always", report, *(() if early else (asks,))),)
    )
    assert rig.plan(plan).succeeded is early
    assert rig.has("passed") is early


def test_a_condition_on_what_other_machines_have_set_is_a_gap() -> None:
    test = placed(c.Compare(_RESULT, c.Operator.EQUALS, Literal("")))
    elsewhere = stage("B", choice(test, (sh("deploy"),)), machine=placed(c.Machine(Literal("other"))))
    _, remarks = assemble(plan_of(stage("A", sets("UNSTABLE")), elsewhere), Settings(layout=Layout.STAGED), Estate())
    assert [one.because for one in remarks if one.gap and one.blocking] == [
        "whether the build is UNSTABLE because of stages on other machines is not known to it"
    ]


@pytest.mark.parametrize("succeeds", [True, False])
def test_the_usual_attempt_that_tells_people_how_it_ended(rig: Rig, succeeds: bool) -> None:
    body = (sh("true" if succeeds else "false"), sets("SUCCESS"))
    one = attempt(body, (sets("FAILURE"), placed(c.Fail(Literal("again")))), (_LOG,))
    assert rig.steps(one, sh("touch next")).succeeded is rig.has("next") is succeeds
    assert rig.read("log").split() == ["SUCCESS" if succeeds else "FAILURE"] * 2


@pytest.mark.parametrize("result", ["UNSTABLE", "FAILURE", "SUCCESS"])
def test_post_of_a_stage_goes_by_the_result_of_the_build(rig: Rig, result: str) -> None:
    after = stage("After", sh("true"), post=_POSTS)
    plan = plan_of(stage("Outer", stages=(stage("Before", sets(result)), after)), stage("Last", sh("touch last")))
    assert rig.plan(plan).succeeded is (result != "FAILURE")
    assert rig.has("last")
    ways = {"UNSTABLE": ["unsuccessful", "unstable"], "FAILURE": ["unsuccessful", "failure"], "SUCCESS": ["success"]}
    assert rig.read("post").split() == ["always", *ways[result], "cleanup"]


def test_a_later_build_knows_the_result(rig: Rig) -> None:
    first, second = stage("A", sets("FAILURE")), stage("B", _LOG, post=_POSTS)
    facts = replace(facts_of(), results=results_of(plan_of(first, second)))
    ended = []
    for name, one, last in (("a", first, False), ("b", second, True)):
        plan = plan_of(one)
        unit = Unit(name, plan.stages, None, fresh=not last)
        order = Order(unit, plan, facts, last, "" if last else "workspace", may_have_failed=last)
        spec = write_buildspec(build(order).project.buildspec)
        ended.append(run_build(spec, rig.workspace, rig.workspace.parent / name).succeeded)
    assert ended == [True, False]
    assert rig.read("log").split() == ["FAILURE", "FAILURE"]
    assert rig.read("post").split() == ["always", "unsuccessful", "failure", "cleanup"]


def test_a_result_that_changes_nothing_is_not_written() -> None:
    text_ = write_buildspec(built(plan_of(stage("Build", sets("SUCCESS"), sets("UNSTABLE")))).project.buildspec)
    assert "worsen" not in text_


def test_what_is_not_as_in_jenkins_is_said() -> None:
    own = placed(c.Machine(Literal("other")))
    plan = plan_of(
        stage("A", sets("FAILURE")),
        stage("B", sets("UNSTABLE"), placed(c.TestReport(("*.xml",)))),
        stage("C", _LOG, machine=own),
    )
    _, remarks = assemble(plan, Settings(layout=Layout.STAGED), Estate())
    said = [one.because for one in remarks]
    for because in (
        "the action fails at its end, and later stages do not run",
        "later stages do not know of this result",
        "failed tests do not make a build UNSTABLE: the result does not tell of them",
        "what stages on other machines have set is not known here",
    ):
        assert because in said
    assert not any(one.gap for one in remarks)


def test_one_build_after_the_other_in_one_workspace_is_as_in_jenkins() -> None:
    plan = plan_of(stage("A", sets("FAILURE")), stage("B", _LOG))
    assert not [one for one in assemble(plan, Settings(layout=Layout.STAGED), Estate())[1] if "result" in one.because]
