"""The command line as a user types it: exit codes, one clear line for each bad input, nothing half-written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHELL_JOB = """<?xml version='1.1' encoding='UTF-8'?>
<project><builders><hudson.tasks.Shell><command>make</command></hudson.tasks.Shell></builders></project>
"""
BILLION_LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><project>&b;</project>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><project>&a;</project>'


def j2cp(*arguments: str | Path, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "migrate.cli", *map(str, arguments)],
        capture_output=True, text=True, check=False, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def job(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name / "config.xml"
    path.parent.mkdir(parents=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def summary(out: Path) -> dict[str, dict[str, object]]:
    return {one["name"]: one for one in json.loads((out / "summary.json").read_text("utf-8"))["jobs"]}


def test_a_clean_job_exits_with_0(tmp_path: Path) -> None:
    result = j2cp("convert", job(tmp_path, "app", SHELL_JOB), "-o", tmp_path / "out")
    assert (result.returncode, result.stderr) == (0, "")
    assert summary(tmp_path / "out")["app"]["status"] == "converted"


def test_gaps_exit_with_3_and_may_be_allowed(tmp_path: Path) -> None:
    path = job(tmp_path, "app", SHELL_JOB.replace("hudson.tasks.Shell>", "x.Unknown>"))
    assert j2cp("convert", path, "-o", tmp_path / "out").returncode == 3
    assert j2cp("convert", path, "-o", tmp_path / "out", "--fail-on", "never").returncode == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "empty"),
        ("<project><builders><hudson.tasks.Shell><comm", "broken"),
        ("just a text\n", "not XML"),
        (BILLION_LAUGHS, "DOCTYPE"),
        (EXTERNAL, "DOCTYPE"),
        ("<project>\n<<<<<<< HEAD\n</project>", "conflict"),
        (b"<project>" + b" " * 50_000_000 + b"</project>", "bytes"),
    ],
    ids=["empty", "truncated", "text", "bomb", "external", "conflict", "large"],
)
def test_a_bad_config_xml_is_one_line_and_the_others_are_converted(
    tmp_path: Path, content: str | bytes, words: str
) -> None:
    job(tmp_path / "jobs", "good", SHELL_JOB)
    job(tmp_path / "jobs", "bad", content)
    out = tmp_path / "out"
    result = j2cp("convert", tmp_path / "jobs", "-o", out)
    found = summary(out)
    assert "Traceback" not in result.stderr
    assert found["good"]["status"] == "converted"
    assert found["bad"]["status"] in ("failed", "partial", "converted")
    if found["bad"]["status"] == "failed":
        assert result.returncode == 4
        assert words in str(found["bad"]["error"])
    lines = [line for line in result.stderr.splitlines() if words in line]
    assert len(lines) == 1
    assert "bad/config.xml" in lines[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty: copy it from the repository again"),
        (b" \n", "the file is empty: copy it from the repository again"),
        (b"// x\n" * 10_000_000, "the file has 50,000,000 bytes: a Jenkinsfile has at most 5,000,000"),
        ("node { }".encode("utf-16"), "this is no text, or none in UTF-8: give a Jenkinsfile, or save it in UTF-8"),
        (b"pipeline { agent an", "expected «}» before the end of the file: correct it, Jenkins would refuse the file"),
        (b"<a/>\n<b/>\n", "unexpected «<» (and 1 more): correct it, Jenkins would refuse the file"),
    ],
    ids=["empty", "blank", "large", "utf-16", "truncated", "text"],
)
def test_a_bad_jenkinsfile_is_one_line_and_the_others_are_converted(tmp_path: Path, content: bytes, words: str) -> None:
    for name, text in (
        ("good", b"pipeline { agent any\n stages { stage('A') { steps { sh 'make' } } } }"),
        ("bad", content),
    ):
        (tmp_path / "all" / name).mkdir(parents=True)
        (tmp_path / "all" / name / "Jenkinsfile").write_bytes(text)
    result = j2cp("convert", tmp_path / "all", "-o", tmp_path / "out")
    (line,) = result.stderr.splitlines()
    assert line.startswith("bad/Jenkinsfile:")
    assert line.endswith(words)
    assert result.returncode == 4
    found = summary(tmp_path / "out")
    assert (found["good"]["status"], found["bad"]["status"]) == ("converted", "failed")


def test_a_source_that_holds_no_jobs_leaves_the_other_sources(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    for name in ("no.zip", "no.tar.gz"):
        (tmp_path / name).write_text("no archive")
    sources = ["none", "no.zip", "missing", "x" * 300, job(tmp_path, "app", SHELL_JOB), "no.tar.gz"]
    result = j2cp("convert", *sources, "-o", "out", folder=tmp_path)
    assert result.returncode == 4
    assert [line.partition(" ")[0] for line in result.stderr.splitlines()] == [
        *("none", "no.zip", "missing", "x" * 300, "no.tar.gz")
    ]
    found = summary(tmp_path / "out")
    assert {name: one["status"] for name, one in found.items()} == {
        "app": "converted",
        **dict.fromkeys(("none", "no.zip", "missing", "x" * 300, "no.tar.gz"), "failed"),
    }


def test_two_jobs_of_one_name_are_both_written_and_told_of(tmp_path: Path) -> None:
    first, second = job(tmp_path / "a", "app", SHELL_JOB), job(tmp_path / "b", "app", SHELL_JOB.replace("make", "ant"))
    result = j2cp("convert", first, second, "-o", tmp_path / "out")
    assert "both become the pipeline app" in result.stderr
    texts = [(tmp_path / "out" / name / "buildspecs" / "app-Build.yml").read_text("utf-8") for name in ("app", "app-2")]
    assert ["make" in text for text in texts] == [True, False]


def test_a_pipeline_that_aws_would_refuse_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "migrate.toml").write_text("[compute]\ntype = 'NONE'\n")
    result = j2cp("convert", job(tmp_path, "app", SHELL_JOB), "-o", tmp_path / "out", folder=tmp_path)
    assert result.stderr.startswith("config.xml: AWS would refuse the pipeline: 'NONE' is none of WINDOWS_CONTAINER")
    assert not (tmp_path / "out" / "app" / "pipeline.json").exists()
    entries = json.loads((tmp_path / "out" / "app" / "ledger.json").read_text("utf-8"))["entries"]
    assert {one["outcome"] for one in entries} == {"gap"}
    assert all(one["because"].startswith("AWS would refuse the pipeline") for one in entries)


def test_a_jenkinsfile_in_latin_1_is_read(tmp_path: Path) -> None:
    path = tmp_path / "app" / "Jenkinsfile"
    path.parent.mkdir()
    path.write_bytes("pipeline { agent any\n stages { stage('Prüfung') { steps { sh 'make' } } } }".encode("latin-1"))
    result = j2cp("convert", path, "-o", tmp_path / "out", "--json")
    assert json.loads(result.stdout)["jobs"][0]["kind"] == "declarative"
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["convert", "missing", "-o", "out"], 4, "does not exist"),
        (["convert", "empty", "-o", "out"], 4, "no jobs"),
        (["convert", "app", "-o", "full"], 5, "other files"),
        (["convert", "app", "-o", "out", "--config", "missing.toml"], 2, "does not exist"),
        (["validate", "empty"], 4, "summary.json"),
        (["explain", "junitt"], 2, "did you mean junit"),
        (["explain", "JUnit"], 2, "did you mean junit"),
        (["explain", "nosuch"], 2, "see j2cp rules"),
        (["model", "missing"], 4, "can't be read"),
        (["convert", "app"], 2, "Missing option"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_command_says_what_to_do(tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    job(tmp_path, "app", SHELL_JOB)
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("keep me")
    result = j2cp(*arguments, folder=tmp_path)
    assert result.returncode == code, result.stderr
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert (tmp_path / "full" / "mine.txt").read_text() == "keep me"
    assert sorted(path.name for path in (tmp_path / "full").iterdir()) == ["mine.txt"]


def test_the_same_input_gives_the_same_bytes_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    estate = ROOT / "fixtures" / "estates" / "acme"
    first, second = tmp_path / "first", tmp_path / "second"
    j2cp("convert", estate, "-o", first, "-j", "1")
    j2cp("convert", estate, "-o", second, "-j", "2")
    texts = {path.relative_to(first): path.read_bytes() for path in first.rglob("*") if path.is_file()}
    assert texts == {path.relative_to(second): path.read_bytes() for path in second.rglob("*") if path.is_file()}
    before = {path: path.stat().st_mtime_ns for path in first.rglob("*.*") if path.is_file() and path.name[0] != "."}
    j2cp("convert", estate, "-o", first)
    assert before == {path: path.stat().st_mtime_ns for path in before}


def test_everything_the_demo_writes_is_valid(tmp_path: Path) -> None:
    j2cp("convert", ROOT / "fixtures" / "estates" / "acme", "-o", tmp_path / "out")
    result = j2cp("validate", tmp_path / "out", "--quick", "--json")
    assert [one for one in json.loads(result.stdout) if one["severity"] == "error"] == []
    assert len(summary(tmp_path / "out")) >= 15


def test_assess_is_convert_without_writing(tmp_path: Path) -> None:
    estate = ROOT / "fixtures" / "estates" / "acme"
    j2cp("convert", estate, "-o", tmp_path / "out")
    assessed = json.loads(j2cp("assess", estate, "--json").stdout)
    written = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert assessed == written


def test_every_command_has_help() -> None:
    listed = j2cp("--help").stdout
    for command in ("convert", "assess", "validate", "rules", "explain", "model"):
        assert command in listed
        assert "Usage" in j2cp(command, "--help").stdout


def test_explain_names_each_setting_and_its_reason() -> None:
    text = j2cp("explain", "junit").stdout
    assert "healthScaleFactor" in text
    assert "gap" in text


def test_model_prints_jenkins_own_json(tmp_path: Path) -> None:
    path = tmp_path / "Jenkinsfile"
    path.write_text("pipeline { agent any\n stages { stage('A') { steps { echo 'x' } } } }")
    found = json.loads(j2cp("model", "--json", path).stdout)
    assert found["pipeline"]["agent"] == {"type": "any"}


def test_what_had_to_be_mended_in_a_file_is_no_clean_conversion(tmp_path: Path) -> None:
    path = job(tmp_path, "app", SHELL_JOB.replace("make", "make d\xe9ploiement").encode("latin-1"))
    j2cp("convert", path, "-o", tmp_path / "out")
    assert summary(tmp_path / "out")["app"]["status"] == "partial"
