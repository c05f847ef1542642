"""A folder of emitted files, every check. The functions for in-process use are named in `__all__`.

`quick` leaves out what takes more than a few milliseconds per job: cfn-lint, parliament and ShellCheck.
"""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from migrate.validate.buildspec import check_buildspec
from migrate.validate.command import Command
from migrate.validate.cross_check import check_summary
from migrate.validate.document import read_document
from migrate.validate.finding import Finding, Severity, located
from migrate.validate.iam import check_policies
from migrate.validate.jenkins import check_jobs_of_all
from migrate.validate.job_folder import JobFolder
from migrate.validate.pipeline import check_pipeline
from migrate.validate.projects import check_project
from migrate.validate.shell import check_all, check_commands
from migrate.validate.shellcheck import check_faults
from migrate.validate.template import check_template, lint

__all__ = [
    "Finding",
    "Severity",
    "check_buildspec",
    "check_commands",
    "check_pipeline",
    "check_policies",
    "check_project",
    "check_template",
    "lint",
    "validate_job",
    "validate_output",
]

_MARKS = {"pipeline.json", "template.yaml"}


def validate_output(out: Path, *, jobs: str | None = None, quick: bool = False, processes: int = 1) -> list[Finding]:
    """All findings of an output folder, files in order. `jobs` is a glob on the path of a job's folder."""
    folders = [folder for folder in _job_folders(out) if fnmatch.fnmatchcase(_name(out, folder), jobs or "*")]
    findings = list(_run_files(out, quick=quick))
    commands: list[Command] = []
    served: list[tuple[str, str]] = []
    for found, contained, jobs_on_jenkins in _checked(folders, [_name(out, one) for one in folders], quick, processes):
        findings += found
        commands += contained
        served += jobs_on_jenkins
    findings += check_jobs_of_all(served)
    findings += check_all(commands)
    if not quick:
        findings += check_faults(commands)
    return findings


_Checked = tuple[list[Finding], list[Command], list[tuple[str, str]]]


def _checked(folders: list[Path], names: list[str], quick: bool, processes: int) -> Iterator[_Checked]:
    check = partial(_check_folder, quick=quick)
    if processes <= 1 or len(folders) < 2 * processes:
        yield from map(check, folders, names)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(check, folders, names, chunksize=8)


def _check_folder(folder: Path, name: str, *, quick: bool) -> _Checked:
    job = JobFolder(folder, name)
    return list(job.check(quick=quick)), job.commands, job.jenkins_jobs


def validate_job(folder: Path, *, quick: bool = False) -> list[Finding]:
    """The findings of one job's folder; their files are relative to it."""
    job = JobFolder(folder, "")
    findings = [*job.check(quick=quick), *check_all(job.commands)]
    return findings if quick else [*findings, *check_faults(job.commands)]


def _job_folders(out: Path) -> list[Path]:
    return sorted(Path(folder) for folder, _, files in os.walk(out) if not _MARKS.isdisjoint(files))


def _name(out: Path, folder: Path) -> str:
    return folder.relative_to(out).as_posix()


def _run_files(out: Path, *, quick: bool) -> Iterator[Finding]:
    """summary.json and foundation.yaml: what stands once in an output."""
    yield from JobFolder(out, "").check_stack("foundation.yaml", quick=quick)
    summary = read_document(out / "summary.json", "summary.json")
    yield from located((*summary.findings, *check_summary(summary.node, out)), summary.file)
