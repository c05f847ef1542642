"""A Jenkinsfile converted and run in a rehearsal, from a folder with some files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrate.app import convert
from migrate.model.settings import Settings
from migrate.rehearse.rehearsal import RehearsalSettings, rehearse


@dataclass(frozen=True)
class Run:
    """How a rehearsal ended, and what its commands printed."""

    succeeded: bool
    output: str


@dataclass(frozen=True)
class Converted:
    """The folder of what was written, and the folder around it."""

    folder: Path
    around: Path

    @property
    def specs(self) -> str:
        return "\n".join(path.read_text("utf-8") for path in sorted(self.folder.glob("buildspecs/*.yml")))

    def entries(self, outcome: str) -> list[dict[str, Any]]:
        ledger = json.loads((self.folder / "ledger.json").read_text("utf-8"))
        return [one for one in ledger["entries"] if one["outcome"] == outcome]

    def reasons(self, outcome: str) -> list[str]:
        return [one["because"] for one in self.entries(outcome)]

    def run(
        self,
        files: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
        secrets: Mapping[str, Mapping[str, str]] | None = None,
    ) -> Run:
        source, given = self.around / "source", self.around / "secrets.json"
        source.mkdir()
        write_files(source, files or {})
        given.write_text(json.dumps(secrets or {}), "utf-8")
        settings = RehearsalSettings(sources={"": source}, variables=variables or {}, secrets=given)
        rehearsal = rehearse(self.folder, self.around / "run", settings)
        logs = [self.around / "run" / action.log for action in rehearsal.actions if action.log]
        lines = [line for log in logs for line in log.read_text("utf-8").splitlines(keepends=True)]
        return Run(rehearsal.succeeded, "\n" + "".join(line for line in lines if not line.startswith("$ ")))


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


def converted(
    around: Path, jenkinsfile: str, settings: Settings | None = None, *, files: Mapping[str, str] | None = None
) -> Converted:
    """A Jenkinsfile converted, with the files of its repository where it is in a checkout."""
    jobs = around / "jobs" / "job"
    jobs.mkdir(parents=True)
    write_files(jobs, {"Jenkinsfile": jenkinsfile, **(files or {})})
    convert([jobs.parent], settings or Settings(), out=around / "out")
    return Converted(around / "out" / "job", around)


def declarative(*stages: str, head: str = "") -> str:
    """A declarative pipeline whose stages have these bodies."""
    text = "\n".join(f"stage('S{number}') {{ {body} }}" for number, body in enumerate(stages))
    return f"pipeline {{\nagent any\n{head}\nstages {{\n{text}\n}}\n}}\n"
