"""Jobs that a real Jenkins has run, converted and rehearsed: the same result, stages, archived files and tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from migrate.app import convert
from migrate.errors import InputError
from migrate.writers.job_files import JobSummary
from tests import truth

pytestmark = pytest.mark.truth

# What CodePipeline forces: each class with its reason.
NO_RESULT = "a build succeeds or fails: there is no UNSTABLE, no ABORTED, and no result of a stage alone"
KNOWN_VARIABLES = "a pipeline knows its variables from the first start on"
NO_SECRET = "CodeBuild does not start a build whose secret is missing"
OWN_MACHINES = "actions side by side do not stop each other, and each has a workspace of its own"
OWN_SHELL = "the shell of a build is the image's: bash on Amazon Linux takes what dash refuses"
OWN_FOLDER = "the folder of the workspace has a name of CodeBuild's"

# The jobs that differ, each with its class and all that differs. One that starts to match must leave the table.
DIFFERENT = {
    "d-catcherror": (NO_RESULT, ["stage Hidden: SUCCEEDED, Jenkins failure"]),
    "d-parallel-always-failfast": (OWN_MACHINES, ["missing out/y.txt", "stage Y: SUCCEEDED, Jenkins aborted"]),
    "d-params-first-build": (
        KNOWN_VARIABLES,
        [
            "out/groovy.txt: b'params: default name true x env: default name\\n', "
            "Jenkins b'params: default name true x env: null\\n'",
            "out/shell.txt: b'NAME=default name FLAG=true PICK=x\\n', Jenkins b'NAME=unset FLAG=unset PICK=unset\\n'",
        ],
    ),
    "d-shebang": (
        OWN_SHELL,
        ["unexpected out/late.txt", "out/late-status.txt: b'status 0\\n', Jenkins b'status 2\\n'"],
    ),
    "d-timeout-stage": (NO_RESULT, ["out/log.txt: b'begun\\nstage-failure\\n', Jenkins b'begun\\nstage-aborted\\n'"]),
    "d-unknown-credential": (NO_SECRET, ["action Needs-it: there is no secret jenkins/never-made"]),
    "fs-no-scm": (
        OWN_FOLDER,
        [
            "out/env.txt: b'GIT_COMMIT=unset JOB=fs-no-scm BASE=fs-no-scm NUM=1 CI=true\\nhere=src\\n', "
            "Jenkins b'GIT_COMMIT=unset JOB=fs-no-scm BASE=fs-no-scm NUM=1 CI=true\\nhere=fs-no-scm\\n'"
        ],
    ),
    "s-credentials": (NO_SECRET, ["action Steps: there is no secret jenkins/not-there"]),
    "s-error-result": (
        NO_RESULT,
        [
            "stage Caught as unstable: SUCCEEDED, Jenkins failure",
            "stage Worse: FAILED, Jenkins success",
        ],
    ),
    "s-junit-unstable": (NO_RESULT, ["out/result.txt: b'null\\n', Jenkins b'UNSTABLE\\n'"]),
}

_JOBS = truth.jobs()


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[JobSummary, Path]]:
    """Every job's summary and folder of written files."""
    if not _JOBS:
        return {}
    folder = tmp_path_factory.mktemp("truth")
    run = convert([truth.FOLDER], truth.settings(folder), out=folder / "out")
    return {one.name: (one, folder / "out" / one.name) for one in run.summaries}


@pytest.mark.skipif(not _JOBS, reason=truth.MISSING)
@pytest.mark.parametrize("name", sorted(_JOBS) or [""])
def test_a_rehearsal_does_what_jenkins_did(
    name: str, converted: dict[str, tuple[JobSummary, Path]], tmp_path: Path
) -> None:
    summary, folder = converted[name]
    record = truth.expected(name)
    if summary.status == "failed":  # Jenkins refuses it, too, and runs nothing
        assert (record["result"], record.get("artifacts") or {}) == ("FAILURE", {})
        return
    # A gap fails the build in its place: where Jenkins has no such step, it did so, too.
    assert _found(name, folder, tmp_path) == DIFFERENT.get(name, ("", []))[1]


def _found(name: str, job: Path, folder: Path) -> list[str]:
    """How a rehearsal differs; why there is none, where it is refused."""
    try:
        rehearsal = truth.rehearsed(name, job, folder)
    except InputError as error:
        return [error.message.partition(": give it in")[0]]
    record = truth.expected(name)
    differences = list(truth.differences(rehearsal, folder / "out/archive", record))
    return [*differences, *truth.stages_that_differ(rehearsal, folder / "out/logs", record)]


# What the gap report of a job says of each class.
_TOLD = {
    NO_RESULT: "UNSTABLE|ABORTED",
    KNOWN_VARIABLES: "the first build of a Jenkins job may not",
    NO_SECRET: "A build whose secret is missing does not start",
    OWN_MACHINES: "actions that run at the same time go on to their own end",
    OWN_SHELL: "`sh` is bash on Amazon Linux",
    OWN_FOLDER: "The workspace is a folder that CodeBuild names",
}


@pytest.mark.skipif(not _JOBS, reason=truth.MISSING)
@pytest.mark.parametrize("name", sorted(DIFFERENT))
def test_the_gap_report_of_a_job_tells_its_difference(name: str, converted: dict[str, tuple[JobSummary, Path]]) -> None:
    report = (converted[name][1] / "gap-report.md").read_text("utf-8")
    assert re.search(_TOLD[DIFFERENT[name][0]], report)
