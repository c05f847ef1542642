"""Attempts, caught failures and retries: what goes on behind a failure, and what must not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.model import contribution as c
from migrate.model.plan import Placed
from migrate.model.settings import OnGap, Settings
from migrate.model.source import Literal
from tests.codebuild import SHELLS
from tests.plans import built, env, placed, plan_of, post, sh, stage, text
from tests.test_assemble_commands import Rig, attempt, capture, choice, is_p, keep, part, variable_of

_GAP = placed(c.Blocked("no such thing"))
_ON = sh("touch on")


@pytest.fixture(params=SHELLS)
def rig(tmp_path: Path, request: pytest.FixtureRequest) -> Rig:
    return Rig(tmp_path, str(request.param))


_CATCHES: dict[str, Callable[..., Placed]] = {
    "try": lambda *body: attempt(body, (_ON,)),
    "try in a catch": lambda *body: attempt((sh("false"),), (attempt(body, ()),)),
    "try in a block": lambda *body: attempt((placed(c.InDirectory(Literal("sub")), *body),), ()),
    "try in a choice": lambda *body: attempt((choice(placed(c.Constant(True)), body),), ()),
    "try in a branch": lambda *body: attempt((placed(c.InParallel(), placed(c.Plain(), *body)),), ()),
    "try in a timeout": lambda *body: attempt((placed(c.WithTimeout(9), *body),), ()),
    "catchError": lambda *body: placed(c.CatchFailure("SUCCESS"), *body),
    "retry": lambda *body: placed(c.WithRetry(3), sh("echo x >> turns"), *body),
    "all": lambda *body: attempt((placed(c.CatchFailure("SUCCESS"), placed(c.WithRetry(2), *body)),), ()),
}
_STOPS = {
    "a gap": _GAP,
    "a name without a value": placed(c.Print(env("NOBODY"))),
    "a script with one": placed(c.Command(text("echo ", env("NOBODY")))),
    "a file with one": placed(c.Command(text("#!/bin/sh\necho ", env("NOBODY")))),
    "a status with one": placed(c.Capture("out", c.Command(text("echo ", env("NOBODY"))), True)),
    "a variable with one": placed(c.SetVariable("X", env("NOBODY"))),
    "a stash that nobody makes": placed(c.Unstash("nothing")),
    "a condition that is lost": placed(
        c.Choice(), part(c.Role.CONDITION, _GAP), part(c.Role.THEN, sh(":")), part(c.Role.OTHERWISE, sh(":"))
    ),
}


@pytest.mark.parametrize("around", _CATCHES)
@pytest.mark.parametrize("stop", _STOPS)
def test_what_is_not_converted_is_not_caught(rig: Rig, around: str, stop: str) -> None:
    last = sh("touch last")
    ended = rig.steps(
        attempt((_CATCHES[around](_STOPS[stop], _ON),), None, (last,)), _ON, post=(post("always", sh("touch post")),)
    )
    assert not ended.succeeded
    assert not rig.has("on")
    assert rig.has("last")  # Jenkins would clean up too
    assert rig.has("post")
    assert not rig.has("turns") or rig.read("turns") == "x\n"


@pytest.mark.parametrize("around", _CATCHES)
def test_a_gap_that_the_user_lets_pass_is_no_failure(rig: Rig, around: str) -> None:
    plan = plan_of(stage("Build", _CATCHES[around](_GAP, sh("touch after")), sh("touch next")))
    assert rig.plan(plan, settings=Settings(on_gap=OnGap.COMMENT)).succeeded
    assert rig.has("after") or rig.has("sub/after")
    assert rig.has("next")


@pytest.mark.parametrize("value", ["x", "y"])
def test_a_stop_that_is_not_reached_stops_nothing(rig: Rig, value: str) -> None:
    one = attempt((choice(is_p("x"), (_GAP,)), sh("false")), (sh("touch caught"),))
    assert rig.steps(one, sh("touch next"), parameters={"P": value}).succeeded is (value == "y")
    assert rig.has("caught") is rig.has("next") is (value == "y")


@pytest.mark.parametrize(("on_gap", "succeeds"), [(OnGap.FAIL, False), (OnGap.COMMENT, True)])
def test_a_choice_whose_condition_is_lost_takes_no_way(rig: Rig, on_gap: OnGap, succeeds: bool) -> None:
    """Both ways stand there for whoever puts the condition in."""
    lost = _STOPS["a condition that is lost"].body[0]
    one = placed(c.Choice(), lost, part(c.Role.THEN, sh("touch then")), part(c.Role.OTHERWISE, sh("touch otherwise")))
    plan = plan_of(stage("Build", one, sh("touch next")))
    assert rig.plan(plan, settings=Settings(on_gap=on_gap)).succeeded is succeeds
    assert [name for name in ("then", "otherwise", "next") if rig.has(name)] == ["next"] * succeeds


@pytest.mark.parametrize("succeeds", [True, False])
def test_what_was_set_before_a_failure_does_not_hide_it(rig: Rig, succeeds: bool) -> None:
    body = (keep("a", "1"), placed(c.SetVariable("X", Literal("2"))), sh(str(succeeds).lower()))
    one = attempt(body, None, (sh('printf %s "$X" > last'),))
    assert rig.steps(one, sh("touch next")).succeeded is rig.has("next") is succeeds
    assert rig.read("last") == "2"


def test_a_here_document_is_tried_again_as_it_stands(rig: Rig) -> None:
    assert rig.steps(placed(c.WithRetry(2), sh("cat > out <<'EOF'\n a\nb\nEOF\n"))).succeeded
    assert rig.read("out") == " a\nb\n"


_OURS = ("status", "attempt", "body", "branch_1", "output", "post_failed", "stage_ok", "last", "pipeline", "mode")


def test_blocks_and_post_leave_the_names_of_the_job_alone(rig: Rig) -> None:
    look = sh('echo "$' + '" "$'.join(_OURS) + '" >> log')
    work = (
        placed(c.WithRetry(2), look),
        placed(c.WithTimeout(9), look),
        placed(c.CatchFailure("SUCCESS"), look),
        placed(c.InParallel(), placed(c.Plain(), look)),
        attempt((capture("got", "echo a"), look), (look,), (look,)),
        *(keep(name, f"kept-{name}") for name in _OURS),
    )
    inner = stage("Inner", *work, post=(post("always", look), post("success", look)))
    plan = plan_of(stage("Outer", stages=(inner,)), stage("Next", look), post=(post("always", look),))
    assert rig.plan(plan, parameters={name: f"v-{name}" for name in _OURS}).succeeded
    lines = rig.read("log").splitlines()
    assert lines == [" ".join(f"v-{name}" for name in _OURS)] * 6 + [" ".join(f"kept-{name}" for name in _OURS)] * 4


def told(body: tuple[Placed, ...], *caught: Placed, name: str = "e") -> Placed:
    parts = (part(c.Role.BODY, *body), placed(c.Part(c.Role.CATCH, name), *caught))
    return placed(c.Attempt(), *parts)


def fails(message: str) -> Placed:
    return placed(c.Fail(Literal(message)))


_SHOW = placed(c.WriteFile(Literal("e"), variable_of("e")))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ((sh("exit 9"),), "script returned exit code 9"),
        ((sh("false"), fails("no")), "script returned exit code 1"),
        ((fails("it's\n$HOME"),), "it's\n$HOME"),
        ((placed(c.InDirectory(Literal("sub")), fails("in a block")),), "in a block"),
        ((attempt((fails("inner"),), ()), sh("exit 3")), "script returned exit code 3"),
        ((told((fails("inner"),), name="inner"), sh("exit 3")), "script returned exit code 3"),
        ((attempt((fails("inner"),), (fails("outer"),)),), "outer"),
        ((attempt((fails("inner"),), None, (sh(":"),)),), "inner"),
        ((placed(c.CatchFailure("SUCCESS"), fails("inner")), sh("exit 4")), "script returned exit code 4"),
        (
            (placed(c.WithRetry(2), sh("[ ! -e x ] || exit 5; touch x"), fails("x")),),
            "script returned exit code 5",
        ),
    ],
)
def test_a_catch_reads_the_message_of_what_has_failed(rig: Rig, body: tuple[Placed, ...], message: str) -> None:
    later = placed(c.WriteFile(Literal("later"), variable_of("e")))
    assert rig.steps(told(body, _SHOW), later).succeeded
    assert rig.read("e") == rig.read("later") == message


# ---- two catches -----------------------------------------------------------------------------------------------------


def chosen(*body: Placed, otherwise: tuple[Placed, ...] | None = None) -> Placed:
    """An attempt with a catch for an interruption, and another one for all else."""
    interrupted = placed(c.Compare(variable_of("asked"), c.Operator.EQUALS, Literal("true")))
    ways = choice(interrupted, (sh("touch interrupted"),), (sh("touch failed"),) if otherwise is None else otherwise)
    return placed(c.Attempt(), part(c.Role.BODY, *body), placed(c.Part(c.Role.CATCH, "", "asked"), ways))


def in_time(*body: Placed, seconds: int = 1) -> Placed:
    return placed(c.WithTimeout(seconds), *body)


_LONG, _SHORT, _NO = sh("sleep 30"), sh(":"), sh("false")
_INTERRUPTS = placed(c.Fail(Literal("x"), interrupts=True))
_ABORTED = "a time-out that is no failure, but makes the build ABORTED"
_CHOSEN: dict[str, tuple[tuple[Placed, ...], str]] = {
    "a time-out": ((in_time(_LONG),), "interrupted"),
    "a time-out in a block": ((placed(c.InDirectory(Literal(".")), in_time(_LONG)), _NO), "interrupted"),
    "a time-out around one": ((in_time(in_time(_LONG, seconds=20)),), "interrupted"),
    "a failure in time": ((in_time(_NO, seconds=9),), "failed"),
    "a failure with the status of a killed one": ((in_time(sh("exit 143"), seconds=9),), "failed"),
    "a failure behind it": ((in_time(_SHORT, seconds=9), _NO), "failed"),
    "success": ((in_time(_SHORT, seconds=9),), ""),
    "a time-out that is caught": ((attempt((in_time(_LONG),), ()), _NO), "failed"),
    "a time-out that another one asks for": ((told((in_time(_LONG),)), _NO), "failed"),
    _ABORTED: ((placed(c.CatchFailure("SUCCESS"), in_time(_LONG)), _NO), "failed"),
    "a time-out at the first try": (
        (placed(c.WithRetry(2), in_time(sh("[ -e once ] || { touch once; sleep 30; }")), _NO),),
        "failed",
    ),
    "a time-out at the last try": ((placed(c.WithRetry(2), in_time(_LONG)),), "interrupted"),
    "one that is thrown again": ((attempt((in_time(_LONG),), (_INTERRUPTS,)),), "interrupted"),
    "another that is thrown instead": ((attempt((in_time(_LONG),), (fails("x"),)),), "failed"),
    "one within": ((chosen(in_time(_NO, seconds=9), otherwise=(in_time(_LONG),)),), "interrupted"),
    "what is not converted": ((in_time(_GAP, seconds=9),), ""),
}


@pytest.mark.parametrize("case", _CHOSEN)
def test_one_catch_takes_what_runs_out_of_time_and_the_other_all_else(rig: Rig, case: str) -> None:
    body, catch = _CHOSEN[case]
    ended = rig.steps(chosen(*body), sh("touch next"))
    assert [name for name in ("interrupted", "failed") if rig.has(name)] == [catch] * bool(catch)
    assert rig.has("next") is (case != "what is not converted")
    assert ended.succeeded is (rig.has("next") and case != _ABORTED)


def test_an_interruption_leaves_nothing_for_the_next_attempt(rig: Rig) -> None:
    again = (sh("rm -f interrupted"), chosen(_NO))
    assert rig.steps(chosen(in_time(_LONG)), *again, chosen(_NO)).succeeded
    assert rig.has("failed")
    assert not rig.has("interrupted")


@pytest.mark.parametrize(
    ("body", "message", "kind"),
    [(fails("no"), "no", "false"), (in_time(_LONG), "script returned exit code 143", "true")],
)
def test_a_catch_reads_the_message_and_the_kind_of_a_failure(rig: Rig, body: Placed, message: str, kind: str) -> None:
    show = placed(c.WriteFile(Literal("asked"), variable_of("asked")))
    catch = placed(c.Part(c.Role.CATCH, "e", "asked"), _SHOW, show)
    assert rig.steps(placed(c.Attempt(), part(c.Role.BODY, body), catch)).succeeded
    assert (rig.read("e"), rig.read("asked")) == (message, kind)


def until(condition: Placed, *body: Placed) -> Placed:
    return placed(c.Until(), part(c.Role.CONDITION, condition), part(c.Role.BODY, *body))


def test_steps_run_until_a_condition_holds(rig: Rig) -> None:
    done = placed(c.Compare(variable_of("there"), c.Operator.EQUALS, Literal("true")))
    turn = (
        sh("echo x >> turns; [ ! -e first ] || touch done; touch first"),
        placed(c.Compute("there", "fileExists", Literal("done"))),
    )
    assert rig.steps(until(done, placed(c.InDirectory(Literal(".")), *turn)), sh("touch next")).succeeded
    assert rig.read("turns") == "x\nx\n"
    assert rig.has("next")


@pytest.mark.parametrize("step", [sh("false\ntouch on"), fails("no"), _GAP])
def test_a_turn_that_fails_ends_the_waiting(rig: Rig, step: Placed) -> None:
    assert not rig.steps(until(placed(c.Constant(True)), step), _ON).succeeded
    assert not rig.has("on")


@pytest.mark.parametrize("condition", [_GAP, placed(c.Compare(env("NOBODY"), c.Operator.EQUALS, Literal("x")))])
def test_waiting_for_what_is_not_known_stops(rig: Rig, condition: Placed) -> None:
    assert not rig.steps(until(condition, sh(":")), _ON).succeeded
    assert not rig.has("on")


def test_waiting_for_ever_ends_at_its_time_out(rig: Rig) -> None:
    assert not rig.steps(placed(c.WithTimeout(1), until(placed(c.Constant(False)), sh(":")))).succeeded


@pytest.mark.parametrize("on_gap", list(OnGap))
def test_what_a_lost_condition_guards_stands_behind_its_stop_and_never_runs(rig: Rig, on_gap: OnGap) -> None:
    lost = placed(c.Blocked("the condition is not understood"))
    plan = plan_of(stage("A", sh("touch guarded"), guards=(lost,)), stage("B", sh("touch after")))
    (command, *_) = built(plan).project.buildspec.build
    assert "touch guarded" in command.script
    ended = rig.plan(plan, settings=Settings(on_gap=on_gap))
    assert not rig.has("guarded")
    assert ended.succeeded is (on_gap is OnGap.COMMENT)
