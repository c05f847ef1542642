"""Scopes around a pipeline, a stage or steps, and every other contribution: written where it holds, or stopped."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from migrate.assemble.pipeline import assemble
from migrate.model import contribution as c
from migrate.model.delivery import Delivery
from migrate.model.estate import Estate
from migrate.model.plan import NestedStage, Placed, Plan, PlannedStage, Remark
from migrate.model.settings import Layout, Settings
from migrate.model.source import Literal
from migrate.validate.buildspec import check_buildspec
from migrate.validate.pipeline import check_pipeline
from migrate.writers.buildspec import write_buildspec
from migrate.writers.declaration import declare_pipeline
from tests.codebuild import Ended, run_build
from tests.plans import env, param, placed, plan_of, post, sh, stage, text, variable

_SECRET = c.SecretVariable("TOKEN", Literal("token"), c.SecretShape.TEXT)
_IN_STEPS = (c.AllOf, c.AnyOf, c.NotAny)

# One of each kind. A new kind fails the first test until it stands here.
_SAMPLES: dict[type, c.Contribution] = {
    type(one): one
    for one in (
        c.InDirectory(Literal("folder")),
        c.RunLogTasks((c.LogTask((("oops", "and"),), c.Command(Literal("x"))),)),
        c.ParseLog("rules"),
        c.FindText("oops", "FAILURE", log=True),
        c.WithVariables((("A", Literal("1")),)),
        c.WithSecrets((_SECRET,)),
        c.WithRole(Literal("deploy"), Literal(""), Literal("ci"), 900, "arn:aws:iam::1:role/deploy"),
        c.WithSonarQube("main"),
        c.FollowedBy((c.CallAws("aws s3 ls"),)),
        c.WithParameterStore(Literal("eu-west-1"), Literal("/shop")),
        c.WithTimeout(1234),
        c.WithRetry(2),
        c.CatchFailure("FAILURE", Literal("caught")),
        c.InImage(Literal("node:20")),
        c.InPod((c.Container("go", Literal("golang:1")),), "go"),
        c.InContainer("go"),
        c.OnMachine(Literal("linux")),
        c.WithRegistry(Literal("https://r.example.com"), Literal("login")),
        c.WithSshKeys((Literal("key"),)),
        c.WithLock(Literal("printer")),
        c.IntoFile(Literal("log.txt")),
        c.OnResult(c.When.SUCCESS),
        c.InParallel(),
        c.InTurn(),
        c.Choice(),
        c.Loop("item", Literal("a")),
        c.Attempt(),
        c.Until(),
        c.Part(c.Role.THEN),
        c.SetResult(Literal("FAILURE")),
        c.Plain(),
        c.AllOf(),
        c.AnyOf(),
        c.NotAny(),
        c.Command(Literal("make")),
        c.Print(Literal("text")),
        c.Fail(Literal("text")),
        c.WriteFile(Literal("file"), Literal("text")),
        c.DeleteFiles(),
        c.Pause(1),
        c.TestReport(("*.xml",)),
        c.ReadVariables(Literal("ci.properties")),
        c.ArchiveArtifacts(("*.jar",)),
        c.Stash("stash"),
        c.Unstash("stash"),
        c.Notification("email", ("a@example.com",), Literal("subject"), Literal("body")),
        c.StartJob(Literal("other")),
        c.JobsStarted(("other",)),
        c.CopyArtifacts(Literal("other")),
        c.Checkout(url=Literal("https://github.com/team/other.git")),
        c.SetVariable("A", Literal("1")),
        c.SetDisplayName(Literal("rel 7")),
        c.Keep("kept", Literal("1")),
        c.Capture("captured", c.Command(Literal("git describe"))),
        c.Compute("computed", "trim", Literal(" x ")),
        c.FindFiles("found", ("*.txt",)),
        c.CheckFile(Literal("a"), "0f"),
        c.CheckExists(Literal("a"), True),
        c.CheckFiles(("*.txt",), (), ("a.txt",)),
        c.Request("answer", "GET", Literal("https://example.com")),
        c.Transfer("web", c.Protocol.SFTP, ("a",), command=Literal("ls")),
        c.CallAws("aws s3 ls"),
        c.SonarScan("main", c.Command(Literal("scan"))),
        c.QualityGate(),
        c.Approval(Literal("Deploy?")),
        c.Blocked("not converted"),
        c.Parameter("P", Literal("x")),
        c.Schedule("5 4 * * *"),
        c.PushTrigger(),
        c.BuildsBranches(),
        c.BuildsPullRequests(),
        c.BranchFilter(),
        c.UpstreamTrigger(("other",)),
        c.Concurrency(c.Mode.SUPERSEDED),
        c.Retention(3),
        c.WaitForJobs(("other",)),
        c.SkipCheckout(),
        c.Milestone(),
        c.SkipAfterUnstable(),
        c.CheckoutDirectory("sub"),
        c.OfJenkinsfile("Jenkinsfile", "0"),
        c.FailFast(),
        c.Disabled(),
        c.Description("text"),
        c.Machine(Literal("label")),
        c.NoMachine(),
        c.UseTool("jdk", Literal("jdk17")),
        c.Compare(param("P"), c.Operator.EQUALS, Literal("x")),
        c.Constant(False),
    )
}


def test_there_is_a_sample_of_each_kind() -> None:
    assert _SAMPLES.keys() == set(get_args(c.Contribution))


def _assembled(plan: Plan, layout: Layout = Layout.STAGED) -> tuple[Delivery, tuple[Remark, ...]]:
    settings = Settings(layout=layout)
    delivery, remarks = assemble(plan, settings, Estate())
    findings = list(check_pipeline({"pipeline": declare_pipeline(delivery, settings)}))
    for project in delivery.projects:
        findings += check_buildspec(write_buildspec(project.buildspec))
    assert not [one for one in findings if one.severity.name == "ERROR"], findings
    return delivery, remarks


def _as_text(delivery: Delivery) -> str:
    """All that is delivered, without places and without what only tells people."""
    plain = re.sub(r"Location\((?:[^()]|\(\))*\)", "", repr(delivery))
    return re.sub(r", notes=\(.*", "", plain)


_Plans = Callable[[tuple[Placed, ...]], Plan]


def _traits(given: tuple[Placed, ...]) -> Plan:
    return plan_of(stage("A", sh("a")), stage("B", sh("b")), traits=given, post=(post("always", sh("end")),))


def _stage_traits(given: tuple[Placed, ...]) -> Plan:
    return plan_of(stage("A", sh("a")), stage("B", sh("b"), traits=given, post=(post("always", sh("p")),)))


def _outer_traits(given: tuple[Placed, ...]) -> Plan:
    return plan_of(stage("Outer", traits=given, stages=(stage("A", sh("a")), stage("B", sh("b")))))


def _parallel_traits(given: tuple[Placed, ...]) -> Plan:
    return plan_of(stage("Outer", traits=given, parallel=(stage("A", sh("a")), stage("B", sh("b")))))


def _steps(given: tuple[Placed, ...]) -> Plan:
    return plan_of(stage("A", sh("a"), *(given or (sh("b"),))))


def _post(given: tuple[Placed, ...]) -> Plan:
    return plan_of(stage("A", sh("a"), post=(post("always", *(given or (sh("b"),))),)))


def _guards(given: tuple[Placed, ...]) -> Plan:
    return plan_of(stage("A", sh("a"), guards=given), stage("B", sh("b")))


def _environment(given: tuple[Placed, ...]) -> Plan:
    return plan_of(stage("A", sh("a"), environment=given), environment=given)


_LEVELS: dict[str, tuple[_Plans, bool]] = {
    "an option of the pipeline": (_traits, False),
    "an option of a stage": (_stage_traits, False),
    "an option of a stage with stages": (_outer_traits, False),
    "an option of a parallel": (_parallel_traits, False),
    "around steps": (_steps, True),
    "around steps of post": (_post, True),
}


def _is_stopped(one: Placed, remarks: tuple[Remark, ...]) -> bool:
    return any(remark.leaf == one.origin and remark.gap and remark.blocking for remark in remarks)


@pytest.mark.parametrize("kind", get_args(c.Scope), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("level", _LEVELS)
def test_a_scope_is_written_or_stops_the_pipeline(kind: type, level: str) -> None:
    plans, around = _LEVELS[level]
    given = Placed(_SAMPLES[kind], placed(c.Plain()).origin, (sh("b"),) if around else ())
    delivery, remarks = _assembled(plans((given,)))
    without, _ = _assembled(plans(()))
    changes = _as_text(delivery) != _as_text(without)
    if kind is c.Plain:
        assert not changes
        return
    assert changes
    stops = delivery.projects[0].buildspec.build if level == "an option of the pipeline" else ()
    if _is_stopped(given, remarks):
        assert "Not converted:" in _as_text(delivery)
        assert not stops or "Not converted:" in stops[0].script


# What changes nothing in its place, and why.
_NOTHING = {
    ("an option of the pipeline", c.Plain): "it changes nothing anywhere",
    ("an option of the pipeline", c.FailFast): "actions side by side go on: the rule says so",
    ("an option of the pipeline", c.SkipAfterUnstable): "nothing makes the build UNSTABLE",
    ("an option of the pipeline", c.NoMachine): "the stages have their own",
    ("an option of the pipeline", c.Machine): "the plan holds the machine itself",
    ("an option of a stage", c.Plain): "it changes nothing anywhere",
    ("an option of a stage", c.JobsStarted): "no step reads the names",
    ("an option of a stage", c.SkipCheckout): "only a stage with an agent of its own checks out",
    ("a step", c.Plain): "it changes nothing anywhere",
    ("a step", c.InParallel): "nothing is in it",
}
_PLACES: dict[str, _Plans] = {
    "an option of the pipeline": _traits,
    "an option of a stage": _stage_traits,
    "a step": _steps,
    "a step of post": _post,
    "a condition": _guards,
    "an environment entry": _environment,
}


@pytest.mark.parametrize("kind", get_args(c.Contribution), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("place", _PLACES)
def test_a_contribution_is_placed_or_stops_the_pipeline(kind: type, place: str) -> None:
    given = placed(_SAMPLES[kind])
    delivery, remarks = _assembled(_PLACES[place]((given,)))
    without, _ = _assembled(_PLACES[place](()))
    if _is_stopped(given, remarks) or kind is c.Blocked:
        assert re.search("Not converted:|No such stash", _as_text(delivery))
    elif (place, kind) not in _NOTHING:
        assert _as_text(delivery) != _as_text(without)


def _part(role: c.Role, *body: Placed) -> Placed:
    return placed(c.Part(role), *body)


_HOLDS = placed(c.Constant(True))
_MALFORMED: dict[str, Placed] = {
    "a choice without parts": placed(c.Choice()),
    "a choice of steps": placed(c.Choice(), sh("b")),
    "a choice without a condition": placed(c.Choice(), _part(c.Role.THEN, sh("b"))),
    "a choice whose condition is lost": placed(c.Choice(), _part(c.Role.CONDITION), _part(c.Role.THEN, sh("b"))),
    "a choice on a step": placed(c.Choice(), _part(c.Role.CONDITION, sh("x")), _part(c.Role.THEN, sh("b"))),
    "a choice with steps beside its parts": placed(
        c.Choice(), _part(c.Role.CONDITION, _HOLDS), _part(c.Role.THEN, sh("b")), sh("c")
    ),
    "a choice with a way twice": placed(
        c.Choice(), _part(c.Role.CONDITION, _HOLDS), _part(c.Role.THEN, sh("b")), _part(c.Role.THEN, sh("c"))
    ),
    "a choice with a catch": placed(
        c.Choice(), _part(c.Role.CONDITION, _HOLDS), _part(c.Role.THEN, sh("b")), _part(c.Role.CATCH, sh("c"))
    ),
    "a loop without parts": placed(c.Loop("item", Literal("a"))),
    "a loop of steps": placed(c.Loop("item", Literal("a")), sh("b")),
    "a loop without a turn": placed(c.Loop("item", Literal("a")), _part(c.Role.FIRST, sh("b"))),
    "a loop with a condition": placed(
        c.Loop("item", Literal("a")), _part(c.Role.CONDITION, _HOLDS), _part(c.Role.BODY, sh("b"))
    ),
    "an attempt without parts": placed(c.Attempt()),
    "an attempt of steps": placed(c.Attempt(), sh("b")),
    "an attempt without a body": placed(c.Attempt(), _part(c.Role.FINALLY, sh("b"))),
    "an attempt with a condition": placed(
        c.Attempt(), _part(c.Role.CONDITION, _HOLDS), _part(c.Role.BODY, sh("b"))
    ),
    "a part alone": _part(c.Role.BODY, sh("b")),
    "an output of a script that can't run": placed(
        c.Capture("x", c.Command(Literal("dir"), c.Interpreter.BATCH), status=True)
    ),
}  # fmt: skip


@pytest.mark.parametrize("given", _MALFORMED.values(), ids=_MALFORMED)
@pytest.mark.parametrize("plans", [_steps, _post, _environment], ids=["step", "post", "environment"])
def test_what_is_no_whole_choice_or_attempt_stops_the_pipeline(plans: _Plans, given: Placed) -> None:
    delivery, remarks = _assembled(plans((given,)))
    assert [one for one in remarks if one.blocking]
    assert "Not converted:" in _as_text(delivery)
    assert "dir" not in [one.script for project in delivery.projects for one in project.buildspec.build]


# ---- what they do ----------------------------------------------------------------------------------------------------


def _run(plan: Plan, folder: Path, secrets: dict[str, str] | None = None) -> tuple[Ended, tuple[Remark, ...]]:
    """The builds of a plan one after another in one workspace, until one fails."""
    delivery, remarks = _assembled(plan)
    (folder / "w").mkdir()
    for number, project in enumerate(delivery.projects):
        text = write_buildspec(project.buildspec)
        ended = run_build(text, folder / "w", folder / str(number), shell="sh", secrets=secrets)
        if not ended.succeeded:
            break
    return ended, remarks


def _log(folder: Path) -> list[str]:
    return (folder / "w" / "log").read_text().split()


def _flaky(name: str, times: int) -> Placed:
    """A step that fails until it has run so often."""
    return sh(f"echo {name} >> log; echo x >> {name}.tries; [ $(wc -l < {name}.tries) -ge {times} ]")


def test_a_retry_around_the_pipeline_runs_all_stages_and_post_again(tmp_path: Path) -> None:
    conditions = (post("failure", sh("echo failure >> log")), post("success", sh("echo success >> log")))
    stages = (stage("A", sh("echo a >> log")), stage("B", _flaky("b", 2)))
    ended, remarks = _run(plan_of(*stages, traits=(placed(c.WithRetry(3)),), post=conditions), tmp_path)
    assert ended.succeeded and not remarks
    assert _log(tmp_path) == ["a", "b", "failure", "a", "b", "success"]


def test_a_retry_around_the_pipeline_that_never_passes_fails(tmp_path: Path) -> None:
    plan = plan_of(stage("A", _flaky("a", 9)), stage("B", sh("echo b >> log")), traits=(placed(c.WithRetry(2)),))
    assert not _run(plan, tmp_path)[0].succeeded
    assert _log(tmp_path) == ["a", "a"]


@pytest.mark.parametrize("apart", ["agent", "input", "input among steps"])
def test_a_retry_around_what_is_not_one_build_stops(apart: str, tmp_path: Path) -> None:
    ask = placed(c.Approval(Literal("Deploy?")))
    last = {
        "agent": stage("B", sh("touch ran"), machine=placed(c.Machine(Literal("other")))),
        "input": stage("B", sh("touch ran"), approval=ask),
        "input among steps": stage("B", ask, sh("touch ran")),
    }[apart]
    ended, remarks = _run(plan_of(stage("A", sh(":")), last, traits=(placed(c.WithRetry(2)),)), tmp_path)
    assert not ended.succeeded and not (tmp_path / "w" / "ran").exists()
    assert [one.blocking for one in remarks] == [True]


def test_secrets_and_variables_of_the_pipeline_hold_in_every_build_and_in_post(tmp_path: Path) -> None:
    given = (("LEVEL", Literal("option")), ("COPY", text("<", env("LEVEL"), ">")), ("GONE", Literal("")))
    show = sh('echo "$TOKEN,$LEVEL,$COPY,${GONE-unset}" >> log')
    own = stage("B", show, environment=(variable("LEVEL", "stage"),))
    plan = plan_of(
        stage("A", show),
        own,
        environment=(variable("LEVEL", "top"), variable("GONE", "here")),
        traits=(placed(c.WithSecrets((_SECRET,))), placed(c.WithVariables(given))),
        post=(post("always", show),),
    )
    ended, remarks = _run(plan, tmp_path, {"jenkins/token": "t"})
    assert ended.succeeded and not remarks
    assert _log(tmp_path) == ["t,option,<top>,unset", "t,stage,<top>,unset", "t,option,<top>,unset"]


def test_a_caught_failure_of_the_pipeline_lets_it_pass(tmp_path: Path) -> None:
    caught = placed(c.CatchFailure("SUCCESS", Literal("caught")))
    plan = plan_of(stage("A", sh("echo a >> log; false")), stage("B", sh("echo b >> log")), traits=(caught,))
    ended, _ = _run(plan, tmp_path)
    assert ended.succeeded
    assert _log(tmp_path) == ["a"]


def test_the_limit_of_a_pipeline_is_each_builds_and_it_is_said() -> None:
    plan = _traits((placed(c.WithTimeout(1234)),))
    delivery, remarks = _assembled(plan)
    assert [one.timeout_minutes for one in delivery.projects] == [21, 21]
    assert [one.because.split()[0] for one in remarks] == ["each", "a"]
    assert not _assembled(plan_of(stage("A", sh("a")), traits=(placed(c.WithTimeout(1234)),)))[1]


def test_options_of_a_stage_hold_for_its_post_too(tmp_path: Path) -> None:
    show = sh('echo "$TOKEN,$A" >> log')
    traits = (placed(c.WithSecrets((_SECRET,))), placed(c.WithVariables((("A", Literal("1")),))))
    plan = plan_of(stage("A", show, traits=traits, post=(post("always", show),)))
    assert _run(plan, tmp_path, {"jenkins/token": "t"})[0].succeeded
    assert _log(tmp_path) == ["t,1", "t,1"]


def test_a_retry_of_a_stage_runs_its_post_each_time(tmp_path: Path) -> None:
    conditions = (post("failure", sh("echo failure >> log")), post("success", sh("echo success >> log")))
    plan = plan_of(stage("A", _flaky("a", 2), traits=(placed(c.WithRetry(2)),), post=conditions))
    assert _run(plan, tmp_path)[0].succeeded
    assert _log(tmp_path) == ["a", "failure", "a", "success"]


def test_post_runs_after_a_time_out_of_its_stage(tmp_path: Path) -> None:
    plan = plan_of(
        stage(
            "A",
            sh("sleep 60"),
            traits=(placed(c.WithTimeout(1)), placed(c.WithVariables((("A", Literal("1")),)))),
            post=(post("failure", sh('echo "$A" >> log')),),
        )
    )
    assert not _run(plan, tmp_path)[0].succeeded
    assert _log(tmp_path) == ["1"]


def test_post_of_a_stage_in_a_larger_build_knows_how_the_stage_ended(tmp_path: Path) -> None:
    archive = placed(c.ArchiveArtifacts(("file",), only_if_successful=True))
    plan = plan_of(
        stage("A", sh("touch file; false"), traits=(placed(c.WithRetry(1)),), post=(post("always", archive),))
    )
    ended, _ = _run(plan, tmp_path)
    assert not ended.succeeded
    assert not (tmp_path / "w" / ".j2cp" / "archive" / "file").exists()


def test_post_runs_where_the_part_before_an_approval_fails(tmp_path: Path) -> None:
    ask = placed(c.Approval(Literal("Deploy?")))
    conditions = tuple(post(one, sh(f"echo {one} >> log")) for one in ("always", "success", "failure", "cleanup"))
    ended, _ = _run(plan_of(stage("A", sh("false"), ask, sh("echo late >> log"), post=conditions)), tmp_path)
    assert not ended.succeeded
    assert _log(tmp_path) == ["always", "failure", "cleanup"]


def test_no_approval_is_lost() -> None:
    """Neither of an outer and an inner stage, nor of a branch, nor in a group that stays in one build."""
    ask = [placed(c.Approval(Literal(name))) for name in "abcd"]
    inner = stage("Inner", sh("x"), approval=ask[1])
    branch = stage("Branch", sh("x"), approval=ask[2])
    held = stage("Held", stages=(stage("In", sh("x"), approval=ask[3]),), post=(post("always", sh("p")),))
    stages = (stage("Outer", stages=(inner,), approval=ask[0]), stage("All", parallel=(branch,)), held)
    delivery, remarks = _assembled(plan_of(*stages))
    asked = [
        action.origin for one in delivery.pipeline.stages for action in one.actions if action.category == "Approval"
    ]
    assert asked == [ask[0].origin, ask[1].origin]
    assert [one.leaf for one in remarks if one.blocking] == [ask[2].origin, ask[3].origin]


def test_a_source_in_a_folder_that_is_checked_out_again_stops() -> None:
    """In Jenkins the second checkout goes into the workspace itself."""
    trait = placed(c.CheckoutDirectory("sub"))
    again = placed(c.InDirectory(Literal("x")), placed(c.Checkout(job_scm=True)))
    delivery, remarks = _assembled(plan_of(stage("A", sh("a")), stage("B", again), traits=(trait,)))
    assert [(one.leaf, one.blocking) for one in remarks] == [(trait.origin, True)]
    assert "Not converted:" in delivery.projects[0].buildspec.build[0].script
    assert not _assembled(plan_of(stage("A", sh("a")), traits=(trait,)))[1]


def _windows(**more: object) -> PlannedStage:
    return stage("A", placed(c.Command(Literal("dir"), c.Interpreter.BATCH)), **more)


def test_post_on_windows_waits_for_its_result() -> None:
    conditions = (post("success", placed(c.Print(Literal("good")))), post("failure", placed(c.Print(Literal("bad")))))
    delivery, _ = _assembled(plan_of(_windows(), post=conditions))
    texts = [one.script for one in delivery.projects[0].buildspec.post_build]
    assert [re.search("eq '(.)'.*'(.*)'", one, re.S).groups() for one in texts] == [("1", "good"), ("0", "bad")]  # type: ignore[union-attr]


def test_a_message_on_windows_goes_to_the_topic() -> None:
    message = c.Notification("email", (), Literal("It's out"), Literal('a "b"'), c.When.FAILURE)
    delivery, remarks = _assembled(plan_of(_windows(), post=(post("always", placed(message)),)))
    (project,) = delivery.projects
    script = project.buildspec.post_build[0].script
    assert "$env:CODEBUILD_BUILD_SUCCEEDING -eq '0'" in script
    assert "$subject = 'It''s out'" in script
    assert "Message = 'a \"b\"'}" in script
    assert [one.actions for one in project.permissions] == [("sns:Publish",)]
    assert not remarks


def test_a_scope_around_a_stage_on_windows_stops_it() -> None:
    windows = _windows(traits=(placed(c.WithRetry(2)),))
    _, remarks = _assembled(plan_of(windows))
    assert [one.leaf for one in remarks if one.blocking] == [windows.origin]
    assert {windows.work[0].origin, windows.traits[0].origin} <= {one.leaf for one in remarks if one.whole}


def test_what_stands_inside_of_a_block_that_windows_has_not_is_lost_with_it() -> None:
    batch, deep = (placed(c.Command(Literal("rem x"), c.Interpreter.BATCH)) for _ in range(2))
    inner = placed(NestedStage(stage("B", deep)))
    around = placed(c.InDirectory(Literal("deep")), inner)
    block = placed(c.InDirectory(Literal("sub")), batch, around)
    _, remarks = _assembled(plan_of(stage("A", placed(c.Command(Literal("dir"), c.Interpreter.BATCH)), block)))
    lost = (block, batch, around, inner, deep)
    assert {one.leaf for one in remarks if one.whole} == {one.origin for one in lost}
