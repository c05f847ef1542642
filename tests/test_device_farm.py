"""Tests on devices, in a build that finds stand-ins for the AWS CLI and curl."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from migrate.validate.output import validate_job
from tests.codebuild import SHELLS
from tests.test_aws_calls import Rig
from tests.whole_jobs import converted, declarative

_PROJECTS = [[0, "arn:other\tshop 2\narn:project\tshop"]]
_POOLS = [[0, "arn:pool\tTop"]]
_STEP = """devicefarm projectName: 'shop', devicePoolName: 'Top', appArtifact: 'out/**/*.apk', runName: 'run 7',
    testToRun: 'INSTRUMENTATION', junitArtifact: 'test.zip', junitFilter: 'Fast', jobTimeoutMinutes: 30"""


@pytest.fixture(params=SHELLS)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Rig:
    rig = Rig(tmp_path, str(request.param))
    (rig.tools / "curl").write_text('#!/bin/sh\necho "$@" >> "$(dirname "$0")/curls"\n')
    (rig.tools / "curl").chmod(0o755)
    for file in ("out/a/app.apk", "test.zip"):
        (rig.workspace / file).parent.mkdir(parents=True, exist_ok=True)
        (rig.workspace / file).touch()
    return rig


def _answers(*told: str, uploads: tuple[str, ...] = ("SUCCEEDED",)) -> dict[str, list[Any]]:
    return {
        "devicefarm list-projects": [*_PROJECTS],
        "devicefarm list-device-pools": [*_POOLS],
        "devicefarm create-upload": [[0, "arn:app\thttps://s3/app"], [0, "arn:test\thttps://s3/test"]],
        "devicefarm get-upload": [[0, one] for one in (*uploads, "SUCCEEDED")],
        "devicefarm schedule-run": [[0, "arn:run"]],
        "devicefarm get-run": [[0, one] for one in told],
    }


@pytest.mark.parametrize(
    ("end", "passes"),
    [
        ("PASSED\t0", True),
        ("WARNED\t0", True),
        ("PASSED\t1", False),
        ("FAILED\t0", False),
        ("ERRORED\t0", False),
        ("STOPPED\t0", False),
    ],
)
def test_a_run_decides_about_the_build(rig: Rig, end: str, passes: bool) -> None:
    ended = rig.run(_STEP, _answers("RUNNING\tPENDING\t0", f"COMPLETED\t{end}", uploads=("PROCESSING", "SUCCEEDED")))
    assert ended.succeeded is passes, ended.output
    (call,) = rig.calls("devicefarm", "schedule-run")
    given = dict(zip(call[3::2], call[4::2], strict=True))
    assert (given["--project-arn"], given["--app-arn"]) == ("arn:project", "arn:app")
    assert (given["--device-pool-arn"], given["--name"]) == ("arn:pool", "run 7")
    test = {"type": "INSTRUMENTATION", "testPackageArn": "arn:test", "filter": "Fast"}
    assert json.loads(given["--test"]) == test
    assert json.loads(given["--execution-configuration"])["jobTimeoutMinutes"] == 30
    assert json.loads(given["--configuration"])["billingMethod"] == "METERED"
    types = [one[one.index("--type") + 1] for one in rig.calls("devicefarm", "create-upload")]
    assert types == ["ANDROID_APP", "INSTRUMENTATION_TEST_PACKAGE"]
    sent = [line.split()[-3:] for line in (rig.tools / "curls").read_text().splitlines()]
    assert sent == [["-T", "out/a/app.apk", "https://s3/app"], ["-T", "test.zip", "https://s3/test"]]


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"devicefarm list-projects": [[0, "arn:other\tshop 2"]]}, "list-projects has no shop"),
        ({"devicefarm get-upload": [[0, "FAILED"]]}, "Upload out/a/app.apk failed!"),
        ({"devicefarm schedule-run": [[254, "Denied"]]}, "Denied"),
    ],
)
def test_what_device_farm_refuses_fails_the_build(rig: Rig, change: dict[str, list[Any]], because: str) -> None:
    ended = rig.run(_STEP, _answers("COMPLETED\tPASSED\t0") | change)
    assert not ended.succeeded
    assert because in ended.output


def test_one_file_must_match(rig: Rig) -> None:
    (rig.workspace / "out" / "b.apk").touch()
    ended = rig.run(_STEP, _answers("COMPLETED\tPASSED\t0"))
    assert not ended.succeeded
    assert "2 files match" in ended.output


def test_the_role_of_the_build_may_test(tmp_path: Path) -> None:
    job = converted(tmp_path, declarative(f"steps {{ {_STEP} }}"))
    assert not list(validate_job(job.folder))
    assert "devicefarm:ScheduleRun" in (job.folder / "template.yaml").read_text()
