"""The use cases. The only module that knows all layers; a job is a pure function from bytes to files."""

from __future__ import annotations

import fnmatch
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from migrate.assemble.names import pipeline_name
from migrate.assemble.pipeline import assemble
from migrate.errors import InputError, OutputError
from migrate.mapping import catalogue
from migrate.mapping.engine import Engine
from migrate.mapping.new_rule import write_rule
from migrate.mapping.own_rules import registry_of
from migrate.mapping.planner import plan_job
from migrate.model.delivery import Delivery
from migrate.model.estate import Estate, HeldJob, job_key
from migrate.model.ledger import Entry, Ledger, Outcome, Verdict
from migrate.model.location import Location
from migrate.model.plan import Plan, Remark
from migrate.model.settings import Layout, Settings
from migrate.model.source import Dismissal, JobKind, Problem, Reading, leaves_by_describable
from migrate.readers.estate import read_estate
from migrate.readers.folders import is_file, is_folder
from migrate.readers.jenkins_home import Input, InputKind, find_inputs, unpacked
from migrate.readers.job import decoded, read_job
from migrate.readers.model_json import model_of
from migrate.rehearse.rehearsal import RehearsalSettings
from migrate.rehearse.rehearsal import rehearse as run_rehearsal
from migrate.rehearse.results import Rehearsal
from migrate.rehearse.watching import Watcher
from migrate.report.gap_report import write_gap_report
from migrate.report.jenkins_steps import write_jenkins_steps
from migrate.testing import accept_case, check_case, find_cases
from migrate.validate.finding import Finding
from migrate.validate.output import check_buildspec, check_pipeline, check_project, validate_job, validate_output
from migrate.writers.buildspec import write_buildspec
from migrate.writers.declaration import declare_pipeline, declare_project
from migrate.writers.delivery_files import write_delivery
from migrate.writers.files import SUMMARY, folder_of, prepare, write_files
from migrate.writers.foundation import write_foundation
from migrate.writers.jenkins_files import POLICY
from migrate.writers.job_files import (
    JobSummary,
    counts_of,
    missing_libraries,
    status_of,
    write_ledger,
    write_summary,
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class JobResult:
    """What became of one job: its summary, and the files for its folder."""

    summary: JobSummary
    files: dict[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    accepted: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Run:
    """All jobs of a run, and what is to be said about the run itself."""

    jobs: tuple[JobResult, ...]
    warnings: tuple[str, ...] = ()

    @property
    def summaries(self) -> tuple[JobSummary, ...]:
        return tuple(job.summary for job in self.jobs)


def convert(
    sources: Iterable[Path],
    settings: Settings,
    *,
    out: Path | None,
    name: str = "",
    jobs: str = "*",
    processes: int = 1,
    debug: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Convert every job below the sources into `out`; without `out` only find out what would become of them.

    Raises OutputError before anything is read where `out` can't be used, and InputError where the only source holds
    no job; one of several is a job that failed.
    """
    registry_of(settings)  # a fault of the rules is no job's fault
    if out is not None:
        prepare(out)
    results: list[JobResult] = []
    taken = {SUMMARY, "foundation.yaml"}
    sources = tuple(sources)
    for source in sources:
        try:
            with unpacked(source) as root:
                inputs = tuple(find_inputs(root, name))
                tasks = [_Task(one, folder) for one, folder in _folders(inputs, jobs, taken)]
                work = partial(_convert_task, settings=settings, estate=_estate(root, inputs, settings), debug=debug)
                results += _in_parallel(work, tasks, processes, progress)
        except InputError as error:
            if len(sources) == 1:
                raise
            results.append(_failed(source.name or str(source), str(source), str(error)))
    run = Run(tuple(results), (*_unused(results, settings), *_missing(results), *_same_names(results)))
    if out is not None:
        _write(out, run)
    return run


@dataclass(frozen=True, slots=True)
class _Task:
    input: Input
    folder: str


def _folders(inputs: Iterable[Input], jobs: str, taken: set[str]) -> Iterator[tuple[Input, str]]:
    for one in inputs:
        if fnmatch.fnmatchcase(one.name, jobs):
            yield one, str(folder_of(one.name, taken))


def _estate(root: Path, inputs: Iterable[Input], settings: Settings) -> Estate:
    """What the controller tells, and what the user says of it."""
    found = read_estate(root) if is_folder(root) else Estate()
    given = settings.approved_signatures
    approved = found.approved_signatures if given is None else frozenset(given)
    credentials = {**found.credentials, **settings.credentials}
    jobs = {job_key(one.name): HeldJob(one.path, one.file) for one in inputs if one.kind is InputKind.CONFIG_XML}
    return replace(found, credentials=credentials, approved_signatures=approved, jobs=jobs)


def _in_parallel(
    work: Callable[[_Task], JobResult], tasks: list[_Task], processes: int, progress: Progress | None
) -> Iterator[JobResult]:
    if processes <= 1 or len(tasks) < 20:
        results: Iterable[JobResult] = map(work, tasks)
        yield from _counted(results, len(tasks), progress)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from _counted(pool.map(work, tasks, chunksize=16), len(tasks), progress)


def _counted(results: Iterable[JobResult], total: int, progress: Progress | None) -> Iterator[JobResult]:
    for count, result in enumerate(results, 1):
        if progress:
            progress(count, total)
        yield result


def _unused(results: Iterable[JobResult], settings: Settings) -> Iterator[str]:
    used = {key for result in results for key in result.accepted}
    for one in settings.accepted:
        if one.key not in used:
            yield f"migrate.toml accepts the gap {one.key}, but no job has it"
    kept = {pattern for result in results for pattern in result.kept}
    for pattern in settings.keep:
        if pattern not in kept:
            yield f"{pattern} is to stay on Jenkins, but is no stage of a freestyle or pipeline job: write JOB/STAGE"


def _missing(results: list[JobResult]) -> Iterator[str]:
    for name, count in missing_libraries(result.summary for result in results):
        jobs = "1 job asks" if count == 1 else f"{count} jobs ask"
        yield f"the shared library {name} is not here, and {jobs} for it: name its checkout under [libraries]"


def _same_names(results: Iterable[JobResult]) -> Iterator[str]:
    """Jobs whose pipelines AWS can't tell apart: `a/b` and `a-b`, or two of one name from two sources."""
    first: dict[str, str] = {}
    for job in (result.summary for result in results if any(name.endswith("/pipeline.json") for name in result.files)):
        pipeline = pipeline_name(job.name)
        if pipeline in first:
            both = f"{first[pipeline]} and {job.name} ({job.source})"
            yield f"the jobs {both} both become the pipeline {pipeline}: deploy one, or rename the other in Jenkins"
        first.setdefault(pipeline, f"{job.name} ({job.source})")


def _keeps(run: Run) -> bool:
    return any(name.endswith(f"/{POLICY}") for job in run.jobs for name in job.files)


def _write(out: Path, run: Run) -> None:
    files = {
        PurePosixPath("foundation.yaml"): write_foundation(jenkins=_keeps(run)),
        PurePosixPath(SUMMARY): write_summary(run.summaries),
    }
    for job in run.jobs:
        files |= {PurePosixPath(path): text for path, text in job.files.items()}
    write_files(out, files)


# ---- one job -----------------------------------------------------------------------------------------------------


def _convert_task(task: _Task, *, settings: Settings, estate: Estate, debug: bool) -> JobResult:
    """One job. What is wrong with its input is its own result, and stops no other job."""
    try:
        reading = read_job(task.input, settings, estate, registry_of(settings).steps())
        return convert_reading(reading, task.folder, settings, estate, debug=debug)
    except InputError as error:
        text = str(error)
    except OSError as error:
        text = f"{error.strerror or error}: make it readable"
    except Exception as error:  # one job that shows a bug of ours leaves the others whole
        if debug:
            raise
        text = f"a bug of j2cp: {type(error).__name__}: {error}; report it with the job, or see --debug"
    return _failed(task.input.name, task.input.file, text)


def _failed(name: str, file: str, text: str) -> JobResult:
    summary = JobSummary(name, file, "", "failed", error=text)
    return JobResult(summary, problems=(text if file in text else f"{file}: {text}",))


def convert_reading(reading: Reading, folder: str, settings: Settings, estate: Estate, *, debug: bool) -> JobResult:
    """Everything that one reading becomes, its ledger closed."""
    engine = Engine(registry_of(settings), {one.key: one.reason for one in settings.accepted}, debug=debug)
    refusal = next((problem for problem in reading.problems if problem.fatal), None)
    if refusal:
        reading = _refused(reading)
    plan, ledger = plan_job(reading, engine, settings)
    delivery, refused = None, ""
    if plan is not None:
        delivery, remarks, refused = _assembled(plan, settings, estate)
        mended = (Remark(plan.origin, problem.message) for problem in reading.problems)
        _apply((*remarks, *mended), ledger, leaves_by_describable(reading.job) if reading.job else {})
    if refused:
        ledger.withdraw("AWS would refuse the pipeline, and none is written")
    entries = ledger.close()
    files = _files(reading, delivery, entries, settings, folder)
    counts, blocking = counts_of(entries)
    unsupported = delivery is None and reading.kind not in (JobKind.FOLDER, JobKind.VIEW)
    status = "failed" if refusal else ("unsupported" if unsupported else status_of(counts))
    error = f"{refusal.location}: {refusal.message}" if refusal else refused
    summary = JobSummary(
        reading.name,
        reading.file,
        reading.kind.value,
        status,
        counts,
        blocking,
        tuple(sorted(files)),
        error,
        missing=tuple(_missing_in(reading)),
    )
    problems = (*_told(reading.problems), *([f"{reading.file}: {refused}"] if refused else []))
    return JobResult(summary, files, problems, frozenset(engine.used_acceptances), frozenset(engine.used_keeps))


def _missing_in(reading: Reading) -> Iterator[str]:
    """The shared libraries that a job asks for, by name, and that are not here."""
    libraries = reading.job.libraries if reading.job else ()
    asked = [{one.name: str(getattr(one.value, "value", "")) for one in library.settings} for library in libraries]
    yield from sorted({one["identifier"].partition("@")[0] for one in asked if one["found"] == "missing"})


def _told(problems: tuple[Problem, ...]) -> Iterator[str]:
    """One line for a file that Jenkins refuses, and one for each thing that was mended in another."""
    fatal = [one for one in problems if one.fatal]
    if fatal:
        more = f" (and {len(fatal) - 1} more)" if len(fatal) > 1 else ""
        yield f"{fatal[0].location}: {fatal[0].message}{more}: correct it, Jenkins would refuse the file"
    else:
        yield from (f"{one.location}: {one.message}" for one in problems)


def _refused(reading: Reading) -> Reading:
    """What Jenkins refuses runs nowhere: every leaf is a gap, and no pipeline is written."""
    dismissals = tuple(Dismissal(leaf.location, "Jenkins refuses the file", True, True) for leaf in reading.leaves)
    return replace(reading, job=None, dismissals=dismissals)


def _assembled(plan: Plan, settings: Settings, estate: Estate) -> tuple[Delivery | None, tuple[Remark, ...], str]:
    """The delivery, in the layout asked for or else fused; none where AWS would refuse both, with its reason."""
    because = ""
    for tried in tries(settings):
        delivery, remarks = assemble(plan, tried, estate)
        findings = _refusals(delivery, tried)
        if not findings:
            return delivery, remarks, ""
        because = because or f"AWS would refuse the pipeline: {findings[0].message}"
    return None, (*remarks, Remark(plan.origin, because, gap=True, blocking=True)), because


def tries(settings: Settings) -> Iterator[Settings]:
    """The settings, and others that may do: all steps in their builds, and all stages in one."""
    for layout in dict.fromkeys((settings.layout, Layout.FUSED)):
        for native in dict.fromkeys((settings.native, False)):
            yield replace(settings, layout=layout, native=native)


def _refusals(delivery: Delivery, settings: Settings) -> list[Finding]:
    """What the quick checks find wrong with a delivery: we never write what we know to be refused."""
    findings = list(check_pipeline({"pipeline": declare_pipeline(delivery, settings)}))
    for project in delivery.projects:
        spec = write_buildspec(project.buildspec)
        findings += [
            *check_buildspec(spec),
            *check_project(declare_project(project, delivery, settings, spec), checked=[spec]),
        ]
    return [one for one in findings if one.severity == "error"]


def _apply(remarks: Iterable[Remark], ledger: Ledger, settings: Mapping[Location, tuple[Location, ...]]) -> None:
    for remark in remarks:
        outcome = Outcome.GAP if remark.gap else Outcome.PARTIAL
        own = settings.get(remark.leaf, ())
        told = remark.leaf if ledger.has(remark.leaf) or not own else own[0]
        ledger.worsen(told, Verdict(outcome, "", remark.because, remark.to, blocking=remark.blocking))
        for leaf in own if remark.whole else ():
            if remark.gap or ledger.is_converted(leaf):
                ledger.worsen(leaf, Verdict(outcome, "", remark.because, remark.to))


def _files(
    reading: Reading, delivery: Delivery | None, entries: tuple[Entry, ...], settings: Settings, folder: str
) -> dict[str, str]:
    files = {
        "ledger.json": write_ledger(entries),
        "gap-report.md": write_gap_report(reading.name, delivery, entries, reading.problems, folder, settings.on_gap),
    }
    if delivery is not None:
        files |= write_delivery(delivery, settings)
        files |= write_jenkins_steps(delivery, folder, settings)
    return {f"{folder}/{name}": text for name, text in files.items()}


def processes() -> int:
    """How many processes a run takes by itself."""
    return os.cpu_count() or 1


# ---- the other commands ------------------------------------------------------------------------------------------


def summary_text(run: Run) -> str:
    """The run as summary.json has it."""
    return write_summary(run.summaries)


def write_assessment(path: Path, run: Run) -> None:
    """Write the assessment to a file. Raises OutputError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(summary_text(run), "utf-8")
    except OSError as error:
        raise OutputError(f"{path} can't be written: {error.strerror}", "name another file with -o") from error


def validate(out: Path, *, jobs: str, quick: bool) -> list[Finding]:
    """Every finding about what stands in an output folder. Raises InputError where there is none."""
    if not is_file(out / SUMMARY):
        raise InputError(f"{out} has no {SUMMARY}", "name a folder that j2cp convert has written")
    return validate_output(out, jobs=jobs, quick=quick, processes=processes())


_REHEARSED = ("pipeline.json", "projects/", "buildspecs/")


def rehearse(job: Path, out: Path, settings: RehearsalSettings, watcher: Watcher) -> Rehearsal:
    """Run a written pipeline on this machine. Raises InputError for a folder that is none, or that AWS would refuse."""
    if not is_file(job / "pipeline.json"):
        raise InputError(f"{job} has no pipeline.json", "name the folder of a job that j2cp convert has written")
    findings = validate_job(job, quick=True)
    wrong = [one for one in findings if one.severity == "error" and one.file.startswith(_REHEARSED)]
    if wrong:
        place = f"{job / wrong[0].file}: {wrong[0].message} ({wrong[0].path})"
        raise InputError(place, "mend it, or convert the job again")
    return run_rehearsal(job, out, settings, watcher)


def known_rules(settings: Settings) -> list[dict[str, Any]]:
    """Every plugin that has rules, as data."""
    return catalogue.as_data(registry_of(settings))


def explain(name: str, settings: Settings) -> str:
    """What becomes of a plugin, class or step, as text. Raises UsageError with the nearest names."""
    return catalogue.explain(name, registry_of(settings))


def new_rule(name: str, out: Path, folder: Path) -> tuple[Path, Path]:
    """Begin a rule for what no rule knows, with the settings that the jobs in `out` have: its module and its cases.

    Raises UsageError, InputError and OutputError.
    """
    return write_rule(name, _ledgers(out), folder)


def check_rules(folder: Path, settings: Settings, *, accept: bool = False) -> tuple[int, list[str]]:
    """How many cases the Markdown files of a folder have, and which of them differ from what the rules make of them.

    With `accept` the files get what comes out instead. Raises InputError for a file that has no cases.
    """
    registry = registry_of(settings)
    try:
        cases = find_cases(folder)
        for case in cases if accept else ():
            accept_case(case, registry)
        return len(cases), [] if accept else [one for case in cases for one in check_case(case, registry)]
    except ValueError as error:
        raise InputError(str(error), "see the tutorial on rules of your own") from error


def _ledgers(out: Path) -> Iterator[dict[str, Any]]:
    """The entries of all ledgers that convert has written."""
    ledgers = sorted(out.glob("**/ledger.json"))
    if not ledgers:
        raise InputError(f"{out} has no ledger", "name a folder that j2cp convert has written with --from")
    for path in ledgers:
        yield from json.loads(path.read_text("utf-8"))["entries"]


def declarative_model(file: Path) -> dict[str, Any]:
    """The JSON of a declarative pipeline. Raises InputError for a file that Jenkins would refuse."""
    try:
        text = decoded(file.read_bytes())
    except OSError as error:
        raise InputError(f"{file} can't be read: {error.strerror}", "name a Jenkinsfile") from error
    return model_of(text, str(file))
