"""What a job asks of the builds before it, of what has changed since and of what has started it: CodePipeline knows."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from migrate.assemble.variables import Surroundings, jenkins_variables
from migrate.rehearse.history import Earlier
from tests import rehearsed_jobs
from tests.plans import built, facts_of, plan_of, sh, stage
from tests.rehearsed_jobs import ConvertedJob, Rehearsed
from tests.whole_jobs import declarative

CONFIG = """<flow-definition><definition class="org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition">
<scm class="hudson.plugins.git.GitSCM">
  <userRemoteConfigs><hudson.plugins.git.UserRemoteConfig><url>https://github.com/acme/shop.git</url>
  </hudson.plugins.git.UserRemoteConfig></userRemoteConfigs>
  <branches><hudson.plugins.git.BranchSpec><name>main</name></hudson.plugins.git.BranchSpec></branches>
</scm><scriptPath>Jenkinsfile</scriptPath></definition></flow-definition>"""
ALL_BRANCHES = Surroundings("team/app", "team-app", "https://github.com/team/app.git", True, True)


class Job:
    """A converted job of one branch, whose repository has two commits."""

    def __init__(self, around: Path, text: str) -> None:
        self.around, self.runs = around, 0
        source = {"config.xml": CONFIG, "source/Jenkinsfile": text}
        self.job: ConvertedJob = rehearsed_jobs.converted(
            rehearsed_jobs.written(around / "jobs/shop", source), around / "out"
        )
        self.repository = rehearsed_jobs.repository(around / "shop", {"a/Old.txt": "", "gone.md": ""})
        (self.repository / "gone.md").unlink()
        rehearsed_jobs.committed(self.repository, {"a/New.txt": "", "Makefile": ""}, "Fix: the net\n\nPart of #12\n")

    def run(self, earlier: str = "", revision: str = "HEAD~1", trigger: str = "person") -> Rehearsed:
        self.runs += 1
        before = Earlier(earlier, revision) if earlier else None
        return self.job.rehearse(self.repository, self.around / f"run{self.runs}", earlier=before, trigger=trigger)

    def said(self, earlier: str = "", revision: str = "HEAD~1", trigger: str = "person") -> list[str]:
        """The lines that the commands of a rehearsal which succeeds print with a `=` in front."""
        run = self.run(earlier, revision, trigger)
        assert run.rehearsal.succeeded, run.logs
        return [line[1:] for line in run.logs.splitlines() if line.startswith("=")]


# ---- the result of the build before ----------------------------------------------------------------------------------

_POSTS = "\n".join(f"{name} {{ sh 'echo ={name}' }}" for name in ("regression", "fixed", "changed", "always"))


@pytest.mark.parametrize(
    ("earlier", "good", "bad"),
    [
        ("", ["changed"], ["changed"]),
        ("Succeeded", [], ["changed", "regression"]),
        ("Failed", ["changed", "fixed"], []),
        ("Stopped", ["changed"], ["changed"]),
    ],
)
def test_a_post_compares_the_build_with_the_one_before(
    tmp_path: Path, earlier: str, good: list[str], bad: list[str]
) -> None:
    job = Job(tmp_path, declarative("steps { sh 'test ! -e broken' }", head=f"post {{ {_POSTS} }}"))
    assert job.said(earlier) == ["always", *good]
    rehearsed_jobs.committed(job.repository, {"broken": ""}, "Break it")
    run = job.run(earlier)
    assert not run.rehearsal.succeeded
    assert [one for one in ("always", "changed", "fixed", "regression") if f"\n={one}\n" in run.logs] == [
        "always",
        *bad,
    ]


def test_the_post_of_a_stage_compares_the_whole_build(tmp_path: Path) -> None:
    stages = ("steps { sh 'exit 1' }\npost { fixed { sh 'echo =F' }\nregression { sh 'echo =R' } }",)
    run = Job(tmp_path, declarative(*stages)).run("Succeeded")
    assert "\n=R\n" in run.logs
    assert "\n=F\n" not in run.logs


def test_each_difference_of_a_text_is_told(tmp_path: Path) -> None:
    text = 'steps { echo "${env.BUILD_NUMBER} ${currentBuild.previousBuild?.result}" }'
    [told] = [one for one in Job(tmp_path, declarative(text)).job.reasons("partial") if "BUILD_NUMBER" in one]
    assert "none is UNSTABLE" in told


def test_an_unstable_build_is_a_regression_after_a_good_one(tmp_path: Path) -> None:
    text = declarative("steps { unstable 'flaky' }", head="post { regression { sh 'echo =R' } }")
    assert Job(tmp_path, text).said("Succeeded") == ["R"]


def test_groovy_reads_the_build_before(tmp_path: Path) -> None:
    steps = """steps { script {
        sh "echo =${currentBuild.previousBuild?.result}"
        if (currentBuild.previousBuild == null) { sh 'echo =first' }
        if (currentBuild.previousCompletedBuild?.result == 'FAILURE') { sh 'echo =again' }
        if (!('SUCCESS'.equals(currentBuild.getPreviousBuild()?.result))) { sh 'echo =not good' }
    } }"""
    job = Job(tmp_path, declarative(steps))
    assert job.said() == ["null", "first", "not good"]
    assert job.said("Failed") == ["FAILURE", "again", "not good"]
    assert job.said("Succeeded") == ["SUCCESS"]


@pytest.mark.parametrize(
    "code",
    [
        "currentBuild.previousBuild.number",
        "currentBuild.previousBuild?.description",
        "currentBuild.previousBuild.getPreviousBuild()",
        "currentBuild.getBuildCauses('hudson.model.Cause$UserIdCause')[0]?.userName",
        "currentBuild.getBuildCauses('org.example.OtherCause').size()",
    ],
)
def test_what_codepipeline_does_not_know_stops_the_build(tmp_path: Path, code: str) -> None:
    job = Job(tmp_path, declarative(f'steps {{ script {{ sh "echo =${{{code}}}" }} }}'))
    assert job.job.blocking
    assert not job.run("Failed").rehearsal.succeeded


# ---- commits ---------------------------------------------------------------------------------------------------------


def test_commits_of_the_builds_before_are_variables(tmp_path: Path) -> None:
    script = "git log --format==%s ${GIT_PREVIOUS_COMMIT:+$GIT_PREVIOUS_COMMIT..}; "
    script += "echo =${GIT_PREVIOUS_SUCCESSFUL_COMMIT:-no}"
    job = Job(tmp_path, declarative(f"steps {{ sh '''{script}''' }}"))
    assert job.said() == ["Fix: the net", "Add the sources", "no"]
    assert job.said("Failed") == ["Fix: the net", "no"]
    assert job.said("Succeeded", "HEAD")[1:] == []
    assert job.said("Succeeded", "HEAD")[0] != "no"


def _when(condition: str) -> str:
    return f"when {{ {condition} }}\nsteps {{ sh 'echo =runs' }}"


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("changeset '**/new.TXT'", True),
        ("changeset pattern: '**/new.TXT', caseSensitive: true", False),
        ("changeset 'gone.md'", True),
        ("changeset '**/Old.txt'", False),
        ("changeset pattern: 'a/N.*', comparator: 'REGEXP'", True),
        ("changeset pattern: 'a/n.*', comparator: 'REGEXP'", False),
        ("changeset pattern: 'Makefile', comparator: 'EQUALS'", True),
        ("changeset pattern: 'Make', comparator: 'EQUALS'", False),
        ("not { changeset 'Makefile' }", False),
        ("changelog 'Fix: the net'", True),
        ("changelog 'the net'", False),
        ("changelog '.*#12.*'", True),
        ("changelog 'net.*Part.*'", True),
        ("changelog '.*sources.*'", False),
    ],
)
def test_a_stage_asks_what_has_changed_since_the_build_before(tmp_path: Path, condition: str, holds: bool) -> None:
    job = Job(tmp_path, declarative(_when(condition)))
    assert job.said("Failed") == (["runs"] if holds else [])
    assert job.said() == (["runs"] if condition.startswith("not") else [])
    assert job.said("Failed", "HEAD") == (["runs"] if condition.startswith("not") else [])


# ---- what has started the build --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cause", "trigger"),
    [("UserIdCause", "person"), ("TimerTrigger", "schedule"), ("upstream", "pipeline"), ("SCMTriggerCause", "push")],
)
def test_a_stage_asks_what_has_started_the_build(tmp_path: Path, cause: str, trigger: str) -> None:
    job = Job(tmp_path, declarative(_when(f"triggeredBy '{cause}'")))
    for one in ("person", "schedule", "pipeline", "push"):
        assert job.said(trigger=one) == (["runs"] if one == trigger else [])


def test_groovy_asks_for_the_causes_of_the_build(tmp_path: Path) -> None:
    timer = "currentBuild.getBuildCauses('hudson.triggers.TimerTrigger$TimerTriggerCause')"
    steps = f"""steps {{ script {{
        def timers = {timer}
        if (timers) {{ sh 'echo =timer' }}
        if ({timer}.size() > 0) {{ sh 'echo =some' }}
        if ({timer}.isEmpty()) {{ sh 'echo =none' }}
    }} }}"""
    job = Job(tmp_path, declarative(steps))
    assert job.said(trigger="schedule") == ["timer", "some"]
    assert job.said(trigger="person") == ["none"]


# ---- what nobody knows -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("condition", ["changeset '**'", "not { triggeredBy 'UserIdCause' }"])
def test_a_condition_that_nobody_answers_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, condition: str
) -> None:
    _break_aws(tmp_path, monkeypatch)
    run = Job(tmp_path, declarative(_when(condition))).run("Failed")
    assert not run.rehearsal.succeeded
    assert "=runs" not in run.logs


def test_a_post_that_nobody_answers_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _break_aws(tmp_path, monkeypatch)
    run = Job(tmp_path, declarative("steps { sh 'true' }", head=f"post {{ {_POSTS} }}")).run("Failed")
    assert not run.rehearsal.succeeded
    assert [one for one in ("changed", "fixed", "regression") if f"\n={one}\n" in run.logs] == []


def _break_aws(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "aws").write_text("#!/bin/sh\necho AccessDenied >&2\nexit 254\n")
    (folder / "aws").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_the_build_may_ask_codepipeline(tmp_path: Path) -> None:
    text = declarative(_when("changeset '**'"), _when("triggeredBy 'UserIdCause'"))
    template = (Job(tmp_path, text).job.folder / "template.yaml").read_text("utf-8")
    assert "codepipeline:ListPipelineExecutions" in template
    assert "codepipeline:GetPipelineExecution" in template


EXPECTS = (
    'echo "${GIT_PREVIOUS_COMMIT:-none}"',
    "git diff ${GIT_PREVIOUS_COMMIT-HEAD~1} ${GIT_PREVIOUS_COMMIT:+..}",
    'if [ -z "$GIT_PREVIOUS_COMMIT" ]; then all; else git diff $GIT_PREVIOUS_COMMIT; fi',
    "test -n ${GIT_PREVIOUS_COMMIT} && git diff $GIT_PREVIOUS_COMMIT",
)
DOES_NOT = (
    "git diff $GIT_PREVIOUS_COMMIT",
    'git diff "${GIT_PREVIOUS_COMMIT}" ${GIT_PREVIOUS_COMMIT:-x}',
    "echo ${GIT_PREVIOUS_COMMIT:?}",
    "echo ${GIT_PREVIOUS_COMMIT%x}",
    "[ -z $GIT_PREVIOUS_COMMIT_ID ]; echo $GIT_PREVIOUS_COMMIT",
    "#!/usr/bin/python3\nprint('${GIT_PREVIOUS_COMMIT:-x}')",
)
_FACTS = replace(facts_of(()), multibranch=True, variables=jenkins_variables(ALL_BRANCHES))


@pytest.mark.parametrize("script", EXPECTS)
def test_of_all_branches_a_script_that_expects_no_earlier_build_finds_none(script: str) -> None:
    [remark] = built(plan_of(stage("A", sh(script))), _FACTS).remarks
    assert not remark.gap and "unset, as in the first build" in remark.because


@pytest.mark.parametrize("script", DOES_NOT)
def test_of_all_branches_a_script_that_takes_an_earlier_build_for_granted_stops(script: str) -> None:
    [remark] = built(plan_of(stage("A", sh(script))), _FACTS).remarks
    assert remark.blocking and "GIT_PREVIOUS_COMMIT" in remark.because


def test_a_pipeline_of_all_branches_does_not_know_which_build_was_before(tmp_path: Path) -> None:
    text = declarative(_when("changeset '**'"), head="post { changed { sh 'echo changed' } }")
    folder = rehearsed_jobs.written(tmp_path / "jobs/shop", {"Jenkinsfile": text})
    job = rehearsed_jobs.converted(folder, tmp_path / "out")
    assert [one for one in job.reasons("gap") if "of which branch" in one and one.endswith("never runs")]
    assert [one for one in job.ledger() if one["outcome"] == "gap" and one.get("blocking")]
    assert "earlier_build completed" not in job.specs
