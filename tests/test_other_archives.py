"""What the pipeline of another job has archived, copied by a build that finds a stand-in for the AWS CLI."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from migrate.model import contribution as c
from migrate.model.source import Literal
from migrate.rehearse.artifacts import files_below
from migrate.writers.buildspec import write_buildspec
from tests.codebuild import SHELLS, Ended, run_build
from tests.plans import built, facts_of, placed, plan_of, sh, stage

# Answers from files beside it, with the CLI's own query language.
_AWS = """#!{python}
import json, pathlib, shutil, sys
import jmespath

here, words = pathlib.Path(__file__).parent, sys.argv[1:]
if words[0] == "s3":
    shutil.copy(here / words[-2].removeprefix("s3://"), words[-1])
    sys.exit()
name = words[words.index("--pipeline-name") + 1]
wanted = [one.partition("=")[2] for flag, one in zip(words, words[1:]) if flag == "--filter"]
file = here / ".".join((words[1], name, *wanted))
if not file.exists():
    sys.exit(f"PipelineNotFoundException: {{name}}")
found = jmespath.search(words[words.index("--query") + 1], json.loads(file.read_text()))
if words[words.index("--output") + 1] == "json":
    print(json.dumps(found))
else:
    print("\\n".join("\\t".join(one) for one in found))
"""
_FILES = {"a.txt": "a", "x/b.txt": "b", "x/y/c.md": "c", "it's $.txt": "d", ".keep": ""}


class Rig:
    """A workspace, and a stand-in that knows two executions of the pipeline `other`, of which one has succeeded."""

    def __init__(self, folder: Path, shell: str) -> None:
        self.workspace, self._tools, self._folder, self._shell = folder / "w", folder / "tools", folder, shell
        for one in (self.workspace, self._tools, self._tools / "bucket"):
            one.mkdir()
        (self._tools / "aws").write_text(_AWS.format(python=sys.executable))
        (self._tools / "aws").chmod(0o755)
        self.executions([("old", "Succeeded", 1), ("new", "Failed", 3), ("good", "Succeeded", 2)])
        self._answer("list-action-executions.other.good", "actionExecutionDetails", self._actions())

    def executions(self, known: list[tuple[str, str, int]]) -> None:
        summaries = [{"pipelineExecutionId": name, "status": status, "startTime": at} for name, status, at in known]
        self._answer("list-pipeline-executions.other", "pipelineExecutionSummaries", summaries)

    def _answer(self, file: str, key: str, value: list[Any]) -> None:
        (self._tools / file).write_text(json.dumps({key: value}))

    def _actions(self) -> list[Any]:
        """The last action comes first, as CodePipeline has them."""
        self._object("late", {"x/b.txt": "late"})
        self._object("early", _FILES)
        self._object("source", {"source.txt": "s"})
        return [
            _action("Succeeded", 3, Publish_archive="late", Publish_stash_my_archive="source"),
            _action("Failed", 2, Publish_archive="none"),
            _action("Succeeded", 2, Build_archive="early", Build_workspace="source"),
            {"status": "Succeeded", "startTime": 1, "output": {"executionResult": {}}},
        ]

    def _object(self, key: str, files: dict[str, str]) -> None:
        with zipfile.ZipFile(self._tools / "bucket" / key, "w") as out:
            for name, text in files.items():
                out.writestr(name, text)

    def run(self, **how: Any) -> Ended:
        copy = placed(c.CopyArtifacts(**{"job": Literal("/other"), **how}))
        text = write_buildspec(built(plan_of(stage("Build", copy, sh("touch next"))), facts_of(())).project.buildspec)
        return run_build(text, self.workspace, self._folder / "scratch", shell=self._shell, path=str(self._tools))

    def files(self) -> dict[str, str]:
        found = {path.relative_to(self.workspace).as_posix(): path.read_text() for path in files_below(self.workspace)}
        return {name: text for name, text in found.items() if name != "next"}


def _action(status: str, at: int, **artifacts: str) -> dict[str, Any]:
    outputs = [{"name": name, "s3location": {"bucket": "bucket", "key": key}} for name, key in artifacts.items()]
    return {"status": status, "startTime": at, "output": {"outputArtifacts": outputs}}


@pytest.fixture(params=SHELLS)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Rig:
    return Rig(tmp_path, str(request.param))


COPIES: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "all": ({}, {"a.txt": "a", "it's $.txt": "d", "x/b.txt": "late", "x/y/c.md": "c"}),
    "some": (
        {"files": ("**/*.txt",), "excludes": ("it*",), "target": Literal("got/in")},
        {"got/in/a.txt": "a", "got/in/x/b.txt": "late"},
    ),
    "flat": ({"files": ("x/",), "flatten": True, "target": Literal("got")}, {"got/b.txt": "late", "got/c.md": "c"}),
}


@pytest.mark.parametrize("case", COPIES)
def test_files_of_the_last_execution_that_has_succeeded(rig: Rig, case: str) -> None:
    how, files = COPIES[case]
    ended = rig.run(**how)
    assert (ended.succeeded, rig.files()) == (True, files), ended.output


def test_a_later_file_takes_the_place_of_one_with_its_name(rig: Rig) -> None:
    (rig.workspace / "b.txt").write_text("mine")
    assert rig.run(files=("x/b.txt",), flatten=True).succeeded
    assert rig.files() == {"b.txt": "late"}


@pytest.mark.parametrize("optional", [True, False])
@pytest.mark.parametrize("case", ["no execution", "no file"])
def test_nothing_to_copy_fails_unless_that_is_allowed(rig: Rig, case: str, optional: bool) -> None:
    if case == "no execution":
        rig.executions([("new", "Failed", 1)])
    ended = rig.run(files=("*.none",), optional=optional)
    assert ended.succeeded is (rig.workspace / "next").exists() is optional, ended.output


@pytest.mark.parametrize("how", [{"job": Literal("/unknown")}, {"target": Literal("a.txt")}])
def test_what_aws_refuses_or_a_folder_that_is_none_fails(rig: Rig, how: dict[str, Any]) -> None:
    (rig.workspace / "a.txt").write_text("mine")
    assert not rig.run(**how, optional=True).succeeded


def test_the_build_may_list_the_executions_and_read_the_objects() -> None:
    project = built(plan_of(stage("Build", placed(c.CopyArtifacts(Literal("/a/quite-long-folder/other")))))).project
    resources = {one.resources[0]: one.actions for one in project.permissions}
    assert resources == {
        "codepipeline:a-quite-long-folder-other": (
            "codepipeline:ListPipelineExecutions",
            "codepipeline:ListActionExecutions",
        ),
        "arn:${AWS::Partition}:s3:::${ArtifactBucket}/a-quite-long-folder-*": ("s3:GetObject", "s3:GetObjectVersion"),
    }


@pytest.mark.parametrize("name", ["COPYARTIFACT_BUILD_NUMBER_OTHER", "TRIGGERED_BUILD_NUMBER_other"])
def test_a_number_of_another_build_is_a_gap_where_a_script_reads_it(name: str) -> None:
    [remark] = built(plan_of(stage("Build", sh(f"echo ${name}")))).remarks
    assert remark.blocking and name in remark.because
