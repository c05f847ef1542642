"""Matrix projects that a real Jenkins has run, rehearsed: the same files, tests and end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests import truth
from tests.rehearsed_jobs import ConvertedJob, converted

pytestmark = pytest.mark.truth


def _described(kind: str) -> dict[str, dict[str, Any]]:
    found = [json.loads(path.read_text("utf-8")) for path in sorted(truth.FOLDER.glob("*/job.json"))]
    return {one["name"]: one for one in found if one["kind"] == kind}


_MATRICES = _described("matrix")
_needs_truth = pytest.mark.skipif(not _MATRICES, reason=truth.MISSING)


def _converted(name: str, tmp_path: Path) -> ConvertedJob:
    job = converted(truth.FOLDER / name, tmp_path / "out")
    assert not job.blocking
    return job


@_needs_truth
@pytest.mark.parametrize("name", _MATRICES or [""])
def test_a_matrix_does_what_jenkins_did(name: str, tmp_path: Path) -> None:
    job = _converted(name, tmp_path)
    expected = truth.expected(name)
    found = job.rehearse(truth.repository(name, tmp_path / "source"), tmp_path / "run")
    assert not list(truth.differences(found.rehearsal, found.out / "archive", expected)), found.logs
    assert len(job.pipeline["stages"][1]["actions"]) == len(expected["combinations"])
