"""Jobs of the truth that start another one or copy its files: both rehearsed, with a stand-in for AWS between them."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from migrate.app import convert
from tests import truth

pytestmark = [
    pytest.mark.truth,
    pytest.mark.skipif(not truth.jobs(), reason=truth.MISSING),
]
_DOWN = "fs-trigger-down"
_AWS = """#!{python}
import json, pathlib, shutil, sys
import jmespath

here, words = pathlib.Path(__file__).parent, sys.argv[1:]
answers = {{
    "list-pipeline-executions": {{"pipelineExecutionSummaries": [
        {{"pipelineExecutionId": "1", "status": "Succeeded", "startTime": 1}}]}},
    "list-action-executions": {{"actionExecutionDetails": [
        {{"status": "Succeeded", "startTime": 1, "output": {{"outputArtifacts": [
            {{"name": "Build_archive", "s3location": {{"bucket": "b", "key": "k"}}}}]}}}}]}},
    "start-pipeline-execution": {{"pipelineExecutionId": "1"}},
    "get-pipeline-execution": {{"pipelineExecution": {{"status": "Succeeded"}}}},
}}
if words[:2] == ["s3", "cp"]:
    shutil.copy(next((here / "down/out/artifacts").glob("*_archive.zip")), words[-1])
    sys.exit()
if "--variables" in words:
    (here / "variables").write_text(words[words.index("--variables") + 1])
found = jmespath.search(words[words.index("--query") + 1], answers[words[1]])
is_json = words[words.index("--output") + 1] == "json"
print(json.dumps(found) if is_json else found if isinstance(found, str) else "\\n".join(map("\\t".join, found)))
"""


@pytest.fixture
def converted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "aws").write_text(_AWS.format(python=sys.executable))
    (tmp_path / "aws").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    convert([truth.FOLDER], truth.settings(tmp_path), out=tmp_path / "converted")
    return tmp_path / "converted"


def _differences(name: str, converted: Path, folder: Path, variables: dict[str, str] | None = None) -> list[str]:
    rehearsal = truth.rehearsed(name, converted / name, folder, variables=variables)
    record = truth.expected(name) if variables is None else truth.expected("fs-trigger-up")["downstream"][name][0]
    return list(truth.differences(rehearsal, folder / "out/archive", record))


def test_files_of_another_job_are_those_that_jenkins_copied(converted: Path, tmp_path: Path) -> None:
    assert _differences(_DOWN, converted, tmp_path / "down") == []
    assert _differences("fs-copy-artifact", converted, tmp_path / "copy") == []


def test_another_job_gets_the_parameters_that_jenkins_gave_it(converted: Path, tmp_path: Path) -> None:
    assert _differences("fs-trigger-up", converted, tmp_path / "up") == []
    given = {one["name"]: one["value"] for one in json.loads((tmp_path / "variables").read_text())}
    assert _differences(_DOWN, converted, tmp_path / "down", given) == []
