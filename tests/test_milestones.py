"""Milestones and locks need executions that do not overtake each other, or do not run at the same time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.model.settings import Settings
from tests.whole_jobs import Converted, converted, declarative

_NONE = "options { disableConcurrentBuilds() }"


def _mode(job: Converted) -> str:
    return str(json.loads((job.folder / "pipeline.json").read_text("utf-8"))["pipeline"]["executionMode"])


@pytest.mark.parametrize(
    ("steps", "head", "mode"),
    [("milestone 1", "", "SUPERSEDED"), ("milestone 1", _NONE, "QUEUED"), ("sh 'x'", "", "PARALLEL")],
)
def test_with_a_milestone_no_execution_overtakes_another(tmp_path: Path, steps: str, head: str, mode: str) -> None:
    assert _mode(converted(tmp_path, declarative(f"steps {{ {steps} }}", head=head))) == mode


def test_a_lock_that_this_job_alone_takes_queues_its_executions(tmp_path: Path) -> None:
    text = declarative("steps { lock('printer') { sh 'echo prints' } }")
    job = converted(tmp_path, text, Settings(locks=("printer",)))
    assert _mode(job) == "QUEUED"
    assert "prints" in job.run().output


@pytest.mark.parametrize("lock", ["lock('printer')", 'lock("${params.X}")'])
def test_any_other_lock_stops_the_build(tmp_path: Path, lock: str) -> None:
    job = converted(tmp_path, declarative(f"steps {{ {lock} {{ sh 'echo prints' }} }}"), Settings(locks=("scanner",)))
    assert "prints" not in job.run().output
    assert any("[locks]" in one or "locks in migrate.toml" in one for one in job.reasons("gap"))


def test_a_lock_that_branches_take_side_by_side_stops_them(tmp_path: Path) -> None:
    branches = "\n".join(f"stage('{one}') {{ steps {{ lock('printer') {{ sh 'echo prints' }} }} }}" for one in "AB")
    job = converted(tmp_path, declarative(f"parallel {{ {branches} }}"), Settings(locks=("printer",)))
    assert "prints" not in job.run().output
