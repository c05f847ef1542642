"""Jobs converted and rehearsed from a repository: what they archive, their tests and their end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrate.app import convert, rehearse
from migrate.model.settings import Settings
from migrate.rehearse.history import Earlier
from migrate.rehearse.rehearsal import RehearsalSettings
from migrate.rehearse.results import Rehearsal
from migrate.rehearse.watching import Watcher
from tests.truth import git


@dataclass(frozen=True)
class ConvertedJob:
    """The folder that one job was written to."""

    folder: Path
    blocking: int
    kind: str

    @property
    def pipeline(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "pipeline.json").read_text("utf-8"))["pipeline"]
        return found

    @property
    def specs(self) -> str:
        return "\n".join(path.read_text("utf-8") for path in sorted(self.folder.glob("buildspecs/*.yml")))

    def ledger(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads((self.folder / "ledger.json").read_text("utf-8"))["entries"]
        return found

    def reasons(self, outcome: str) -> list[str]:
        return [one["because"] for one in self.ledger() if one["outcome"] == outcome]

    def rehearse(
        self, source: Path, out: Path, *, branch: str = "", earlier: Earlier | None = None, trigger: str = "person"
    ) -> Rehearsed:
        settings = RehearsalSettings(sources={"": source}, branch=branch, earlier=earlier, trigger=trigger)
        return Rehearsed(rehearse(self.folder, out, settings, Watcher()), out)


@dataclass(frozen=True)
class Rehearsed:
    rehearsal: Rehearsal
    out: Path

    @property
    def archive(self) -> dict[str, bytes]:
        folder = self.out / "archive"
        files = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    @property
    def logs(self) -> str:
        return "\n".join(path.read_text("utf-8") for path in sorted((self.out / "logs").rglob("*.log")))

    @property
    def statuses(self) -> dict[str, str]:
        return {action.name: action.status.value for action in self.rehearsal.actions}


def converted(job: Path, out: Path, settings: Settings | None = None) -> ConvertedJob:
    """Convert the job in a folder, which has the name of the job."""
    run = convert([job.parent], settings or Settings(), out=out, jobs=job.name)
    (summary,) = run.summaries
    return ConvertedJob(out / job.name, summary.blocking, summary.kind)


def written(folder: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


def repository(folder: Path, files: Mapping[str, str]) -> Path:
    """A repository whose branch main has these files in its single commit."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    return committed(folder, files, "Add the sources")


def branch(folder: Path, name: str, files: Mapping[str, str], removed: Iterable[str] = ()) -> None:
    """A branch of a repository where these files differ from main."""
    git(folder, "checkout", "-q", "-b", name)
    for path in removed:
        (folder / path).unlink()
    committed(folder, files, "Change the branch")
    git(folder, "checkout", "-q", "main")


def committed(folder: Path, files: Mapping[str, str], message: str) -> Path:
    written(folder, files)
    for path in files:
        (folder / path).chmod(0o755 if files[path].startswith("#!") else 0o644)
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return folder
