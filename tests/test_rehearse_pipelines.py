"""Executions of a rehearsal do what CodePipeline documents."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from migrate.errors import InputError, OutputError, UsageError
from migrate.rehearse.declared import Action, Stage
from migrate.rehearse.rehearsal import RehearsalSettings, rehearse
from migrate.rehearse.results import ActionResult, Rehearsal, StageResult
from migrate.rehearse.watching import Watcher
from tests.written_jobs import action, build, check, conditions, write_job

Rehearse = Callable[..., Rehearsal]
_WRITES = "phases: {{build: {{commands: ['echo {0} > {0}', 'echo {0} >> {1}']}}}}\nartifacts: {{files: [{0}]}}"
_NEVER = check("a", "EQ", "b")
_OK = "phases: {build: {commands: ['true']}}"
_FAILS = "phases: {build: {commands: ['false']}}"


@pytest.fixture
def run(tmp_path: Path) -> Rehearse:
    """Rehearses stages; a build without a buildspec of its own does nothing, successfully."""

    def one(
        stages: Mapping[str, Any],
        specs: Mapping[str, str] | None = None,
        *,
        watcher: Watcher | None = None,
        declared: Mapping[str, str] | None = None,
        **settings: Any,
    ) -> Rehearsal:
        (tmp_path / "source").mkdir(exist_ok=True)
        (tmp_path / "source/kept").touch()
        lists = [stage["actions"] if isinstance(stage, dict) else stage for stage in stages.values()]
        names = [
            one["configuration"]["ProjectName"] for actions in lists for one in actions if "project" in str(one).lower()
        ]
        buildspecs = dict.fromkeys(names, _OK) | dict(specs or {})
        job = write_job(tmp_path / "job", stages, buildspecs, variables=declared)
        return rehearse(
            job, tmp_path / "out", RehearsalSettings(sources={"": tmp_path / "source"}, **settings), watcher
        )

    return one


def statuses(rehearsal: Rehearsal) -> dict[str, str]:
    return {stage.name: stage.status.value for stage in rehearsal.stages}


def of_actions(rehearsal: Rehearsal) -> dict[str, str]:
    return {action.name: action.status.value for action in rehearsal.actions}


# ---- stages and actions ----------------------------------------------------------------------------------------------


def test_stages_and_groups_of_actions_run_in_order(run: Rehearse, tmp_path: Path) -> None:
    order = tmp_path / "order"
    orders = {"A": 2, "B": 1, "C": 2, "D": 3}
    actions = [build(name, outputs=f"{name}_out", runOrder=number) for name, number in orders.items()]
    specs = {name: _WRITES.format(name, order) for name in (*orders, "E")}
    rehearsal = run({"First": actions, "Last": [build("E", inputs="Sources A_out D_out")]}, specs)
    assert rehearsal.succeeded
    found = order.read_text().split()
    assert (found[0], set(found[1:3]), found[3:]) == ("B", {"A", "C"}, ["D", "E"])


def test_inputs_have_folders_of_their_own(run: Rehearse) -> None:
    spec = 'phases: {build: {commands: ["[ -e kept ]", \'[ "$(cat "$CODEBUILD_SRC_DIR_A_out/A")" = A ]\']}}'
    stages = {"First": [build("A", outputs="A_out")], "Last": [build("B", inputs="Sources A_out")]}
    assert run(stages, {"A": _WRITES.format("A", "/dev/null"), "B": spec}).succeeded


def test_actions_beside_one_that_fails_end_and_nothing_comes_after(run: Rehearse) -> None:
    actions = [build("Bad"), build("Beside"), build("After", runOrder=2)]
    rehearsal = run({"Test": actions, "Deploy": [build("Deploy")]}, {"Bad": _FAILS})
    assert not rehearsal.succeeded
    assert statuses(rehearsal) == {"Source": "SUCCEEDED", "Test": "FAILED", "Deploy": "NOT_RUN"}
    assert of_actions(rehearsal) == {"Source": "SUCCEEDED", "Bad": "FAILED", "Beside": "SUCCEEDED", "After": "NOT_RUN"}


def test_an_input_that_was_not_made_fails_its_action(run: Rehearse) -> None:
    skipped = {"actions": [build("Make", outputs="Made")], "beforeEntry": conditions("SKIP", _NEVER)}
    spec = "phases: {build: {commands: ['true']}}\nartifacts: {files: ['*']}"
    rehearsal = run({"Make": skipped, "Use": [build("Use", inputs="Sources Made")]}, {"Make": spec})
    assert statuses(rehearsal)["Make"] == "SKIPPED"
    assert [one.because for one in rehearsal.actions if one.name == "Use"] == [
        "its input artifact Made has not been made"
    ]


def test_actions_that_need_aws_are_shown(run: Rehearse) -> None:
    deploy = action(
        "Deploy", "S3", "Deploy", inputs="Sources",
        configuration={"BucketName": "site-#{variables.STAGE}", "Extract": "true"},
    )  # fmt: skip
    rehearsal = run({"Build": [build("Build")], "Deploy": [deploy]}, declared={"STAGE": "test"})
    assert rehearsal.succeeded
    found = next(one for one in rehearsal.actions if one.name == "Deploy")
    assert (found.status.value, found.details) == (
        "NOT_RUN",
        {
            "configuration": {"BucketName": "site-test", "Extract": "true"},
            "inputs": ["Sources"],
            "files": {"Sources": ["kept"]},
        },
    )


# ---- variables -------------------------------------------------------------------------------------------------------


def test_variables_of_actions_and_of_the_pipeline(run: Rehearse, tmp_path: Path) -> None:
    given = [{"name": "MADE", "value": "#{Made.VERSION} of #{variables.WHO}"}]
    use = build("Use", configuration={"EnvironmentVariables": json.dumps(given)})
    specs = {
        "Make": "env: {exported-variables: [VERSION]}\nphases: {build: {commands: ['VERSION=1.2']}}",
        "Use": """phases: {build: {commands: ['[ "$MADE" = "1.2 of you" ]']}}""",
    }
    stages = {"Make": [build("Make", namespace="Made")], "Use": [use]}
    assert run(stages, specs, declared={"WHO": "me"}, variables={"WHO": "you"}).succeeded


def test_a_variable_without_a_value_fails_its_action(run: Rehearse) -> None:
    given = [{"name": "MADE", "value": "#{Made.VERSION}"}]
    use = build("Use", configuration={"EnvironmentVariables": json.dumps(given)})
    rehearsal = run({"Make": [build("Make", namespace="Made")], "Use": [use]})
    assert [one.because for one in rehearsal.actions if one.name == "Use"] == [
        "#{Made.VERSION} has no value: no action that has run gives one"
    ]


# ---- conditions ------------------------------------------------------------------------------------------------------

_HOLDS = check("#{variables.BRANCH}", "EQ", "main")


@pytest.mark.parametrize(
    ("operator", "value", "holds"),
    [
        ("EQ", "main", True), ("EQ", "mai", False), ("NE", "main", False), ("NE", "x", True),
        ("CONTAINS", "ai", True), ("CONTAINS", "x", False), ("MATCHES", "ma.*", True), ("MATCHES", "ai", False),
    ],
)  # fmt: skip
def test_operators_of_conditions(operator: str, value: str, holds: bool, run: Rehearse) -> None:
    condition = conditions("SKIP", check("#{variables.BRANCH}", operator, value))
    rehearsal = run({"Test": {"actions": [build("Test")], "beforeEntry": condition}}, declared={"BRANCH": "main"})
    assert statuses(rehearsal)["Test"] == ("SUCCEEDED" if holds else "SKIPPED")


@pytest.mark.parametrize(
    ("stage", "spec", "status", "says"),
    [
        ({"beforeEntry": conditions("SKIP", _HOLDS)}, _OK, "SKIPPED", "is 'x', not EQ 'main'"),
        ({"beforeEntry": conditions("FAIL", _HOLDS)}, _OK, "FAILED", "is 'x', not EQ 'main'"),
        ({"onSuccess": conditions("ROLLBACK", _HOLDS)}, _OK, "FAILED", "the stage gets ROLLBACK"),
        ({"onFailure": conditions("ROLLBACK", _HOLDS)}, _FAILS, "FAILED", "the stage gets ROLLBACK"),
        ({"onFailure": {"result": "ROLLBACK"}}, _FAILS, "FAILED", "would be rolled back"),
        ({"onFailure": {"result": "SKIP"}}, _FAILS, "SKIPPED", "it failed, and is skipped"),
        ({"onFailure": {"result": "ROLLBACK"}}, _OK, "SUCCEEDED", ""),
    ],
)
def test_conditions_of_stages(stage: Mapping[str, Any], spec: str, status: str, says: str, run: Rehearse) -> None:
    stages = {"Test": {"actions": [build("Test")], **stage}, "After": [build("After")]}
    rehearsal = run(stages, {"Test": spec}, declared={"BRANCH": "x"})
    result = rehearsal.stages[1]
    assert (result.status.value, statuses(rehearsal)["After"]) == (
        status, "NOT_RUN" if status == "FAILED" else "SUCCEEDED",
    )  # fmt: skip
    assert says in result.because
    assert rehearsal.succeeded is (status != "FAILED")


@pytest.mark.parametrize(("mode", "times"), [("FAILED_ACTIONS", ("xx", "x")), ("ALL_ACTIONS", ("xx", "xx"))])
def test_a_stage_that_fails_is_tried_again_once(
    mode: str, times: tuple[str, str], run: Rehearse, tmp_path: Path
) -> None:
    spec = "phases: {{build: {{commands: ['printf x >> {0}', '[ \"$(cat {0})\" = xx ] || {1}']}}}}"
    specs = {
        "Flaky": spec.format(tmp_path / "flaky", "false"),
        "Good": spec.format(tmp_path / "good", "true"),
    }
    failure = {"result": "RETRY", "retryConfiguration": {"retryMode": mode}}
    rehearsal = run({"Test": {"actions": [build("Flaky"), build("Good")], "onFailure": failure}}, specs)
    assert rehearsal.succeeded
    assert rehearsal.stages[1].attempts == 2
    assert ((tmp_path / "flaky").read_text(), (tmp_path / "good").read_text()) == times


def test_commands_in_the_pipeline_itself(run: Rehearse, tmp_path: Path) -> None:
    commands = action("Say", "Commands", "Compute", inputs="Sources", namespace="Said")
    commands |= {"commands": ["[ -e kept ]", "WHAT=hello; echo $WHAT > said"], "outputVariables": ["WHAT"]}
    commands["outputArtifacts"] = [{"name": "Say_archive", "files": ["said"]}]
    rehearsal = run({"Say": [commands]})
    assert rehearsal.succeeded
    assert (tmp_path / "out/archive/said").read_text() == "hello\n"
    assert [one.variables for one in rehearsal.actions if one.name == "Say"] == [{"WHAT": "hello"}]


# ---- approvals and watchers ------------------------------------------------------------------------------------------


class _Watching(Watcher):
    def __init__(self, answer: bool) -> None:
        self.answer, self.seen = answer, list[str]()

    def note(self, text: str) -> None:
        self.seen.append(text)

    def action_ended(self, stage: Stage, result: ActionResult) -> None:
        self.seen.append(f"{stage.name}/{result.name} {result.status}")

    def stage_ended(self, result: StageResult) -> None:
        self.seen.append(f"{result.name} {result.status}")

    def approves(self, stage: Stage, action: Action, details: Mapping[str, str]) -> bool:
        self.seen.append(f"{stage.name} {details['CustomData']}")
        return self.answer


@pytest.mark.parametrize("answer", [True, False])
def test_approvals_are_asked_for(answer: bool, run: Rehearse) -> None:
    approval = action("Ask", "Manual", "Approval", configuration={"CustomData": "Release #{variables.V}?"})
    watcher = _Watching(answer)
    rehearsal = run({"Approve": [approval], "Deploy": [build("Deploy")]}, declared={"V": "7"}, watcher=watcher)
    assert rehearsal.succeeded is answer
    status, after = ("SUCCEEDED", "SUCCEEDED") if answer else ("FAILED", "NOT_RUN")
    assert watcher.seen[2:5] == ["Approve Release 7?", f"Approve/Ask {status}", f"Approve {status}"]
    assert watcher.seen[-1] == f"Deploy {after}"


def test_tools_that_are_not_here_are_named_before_anything_runs(run: Rehearse) -> None:
    watcher = _Watching(True)
    spec = """
