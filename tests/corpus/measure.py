"""What became of one job's shell lines and step calls, and how long it took."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

from migrate.app import decoded, read_job
from migrate.mapping.engine import Engine
from migrate.mapping.planner import plan_job
from migrate.mapping.registry import built_in
from migrate.model.settings import Settings
from migrate.model.source import JobKind, Reading
from migrate.readers.config_xml import read_config_xml
from migrate.readers.groovy import parse
from migrate.readers.jenkins_home import Input, InputKind
from migrate.writers.job_files import JobSummary
from tests.corpus.shell_lines import ShellLine, of_commands, of_script, traced
from tests.corpus.step_calls import StepCall, step_calls

PIPELINES = (JobKind.DECLARATIVE.value, JobKind.SCRIPTED.value)


@dataclass(frozen=True, slots=True)
class Measured:
    """One job. `size` counts the characters of its Groovy, `seconds` those of a processor for all but writing."""

    file: str
    kind: str
    lines: tuple[ShellLine, ...]
    calls: tuple[StepCall, ...]
    size: int
    seconds: float

    @property
    def repository(self) -> str:
        return self.file.partition("/")[0]


def measure(one: Input, summary: JobSummary, out: Path) -> Measured:
    """Measure a job again that has been converted into `out`."""
    started = time.process_time()
    reading = read_job(one, Settings(), steps=built_in().steps())
    _, ledger = plan_job(reading, Engine(built_in()))
    if any(problem.fatal for problem in reading.problems):
        reading = Reading(reading.name, reading.kind, reading.file, None)
    else:
        ledger.close()
    seconds = time.process_time() - started
    folder = out / next(path for path in summary.outputs if path.endswith("ledger.json")).rpartition("/")[0]
    entries = json.loads((folder / "ledger.json").read_text("utf-8"))["entries"]
    text = _groovy(one)
    script = None if text is None else parse(text)
    lines = of_commands(one.path) if script is None else of_script(script)
    return Measured(
        file=one.file,
        kind=_kind(reading.kind, summary),
        lines=tuple(traced(lines, folder, entries)),
        calls=tuple(step_calls(reading.job, entries)),
        size=len(text or ""),
        seconds=seconds,
    )


def _kind(kind: JobKind, summary: JobSummary) -> str:
    return f"{kind.value} with a missing library" if summary.missing else kind.value


def _groovy(one: Input) -> str | None:
    """The Groovy of a job, where it lies in the file itself."""
    data = one.path.read_bytes()
    if one.kind is InputKind.JENKINSFILE:
        return decoded(data)
    definition = read_config_xml(data, name=one.name, file=one.file).definition
    return definition.script if definition else None
