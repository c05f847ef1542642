"""Jobs that a real Jenkins has run, converted and run here: the same archived files, and the same end."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from migrate.app import convert
from migrate.config import read_settings
from migrate.model.settings import Settings
from tests.codepipeline import Run, run_pipeline

pytestmark = pytest.mark.truth

_TRUTH = Path(__file__).resolve().parents[2] / "shared" / "truth"
_KINDS = ("freestyle", "declarative", "scripted")
_FIELDS = {"string": {"secret": ""}, "usernamePassword": {"username": "username", "password": "password"}}

_NO_RESULT = "a build succeeds or fails: there is no UNSTABLE, no ABORTED, and no result of a stage alone"
_NO_SECRET = "CodeBuild does not start a build whose secret is missing"
_NO_EARLIER_BUILD = "a build knows nothing of those before it: how they ended, or that there were none"

# Jobs that can't match yet, each with the reason. A job that starts to match must leave the table.
NOT_YET = {
    "d-parallel-always-failfast": "actions side by side do not stop each other, and each has a workspace of its own",
    "d-params-first-build": _NO_EARLIER_BUILD,
    "d-post-success": _NO_EARLIER_BUILD,
    "d-shebang": "the shell of a build takes what dash refuses: it is bash on Amazon Linux",
    "s-credentials": _NO_SECRET,
    "s-junit-unstable": _NO_RESULT,
    "d-timeout-stage": _NO_RESULT,
    "d-unknown-credential": _NO_SECRET,
    "fs-no-scm": "the folder of the workspace does not have the name of the job",
}


def _index() -> list[dict[str, Any]]:
    if not _TRUTH.is_dir():
        return []
    jobs = [json.loads(path.read_text("utf-8")) for path in sorted(_TRUTH.glob("*/job.json"))]
    return [job for job in jobs if job["kind"] in _KINDS and not job.get("needs")]


_JOBS = {job["name"]: job for job in _index()}


def _repository(job: str, folder: Path) -> Path:
    """The sources as a clone of a repository with the commit that Jenkins built, or an empty folder."""
    sources = _TRUTH / job / "source"
    if not sources.is_dir():
        folder.mkdir(parents=True)
        return folder
    shutil.copytree(sources, folder)
    for file in folder.rglob("*"):
        if file.is_file():
            file.chmod(0o755 if file.read_bytes().startswith(b"#!") else 0o644)
    who = {"NAME": "Truth Author", "EMAIL": "truth@example.com", "DATE": "2024-01-02T03:04:05Z"}
    names = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
    environment = os.environ | names | {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
    url = f"https://git.example.com/truth/{job}.git"
    for words in (
        "init -q -b main",
        "add -A -f",
        "commit -q -m",
        f"remote add origin {url}",
        "update-ref refs/remotes/origin/main HEAD",
        "checkout -q --detach",
    ):
        command = ["git", *words.split(), *(["Add the sources"] if words.endswith("-m") else [])]
        subprocess.run(command, cwd=folder, env=environment, check=True)
    return folder


def _secrets(job: dict[str, Any]) -> dict[str, str]:
    found = {}
    for one in job.get("credentials") or []:
        name, fields = f"jenkins/{one['id']}", one["fields"]
        if one["kind"] == "file":
            content = base64.b64encode(fields["content"].encode()).decode()
            found |= {f"{name}:name": fields["fileName"], f"{name}:content": content}
        else:
            found |= {f"{name}:{new}" if new else name: fields[old] for old, new in _FIELDS[one["kind"]].items()}
    return found


def _parameters(job: dict[str, Any]) -> dict[str, str]:
    given = (job.get("parameters") or {}).items()
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in given}


def _differences(run: Run, expected: dict[str, Any]) -> Iterator[str]:
    should_succeed = expected["result"] in ("SUCCESS", "UNSTABLE")
    if run.succeeded is not should_succeed:
        yield f"it {'succeeded' if run.succeeded else 'failed'}, Jenkins said {expected['result']}"
    artifacts = expected.get("artifacts") or {}
    for path in sorted(artifacts.keys() - run.archive.keys()):
        yield f"missing {path}"
    for path in sorted(run.archive.keys() - artifacts.keys()):
        yield f"unexpected {path}"
    for path in sorted(artifacts.keys() & run.archive.keys()):
        wanted, found = artifacts[path].get("text"), run.archive[path].read_bytes()
        if wanted is not None and found != wanted.encode():
            yield f"{path}: {found!r}, Jenkins {wanted.encode()!r}"


def _settings(folder: Path) -> Settings:
    """What only the user of that Jenkins knows: the kinds of credentials, that it sets no variables by
    itself, and what one job alone locks."""
    kinds = {one["id"]: one["kind"] for job in _JOBS.values() for one in job.get("credentials") or []}
    lines = [
        'locks = ["thing"]',
        "[environment]",
        "[credentials]",
        *(f'"{name}" = "{kind}"' for name, kind in sorted(kinds.items())),
    ]
    (folder / "migrate.toml").write_text("\n".join(lines), "utf-8")
    return read_settings(folder / "migrate.toml")


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, Path]]:
    """Every job's blocking gaps and folder of written files."""
    if not _TRUTH.is_dir():
        return {}
    folder = tmp_path_factory.mktemp("truth")
    out = folder / "out"
    run = convert([_TRUTH], _settings(folder), out=out)
    return {one.name: (one.blocking, out / one.name) for one in run.summaries}


@pytest.mark.skipif(not _JOBS, reason="../shared/truth, what a real Jenkins did, is not here")
@pytest.mark.parametrize("name", sorted(_JOBS) or [""])
def test_a_converted_job_does_what_jenkins_did(
    name: str, converted: dict[str, tuple[int, Path]], tmp_path: Path
) -> None:
    blocking, folder = converted[name]
    texts = [path.read_text("utf-8") for path in folder.glob("buildspecs/*.yml")]
    if blocking or not texts or any("echo 'Not converted:" in text for text in texts):
        pytest.skip(f"{blocking or 'some'} blocking gaps stop the conversion: nothing to compare")
    job = _JOBS[name]
    source = _repository(name, tmp_path / "source")
    run = run_pipeline(folder, source, tmp_path / "run", variables=_parameters(job), secrets=_secrets(job))
    expected = json.loads((_TRUTH / name / "expected.json").read_text("utf-8"))
    found = list(_differences(run, expected))
    if name in NOT_YET:
        assert found, f"{name} matches now: take it out of NOT_YET"
        pytest.skip(f"known difference: {NOT_YET[name]}")
    assert not found, "\n".join([*found, run.output])
