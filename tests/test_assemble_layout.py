"""Which stages, actions, artifacts and conditions a plan becomes, and that no step of it is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.assemble.pipeline import assemble
from migrate.model import contribution as c
from migrate.model.delivery import Delivery
from migrate.model.estate import Estate
from migrate.model.location import Location
from migrate.model.plan import Placed, Plan, PlannedStage, Remark
from migrate.model.settings import Layout, Settings
from migrate.model.source import JobKind, Literal
from migrate.validate.buildspec import check_buildspec
from migrate.validate.pipeline import check_pipeline
from migrate.writers.buildspec import write_buildspec
from migrate.writers.declaration import declare_pipeline
from tests.plans import env, param, placed, plan_of, post, sh, stage, text, variable


def _assembled(plan: Plan, layout: Layout = Layout.AUTO) -> tuple[Delivery, tuple[Remark, ...]]:
    """The delivery, after a look whether CodePipeline and CodeBuild would take it."""
    settings = Settings(layout=layout)
    delivery, remarks = assemble(plan, settings, Estate())
    findings = list(check_pipeline({"pipeline": declare_pipeline(delivery, settings)}))
    for project in delivery.projects:
        findings += check_buildspec(write_buildspec(project.buildspec))
    assert not [one for one in findings if one.severity.name == "ERROR"], findings
    return delivery, remarks


def _stages(delivery: Delivery) -> list[tuple[str, ...]]:
    """Each stage after the source: its name and those of its actions."""
    return [(one.name, *(action.name for action in one.actions)) for one in delivery.pipeline.stages[1:]]


def _scripts(delivery: Delivery) -> list[str]:
    specs = [project.buildspec for project in delivery.projects]
    return ["\n".join(one.script for one in (*spec.pre_build, *spec.build, *spec.post_build)) for spec in specs]


# ---- staged, fused, auto ---------------------------------------------------------------------------------------------


def test_a_stage_becomes_a_stage_and_hands_the_workspace_on() -> None:
    delivery, _ = _assembled(plan_of(stage("Build", sh("make")), stage("Unit tests", sh("make test"))), Layout.STAGED)
    assert _stages(delivery) == [("Build", "Build"), ("Unit-tests", "Unit-tests")]
    first, second = (one.actions[0] for one in delivery.pipeline.stages[1:])
    assert (first.inputs, first.outputs) == (("SourceCode",), ("Build_workspace",))
    assert (second.inputs, second.outputs) == (("Build_workspace",), ())


def test_fused_stages_share_one_build_and_the_report_says_so() -> None:
    delivery, _ = _assembled(plan_of(stage("A", sh("a")), stage("B", sh("b")), stage("C", sh("c"))), Layout.FUSED)
    assert _stages(delivery) == [("A", "A")]
    assert delivery.notes == ("Stage A holds several Jenkins stages: the layout is fused; the layout is fused.",)


@pytest.mark.parametrize(
    ("left", "needed", "because"),
    [
        ("docker build -t app .", "docker run app", "docker images"),
        ("docker login -u x", "docker-compose up", "docker images"),
        ("apt-get install -y jq", "jq . x.json", "packages installed in the system"),
        ("pip install tox", "tox", "packages installed outside of the workspace"),
        ("npm install -g yarn", "yarn", "packages installed outside of the workspace"),
        ("./server &", "curl localhost", "processes in the background"),
        ("echo x > ~/.npmrc", "npm publish", "files in the home folder"),
        ("cp a /tmp/a", "cat /tmp/a", "files in /tmp"),
        ("docker build -t app .", "make", ""),
        ("cp a /tmp/a", "make", ""),
        ("make 2>&1 && make install", "make test", ""),
        ("npm install", "npm test", ""),
    ],
)
def test_auto_fuses_where_a_later_stage_needs_what_files_do_not_carry(left: str, needed: str, because: str) -> None:
    delivery, _ = _assembled(plan_of(stage("A", sh(left)), stage("B", sh(needed))))
    assert len(delivery.projects) == (1 if because else 2)
    fusing = [one for one in delivery.notes if "several Jenkins stages" in one]
    assert because in "".join(fusing)
    assert bool(fusing) is bool(because)


def test_a_stage_with_a_machine_of_its_own_starts_from_the_source_and_is_never_fused() -> None:
    own = placed(c.Machine(Literal("other")))
    delivery, _ = _assembled(plan_of(stage("A", sh("a")), stage("B", sh("b"), machine=own)), Layout.FUSED)
    assert [one.actions[0].inputs for one in delivery.pipeline.stages[1:]] == [("SourceCode",), ("SourceCode",)]
    assert [one.actions[0].outputs for one in delivery.pipeline.stages[1:]] == [(), ()]


def test_a_failure_that_is_caught_fails_the_last_build_alone() -> None:
    caught = placed(c.CatchFailure(), sh("false"))
    delivery, _ = _assembled(plan_of(stage("A", caught), stage("B", sh("b")), stage("C", sh("c"))), Layout.STAGED)
    checks = ['[ ! -e "$CODEBUILD_SRC_DIR/.j2cp/failed" ]' in script for script in _scripts(delivery)]
    assert checks == [False, False, True]


# ---- approvals, parallel, matrix -------------------------------------------------------------------------------------


def test_an_approval_among_the_steps_splits_the_stage() -> None:
    ask = placed(c.Approval(Literal("Deploy?")))
    limited = placed(c.WithTimeout(3600), placed(c.Approval(text("To ", param("T"), "?"))))
    delivery, _ = _assembled(
        plan_of(
            stage("Deploy", sh("a"), ask, sh("b"), limited, sh("c")), traits=(placed(c.Parameter("T", Literal("x"))),)
        )
    )
    assert _stages(delivery) == [
        ("Deploy", "Deploy"),
        ("Deploy-2", "Approve", "Deploy-2"),
        ("Deploy-3", "Approve", "Deploy-3"),
    ]
    second, third = (one.actions for one in delivery.pipeline.stages[2:])
    assert [one.run_order for one in second] == [1, 2]
    assert dict(third[0].configuration)["CustomData"] == "To #{variables.T}?"
    assert third[0].timeout_minutes == 60


def test_the_message_of_an_approval_shows_names_of_what_only_the_build_knows() -> None:
    ask = placed(c.Approval(text("Release ", env("BUILD_NUMBER"), " as ", env("NAME"), "?")))
    entries = (variable("NAME", text("rel-", env("BUILD_NUMBER"))),)
    delivery, remarks = _assembled(plan_of(stage("Deploy", sh("a"), ask, sh("b")), environment=entries))
    approval = delivery.pipeline.stages[2].actions[0]
    assert dict(approval.configuration)["CustomData"] == "Release $BUILD_NUMBER as $NAME?"
    assert [one.because for one in remarks if one.leaf == ask.origin] == [
        "its message has no value that only the build knows"
    ] * 2
    assert not list(check_pipeline({"pipeline": declare_pipeline(delivery, Settings())}))


def _branches(count: int, **more: object) -> PlannedStage:
    return stage("Tests", parallel=tuple(stage(f"T{number}", sh(f"t{number}"), **more) for number in range(count)))


def test_branches_run_side_by_side_and_what_they_change_is_merged() -> None:
    delivery, _ = _assembled(plan_of(stage("Build", sh("make")), _branches(3), stage("Pack", sh("pack"))))
    assert _stages(delivery) == [("Build", "Build"), ("Tests", "T0", "T1", "T2"), ("Pack", "Pack")]
    tests, pack = delivery.pipeline.stages[2].actions, delivery.pipeline.stages[3].actions[0]
    assert {(one.run_order, one.inputs) for one in tests} == {(1, ("Build_workspace",))}
    assert pack.inputs == ("Build_workspace", "T0_changes", "T1_changes", "T2_changes")
    assert dict(pack.configuration)["PrimarySource"] == "Build_workspace"
    copies = [line for line in _scripts(delivery)[-1].splitlines() if line.startswith("cp -a")]
    assert copies == [f'cp -a "$CODEBUILD_SRC_DIR_T{number}_changes/." .' for number in range(3)]


def test_more_than_four_branches_of_one_workspace_run_in_one_build() -> None:
    delivery, _ = _assembled(plan_of(stage("Build", sh("make")), _branches(5), stage("Pack", sh("pack"))))
    assert _stages(delivery) == [("Build", "Build"), ("Tests", "Tests"), ("Pack", "Pack")]
    assert delivery.notes == ("The branches of Tests run in one build: they share a workspace, and are many.",)


def test_a_matrix_has_an_action_for_each_cell_with_its_axes() -> None:
    cells = tuple(
        stage(f"Cell {name}", sh("make"), machine=placed(c.Machine()), environment=(variable("AXIS", name),))
        for name in "abcdef"
    )
    delivery, _ = _assembled(plan_of(stage("All", parallel=cells)))
    assert [one.name for one in delivery.pipeline.stages[1].actions] == [f"Cell-{name}" for name in "abcdef"]
    assert [f"export AXIS={name}" in script for name, script in zip("abcdef", _scripts(delivery), strict=True)] == [
        True
    ] * 6


def test_a_stash_goes_to_the_action_that_takes_it() -> None:
    stash = placed(c.Stash("it's jars", ("*.jar",)))
    own = placed(c.Machine())
    take = stage("Deploy", placed(c.Unstash("it's jars")), machine=own)
    delivery, _ = _assembled(plan_of(stage("Build", sh("make"), stash), take))
    build, deploy = (one.actions[0] for one in delivery.pipeline.stages[1:])
    assert build.outputs == ("Build_stash_it_s_jars",)
    assert deploy.inputs == ("SourceCode", "Build_stash_it_s_jars")


def test_too_many_artifacts_are_a_gap() -> None:
    stashes = [placed(c.Stash(f"s{number}")) for number in range(6)]
    _, remarks = _assembled(plan_of(stage("Build", *stashes)))
    assert any((one.blocking and "five" in one.because.lower()) or "5 input" in one.because for one in remarks)


# ---- guards ----------------------------------------------------------------------------------------------------------


def _when(value: str = "yes") -> Placed:
    return placed(c.Compare(param("GO"), c.Operator.EQUALS, Literal(value)))


_GO = (placed(c.Parameter("GO", Literal("no"))),)


def test_a_guard_of_the_last_stage_is_checked_at_its_entry() -> None:
    plan = plan_of(stage("Build", sh("make")), stage("Deploy", sh("deploy"), guards=(_when(),)), traits=_GO)
    delivery, _ = _assembled(plan)
    entry = delivery.pipeline.stages[2].before_entry
    assert entry is not None
    assert [(one.variable, one.operator, one.value) for one in entry.rules] == [("#{variables.GO}", "EQ", "yes")]
    assert entry.result == "SKIP"
    assert "skipped due to when" not in _scripts(delivery)[1]


def test_a_guard_of_a_stage_whose_workspace_is_needed_is_checked_in_the_build() -> None:
    guarded = stage("Build", sh("make"), guards=(_when(),))
    delivery, _ = _assembled(plan_of(guarded, stage("Deploy", sh("deploy")), traits=_GO))
    assert delivery.pipeline.stages[1].before_entry is None
    assert "skipped due to when" in _scripts(delivery)[0]


def test_inner_stages_have_the_guard_of_the_outer_one() -> None:
    outer = stage("Outer", stages=(stage("A", sh("a")), stage("B", sh("b"))), guards=(_when(),))
    delivery, _ = _assembled(plan_of(outer, stage("C", sh("c")), traits=_GO), Layout.STAGED)
    assert ["skipped due to when" in script for script in _scripts(delivery)] == [True, True, False]


@pytest.mark.parametrize(
    ("operator", "expected", "ignore_case", "rule"),
    [
        (c.Operator.EQUALS, "main", True, ("MATCHES", "(?i)^(main)$")),
        (c.Operator.EQUALS, "a.b+c", True, ("MATCHES", r"(?i)^(a\.b\+c)$")),
        (c.Operator.EQUALS, "größe", True, None),
        (c.Operator.DIFFERS, "main", True, None),
        (c.Operator.MATCHES, "a|b", False, ("MATCHES", "^(a|b)$")),
        (c.Operator.MATCHES, "a|b", True, ("MATCHES", "(?i)^(a|b)$")),
        (c.Operator.CONTAINS, "a", False, ("CONTAINS", "a")),
        (c.Operator.EQUALS, "", False, None),
    ],
)
def test_conditions_at_the_entry(
    operator: c.Operator, expected: str, ignore_case: bool, rule: tuple[str, str] | None
) -> None:
    guard = placed(c.Compare(env("BRANCH_NAME"), operator, Literal(expected), ignore_case))
    delivery, _ = _assembled(plan_of(stage("Deploy", sh("deploy"), guards=(guard,)), multibranch=True))
    entry = delivery.pipeline.stages[1].before_entry
    assert ((entry.rules[0].operator, entry.rules[0].value) if entry else None) == rule


def test_a_name_that_the_job_gives_another_value_is_checked_in_the_build() -> None:
    """The parameter of that name is still what `params` holds."""
    for value, at_entry in ((env("GO"), False), (param("GO"), True)):
        guard = placed(c.Compare(value, c.Operator.EQUALS, Literal("yes")))
        one = stage("Deploy", sh("deploy"), guards=(guard,))
        delivery, _ = _assembled(plan_of(one, traits=_GO, environment=(variable("GO", "yes"),)))
        assert bool(delivery.pipeline.stages[1].before_entry) is at_entry


def test_a_parameter_whose_default_the_pipeline_does_not_hold_is_checked_in_the_build() -> None:
    guard = placed(c.Compare(param("GO"), c.Operator.CONTAINS, Literal("e")))
    traits = (placed(c.Parameter("GO", Literal(""))),)
    delivery, _ = _assembled(plan_of(stage("Deploy", sh("deploy"), guards=(guard,)), traits=traits))
    assert delivery.pipeline.stages[1].before_entry is None


def test_inner_conditions_see_the_environment_of_the_outer_stage() -> None:
    guard = placed(c.Compare(env("GO"), c.Operator.EQUALS, Literal("yes")))
    inner = stage("Inner", sh("deploy"), guards=(guard,))
    outer = stage("Outer", stages=(inner,), environment=(variable("GO", "yes"),))
    delivery, remarks = _assembled(plan_of(outer, traits=_GO))
    script = _scripts(delivery)[0]
    assert delivery.pipeline.stages[1].before_entry is None and not remarks
    assert script.index("export GO=yes") < script.index('[ "${GO}" = yes ]')
    delivery, remarks = _assembled(plan_of(replace(outer, guards=(_when(), guard)), traits=_GO))
    assert [one.blocking for one in remarks] == [True]
    assert "Not converted:" in _scripts(delivery)[0]


# ---- the job ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "traits", "mode"),
    [
        (JobKind.FREESTYLE, (), "QUEUED"),
        (JobKind.DECLARATIVE, (), "PARALLEL"),
        (JobKind.DECLARATIVE, (c.Concurrency(c.Mode.SUPERSEDED),), "SUPERSEDED"),
        (JobKind.FREESTYLE, (c.Concurrency(c.Mode.PARALLEL),), "PARALLEL"),
        (JobKind.FREESTYLE, (c.Concurrency(c.Mode.QUEUED), c.Concurrency(c.Mode.PARALLEL)), "QUEUED"),
    ],
)
def test_execution_modes(kind: JobKind, traits: tuple[c.Concurrency, ...], mode: str) -> None:
    plan = plan_of(stage("Build", sh("make")), kind=kind, traits=tuple(placed(one) for one in traits))
    assert _assembled(plan)[0].pipeline.execution_mode == mode


def test_a_disabled_job_stops_before_its_first_build() -> None:
    delivery, _ = _assembled(plan_of(stage("Build", sh("make")), traits=(placed(c.Disabled()),)))
    assert [bool(one.disabled_reason) for one in delivery.pipeline.stages] == [False, True]


def test_schedules_and_polling() -> None:
    traits = (
        placed(c.Schedule("5 4 * * *")),
        placed(c.Schedule("H/5 * * * *", poll=True)),
        placed(c.Schedule("nonsense")),
    )
    delivery, remarks = _assembled(plan_of(stage("Build", sh("make")), traits=traits))
    assert [one.expression for one in delivery.schedules] == ["cron(5 4 * * ? *)"]
    assert delivery.schedules[0].origin == traits[0].origin
    assert [one.leaf for one in remarks if one.gap] == [traits[2].origin]
    assert delivery.pipeline.triggers


def test_parameters_are_variables_and_a_default_that_cannot_be_one_has_a_stand_in() -> None:
    traits = (
        placed(c.Parameter("EMPTY", Literal(""))),
        placed(c.Parameter("PICK", Literal("a"), "Which", ("a", "b"))),
        placed(c.Parameter("FLAG", Literal(True), boolean=True)),
        placed(c.Parameter("bad name", Literal("x"))),
    )
    delivery, remarks = _assembled(plan_of(stage("Build", sh("make")), traits=traits))
    assert [(one.name, one.default) for one in delivery.pipeline.variables] == [
        ("EMPTY", "(default)"),
        ("PICK", "a"),
        ("FLAG", "true"),
    ]
    assert delivery.pipeline.variables[1].description == "Which One of: a, b."
    assert [one.leaf for one in remarks if one.blocking] == [traits[3].origin]
    handed = json.loads(dict(delivery.pipeline.stages[1].actions[0].configuration)["EnvironmentVariables"])
    assert {one["name"]: one["value"] for one in handed}["PICK"] == "#{variables.PICK}"


def test_parameters_that_are_too_long_to_hand_in_are_fetched_by_the_build() -> None:
    names = [f"PARAMETER_NUMBER_{number}" for number in range(30)]
    traits = tuple(placed(c.Parameter(name, Literal("x"))) for name in names)
    delivery, _ = _assembled(plan_of(stage("Build", sh("make")), stage("Test", sh("make")), traits=traits))
    for number, script in enumerate(_scripts(delivery)):
        configuration = dict(delivery.pipeline.stages[number + 1].actions[0].configuration)
        assert [one["name"] for one in json.loads(configuration["EnvironmentVariables"])] == ["PIPELINE_EXECUTION_ID"]
        assert all(f'export {name}="$(variable {name})"' in script for name in names)
    assert all("codepipeline:GetPipelineExecution" in one.permissions[-1].actions for one in delivery.projects)


def test_a_build_that_asks_for_the_ones_before_and_fetches_its_parameters_knows_its_execution_once() -> None:
    traits = tuple(placed(c.Parameter(f"PARAMETER_NUMBER_{number}", Literal("x"))) for number in range(30))
    delivery, _ = _assembled(plan_of(stage("Build", sh("echo $GIT_PREVIOUS_COMMIT")), traits=traits))
    configuration = dict(delivery.pipeline.stages[1].actions[0].configuration)
    handed = [one["name"] for one in json.loads(configuration["EnvironmentVariables"])]
    assert handed.count("PIPELINE_EXECUTION_ID") == 1
    assert "git_previous_commit" in _scripts(delivery)[0].lower()


# ---- nothing is lost -------------------------------------------------------------------------------------------------


@st.composite
def _steps(draw: st.DrawFn, depth: int = 2) -> Placed:
    """A step whose text holds a mark of its own: the number of its line."""
    one = placed(c.Plain())
    mark = f"mark-{one.origin.line}-"
    leaves = [
        c.Command(Literal(f"echo {mark}")),
        c.Command(Literal(f"#!/bin/bash\necho {mark}")),
        c.Command(text(f"echo {mark} ", env("JOB_NAME"))),
        c.Print(Literal(mark)),
        c.Fail(Literal(mark)),
        c.WriteFile(Literal("file"), Literal(mark)),
        c.SetVariable("X", Literal(mark)),
        c.Blocked(mark),
    ]
    if depth == 0 or draw(st.booleans()):
        return Placed(draw(st.sampled_from(leaves)), one.origin)
    blocks: list[c.Contribution] = [
        c.Plain(),
        c.InDirectory(Literal("x")),
        c.WithVariables((("A", Literal("1")),)),
        c.WithTimeout(60),
        c.WithRetry(2),
        c.CatchFailure(),
        c.InParallel(),
        c.InImage(Literal("node")),
        c.WithLock(Literal("r")),
    ]
    body = draw(st.lists(_steps(depth - 1), max_size=3))
    return Placed(draw(st.sampled_from(blocks)), one.origin, tuple(body))


@st.composite
def _some_stages(draw: st.DrawFn, depth: int = 2) -> tuple[PlannedStage, ...]:
    return tuple(draw(_some_stage(f"S{number}", depth)) for number in range(draw(st.integers(1, 3))))


@st.composite
def _some_stage(draw: st.DrawFn, name: str, depth: int) -> PlannedStage:
    kind = draw(st.sampled_from(["work", "work", "stages", "parallel"] if depth else ["work"]))
    if kind == "work":
        content: dict[str, object] = {"work": tuple(draw(st.lists(_steps(), max_size=3)))}
    else:
        content = {kind: draw(_some_stages(depth - 1))}
    if draw(st.booleans()):
        content["machine"] = placed(c.Machine())
    if draw(st.booleans()):
        content["guards"] = (placed(c.Constant(draw(st.booleans()))),)
    if draw(st.booleans()):
        content["post"] = (post("always", draw(_steps())),)
    work = content.pop("work", ())
    assert isinstance(work, tuple)
    return stage(name, *work, **content)


def _all(stages: Iterable[PlannedStage], stopped: set[Location]) -> Iterable[Placed]:
    """All steps, but those of a stage that stops because its machine can't be had."""
    for one in stages:
        if one.machine and one.machine.origin in stopped:
            continue
        yield from one.work
        yield from (step for condition in one.post for step in condition.work)
        yield from _all((*one.stages, *one.parallel), stopped)


def _written(steps: Iterable[Placed], remarks: tuple[Remark, ...]) -> Iterable[Placed]:
    """The single steps, but those in a block that a blocking remark stands for."""
    blocked = {one.leaf for one in remarks if one.blocking}
    for one in steps:
        if one.origin in blocked:
            continue
        if isinstance(one.contribution, c.Plain) or one.body or not re.search("mark-", repr(one.contribution)):
            yield from _written(one.body, remarks)
        else:
            yield one


@given(_some_stages(), st.sampled_from(list(Layout)))
def test_every_step_is_written_exactly_once(stages: tuple[PlannedStage, ...], layout: Layout) -> None:
    delivery, remarks = assemble(plan_of(*stages), Settings(layout=layout), Estate())
    written = "\n".join(_scripts(delivery))
    stopped = {one.leaf for one in remarks if one.blocking}
    for one in _written(_all(stages, stopped), remarks):
        assert written.count(f"mark-{one.origin.line}-") == 1, one
