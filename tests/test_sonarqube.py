"""Analyses with SonarQube, and its verdict, in builds that find a stand-in for the server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from migrate.app import convert
from migrate.model.settings import Layout, Settings
from migrate.validate.output import validate_job
from tests.services import Services
from tests.whole_jobs import Converted, converted, declarative, write_files

_SERVER = "https://sonar.example.com"
_SECRETS = {"sonarqube-server-main:url": _SERVER + "/", "sonarqube-server-main:token": "t-1"}
_SCAN = "withSonarQubeEnv('main') { sh 'analyse' }"
_SCANNER = """#!/bin/sh
mkdir -p target/sonar
printf 'serverUrl=https://sonar.example.com\\r\\nceTaskId=AX-1\\r\\n' > target/sonar/report-task.txt
echo "$SONAR_CONFIG_NAME $SONAR_MAVEN_GOAL <$SONAR_EXTRA_PROPS> $*" > seen
printf %s "$SONARQUBE_SCANNER_PARAMS" > parameters
"""


def _answers(*tasks: str, verdict: str = "OK", version: Any = "10.4.1") -> dict[str, list[Any]]:
    found = [{"task": {"status": one, **({"analysisId": "an/1"} if one == "SUCCESS" else {})}} for one in tasks]
    return {
        f"{_SERVER}/api/server/version": [version],
        f"{_SERVER}/api/ce/task?id=AX-1": found or [{"task": {"status": "SUCCESS", "analysisId": "an/1"}}],
        f"{_SERVER}/api/qualitygates/project_status?analysisId=an%2F1": [{"projectStatus": {"status": verdict}}],
    }


@pytest.fixture
def services(tmp_path: Path) -> Services:
    services = Services(tmp_path)
    services.tool("analyse", _SCANNER)
    return services


def _job(services: Services, *stages: str) -> Converted:
    return converted(services.folder, declarative(*stages), Settings(layout=Layout.FUSED))


# ---- scanners --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "name"), [("10.0", "sonar.token"), ("9.9.4.1", "sonar.login"), (404, "sonar.login")]
)
def test_a_scanner_finds_the_server(services: Services, version: Any, name: str) -> None:
    job = _job(services, f"steps {{ {_SCAN} }}")
    assert services.build(job.specs, _answers(version=version), _SECRETS).succeeded
    assert (services.workspace / "seen").read_text() == "main sonar:sonar <> \n"
    given = json.loads((services.workspace / "parameters").read_text())
    assert given == {"sonar.host.url": _SERVER + "/", name: "t-1"}
    assert not list(validate_job(job.folder))
    assert "address and token of the server are a secret of its name" in " ".join(job.reasons("partial"))
    assert "sonarqube-server-main" in (job.folder / "secrets.csv").read_text()


def test_variables_of_the_server_end_with_its_block(services: Services) -> None:
    job = _job(services, f"steps {{ {_SCAN}\nsh 'echo \"<$SONAR_HOST_URL>\"' }}")
    assert "<>" in services.build(job.specs, _answers(), _SECRETS).output


def test_a_script_may_read_the_address(services: Services) -> None:
    job = _job(services, "steps { withSonarQubeEnv('main') { echo \"at ${env.SONAR_HOST_URL}\" } }")
    assert f"at {_SERVER}/\n" in services.build(job.specs, _answers(), _SECRETS).output


def test_steps_may_bring_a_token_of_their_own(services: Services) -> None:
    job = _job(services, "steps { withSonarQubeEnv(installationName: 'main', credentialsId: 'own') { sh 'analyse' } }")
    assert services.build(job.specs, _answers(), {**_SECRETS, "own": "t-2"}).succeeded
    assert json.loads((services.workspace / "parameters").read_text())["sonar.token"] == "t-2"


_CONTROLLER = """<hudson.plugins.sonar.SonarGlobalConfiguration><installations>
<hudson.plugins.sonar.SonarInstallation><name>main</name><serverUrl>https://sonar.example.com</serverUrl>
<credentialsId>sonar-token</credentialsId><mojoVersion>3.9.1</mojoVersion>
<additionalProperties>-X</additionalProperties>
<additionalAnalysisProperties>sonar.a=1 sonar.b</additionalAnalysisProperties>
</hudson.plugins.sonar.SonarInstallation></installations></hudson.plugins.sonar.SonarGlobalConfiguration>"""
_FREESTYLE = """<project><builders><hudson.plugins.sonar.SonarRunnerBuilder>
<installationName>{name}</installationName><properties>sonar.projectKey=the app</properties><javaOpts/>
</hudson.plugins.sonar.SonarRunnerBuilder></builders></project>"""


@pytest.mark.parametrize("name", ["main", ""])
def test_the_controller_tells_of_its_servers(services: Services, name: str) -> None:
    home = services.folder / "home"
    files = {
        "hudson.plugins.sonar.SonarGlobalConfiguration.xml": _CONTROLLER,
        "jobs/job/config.xml": _FREESTYLE.format(name=name),
    }
    write_files(home, files)
    convert([home], Settings(), out=services.folder / "out")
    job = Converted(services.folder / "out" / "job", services.folder)
    services.tool("sonar-scanner", _SCANNER)
    assert services.build(job.specs, _answers(), {"sonar-token": "t-1"}).succeeded
    goal = "org.sonarsource.scanner.maven:sonar-maven-plugin:3.9.1:sonar"
    seen = (services.workspace / "seen").read_text()
    given = f"-Dsonar.a=1 -Dsonar.b -X -Dsonar.projectKey=the app -Dsonar.projectBaseDir={services.workspace}"
    assert seen == f"main {goal} <-Dsonar.a=1 -Dsonar.b -X> {given}\n"
    parameters = json.loads((services.workspace / "parameters").read_text())
    assert parameters == {"sonar.host.url": _SERVER, "sonar.token": "t-1", "sonar.a": "1"}


# ---- quality gates ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "step", "passes"),
    [
        ("OK", "waitForQualityGate abortPipeline: true", True),
        ("ERROR", "waitForQualityGate abortPipeline: true", False),
        ("NONE", "waitForQualityGate abortPipeline: true", False),
        ("ERROR", "waitForQualityGate()", True),
        (
            "OK",
            "script { def qg = waitForQualityGate(); if (qg.status != 'OK') { error \"gate: ${qg.status}\" } }",
            True,
        ),
        ("WARN", "script { def qg = waitForQualityGate(); if (qg.status != 'OK') { error 'no' } }", False),
        ("WARN", "script { def qg = waitForQualityGate()\nif (qg.status == 'ERROR') { error 'no' } }", True),
    ],
)
def test_the_verdict_decides(services: Services, verdict: str, step: str, passes: bool) -> None:
    gate = f"steps {{ timeout(time: 1, unit: 'HOURS') {{ {step} }} }}"
    job = _job(services, f"steps {{ {_SCAN} }}", gate)
    ended = services.build(job.specs, _answers("PENDING", "IN_PROGRESS", "SUCCESS", verdict=verdict), _SECRETS)
    assert ended.succeeded is passes, ended.output
    assert f"Quality gate is '{verdict}'" in ended.output
    assert services.calls()[-1][1] == {"Authorization": "Basic dC0xOg=="}
    assert not job.entries("gap")


@pytest.mark.parametrize("task", ["FAILED", "CANCELED"])
def test_an_analysis_that_fails_on_the_server_fails_the_step(services: Services, task: str) -> None:
    job = _job(services, f"steps {{ {_SCAN}\nwaitForQualityGate() }}")
    ended = services.build(job.specs, _answers(task), _SECRETS)
    assert not ended.succeeded
    assert f"SonarQube analysis 'AX-1' failed: {task}" in ended.output


def test_a_scan_without_report_has_no_verdict(services: Services) -> None:
    services.tool("analyse", "#!/bin/sh\n")
    job = _job(services, f"steps {{ {_SCAN}\nwaitForQualityGate() }}")
    ended = services.build(job.specs, _answers(), _SECRETS)
    assert not ended.succeeded
    assert "No analysis of SonarQube was found" in ended.output


def test_the_verdict_is_waited_for_in_another_build(services: Services) -> None:
    stages = f"steps {{ {_SCAN} }}", "steps { waitForQualityGate abortPipeline: true }"
    job = converted(services.folder, declarative(*stages), Settings(layout=Layout.STAGED))
    first, second = sorted(job.folder.glob("buildspecs/*.yml"))
    assert services.build(first.read_text(), _answers(), _SECRETS).succeeded
    (services.folder / "scratch").rename(services.folder / "before")
    ended = services.build(second.read_text(), _answers(verdict="ERROR"), _SECRETS)
    assert not ended.succeeded
    assert "quality gate failure: ERROR" in ended.output


_OF_PROJECT = """<project><publishers><org.quality.gates.jenkins.plugin.QGPublisher><jobConfigData>
<projectKey>com.acme:app</projectKey><sonarInstanceName>main</sonarInstanceName><buildStatus>{status}</buildStatus>
</jobConfigData></org.quality.gates.jenkins.plugin.QGPublisher></publishers></project>"""


@pytest.mark.parametrize(
    ("tasks", "verdict", "status", "passes"),
    [
        ([{"queue": [{"id": "1"}]}, {"queue": [], "current": {"status": "SUCCESS"}}], "OK", "FAILED", True),
        ([{"queue": [], "current": {"status": "SUCCESS"}}], "ERROR", "FAILED", False),
        ([{"queue": [], "current": {"status": "SUCCESS"}}], "ERROR", "UNSTABLE", True),
        ([{"queue": [], "current": {"status": "FAILED"}}], "OK", "FAILED", False),
    ],
)
def test_a_publisher_asks_for_the_verdict_on_a_project(
    services: Services, tasks: list[object], verdict: str, status: str, passes: bool
) -> None:
    write_files(services.folder, {"jobs/job/config.xml": _OF_PROJECT.format(status=status)})
    convert([services.folder / "jobs"], Settings(), out=services.folder / "out")
    job = Converted(services.folder / "out" / "job", services.folder)
    answers: dict[str, list[object]] = {
        f"{_SERVER}/api/ce/component?component=com.acme%3Aapp": tasks,
        f"{_SERVER}/api/qualitygates/project_status?projectKey=com.acme%3Aapp": [
            {"projectStatus": {"status": verdict}}
        ],
    }
    ended = services.build(job.specs, answers, _SECRETS)
    assert ended.succeeded is passes, ended.output
    assert not list(validate_job(job.folder))


@pytest.mark.parametrize(
    "before", ["", "withSonarQubeEnv('one') { sh 'analyse' }\nwithSonarQubeEnv('two') { sh 'analyse' }"]
)
def test_a_verdict_needs_one_server(services: Services, before: str) -> None:
    job = _job(services, f"steps {{ {before}\nwaitForQualityGate() }}")
    (gap,) = job.entries("gap")
    assert gap["blocking"]
    assert "which server to ask is not known" in gap["because"]
