"""Jobs with what Jenkins does with them, and how rehearsals of them differ from that.

`FOLDER` has jobs that a real Jenkins has run, where it exists; `WRITTEN` has those whose records follow from Jenkins'
documentation and source.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from migrate.assemble.names import stage_name
from migrate.config import read_settings
from migrate.model.settings import Settings
from migrate.rehearse.rehearsal import RehearsalSettings, rehearse
from migrate.rehearse.results import Rehearsal

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "truth"
WRITTEN = Path(__file__).resolve().parents[1] / "fixtures" / "jobs"
MISSING = "../shared/truth, what a real Jenkins did, is not here"
_KINDS = ("freestyle", "declarative", "scripted")


def jobs(below: Path = FOLDER) -> dict[str, dict[str, Any]]:
    """The job.json of every job that is a pipeline of its own, by name; none where the folder is not here."""
    return {name: job for name, job in _all_jobs(below).items() if job["kind"] in _KINDS and not job.get("needs")}


def _all_jobs(below: Path) -> dict[str, dict[str, Any]]:
    found = [json.loads(path.read_text("utf-8")) for path in sorted(below.glob("*/job.json"))]
    return {job["name"]: job for job in found}


def pipeline_text(job: Path) -> str:
    """The Jenkinsfile of a job's folder, or the script that its configuration holds; "" where there is none."""
    file = job / "source" / "Jenkinsfile"
    if file.exists():
        return file.read_text("utf-8")
    data = (job / "config.xml").read_bytes().replace(b"version='1.1'", b"version='1.0'", 1)
    return etree.fromstring(data).findtext(".//definition/script") or ""


def expected(name: str, below: Path = FOLDER) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((below / name / "expected.json").read_text("utf-8"))
    return found


def settings(folder: Path, below: Path = FOLDER) -> Settings:
    """What only the user of that Jenkins knows: the kinds of credentials, that it sets no variables by itself, what one
    job alone locks, and that nobody has approved a call for the sandbox."""
    kinds = {one["id"]: one["kind"] for job in jobs(below).values() for one in job.get("credentials") or []}
    lines = [
        'locks = ["thing"]',
        "approved_signatures = []",
        "[environment]",
        "[credentials]",
        *(f'"{name}" = "{kind}"' for name, kind in sorted(kinds.items())),
    ]
    (folder / "migrate.toml").write_text("\n".join(lines), "utf-8")
    return read_settings(folder / "migrate.toml")


def repository(job: str, folder: Path, below: Path = FOLDER) -> Path:
    """The sources as a clone of a repository with the commit that Jenkins built, or an empty folder."""
    sources = below / job / "source"
    if not sources.is_dir():
        folder.mkdir(parents=True)
        return folder
    shutil.copytree(sources, folder)
    for file in folder.rglob("*"):
        if file.is_file():
            file.chmod(0o755 if file.read_bytes().startswith(b"#!") else 0o644)
    for words in (
        "init -q -b main",
        "add -A -f",
        "commit -q -m",
        f"remote add origin https://git.example.com/truth/{job}.git",
    ):
        git(folder, *words.split(), *(["Add the sources"] if words.endswith("-m") else []))
    return folder


def git(folder: Path, *words: str) -> None:
    """Run git as the author of the truth."""
    who = {"NAME": "Truth Author", "EMAIL": "truth@example.com", "DATE": "2024-01-02T03:04:05Z"}
    names = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
    environment = os.environ | names | {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
    subprocess.run(["git", *words], cwd=folder, env=environment, check=True, capture_output=True)


def rehearsed(
    name: str,
    job: Path,
    folder: Path,
    *,
    keep: bool = False,
    variables: dict[str, str] | None = None,
    below: Path = FOLDER,
    minutes: float | None = None,
) -> Rehearsal:
    """Rehearse a converted job with the credentials and, unless there are others, the parameters of the recorded run,
    below `folder`. A build takes `minutes` at most."""
    truth = _all_jobs(below)[name]
    secrets = folder / "secrets.json"
    folder.mkdir(parents=True, exist_ok=True)
    secrets.write_text(json.dumps({one["id"]: one["fields"] for one in truth.get("credentials") or []}), "utf-8")
    source = folder / "source"
    if not source.exists():
        repository(name, source, below)
    given = RehearsalSettings(
        sources={"": source},
        variables=_parameters(truth) if variables is None else variables,
        secrets=secrets,
        number=truth.get("builds") or 1,
        keep=keep,
        minutes=minutes,
    )
    return rehearse(job, folder / "out", given)


def _parameters(job: dict[str, Any]) -> dict[str, str]:
    given = (job.get("parameters") or {}).items()
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in given}


def differences(rehearsal: Rehearsal, archive: Path, record: dict[str, Any]) -> Iterator[str]:
    """How a rehearsal differs from the record: in its result, its archived files, or its tests."""
    if rehearsal.succeeded is not (record["result"] in ("SUCCESS", "UNSTABLE")):
        yield f"it {'succeeded' if rehearsal.succeeded else 'failed'}, Jenkins said {record['result']}"
    wanted = record.get("artifacts") or {}
    found = {path.relative_to(archive).as_posix(): path for path in archive.rglob("*") if path.is_file()}
    yield from (f"missing {path}" for path in sorted(wanted.keys() - found.keys()))
    yield from (f"unexpected {path}" for path in sorted(found.keys() - wanted.keys()))
    for path in sorted(wanted.keys() & found.keys()):
        text, content = wanted[path].get("text"), found[path].read_bytes()
        if text is not None and content != text.encode():
            yield f"{path}: {content!r}, Jenkins {text.encode()!r}"
    if tests := record.get("tests"):
        counts = rehearsal.tests
        if (counts.total, counts.failed, counts.skipped) != (tests["total"], tests["failed"], tests["skipped"]):
            yield f"tests {counts}, Jenkins {tests}"


_ENDS = {
    "success": "SUCCEEDED",
    "unstable": "SUCCEEDED",
    "failure": "FAILED",
    "aborted": "FAILED",
    "skipped": "SKIPPED",
}


def stages_that_differ(rehearsal: Rehearsal, logs: Path, record: dict[str, Any]) -> Iterator[str]:
    """How stages and branches ended otherwise than the record says, as far as they are stages or actions of the
    pipeline. One that did not run counts as skipped, and so does one that its build has skipped."""
    text = "\n".join(file.read_text("utf-8") for file in sorted(logs.rglob("*.log")))
    ended = {one.name: one.status.value for one in (*rehearsal.stages, *rehearsal.actions)}
    for stage in _in_tree(record.get("tree")):
        skipped = f"Stage {stage['name']} skipped due to when conditional" in text
        found = "SKIPPED" if skipped else ended.get(stage_name(stage["name"]), "").replace("NOT_RUN", "SKIPPED")
        if found and found != _ENDS[stage["state"]]:
            yield f"stage {stage['name']}: {found}, Jenkins {stage['state']}"


def _in_tree(tree: list[dict[str, Any]] | None) -> Iterator[dict[str, Any]]:
    for one in tree or ():
        yield one
        yield from _in_tree(one.get("children"))
