"""Maven jobs: what Maven is called with, and what its result means, when they are rehearsed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.rehearsed_jobs import ConvertedJob, Rehearsed, converted, repository, written

# Notes its folder, arguments and options, and writes the report that the repository has; `broken` lets it fail.
_MVN = """#!/bin/sh
echo "${PWD##*/}: $*; $MAVEN_OPTS" >> "$CODEBUILD_SRC_DIR/calls"
sleep 0.1
if [ -e "$CODEBUILD_SRC_DIR/report.xml" ]; then
  mkdir -p target/surefire-reports
  cp "$CODEBUILD_SRC_DIR/report.xml" target/surefire-reports/TEST-a.xml
fi
mkdir -p target/classes
touch target/shop.jar target/classes/inner.jar
[ ! -e "$CODEBUILD_SRC_DIR/broken" ]
"""
_REPORT = '<testsuite tests="1" failures="{0}"><testcase name="t" classname="c">{1}</testcase></testsuite>'
_PASSED, _FAILED = _REPORT.format(0, ""), _REPORT.format(1, "<failure>no</failure>")
_ARCHIVER = "<hudson.tasks.ArtifactArchiver><artifacts>calls</artifacts></hudson.tasks.ArtifactArchiver>"
_DEPLOYER = (
    "<hudson.maven.RedeployPublisher><id>r</id><url>https://r.example.com/</url>{}</hudson.maven.RedeployPublisher>"
)
_LENIENT = "<evenIfUnstable>true</evenIfUnstable>"
_PROFILE = (
    "<properties><hudson.model.ParametersDefinitionProperty><parameterDefinitions><hudson.model.StringParameterDefinition>"
    "<name>PROFILE</name><defaultValue>fast</defaultValue></hudson.model.StringParameterDefinition>"
    "</parameterDefinitions></hudson.model.ParametersDefinitionProperty></properties>"
)


def _steps(tag: str, *commands: str) -> str:
    steps = (f"<hudson.tasks.Shell><command>{one}</command></hudson.tasks.Shell>" for one in commands)
    return f"<{tag}>{''.join(steps)}</{tag}>"


def _after(result: str) -> str:
    threshold = f"<runPostStepsIfResult><name>{result}</name></runPostStepsIfResult>" if result else ""
    return _steps("postbuilders", "echo after &gt;&gt; calls") + threshold


def _job(folder: Path, body: str, publishers: str = "") -> ConvertedJob:
    text = f"<maven2-moduleset>{body}<publishers>{publishers}{_ARCHIVER}</publishers></maven2-moduleset>"
    return converted(written(folder / "jobs/shop", {"config.xml": text}), folder / "out")


@pytest.fixture(autouse=True)
def _maven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = written(tmp_path / "bin", {"mvn": _MVN}) / "mvn"
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")


def _rehearsed(job: ConvertedJob, folder: Path, **files: str) -> Rehearsed:
    known = {"pom": "pom.xml", "report": "report.xml", "app": "app/pom.xml"}
    found = {known.get(name, name): text for name, text in files.items()}
    return job.rehearse(repository(folder / "source", {"pom.xml": "<project/>", **found}), folder / "run")


def _calls(found: Rehearsed) -> list[str]:
    return found.archive["calls"].decode().splitlines()


def test_a_job_that_says_nothing_installs(tmp_path: Path) -> None:
    found = _rehearsed(_job(tmp_path, ""), tmp_path)
    assert found.rehearsal.succeeded
    assert [one.partition(": ")[2] for one in _calls(found)] == [
        "-B -f pom.xml -Dmaven.test.failure.ignore=true install; "
    ]


def test_a_maven_job_runs_once_at_a_time(tmp_path: Path) -> None:
    assert _job(tmp_path, "").pipeline["executionMode"] == "QUEUED"


def test_maven_runs_in_the_folder_of_the_pom_with_the_options_of_the_job(tmp_path: Path) -> None:
    body = (
        "<rootPOM>app/pom.xml</rootPOM><goals>clean -P $PROFILE -Dtitle=&quot;a b&quot;</goals>"
        "<mavenOpts>-Xmx1g\n-Xms1m</mavenOpts><runHeadless>true</runHeadless>"
        '<settings class="jenkins.mvn.FilePathSettingsProvider"><path>ci/settings.xml</path></settings>'
        '<localRepository class="hudson.maven.local_repo.PerJobLocalRepositoryLocator"/>'
    )
    found = _rehearsed(_job(tmp_path, _PROFILE + body), tmp_path, app="<project/>")
    (call,) = _calls(found)
    folder, _, words = call.partition(": ")
    workspace = words.partition("-Dmaven.repo.local=")[2].partition("/.repository")[0]
    assert folder == "app"
    assert words == (
        f"-B -f pom.xml -Dmaven.repo.local={workspace}/.repository -s {workspace}/ci/settings.xml "
        "-Dmaven.test.failure.ignore=true clean -P fast -Dtitle=a b; -Xmx1g -Xms1m -Djava.awt.headless=true"
    )
    assert "app/target/shop.jar" in found.archive


def test_a_job_that_wants_failed_tests_to_end_maven_has_its_way(tmp_path: Path) -> None:
    found = _rehearsed(_job(tmp_path, "<goals>test -Dmaven.test.failure.ignore=false</goals>"), tmp_path)
    assert _calls(found)[0].endswith("-f pom.xml test -Dmaven.test.failure.ignore=false; ")


@pytest.mark.parametrize(
    ("result", "runs"),
    [
        ("", (True, True, True, True)),
        ("FAILURE", (True, True, True, True)),
        ("UNSTABLE", (True, True, False, False)),
        ("SUCCESS", (True, False, False, False)),
    ],
)
def test_the_result_of_maven_says_whether_the_steps_after_it_run(
    result: str, runs: tuple[bool, ...], tmp_path: Path
) -> None:
    """After a success, failed tests, a failure, and a failure of the step before."""
    cases: list[tuple[str, dict[str, str], bool]] = [
        ("true", {"report": _PASSED}, True),
        ("true", {"report": _FAILED}, True),
        ("true", {"broken": ""}, False),
        ("touch calls; false", {}, False),
    ]
    for number, ((before, files, passes), runs_after) in enumerate(zip(cases, runs, strict=True)):
        folder = tmp_path / str(number)
        found = _rehearsed(_job(folder, _steps("prebuilders", before) + _after(result)), folder, **files)
        assert found.rehearsal.succeeded is passes
        assert ("after" in _calls(found)) is runs_after


def test_a_failure_of_a_step_before_keeps_maven_from_running(tmp_path: Path) -> None:
    found = _rehearsed(_job(tmp_path, _steps("prebuilders", "touch calls; exit 3") + _after("")), tmp_path)
    assert _calls(found) == ["after"]


def test_a_result_that_jenkins_does_not_know_stops_the_pipeline(tmp_path: Path) -> None:
    job = _job(tmp_path, _after("WORSE"))
    assert job.blocking
    assert not _rehearsed(job, tmp_path).rehearsal.succeeded


def test_what_maven_makes_is_archived_and_its_tests_are_counted(tmp_path: Path) -> None:
    found = _rehearsed(_job(tmp_path, ""), tmp_path, report=_FAILED)
    assert {"pom.xml", "target/shop.jar"} <= found.archive.keys()
    assert "target/classes/inner.jar" not in found.archive
    (build,) = (one for one in found.rehearsal.actions if one.name == "Build")
    assert [(one.total, one.failed) for one in build.reports.values()] == [(1, 1)]


def test_a_job_that_archives_nothing_by_itself(tmp_path: Path) -> None:
    found = _rehearsed(_job(tmp_path, "<archivingDisabled>true</archivingDisabled>"), tmp_path)
    assert set(found.archive) == {"calls"}


@pytest.mark.parametrize(
    ("more", "report", "deploys"),
    [("", _PASSED, True), ("", _FAILED, False), (_LENIENT, _FAILED, True)],
)
def test_artifacts_are_deployed_where_the_tests_let_them(more: str, report: str, deploys: bool, tmp_path: Path) -> None:
    job = _job(tmp_path, "<goals>clean package -P prod</goals>", _DEPLOYER.format(more))
    found = _rehearsed(job, tmp_path, report=report)
    last = "-B -f pom.xml -P prod -DskipTests -DaltDeploymentRepository=r::default::https://r.example.com/ deploy; "
    assert found.rehearsal.succeeded
    assert [one.partition(": ")[2] for one in _calls(found)[1:]] == ([last] if deploys else [])


@pytest.mark.parametrize("broken", ["maven", "publisher"])
def test_nothing_is_deployed_after_a_failure(broken: str, tmp_path: Path) -> None:
    missing = _ARCHIVER.replace("calls", "missing") if broken == "publisher" else ""
    files = {"broken": ""} if broken == "maven" else {}
    found = _rehearsed(_job(tmp_path, "", missing + _DEPLOYER.format(_LENIENT)), tmp_path, **files)
    assert not found.rehearsal.succeeded
    assert len(_calls(found)) == 1


def test_nothing_is_deployed_while_a_release_is_made(tmp_path: Path) -> None:
    variable = "<releaseEnvVar>PROFILE</releaseEnvVar>"
    body = _PROFILE.replace("fast", "true")
    found = _rehearsed(_job(tmp_path, body, _DEPLOYER.format(variable)), tmp_path)
    assert found.rehearsal.succeeded
    assert len(_calls(found)) == 1


def test_what_is_not_kept_can_t_be_deployed(tmp_path: Path) -> None:
    job = _job(tmp_path, "<archivingDisabled>true</archivingDisabled>", _DEPLOYER.format(""))
    assert not _rehearsed(job, tmp_path).rehearsal.succeeded


def test_builders_of_another_kind_of_job_do_not_run(tmp_path: Path) -> None:
    job = _job(tmp_path, _steps("builders", "touch calls"))
    assert job.blocking
    assert "touch calls" not in job.specs


def test_a_gap_that_stops_maven_stops_the_pipeline(tmp_path: Path) -> None:
    provider = "org.jenkinsci.plugins.configfiles.maven.job.MvnSettingsProvider"
    settings = f'<settings class="{provider}"><settingsConfigId>a</settingsConfigId></settings>'
    job = _job(tmp_path, settings)
    assert "Maven settings that Jenkins manages are not converted" in job.reasons("gap")
    assert not _rehearsed(job, tmp_path).rehearsal.succeeded
