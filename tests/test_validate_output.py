"""Whole output folders: a good one gives no finding, and each single change to its files gives its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from validate_cases.edit import GONE, case, edited
from validate_cases.pipelines import action, conditions, pipeline, rule, stage
from validate_cases.templates import FOUNDATION, TEMPLATE

from migrate.validate.output import validate_job, validate_output

JOB = "team/orders"
BUILD = "version: 0.2\nenv:\n  exported-variables:\n    - VERSION\nphases:\n  build:\n    commands:\n      - make\n"
BUILD += 'artifacts:\n  files:\n    - "**/*"\n  secondary-artifacts:\n'
BUILD += '    Jar:\n      files: ["*.jar"]\n    Docs:\n      files: [docs]\n'
DEPLOY = "version: 0.2\nphases:\n  build:\n    commands:\n      - ./deploy\n"
SOURCE = {"S3Bucket": "source-bucket", "S3ObjectKey": "app.zip", "PollForSourceChanges": "false"}
PIPELINE = pipeline(
    stage("Source", action("Source", "Source/AWS/S3", SOURCE, outputs="Source")),
    stage(
        "Build",
        action(
            "Build",
            "Build/AWS/CodeBuild",
            {"ProjectName": "orders-build"},
            "Source",
            "Jar Docs",
            namespace="BuildVariables",
        ),
    ),
    stage(
        "Deploy",
        action("Deploy", "Build/AWS/CodeBuild", {"ProjectName": "orders-deploy"}, "Jar"),
        beforeEntry=conditions(
            "SKIP",
            rule("set", "VariableCheck", {"Variable": "#{BuildVariables.VERSION}", "Value": "1", "Operator": "NE"}),
        ),
    ),
)


def _project(name: str, buildspec: str) -> dict[str, Any]:
    return {
        "name": name,
        "source": {"type": "CODEPIPELINE", "buildspec": buildspec},
        "artifacts": {"type": "CODEPIPELINE"},
        "environment": {
            "type": "LINUX_CONTAINER",
            "computeType": "BUILD_GENERAL1_SMALL",
            "image": "aws/codebuild/standard:7.0",
        },
        "serviceRole": "arn:aws:iam::111122223333:role/build",
    }


def _stack() -> str:
    """A template in JSON, which is YAML, too."""

    def pascal(value: Any) -> Any:
        if isinstance(value, list):
            return [pascal(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            key[0].upper() + key[1:]: item if key == "configuration" else pascal(item) for key, item in value.items()
        }

    properties = pascal(PIPELINE["pipeline"])
    return json.dumps({"Resources": {"Pipeline": {"Type": "AWS::CodePipeline::Pipeline", "Properties": properties}}})


@pytest.fixture
def out(tmp_path: Path) -> Path:
    files = {
        "summary.json": {
            "version": 1,
            "jobs": [{"name": JOB, "status": "converted", "outputs": [f"{JOB}/pipeline.json"]}],
        },
        "foundation.yaml": FOUNDATION,
        f"{JOB}/pipeline.json": PIPELINE,
        f"{JOB}/projects/orders-build.json": _project("orders-build", BUILD),
        f"{JOB}/projects/orders-deploy.json": _project("orders-deploy", "buildspecs/orders-deploy.yml"),
        f"{JOB}/buildspecs/orders-build.yml": BUILD,
        f"{JOB}/buildspecs/orders-deploy.yml": DEPLOY,
        f"{JOB}/template.yaml": _stack(),
        f"{JOB}/ledger.json": {"entries": []},
        f"{JOB}/gap-report.md": "# No gaps\n",
        f"{JOB}/secrets.csv": "credential,kind,secret,keys,used_by\n",
        f"{JOB}/lambda/notify.py": "def handler(event, context):\n    return event\n",
    }
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content, indent=2))
    return tmp_path


def _found(out: Path, **options: Any) -> list[tuple[str, str]]:
    return [(finding.rule, finding.file) for finding in validate_output(out, **({"quick": True} | options))]


def _edit(name: str, *changes: Any) -> Callable[[Path], None]:
    def change(out: Path) -> None:
        path = out / name
        path.write_text(json.dumps(edited(json.loads(path.read_text()), case("", *changes))))

    return change


def _replace(name: str, good: str, bad: str) -> Callable[[Path], None]:
    def change(out: Path) -> None:
        text = (out / name).read_text()
        assert good in text
        (out / name).write_text(text.replace(good, bad))

    return change


def _write(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda out: (out / name).write_bytes(content) and None


def _remove(name: str) -> Callable[[Path], None]:
    return lambda out: (out / name).unlink()


PIPELINE_FILE, STACK = f"{JOB}/pipeline.json", f"{JOB}/template.yaml"
BUILD_FILE, DEPLOY_FILE = f"{JOB}/buildspecs/orders-build.yml", f"{JOB}/buildspecs/orders-deploy.yml"
PROJECT_FILE = f"{JOB}/projects/orders-deploy.json"
TWIN, SPARE = (json.dumps(_project(name, BUILD)).encode() for name in ("orders-build", "spare"))
VARIABLE = "%Deploy.beforeEntry.conditions[0].rules[0].configuration.Variable"
WINDOWS = {
    "type": "WINDOWS_SERVER_2022_CONTAINER",
    "image": "aws/codebuild/windows-base:2022-1.0",
    "computeType": "BUILD_GENERAL1_MEDIUM",
}
CASES = [
    ("output/json", PIPELINE_FILE, _write(PIPELINE_FILE, b"{")),
    ("output/json", f"{JOB}/ledger.json", _write(f"{JOB}/ledger.json", b'{"a": 1, "a": 2}')),
    ("output/json", f"{JOB}/ledger.json", _write(f"{JOB}/ledger.json", b"[" * 100_000)),
    ("output/unreadable", f"{JOB}/gap-report.md", _write(f"{JOB}/gap-report.md", b"\xff\xfe")),
    ("output/unreadable", DEPLOY_FILE, _write(DEPLOY_FILE, b"\xff\xfe")),
    ("output/yaml", STACK, _write(STACK, b"a: [")),
    ("output/duplicate-key", "foundation.yaml", _replace("foundation.yaml", "Resources:", "A: 1\nA: 1\nResources:")),
    ("output/unreadable", "foundation.yaml", _remove("foundation.yaml")),
    ("output/unreadable", "summary.json", _remove("summary.json")),
    ("output/summary", "summary.json", _edit("summary.json", "jobs", GONE)),
    ("output/summary", "summary.json", _edit("summary.json", "jobs[0].status", "fine")),
    ("output/missing", "summary.json", _edit("summary.json", "jobs[0].outputs+", f"{JOB}/lost.json")),
    ("output/missing", "summary.json", _edit("summary.json", "jobs[0].outputs+", "x" * 300)),
    ("output/project-missing", PIPELINE_FILE, _edit(PROJECT_FILE, "name", "other")),
    ("output/project-twice", PIPELINE_FILE, _write(f"{JOB}/projects/z.json", TWIN)),
    ("output/project-unused", PIPELINE_FILE, _write(f"{JOB}/projects/z.json", SPARE)),
    ("output/buildspec-missing", PIPELINE_FILE, _remove(DEPLOY_FILE)),
    ("output/artifacts", PIPELINE_FILE, _edit(PIPELINE_FILE, "@Deploy.outputArtifacts", [{"name": "Log"}])),
    ("output/secondary-artifacts", PIPELINE_FILE, _edit(PIPELINE_FILE, "@Build.outputArtifacts+", {"name": "Log"})),
    ("output/secondary-unused", PIPELINE_FILE,
     _edit(PIPELINE_FILE, "@Build.outputArtifacts", [], "@Deploy.inputArtifacts[0].name", "Source")),
    ("output/exported-variable", PIPELINE_FILE,
     _edit(PIPELINE_FILE, VARIABLE, "#{BuildVariables.OTHER}")),
    ("output/template", PIPELINE_FILE, _edit(PIPELINE_FILE, "@Deploy.name", "Other")),
    ("template/python", f"{JOB}/lambda/notify.py", _write(f"{JOB}/lambda/notify.py", b"def handler(:\n")),
    ("secret/value", f"{JOB}/gap-report.md", _write(f"{JOB}/gap-report.md", b"AKIAIOSFODNN7ABCDEFG")),
    ("buildspec/unknown-key", DEPLOY_FILE, _replace(DEPLOY_FILE, "    commands", "    command: b\n    commands")),
    ("shell/syntax", DEPLOY_FILE, _replace(DEPLOY_FILE, "./deploy", "if true; then")),
    ("shell/groovy", DEPLOY_FILE, _replace(DEPLOY_FILE, "./deploy", "./deploy ${env.STAGE}")),
    ("model/required", PROJECT_FILE, _edit(PROJECT_FILE, "serviceRole", GONE)),
    ("provider/polling", STACK, _replace(STACK, '"PollForSourceChanges": "false"', '"PollForSourceChanges": "true"')),
]  # fmt: skip


def test_a_good_output_has_no_finding(out: Path) -> None:
    assert validate_output(out, jobs=None, quick=True) == []
    assert validate_job(out / JOB, quick=True) == []


@pytest.mark.parametrize(("rule", "file", "change"), CASES, ids=[f"{rule} {file}" for rule, file, _ in CASES])
def test_a_changed_file_gives_its_finding(out: Path, rule: str, file: str, change: Callable[[Path], None]) -> None:
    change(out)
    assert (rule, file) in _found(out)


@pytest.mark.parametrize(("rule", "file", "change"), CASES[10:], ids=[f"{rule} {file}" for rule, file, _ in CASES[10:]])
def test_a_changed_file_gives_no_other_finding(out: Path, rule: str, file: str, change: Callable[[Path], None]) -> None:
    change(out)
    also = {"output/project-missing": ["output/project-unused"]}.get(rule, [])
    assert {found for found, _ in _found(out)} == {rule, *also}


def test_an_inline_buildspec_without_a_file_is_checked_in_its_project(out: Path) -> None:
    (out / BUILD_FILE).unlink()
    _replace(f"{JOB}/projects/orders-build.json", "- make", "- make ${params.X}")(out)
    assert _found(out) == [("shell/groovy", f"{JOB}/projects/orders-build.json")]


def test_an_inline_buildspec_is_not_reported_again_for_its_file(out: Path) -> None:
    bad = BUILD.replace("- make", "- a: b")
    (out / BUILD_FILE).write_text(bad)
    (out / JOB / "projects/orders-build.json").write_text(json.dumps(_project("orders-build", bad)))
    assert _found(out) == [("buildspec/command-map", BUILD_FILE)]


def test_powershell_of_a_windows_project_is_left_alone(out: Path) -> None:
    _replace(DEPLOY_FILE, "./deploy", "if ($x) {")(out)
    _edit(PROJECT_FILE, "environment", WINDOWS)(out)
    assert _found(out) == []


def test_a_glob_chooses_jobs(out: Path) -> None:
    (out / PIPELINE_FILE).write_text("{")
    assert _found(out, jobs="other/*") == []
    assert _found(out, jobs="team/*") == [("output/json", PIPELINE_FILE)]


def test_the_slow_checks_are_left_out_when_quick(out: Path) -> None:
    (out / "foundation.yaml").write_text(TEMPLATE.replace("RetentionInDays: 30", "RetentionInDays: 31"))
    _replace(DEPLOY_FILE, "./deploy", "exit 300")(out)
    assert _found(out) == []
    full = set(_found(out, quick=False))
    assert {("cfn-lint/E3030", "foundation.yaml"), ("shellcheck/SC2242", DEPLOY_FILE)} <= full


def test_a_policy_is_checked_when_not_quick(out: Path) -> None:
    (out / "foundation.yaml").write_text(FOUNDATION.replace("kms:*", "kms:Encode"))
    assert ("iam/UNKNOWN_ACTION", "foundation.yaml") in _found(out, quick=False)


def test_several_processes_find_the_same(out: Path) -> None:
    for number in range(6):
        shutil.copytree(out / JOB, out / f"copy{number}")
        (out / f"copy{number}" / "buildspecs" / "orders-deploy.yml").write_text(DEPLOY.replace("./deploy", "fi"))
    one = validate_output(out, quick=True)
    assert [finding.rule for finding in one] == ["shell/syntax"] * 6
    assert validate_output(out, quick=True, processes=2) == one
