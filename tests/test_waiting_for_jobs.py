"""Pipelines that wait while those of other jobs run: what is written, and the function that looks at them."""

from __future__ import annotations

import json
import runpy
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from migrate.model.template_files import template_folder
from tests.test_cli import j2cp

JOB = """<project><properties><hudson.plugins.buildblocker.BuildBlockerProperty>
  <useBuildBlocker>true</useBuildBlocker><blockingJobs>{}</blockingJobs>
</hudson.plugins.buildblocker.BuildBlockerProperty></properties>
<builders><hudson.tasks.Shell><command>make</command></hudson.tasks.Shell></builders></project>"""


def _converted(tmp_path: Path, waits_for: str) -> Path:
    (tmp_path / "jobs" / "deploy").mkdir(parents=True)
    (tmp_path / "jobs" / "deploy" / "config.xml").write_text(JOB.format(waits_for), "utf-8")
    j2cp("convert", tmp_path / "jobs", "-o", tmp_path / "out", "--fail-on", "never")
    return tmp_path / "out" / "deploy"


def _stages(job: Path) -> list[Any]:
    stages: list[Any] = json.loads((job / "pipeline.json").read_text("utf-8"))["pipeline"]["stages"]
    return stages


def test_a_stage_behind_the_source_waits(tmp_path: Path) -> None:
    job = _converted(tmp_path, "shop/nightly\nrelease\nrelease")
    assert [one["name"] for one in _stages(job)] == ["Source", "Wait", "Build"]
    (action,) = _stages(job)[1]["actions"]
    asked = json.loads(action["configuration"]["UserParameters"])
    assert (asked["pipelines"], asked["own"]) == (["shop-nightly", "release"], "deploy")
    assert (job / "lambda" / f"{action['configuration']['FunctionName']}.py").is_file()
    assert j2cp("validate", tmp_path / "out").returncode == 0


def test_the_function_may_look_at_these_pipelines_alone(tmp_path: Path) -> None:
    template = (_converted(tmp_path, "release") / "template.yaml").read_text("utf-8")
    allowed = template.partition("codepipeline:ListPipelineExecutions")[2].partition("Effect")[0]
    assert ":deploy" in allowed
    assert ":release" in allowed
    assert "*" not in allowed


@pytest.mark.parametrize("waits_for", ["", "deploy"])
def test_nobody_waits_for_no_other(tmp_path: Path, waits_for: str) -> None:
    assert [one["name"] for one in _stages(_converted(tmp_path, waits_for))] == ["Source", "Build"]


def test_too_many_names_stop_the_pipeline(tmp_path: Path) -> None:
    job = _converted(tmp_path, "\n".join(f"a-job-with-a-rather-long-name-{number}" for number in range(40)))
    entries = json.loads((job / "ledger.json").read_text("utf-8"))["entries"]
    assert [one for one in entries if one["blocking"] and "1000 characters" in one["because"]]
    assert "Wait" not in [one["name"] for one in _stages(job)]


# ---- the function ----------------------------------------------------------------------------------------------------


class Client:
    """CodePipeline with some executions by pipeline: id, status and when it has started."""

    def __init__(self, executions: dict[str, list[tuple[str, str, float]]]) -> None:
        self.executions = executions
        self.told: list[tuple[str, dict[str, Any]]] = []

    def list_pipeline_executions(self, *, pipelineName: str) -> dict[str, Any]:  # noqa: N803
        found = self.executions[pipelineName]
        keys = ("pipelineExecutionId", "status", "startTime")
        rows = ((one, status, datetime.fromtimestamp(start, UTC)) for one, status, start in found)
        return {"pipelineExecutionSummaries": [dict(zip(keys, row, strict=True)) for row in rows]}

    def put_job_success_result(self, **words: Any) -> None:
        self.told.append(("success", words))

    def put_job_failure_result(self, **words: Any) -> None:
        self.told.append(("failure", words))


def _told(monkeypatch: pytest.MonkeyPatch, client: Client, asked: Any = None, token: str = "") -> tuple[str, Any]:
    boto3 = ModuleType("boto3")
    boto3.client = lambda _: client  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "boto3", boto3)
    handler = runpy.run_path(str(template_folder() / "lambda" / "wait_for_pipelines.py"))["handler"]
    asked = asked or {"pipelines": ["a", "b"], "own": "me", "execution": "mine", "seconds": 60}
    data = {"actionConfiguration": {"configuration": {"UserParameters": json.dumps(asked)}}}
    handler({"CodePipeline.job": {"id": "1", "data": data | ({"continuationToken": token} if token else {})}}, None)
    (told,) = client.told
    assert told[1]["jobId"] == "1"
    return told


MINE = [("mine", "InProgress", 100.0)]


@pytest.mark.parametrize(
    ("others", "goes_on"),
    [
        ([], True),
        ([("x", "Succeeded", 50.0)], True),
        ([("x", "InProgress", 50.0)], False),
        ([("x", "Stopping", 50.0)], False),
        ([("x", "InProgress", 150.0)], True),  # it waits for this one
        ([("y", "InProgress", 150.0), ("x", "InProgress", 50.0)], False),
        ([("x", "InProgress", 100.0)], False),  # at the same time: the first by name goes first
    ],
)
def test_it_waits_for_what_has_started_before(
    monkeypatch: pytest.MonkeyPatch, others: list[tuple[str, str, float]], goes_on: bool
) -> None:
    what, words = _told(monkeypatch, Client({"me": MINE, "a": [], "b": others}))
    assert what == "success"
    assert ("continuationToken" not in words) is goes_on


def test_it_is_asked_again_with_the_time_of_the_first_question(monkeypatch: pytest.MonkeyPatch) -> None:
    began = str(time.time() - 30)
    _, words = _told(monkeypatch, Client({"me": MINE, "a": [("x", "InProgress", 1.0)], "b": []}), token=began)
    assert words["continuationToken"] == began


def test_it_waits_no_longer_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client({"me": MINE, "a": [("x", "InProgress", 1.0)], "b": []})
    what, words = _told(monkeypatch, client, token=str(time.time() - 61))
    assert (what, words["failureDetails"]["message"]) == ("failure", "still running after 60 seconds: a")


@pytest.mark.parametrize("asked", [{"pipelines": ["nowhere"], "own": "me", "execution": "mine", "seconds": 1}, "text"])
def test_it_tells_of_whatever_goes_wrong(monkeypatch: pytest.MonkeyPatch, asked: Any) -> None:
    what, words = _told(monkeypatch, Client({"me": MINE}), asked)
    assert what == "failure"
    assert words["failureDetails"]["type"] == "JobFailed"
