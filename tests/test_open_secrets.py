"""Secrets whose values stand in a job's own text: no output shows them, and the build has them at their place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_cli import j2cp

FREESTYLE = """<project>
<properties><hudson.model.ParametersDefinitionProperty><parameterDefinitions>
  <hudson.model.StringParameterDefinition>
    <name>DB_PASSWORD</name><defaultValue>hunter2hunter2</defaultValue>
  </hudson.model.StringParameterDefinition>
</parameterDefinitions></hudson.model.ParametersDefinitionProperty></properties>
<builders><hudson.tasks.Shell><command>printf '%s\\n' password=An0therPlace > login
cat &lt;&lt;'END' >> login
user=me token=abc-def-0815
END
echo "$DB_PASSWORD" &gt;&gt; login</command></hudson.tasks.Shell></builders>
<publishers><hudson.tasks.ArtifactArchiver><artifacts>login</artifacts></hudson.tasks.ArtifactArchiver></publishers>
</project>"""
PIPELINE = """pipeline { agent any
  environment { LOGIN = 'password=Pa55-of-mine' }
  stages { stage('a') { steps { sh "echo $LOGIN --token t0k-e-n-9876 ${env.BUILD_NUMBER} > login"
    archiveArtifacts 'login' } } } }
"""
SECRETS = ("hunter2hunter2", "An0therPlace", "abc-def-0815", "Pa55-of-mine", "t0k-e-n-9876")


def _converted(tmp_path: Path, file: str, text: str) -> Path:
    (tmp_path / "job").mkdir()
    (tmp_path / "job" / file).write_text(text, "utf-8")
    assert j2cp("convert", tmp_path, "-o", tmp_path / "out").returncode == 0
    return tmp_path / "out" / "job"


def _rehearsed(tmp_path: Path, job: Path, secrets: dict[str, str]) -> str:
    (tmp_path / "secrets.json").write_text(json.dumps(secrets), "utf-8")
    out = tmp_path / "rehearsal"
    (tmp_path / "source").mkdir()
    words = ("--source", tmp_path / "source", "--out", out, "--secrets", tmp_path / "secrets.json")
    assert j2cp("rehearse", job, *words).returncode == 0
    return (out / "archive" / "login").read_text("utf-8")


def _reasons(job: Path) -> list[str]:
    entries = json.loads((job / "ledger.json").read_text("utf-8"))["entries"]
    assert not [one for one in entries if one["outcome"] == "gap"]
    return [one["because"] for one in entries if "in-the-open" in one["because"]]


@pytest.mark.parametrize(("file", "text"), [("config.xml", FREESTYLE), ("Jenkinsfile", PIPELINE)])
def test_no_output_shows_a_value(tmp_path: Path, file: str, text: str) -> None:
    job = _converted(tmp_path, file, text)
    written = "".join(one.read_text("utf-8") for one in job.parent.rglob("*") if one.is_file())
    assert not [one for one in SECRETS if one in written]


def test_a_script_and_a_default_have_the_values_where_they_stood(tmp_path: Path) -> None:
    job = _converted(tmp_path, "config.xml", FREESTYLE)
    assert [reason.count("«job/in-the-open-") for reason in _reasons(job)] == [1, 2]
    values = {f"job/in-the-open-{one}": value for one, value in enumerate(("its $default", "first", "second"), 1)}
    assert _rehearsed(tmp_path, job, values) == "password=first\nuser=me token=second\nits $default\n"


def test_a_pipeline_has_the_values_where_they_stood(tmp_path: Path) -> None:
    job = _converted(tmp_path, "Jenkinsfile", PIPELINE)
    assert len(_reasons(job)) == 2
    names = sorted(line.split(",")[0] for line in (job / "secrets.csv").read_text("utf-8").splitlines()[1:])
    assert names == ["job/in-the-open-1", "job/in-the-open-2"]
    assert _rehearsed(tmp_path, job, dict(zip(names, ("one", "two"), strict=True))) == "password=two --token one 1\n"


DESCRIBED = """pipeline { agent any
  parameters { string(name: 'HOST', description: 'as https://me:S3cret-of-mine@host.example.com') }
  stages { stage('a') { steps { println "on ${HOST}" } } } }
"""


def test_a_description_without_its_secret_stops_nothing(tmp_path: Path) -> None:
    job = _converted(tmp_path, "Jenkinsfile", DESCRIBED)
    entries = json.loads((job / "ledger.json").read_text("utf-8"))["entries"]
    told = [one for one in entries if one["outcome"] in ("gap", "partial")]
    assert [(one["path"], one["outcome"]) for one in told] == [("parameters/string/description", "partial")]
    assert "a secret's value stands here in the open, and is left out" in told[0]["because"]
    written = "".join(one.read_text("utf-8") for one in job.parent.rglob("*") if one.is_file())
    assert "S3cret" not in written
    assert not (job / "secrets.csv").exists() or "in-the-open" not in (job / "secrets.csv").read_text("utf-8")
    assert "printf '%s\\n' \"on ${HOST}\"" in written


ON_WINDOWS = """pipeline { agent any
  parameters {
    string name: 'KEY', defaultValue: 'ghp_0123456789abcdefghijklmnopqrst'
    string name: 'EMPTY', defaultValue: ''
  }
  stages { stage('a') { steps { bat "echo --token t0k-e-n-9876 ${env.BUILD_NUMBER}" } } } }
"""


def test_a_build_on_windows_has_the_values_where_they_stood(tmp_path: Path) -> None:
    (spec,) = (_converted(tmp_path, "Jenkinsfile", ON_WINDOWS) / "buildspecs").iterdir()
    written = spec.read_text("utf-8")
    assert "if ($env:KEY -eq '(default)') { $env:KEY = \"$($env:CREDENTIAL_JOB_IN_THE_OPEN_1)\" }" in written
    assert "if ($env:EMPTY -eq '(default)') { $env:EMPTY = '' }" in written
    assert "--token $($env:CREDENTIAL_JOB_IN_THE_OPEN_2)" in written
