"""Promotions: pipelines of their own, which a person or the pipeline of the job starts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from migrate.app import JobResult, convert
from migrate.model.settings import Settings
from tests.codebuild import SHELLS, run_build
from tests.rehearsed_jobs import written

_P = "hudson.plugins.promoted__builds"
_PASSED = f"{_P}.conditions.SelfPromotionCondition"
_SELF = f"<{_PASSED}><evenIfUnstable>true</evenIfUnstable></{_PASSED}>"
_MANUAL = f"<{_P}.conditions.ManualCondition><users>anna, ops</users></{_P}.conditions.ManualCondition>"
_SHELL = "<hudson.tasks.Shell><command>{}</command></hudson.tasks.Shell>"
_CHOICE = (
    "<hudson.model.ParametersDefinitionProperty><parameterDefinitions><hudson.model.StringParameterDefinition>"
    "<name>FLAVOUR</name><defaultValue>plain</defaultValue></hudson.model.StringParameterDefinition>"
    "</parameterDefinitions></hudson.model.ParametersDefinitionProperty>"
)
_AWS = """#!/bin/sh
case "$*" in *start-pipeline-execution*) echo "$*" >> "$HOME/calls" ;; esac
echo 1
"""


def _job(*processes: str, machine: str = "") -> str:
    names = "".join(f"<string>{one}</string>" for one in processes)
    active = f"<{_P}.JobPropertyImpl><activeProcessNames>{names}</activeProcessNames></{_P}.JobPropertyImpl>"
    steps = f"<builders>{_SHELL.format('echo built')}</builders>"
    return f"<project><properties>{_CHOICE}{active}</properties>{machine}{steps}</project>"


def _promotion(conditions: str, *steps: str, more: str = "") -> str:
    own = "".join(steps) or _SHELL.format("echo promote $PROMOTED_NUMBER of $PROMOTED_JOB_FULL_NAME as $FLAVOUR")
    return (
        f"<{_P}.PromotionProcess><conditions>{conditions}</conditions>{more}<buildSteps>{own}</buildSteps>"
        f"</{_P}.PromotionProcess>"
    )


def _converted(tmp_path: Path, job: str = "", **promotions: str) -> dict[str, JobResult]:
    home = "jobs/team/jobs/app"
    files = {"jobs/team/config.xml": "<com.cloudbees.hudson.plugins.folder.Folder/>"}
    files |= {f"{home}/config.xml": job} if job else {}
    files |= {f"{home}/promotions/{name}/config.xml": text for name, text in promotions.items()}
    run = convert([written(tmp_path / "home", files)], Settings(), out=tmp_path / "out")
    return {one.summary.name: one for one in run.jobs}


def _pipeline(result: JobResult) -> dict[str, Any]:
    text = next(text for name, text in result.files.items() if name.endswith("/pipeline.json"))
    found: dict[str, Any] = json.loads(text)["pipeline"]
    return found


def _commands(result: JobResult) -> str:
    return "".join(text for name, text in result.files.items() if "/buildspecs/" in name)


def _reasons(result: JobResult, outcome: str) -> Iterator[str]:
    text = next(text for name, text in result.files.items() if name.endswith("/ledger.json"))
    for one in json.loads(text)["entries"]:
        if one["outcome"] == outcome:
            yield from (one["because"], *one.get("also", ()))


def _approval(result: JobResult) -> str:
    actions = [one for stage in _pipeline(result)["stages"] for one in stage["actions"]]
    approvals = [one for one in actions if one["actionTypeId"]["category"] == "Approval"]
    return str(approvals[0]["configuration"]["CustomData"]) if approvals else ""


@pytest.mark.parametrize("condition", ["DownstreamPassCondition", "UpstreamPromotionCondition", "GroovyCondition"])
def test_what_nobody_sees_stops_the_promotion(condition: str, tmp_path: Path) -> None:
    conditions = f"{_SELF}<{_P}.conditions.{condition}><jobs>test</jobs></{_P}.conditions.{condition}>"
    jobs = _converted(tmp_path, _job("Live"), Live=_promotion(conditions))
    assert jobs["team/app/promotion/Live"].summary.blocking
    assert not jobs["team/app"].summary.blocking
    assert "run_pipeline" not in _commands(jobs["team/app"])


def test_a_promotion_that_is_not_here_is_told_and_stops_nothing(tmp_path: Path) -> None:
    job = _converted(tmp_path, _job("Live"))["team/app"]
    assert any("the promotion Live is not here" in one for one in _reasons(job, "gap"))
    assert not job.summary.blocking


def test_a_promotion_without_its_job_says_what_is_not_known(tmp_path: Path) -> None:
    file = written(tmp_path / "app", {"config.xml": _promotion(_MANUAL)}) / "config.xml"
    for name, lost in {"app/promotion/Live": "the job app is not here", "": "nobody knows of which job it is"}.items():
        (promotion,) = convert([file], Settings(), out=tmp_path / "out", name=name).jobs
        assert any(lost in one for one in _reasons(promotion, "partial"))


def test_a_disabled_promotion_is_not_started(tmp_path: Path) -> None:
    jobs = _converted(tmp_path, _job("Live"), Live=_promotion(_SELF, more="<disabled>true</disabled>"))
    assert "run_pipeline" not in _commands(jobs["team/app"])


def test_a_person_starts_what_waits_for_a_person(tmp_path: Path) -> None:
    jobs = _converted(tmp_path, _job("Live"), Live=_promotion(_MANUAL))
    assert "run_pipeline" not in _commands(jobs["team/app"])
    promotion = jobs["team/app/promotion/Live"]
    told = "May build #{variables.PROMOTED_NUMBER} of team/app be promoted as Live? anna, ops may say so"
    assert _approval(promotion) == told
    assert _pipeline(promotion)["executionMode"] == "PARALLEL"
    assert any("PutApprovalResult" in one for one in _reasons(promotion, "partial"))


def test_nobody_is_asked_for_what_waits_for_the_job_alone(tmp_path: Path) -> None:
    assert not _approval(_converted(tmp_path, _job("Live"), Live=_promotion(_SELF))["team/app/promotion/Live"])


def test_a_promotion_has_the_machine_and_the_parameters_of_its_job(tmp_path: Path) -> None:
    machine = "<assignedNode>arm</assignedNode><canRoam>false</canRoam>"
    promotion = _converted(tmp_path, _job("Live", machine=machine), Live=_promotion(_SELF))["team/app/promotion/Live"]
    names = [one["name"] for one in _pipeline(promotion)["variables"]]
    assert names == ["PROMOTED_NUMBER", "FLAVOUR"]
    assert any("arm" in one for one in (*_reasons(promotion, "partial"), *_reasons(promotion, "gap")))


def test_a_label_of_its_own_comes_first(tmp_path: Path) -> None:
    machine = "<assignedNode>arm</assignedNode><canRoam>false</canRoam>"
    own = _promotion(_SELF, more="<assignedLabel>tiny</assignedLabel>")
    promotion = _converted(tmp_path, _job("Live", machine=machine), Live=own)["team/app/promotion/Live"]
    reasons = [*_reasons(promotion, "partial"), *_reasons(promotion, "gap")]
    assert any("tiny" in one for one in reasons) and not any("arm" in one for one in reasons)


def test_what_a_person_is_asked_is_a_variable(tmp_path: Path) -> None:
    asked = (
        "<parameterDefinitions><hudson.model.StringParameterDefinition><name>TARGET</name><defaultValue>x</defaultValue>"
        "</hudson.model.StringParameterDefinition></parameterDefinitions></"
    )
    promotion = _promotion(_MANUAL.replace("</hudson", asked + "hudson", 1))
    jobs = _converted(tmp_path, _job("Live"), Live=promotion)
    variables = _pipeline(jobs["team/app/promotion/Live"])["variables"]
    assert {"name": "TARGET", "defaultValue": "x"} in variables


def test_the_answer_of_a_person_wins_over_the_parameter_of_the_job(tmp_path: Path) -> None:
    asked = _CHOICE.partition("Property>")[2].rpartition("</hudson")[0].replace("plain", "asked")
    promotion = _promotion(_MANUAL.replace("</hudson", f"{asked}</hudson", 1))
    jobs = _converted(tmp_path, _job("Live"), Live=promotion)
    variables = _pipeline(jobs["team/app/promotion/Live"])["variables"]
    assert [one["defaultValue"] for one in variables if one["name"] == "FLAVOUR"] == ["asked"]


@pytest.mark.parametrize("name", ["PROMOTED_ID", "PROMOTED_JOB_NAME", "PROMOTED_JOB_FULL_NAME"])
def test_what_is_known_of_the_build_is_there(name: str, tmp_path: Path) -> None:
    promotion = _promotion(_SELF, _SHELL.format(f"echo have $PROMOTED_NUMBER ${name}"))
    spec, workspace = _spec(_converted(tmp_path, _job("Live"), Live=promotion)["team/app/promotion/Live"], tmp_path)
    ended = run_build(spec, workspace, tmp_path / "s", variables={"FLAVOUR": "dark", "PROMOTED_NUMBER": "7"})
    told = {"PROMOTED_ID": "7", "PROMOTED_JOB_NAME": "app", "PROMOTED_JOB_FULL_NAME": "team/app"}[name]
    assert f"have 7 {told}" in ended.output


def test_a_promotion_on_windows_checks_its_build_there(tmp_path: Path) -> None:
    steps = "<hudson.tasks.BatchFile><command>echo %PROMOTED_NUMBER%</command></hudson.tasks.BatchFile>"
    result = _converted(tmp_path, _job("Live"), Live=_promotion(_SELF, steps))["team/app/promotion/Live"]
    assert not result.summary.blocking, [*_reasons(result, "gap")]
    assert 'if "%PROMOTED_NUMBER%"==""' in _commands(result)


def test_what_only_jenkins_knows_of_the_build_stops_the_promotion(tmp_path: Path) -> None:
    promotion = _promotion(_SELF, _SHELL.format("echo by $PROMOTED_USER_NAME"))
    result = _converted(tmp_path, _job("Live"), Live=promotion)["team/app/promotion/Live"]
    assert any("PROMOTED_USER_NAME" in one for one in _reasons(result, "gap"))
    assert result.summary.blocking


def test_a_promotion_names_other_jobs_in_full(tmp_path: Path) -> None:
    steps = "<hudson.tasks.BuildTrigger><childProjects>deploy</childProjects></hudson.tasks.BuildTrigger>"
    result = _converted(tmp_path, _job("Live"), Live=_promotion(_SELF, steps))["team/app/promotion/Live"]
    assert "run_pipeline deploy start" in _commands(result)


# ---- runs ------------------------------------------------------------------------------------------------------------


def _spec(result: JobResult, tmp_path: Path) -> tuple[str, Path]:
    (text,) = (text for name, text in result.files.items() if "/buildspecs/" in name)
    tools, workspace = tmp_path / "tools", tmp_path / "w"
    workspace.mkdir()
    (written(tools, {"aws": _AWS}) / "aws").chmod(0o755)
    return text, workspace


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("conditions", [_SELF, _SELF + _MANUAL])
def test_a_job_starts_the_promotion_of_its_good_builds(conditions: str, shell: str, tmp_path: Path) -> None:
    spec, workspace = _spec(_converted(tmp_path, _job("Live"), Live=_promotion(conditions))["team/app"], tmp_path)
    variables = {"FLAVOUR": "dark"}
    tools = str(tmp_path / "tools")
    ended = run_build(spec, workspace, tmp_path / "s", variables=variables, shell=shell, path=tools)
    assert ended.succeeded, ended.output
    call = (tmp_path / "s/home/calls").read_text("utf-8")
    assert "--name team-app-promotion-Live" in call
    assert "name=FLAVOUR,value=dark" in call
    assert "name=PROMOTED_NUMBER,value=1" in call


@pytest.mark.parametrize("number", ["", "7"])
def test_a_promotion_needs_to_know_its_build(number: str, tmp_path: Path) -> None:
    promotion = _converted(tmp_path, _job("Live"), Live=_promotion(_SELF))["team/app/promotion/Live"]
    spec, workspace = _spec(promotion, tmp_path)
    variables = {"FLAVOUR": "dark", "PROMOTED_NUMBER": number}
    ended = run_build(spec, workspace, tmp_path / "s", variables=variables)
    assert ended.succeeded == bool(number), ended.output
    assert ("promote 7 of team/app as dark" in ended.output) == bool(number)
    assert ("start this pipeline with PROMOTED_NUMBER" in ended.output) != bool(number)
