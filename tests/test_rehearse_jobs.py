"""Jobs whose records follow from Jenkins' documentation and source, converted and rehearsed: the same result, archived
files and tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.app import convert
from migrate.writers.job_files import JobSummary
from tests import truth

_JOBS = truth.jobs(truth.WRITTEN)


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[JobSummary, Path]]:
    """Every job's summary and folder of written files."""
    folder = tmp_path_factory.mktemp("jobs")
    run = convert([truth.WRITTEN], truth.settings(folder, truth.WRITTEN), out=folder / "out")
    return {one.name: (one, folder / "out" / one.name) for one in run.summaries}


@pytest.mark.parametrize("name", sorted(_JOBS))
def test_a_rehearsal_does_what_jenkins_does(
    name: str, converted: dict[str, tuple[JobSummary, Path]], tmp_path: Path
) -> None:
    summary, folder = converted[name]
    assert (summary.status, summary.blocking) in (("converted", 0), ("partial", 0))
    rehearsal = truth.rehearsed(name, folder, tmp_path, below=truth.WRITTEN)
    record = truth.expected(name, truth.WRITTEN)
    assert list(truth.differences(rehearsal, tmp_path / "out/archive", record)) == []


def test_every_job_says_where_jenkins_says_so() -> None:
    assert {path.name for path in truth.WRITTEN.iterdir() if path.is_dir()} == set(_JOBS)
    assert [name for name, job in _JOBS.items() if "https://" not in job.get("evidence", "")] == []
