"""Matrix and multibranch projects that a real Jenkins has run, rehearsed: the same files, tests and end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests import truth
from tests.rehearsed_jobs import ConvertedJob, branch, converted

pytestmark = pytest.mark.truth


def _described(kind: str) -> dict[str, dict[str, Any]]:
    found = [json.loads(path.read_text("utf-8")) for path in sorted(truth.FOLDER.glob("*/job.json"))]
    return {one["name"]: one for one in found if one["kind"] == kind}


_MATRICES, _PROJECTS = _described("matrix"), _described("multibranch")
# Branches whose Jenkinsfile is another than that of main: a pipeline is the same for all, and stops there.
OWN_WAY = {("mb-scripted", "own-way")}
_BRANCHES = [(name, one) for name in _PROJECTS for one in truth.expected(name)["branches"]]
_needs_truth = pytest.mark.skipif(not _MATRICES, reason=truth.MISSING)


def _converted(name: str, tmp_path: Path) -> ConvertedJob:
    job = converted(truth.FOLDER / name, tmp_path / "out")
    assert not job.blocking
    return job


def _files(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in files}


@_needs_truth
@pytest.mark.parametrize("name", _MATRICES or [""])
def test_a_matrix_does_what_jenkins_did(name: str, tmp_path: Path) -> None:
    job = _converted(name, tmp_path)
    expected = truth.expected(name)
    found = job.rehearse(truth.repository(name, tmp_path / "source"), tmp_path / "run")
    assert not list(truth.differences(found.rehearsal, found.out / "archive", expected)), found.logs
    assert len(job.pipeline["stages"][1]["actions"]) == len(expected["combinations"])


def _branched(name: str, folder: Path) -> Path:
    """The sources with their branches, as the truth describes them."""
    source = truth.repository(name, folder)
    for one, changes in _PROJECTS[name]["branches"].items():
        branch(source, one, _files(truth.FOLDER / name / "branches" / one), removed=changes["removed"])
    return source


@_needs_truth
@pytest.mark.parametrize(("name", "branch_name"), [one for one in _BRANCHES if one not in OWN_WAY] or [("", "")])
def test_a_branch_does_what_jenkins_did(name: str, branch_name: str, tmp_path: Path) -> None:
    job = _converted(name, tmp_path)
    found = job.rehearse(_branched(name, tmp_path / "source"), tmp_path / "run", branch=branch_name)
    expected = truth.expected(name)["branches"][branch_name]
    assert not list(truth.differences(found.rehearsal, found.out / "archive", expected)), found.logs


@_needs_truth
@pytest.mark.parametrize(("name", "branch_name"), sorted(OWN_WAY))
def test_a_branch_with_another_jenkinsfile_stops(name: str, branch_name: str, tmp_path: Path) -> None:
    found = _converted(name, tmp_path).rehearse(
        _branched(name, tmp_path / "source"), tmp_path / "run", branch=branch_name
    )
    assert not found.rehearsal.succeeded
    assert found.archive == {}
    assert "Jenkinsfile is not the one that was converted: convert the project again, or remove it" in found.logs


@_needs_truth
@pytest.mark.parametrize("name", _PROJECTS or [""])
def test_a_multibranch_project_says_that_one_jenkinsfile_is_for_all_branches(name: str, tmp_path: Path) -> None:
    job = _converted(name, tmp_path)
    assert job.kind == "multibranch"
    assert any("whose own is another" in one for one in job.reasons("partial"))
