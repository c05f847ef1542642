"""Jobs that a real Jenkins has run, converted and rehearsed: the same result, archived files and tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.app import convert
from tests import truth

pytestmark = pytest.mark.truth

_NO_RESULT = "a build succeeds or fails: there is no UNSTABLE, no ABORTED, and no result of a stage alone"
_NO_EARLIER_BUILD = "a build knows nothing of those before it: how they ended, or that there were none"
_MISSING_SECRET = "CodeBuild does not start a build whose secret is missing"

# Jobs that differ, each with its class and what differs, exactly. A job that starts to match must leave the table.
DIFFERENT: dict[str, tuple[str, tuple[str, ...]]] = {}

_JOBS = truth.jobs()


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, Path]]:
    """Every job's blocking gaps and folder of written files."""
    if not _JOBS:
        return {}
    folder = tmp_path_factory.mktemp("truth")
    run = convert([truth.TRUTH], truth.settings(folder), out=folder / "out")
    return {one.name: (one.blocking, folder / "out" / one.name) for one in run.summaries}


@pytest.mark.skipif(not _JOBS, reason="../shared/truth, what a real Jenkins did, is not here")
@pytest.mark.parametrize("name", sorted(_JOBS) or [""])
def test_a_rehearsal_does_what_jenkins_did(name: str, converted: dict[str, tuple[int, Path]], tmp_path: Path) -> None:
    blocking, folder = converted[name]
    if blocking:
        pytest.skip(f"{blocking} blocking gaps stop the conversion: nothing to compare")
    rehearsal = truth.rehearsed(name, folder, tmp_path)
    found = tuple(truth.differences(rehearsal, tmp_path / "out/archive", truth.expected(name)))
    assert found == DIFFERENT.get(name, ("", ()))[1]
