"""MultiJob projects: which pipelines a phase starts, and what becomes of the build where one of them fails."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.codebuild import SHELLS, Ended, run_build
from tests.rehearsed_jobs import ConvertedJob, converted, written

_PLUGIN = "com.tikal.jenkins.plugins.multijob"
_KILLS = "<abortAllJob>true</abortAllJob><killPhaseOnJobResultCondition>FAILURE</killPhaseOnJobResultCondition>"
_AWS = """#!/bin/sh
case "$*" in
  *start-pipeline-execution*) for word; do echo "$word"; done | sed -n '/^--name$/{n;p;}' >> "$HOME/calls"; echo 1 ;;
  *get-pipeline-execution*bad*) echo Failed ;;
  *get-pipeline-execution*) echo Succeeded ;;
esac
"""


def _phase(*jobs: str, condition: str = "SUCCESSFUL", execution: str = "SEQUENTIALLY") -> str:
    inner = "".join(f"<{_PLUGIN}.PhaseJobsConfig>{one}</{_PLUGIN}.PhaseJobsConfig>" for one in jobs)
    return (
        f"<{_PLUGIN}.MultiJobBuilder><phaseJobs>{inner}</phaseJobs>"
        f"<continuationCondition>{condition}</continuationCondition><executionType>{execution}</executionType>"
        f"</{_PLUGIN}.MultiJobBuilder>"
    )


def _named(name: str, more: str = "") -> str:
    return f"<jobName>{name}</jobName>{more}"


def _project(tmp_path: Path, *phases: str, more: str = "") -> ConvertedJob:
    root = f"{_PLUGIN}.MultiJobProject"
    text = f"<{root}>{more}<builders>{''.join(phases)}</builders></{root}>"
    return converted(written(tmp_path / "jobs/all", {"config.xml": text}), tmp_path / "out")


def _run(tmp_path: Path, shell: str, *phases: str) -> tuple[Ended, list[str]]:
    """How the build ends, and the pipelines that it has started."""
    (spec,) = _project(tmp_path, *phases).folder.glob("buildspecs/*.yml")
    tools, workspace = tmp_path / "tools", tmp_path / "w"
    workspace.mkdir()
    written(tools, {"aws": _AWS, "sleep": "#!/bin/sh\n"})
    for one in tools.iterdir():
        one.chmod(0o755)
    ended = run_build(spec.read_text("utf-8"), workspace, tmp_path / "scratch", shell=shell, path=str(tools))
    calls = tmp_path / "scratch/home/calls"
    return ended, calls.read_text("utf-8").split() if calls.exists() else []


_TWO = _phase(_named("bad"), _named("good"))
_NEXT = _phase(_named("next"))

CASES: dict[str, tuple[tuple[str, ...], bool, list[str]]] = {
    "none fails": ((_phase(_named("a"), _named("b")), _NEXT), True, ["a", "b", "next"]),
    "a failure ends the build behind its phase": ((_TWO, _NEXT), False, ["bad", "good"]),
    "a failure ends the phase": ((_phase(_named("bad", _KILLS), _named("good")), _NEXT), False, ["bad"]),
    "a failure ends no phase by a switch alone": (
        (_phase(_named("bad", "<abortAllJob>true</abortAllJob>"), _named("good")), _NEXT),
        False,
        ["bad", "good"],
    ),
    "a failure is told in the end": (
        (_phase(_named("bad"), _named("good"), condition="ALWAYS"), _NEXT),
        False,
        ["bad", "good", "next"],
    ),
    "the last failure counts": ((_phase(_named("good"), _named("bad")), _NEXT), False, ["good", "bad"]),
    "a job is switched off": (
        (_phase(_named("bad", "<disableJob>true</disableJob>"), _named("good")), _NEXT),
        True,
        ["good", "next"],
    ),
}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("case", CASES)
def test_a_phase_starts_its_jobs_in_turn(case: str, shell: str, tmp_path: Path) -> None:
    phases, passes, started = CASES[case]
    ended, calls = _run(tmp_path, shell, *phases)
    assert (ended.succeeded, calls) == (passes, started), ended.output


@pytest.mark.parametrize("shell", SHELLS)
def test_jobs_side_by_side_all_run(shell: str, tmp_path: Path) -> None:
    phase = _phase(_named("bad"), _named("good"), execution="PARALLEL")
    ended, calls = _run(tmp_path, shell, phase, _NEXT)
    assert (ended.succeeded, sorted(calls)) == (False, ["bad", "good"]), ended.output


def test_a_condition_stops_its_job_and_the_build(tmp_path: Path) -> None:
    guarded = _named("guarded", "<enableCondition>true</enableCondition><condition>false</condition>")
    ended, calls = _run(tmp_path, "bash", _phase(guarded, _named("good")), _NEXT)
    assert (ended.succeeded, "guarded" in calls, "next" in calls) == (False, False, False), ended.output


def test_later_parameters_win(tmp_path: Path) -> None:
    given = (
        "<jobProperties>A=old</jobProperties><configs><hudson.plugins.parameterizedtrigger.PredefinedBuildParameters>"
        "<properties>A=1\nB=2</properties></hudson.plugins.parameterizedtrigger.PredefinedBuildParameters></configs>"
    )
    specs = _project(tmp_path, _phase(_named("a", given))).specs
    assert re.findall(r'"name=(\w),value=(\w+)"', specs) == [("A", "old"), ("B", "2")]


def test_it_is_a_job_like_a_freestyle_one(tmp_path: Path) -> None:
    archive = "<hudson.tasks.ArtifactArchiver><artifacts>a</artifacts></hudson.tasks.ArtifactArchiver>"
    more = f"<concurrentBuild>false</concurrentBuild><publishers>{archive}</publishers>"
    job = _project(tmp_path, _NEXT, more=more)
    assert (job.kind, job.blocking, job.pipeline["executionMode"]) == ("freestyle", 0, "QUEUED")
    assert "post_build" in yaml.safe_load(job.specs)["phases"]