phases:
  build:
    commands:
    - |-
      # if helm-x is here
      f() { kubectl-x apply; }
      if terraform-x plan; then echo "no mvn-x here" | f; fi
      cat <<'END'
      ant-x all
      END
      A=1 B=2 gradle-x $((left-x - 1)) && ${TOOL} || ./mvnw
    - exit 0
"""
    run({"Build": [build("Build")]}, {"Build": spec}, watcher=watcher)
    assert watcher.seen[0] == "not on this machine, but named in commands: gradle-x, kubectl-x, terraform-x"


# ---- sources ---------------------------------------------------------------------------------------------------------


def _git_job(tmp_path: Path, form: str, command: str) -> Path:
    job = write_job(
        tmp_path / "job", {"Build": [build("Build")]}, {"Build": f"phases: {{build: {{commands: ['{command}']}}}}"}
    )
    document = json.loads((job / "pipeline.json").read_text())
    source = document["pipeline"]["stages"][0]["actions"][0]
    source["actionTypeId"]["provider"] = "CodeStarSourceConnection"
    source["configuration"] = {
        "ConnectionArn": "arn:aws:codeconnections:us-east-1:111111111111:connection/0",
        "FullRepositoryId": "acme/site", "BranchName": "main", "OutputArtifactFormat": form,
    }  # fmt: skip
    (job / "pipeline.json").write_text(json.dumps(document))
    return job


def _repository(folder: Path) -> None:
    folder.mkdir()
    (folder / "a").write_text("main\n")
    for words in (
        "init -q -b main", "add -A", "commit -q -m First",
        "checkout -q -b feature/x", "commit -q --allow-empty -m Second", "checkout -q main",
    ):  # fmt: skip
        given = ("-c", "user.name=A", "-c", "user.email=a@example.com")
        subprocess.run(["git", *given, *words.split()], cwd=folder, check=True)


@pytest.mark.parametrize(("form", "has_git"), [("CODEBUILD_CLONE_REF", "-d"), ("CODE_ZIP", "! -d")])
@pytest.mark.parametrize(("branch", "message"), [("", "First"), ("main", "First"), ("feature/x", "Second")])
def test_a_repository_is_cloned_at_its_branch(
    form: str, has_git: str, branch: str, message: str, tmp_path: Path
) -> None:
    _repository(tmp_path / "source")
    (tmp_path / "source/new").touch()
    job = _git_job(tmp_path, form, f'[ {has_git} .git ] && [ ! -e new ] && [ -n "$CODEBUILD_RESOLVED_SOURCE_VERSION" ]')
    rehearsal = rehearse(job, tmp_path / "out", RehearsalSettings(sources={"": tmp_path / "source"}, branch=branch))
    assert rehearsal.succeeded
    source = next(iter(rehearsal.actions))
    assert (source.variables["BranchName"], source.variables["CommitMessage"]) == (branch or "main", message)
    assert "changes that are not committed" in source.because


def test_a_folder_without_a_repository_gets_one(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source/a").touch()
    job = _git_job(tmp_path, "CODEBUILD_CLONE_REF", "git log --oneline && [ -e a ]")
    assert rehearse(job, tmp_path / "out", RehearsalSettings(sources={"": tmp_path / "source"})).succeeded


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({}, InputError, "source action Source has no folder: name a checkout with --source DIR"),
        ({"sources": {"": Path("/nowhere")}}, InputError, "/nowhere is no folder"),
        ({"branch": "none"}, InputError, "has no branch none: name one that it has with --branch"),
        ({"variables": {"X": "1"}}, UsageError, "the pipeline has no variable X: it has: none"),
        ({"secrets": Path("/nowhere.json")}, InputError, "/nowhere.json: No such file or directory"),
    ],
)
def test_what_can_not_be_rehearsed_is_told(
    settings: dict[str, Any], error: type[Exception], message: str, tmp_path: Path
) -> None:
    _repository(tmp_path / "source")
    job = _git_job(tmp_path, "CODE_ZIP", "true")
    given = {"sources": {"": tmp_path / "source"}} if settings else {}
    with pytest.raises(error, match=message):
        rehearse(job, tmp_path / "out", RehearsalSettings(**{**given, **settings}))
    assert not (tmp_path / "out").exists()


def test_a_folder_of_something_else_is_left_alone(run: Rehearse, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/mine").touch()
    with pytest.raises(OutputError, match="holds something else than a rehearsal"):
        run({"Build": [build("Build")]})
    assert (tmp_path / "out/mine").exists()


def test_a_missing_file_of_the_job_is_told(run: Rehearse, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no project Gone: convert the job again"):
        job = write_job(tmp_path / "job", {"Build": [build("Gone")]}, {})
        rehearse(job, tmp_path / "out", RehearsalSettings())


def test_the_record_says_what_happened(run: Rehearse, tmp_path: Path) -> None:
    spec = (
        "phases: {build: {commands: ['false']}}\nreports: {unit: {files: ['*.xml']}}\n"
        "env: {exported-variables: [A], variables: {A: x}}"
    )
    run({"Build": [build("Build")], "After": [build("After")]}, {"Build": spec})
    record = json.loads((tmp_path / "out/rehearsal.json").read_text("utf-8"))
    del record["execution"], record["stages"][1]["seconds"], record["stages"][1]["actions"][0]["seconds"]
    assert record["result"] == "FAILED"
    assert record["reports"] == {"unit": {"total": 0, "failed": 0, "skipped": 0}}
    assert record["stages"][1:] == [
        {
            "name": "Build",
            "status": "FAILED",
            "actions": [
                {
                    "name": "Build",
                    "provider": "CodeBuild",
                    "status": "FAILED",
                    "because": "a command of build ended with 1",
                    "command": {"text": "false", "status": 1, "phase": "build"},
                    "log": "logs/Build/Build.log",
                    "variables": {"A": "x"},
                }
            ],
        },
        {"name": "After", "status": "NOT_RUN", "actions": []},
    ]
