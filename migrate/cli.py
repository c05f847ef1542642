"""The command line: arguments in, words out. Everything else is in `app`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Column, Table

from migrate import __version__, app
from migrate.config import Layout, OnGap, Settings, find_settings, read_settings
from migrate.errors import MigrateError, UsageError
from migrate.rehearse.history import read_earlier
from migrate.rehearse.rehearsal import RehearsalSettings
from migrate.rehearse.results import record_of
from migrate.screen import Screen, show_end

cli = typer.Typer(
    help="Converts Jenkins jobs to AWS CodePipeline V2, and says exactly what it could not convert.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
errors = Console(stderr=True, highlight=False, soft_wrap=True)
output = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 200)

GAPS = 3
INPUT_ERRORS = 4
STOPPED = 130


class FailOn(StrEnum):
    """Which outcome makes the exit code 3."""

    GAP = "gap"
    PARTIAL = "partial"
    NEVER = "never"


class Approve(StrEnum):
    """What becomes of the manual approvals of a rehearsal."""

    ALL = "all"
    ASK = "ask"
    NONE = "none"


class Trigger(StrEnum):
    """What has started the execution that a rehearsal is."""

    PERSON = "person"
    SCHEDULE = "schedule"
    PIPELINE = "pipeline"
    PUSH = "push"


Sources = Annotated[
    list[Path],
    typer.Argument(
        help="A config.xml, a Jenkinsfile, a folder of either, a JENKINS_HOME, or a zip or tar.gz of one.",
        readable=False,
    ),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", help="The migrate.toml; by default one beside SOURCE or in this folder.", readable=False),
]
OwnRules = Annotated[Path | None, typer.Option("--rules", help="Folder with rules of your own.", readable=False)]
JobGlob = Annotated[str, typer.Option("--job", help="Only jobs whose full name matches, such as 'team-a/*'.")]
JobName = Annotated[str, typer.Option("--name", help="Name of the job, where SOURCE is a single file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON on standard output.")]
Processes = Annotated[int, typer.Option("-j", help="Processes to use; 0 is one for each core.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show a traceback where something fails.")]
Fail = Annotated[FailOn, typer.Option("--fail-on", help="The outcome that makes the exit code 3.")]


@cli.callback(invoke_without_command=True)
def _main(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        output.print(f"j2cp {__version__}")
        raise typer.Exit


@cli.command()
def convert(
    sources: Sources,
    out: Annotated[
        Path,
        typer.Option("-o", "--out", help="Folder for the pipelines; new, or of an earlier run.", readable=False),
    ],
    config: ConfigFile = None,
    job: JobGlob = "*",
    name: JobName = "",
    layout: Annotated[Layout | None, typer.Option(help="How stages become actions.")] = None,
    on_gap: Annotated[OnGap | None, typer.Option(help="What stands in the place of a blocking gap.")] = None,
    own_rules: OwnRules = None,
    keep: Annotated[
        list[str] | None,
        typer.Option("--keep-on-jenkins", help="Stages that stay on Jenkins, as JOB/STAGE or JOB; may be repeated."),
    ] = None,
    native: Annotated[
        bool, typer.Option("--native", help="Let actions of CodePipeline deploy where they do the same as the job.")
    ] = False,
    fail_on: Fail = FailOn.GAP,
    as_json: AsJson = False,
    processes: Processes = 0,
    debug: Debug = False,
) -> None:
    """Convert jobs to pipelines, buildspecs, a template and a gap report each."""
    settings = _with_rules(_settings(sources, config, layout, on_gap, keep or ()), own_rules)
    settings = replace(settings, native=settings.native or native)
    run = _run(sources, settings, out=out, name=name, jobs=job, processes=processes, debug=debug)
    _tell(run, as_json)
    if not as_json and any(job.outputs for job in run.summaries):
        output.print(f"\nWritten to {out}: read {out}/*/gap-report.md next, then check with: j2cp validate {out}")
    raise typer.Exit(_exit_code(run, fail_on))


@cli.command()
def assess(
    sources: Sources,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="File for the assessment.", readable=False)] = None,
    config: ConfigFile = None,
    job: JobGlob = "*",
    name: JobName = "",
    own_rules: OwnRules = None,
    fail_on: Fail = FailOn.NEVER,
    as_json: AsJson = False,
    processes: Processes = 0,
    debug: Debug = False,
) -> None:
    """Find out what would become of jobs, and write nothing but the assessment."""
    settings = _with_rules(_settings(sources, config), own_rules)
    run = _run(sources, settings, out=None, name=name, jobs=job, processes=processes, debug=debug)
    if out is not None:
        app.write_assessment(out, run)
    _tell(run, as_json)
    raise typer.Exit(_exit_code(run, fail_on))


@cli.command()
def validate(
    out: Annotated[Path, typer.Argument(help="A folder that convert has written.", readable=False)],
    job: JobGlob = "*",
    quick: Annotated[bool, typer.Option("--quick", help="Leave out cfn-lint, parliament and shellcheck.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check everything that was written with the models and rules of AWS."""
    findings = app.validate(out, jobs=job, quick=quick)
    if as_json:
        _print_json([asdict(finding) for finding in findings])
    for finding in () if as_json else findings:
        place = f"{finding.file}: {finding.severity}: {finding.message}"
        errors.print(f"{place} ({finding.path}) [{finding.rule}]", markup=False)
    wrong = sum(finding.severity == "error" for finding in findings)
    if not as_json:
        output.print(f"{wrong} errors, {len(findings) - wrong} warnings")
    raise typer.Exit(1 if wrong else 0)


@cli.command()
def rehearse(
    job: Annotated[Path, typer.Argument(help="The folder of a job that convert has written.", readable=False)],
    source: Annotated[
        list[str] | None,
        typer.Option("--source", help="Checkout for the source: DIR, or ACTION=DIR where there are several."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Folder for what happens; rehearsal/JOB by default.")
    ] = None,
    variable: Annotated[
        list[str] | None, typer.Option("--variable", help="Value of a pipeline variable: NAME=VALUE.")
    ] = None,
    secrets: Annotated[
        Path | None, typer.Option("--secrets", help='JSON file of secrets: {"id": {"username": …, "password": …}}.')
    ] = None,
    approve: Annotated[Approve, typer.Option(help="What becomes of manual approvals.")] = Approve.ALL,
    branch: Annotated[str, typer.Option("--branch", help="Branch of the checkout to build.")] = "",
    number: Annotated[int, typer.Option("--build-number", min=1, help="Number of the builds.")] = 1,
    trigger: Annotated[Trigger, typer.Option(help="What has started the execution.")] = Trigger.PERSON,
    previous: Annotated[
        str,
        typer.Option(help="Execution before this one: succeeded, failed or stopped, with its revision: failed@HEAD~1."),
    ] = "",
    timeout: Annotated[
        float | None,
        typer.Option("--timeout", min=0.01, help="Minutes that a build may take; its project's by default."),
    ] = None,
    docker: Annotated[bool, typer.Option("--docker", help="Run each build in its image.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the folders of builds that succeed, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run a converted pipeline on this machine, stage by stage, from the files that would go to AWS."""
    settings = RehearsalSettings(
        sources={name: Path(path) for name, path in map(_source, source or ())},
        variables=dict(_assignment("--variable", one) for one in variable or ()),
        secrets=secrets,
        branch=branch,
        number=number,
        minutes=timeout,
        docker=docker,
        keep=keep,
        trigger=trigger.value,
        earlier=read_earlier(previous) if previous else None,
    )
    out = out or Path("rehearsal") / job.resolve().name
    screen = Screen(errors if as_json else output, approve.value)
    try:
        rehearsal = app.rehearse(job, out, settings, screen)
    except KeyboardInterrupt:
        screen.close()
        errors.print(f"j2cp: stopped; what has run is in {out}", markup=False)
        raise typer.Exit(STOPPED) from None
    finally:
        screen.close()
    if as_json:
        _print_json(record_of(rehearsal))
    else:
        show_end(output, rehearsal, out)
    raise typer.Exit(0 if rehearsal.succeeded else 1)


rules_cli = typer.Typer(invoke_without_command=True, no_args_is_help=False)
cli.add_typer(rules_cli, name="rules")


@rules_cli.callback()
def rules(
    context: typer.Context, as_json: AsJson = False, config: ConfigFile = None, own_rules: OwnRules = None
) -> None:
    """List the Jenkins plugins that are known, and what becomes of them."""
    if context.invoked_subcommand:
        return
    known = app.known_rules(_with_rules(_settings([], config), own_rules))
    if as_json:
        _print_json(known)
        return
    table = Table("Plugin", "Classes and steps", "Settings", box=None)
    for plugin in known:
        table.add_row(plugin["plugin"], ", ".join(plugin["names"]), str(len(plugin["settings"])))
    output.print(table)


@rules_cli.command("new")
def new_rule(
    name: Annotated[str, typer.Argument(help="A class or step that no rule knows: com.acme.DeployBuilder.")],
    out: Annotated[Path, typer.Option("--from", help="A folder that convert has written.", readable=False)],
    folder: Annotated[Path, typer.Option("--rules", help="Folder for your rules.", readable=False)] = Path("rules"),
) -> None:
    """Begin a rule of your own, with the settings that your jobs have: its module and its cases."""
    module, cases = app.new_rule(name, out, folder)
    output.print(f"Written: {module} and {cases}. Say what becomes of each setting, then convert with --rules {folder}")


@rules_cli.command("check")
def check_rules(
    folder: Annotated[Path, typer.Argument(help="The folder of your rules and their cases.", readable=False)],
    accept: Annotated[bool, typer.Option("--accept", help="Write what comes out into the cases.")] = False,
    config: ConfigFile = None,
) -> None:
    """Run the cases of your rules: what comes out must be what stands there."""
    count, wrong = app.check_rules(folder, _with_rules(_settings([], config), folder), accept=accept)
    for one in wrong:
        errors.print(one, markup=False)
    output.print(f"{count} cases, {len(wrong)} differences")
    raise typer.Exit(1 if wrong else 0)


@cli.command()
def explain(
    name: Annotated[str, typer.Argument(help="A plugin, class or step: junit, sh, hudson.tasks.Shell.")],
    config: ConfigFile = None,
    own_rules: OwnRules = None,
) -> None:
    """Say what becomes of a plugin, class or step: each setting, and why."""
    output.print(app.explain(name, _with_rules(_settings([], config), own_rules)), markup=False)


@cli.command()
def model(
    file: Annotated[Path, typer.Argument(help="A declarative Jenkinsfile.", readable=False)],
    as_json: AsJson = False,
) -> None:
    """Print a declarative pipeline in the JSON of Jenkins' own pipeline-model-converter."""
    _print_json(app.declarative_model(file))


# ---- printing ----------------------------------------------------------------------------------------------------


def _source(given: str) -> tuple[str, str]:
    """The source action, empty for the first one, and the folder of `DIR` or `ACTION=DIR`."""
    action, sign, folder = given.partition("=")
    return (action, folder) if sign and not Path(given).exists() else ("", given)


def _assignment(option: str, given: str) -> tuple[str, str]:
    name, sign, value = given.partition("=")
    if not sign or not name:
        raise UsageError(f"{option} {given}: no NAME=VALUE", f"write it as {option} NAME=VALUE")
    return name, value


def _settings(
    sources: list[Path],
    config: Path | None,
    layout: Layout | None = None,
    on_gap: OnGap | None = None,
    keep: Iterable[str] = (),
) -> Settings:
    settings = read_settings(config or find_settings(sources))
    if not all(map(str.strip, keep)):
        raise UsageError("--keep-on-jenkins is empty", "write it as --keep-on-jenkins JOB/STAGE")
    kept = tuple(dict.fromkeys((*settings.keep, *keep)))
    return replace(settings, layout=layout or settings.layout, on_gap=on_gap or settings.on_gap, keep=kept)


def _with_rules(settings: Settings, folder: Path | None) -> Settings:
    return replace(settings, rules_folder=str(folder)) if folder else settings


def _run(sources: list[Path], settings: Settings, **options: Any) -> app.Run:
    options["processes"] = options["processes"] or app.processes()
    with Progress(
        TextColumn("Converting"), BarColumn(), MofNCompleteColumn(), console=errors, transient=True,
        disable=not errors.is_terminal,
    ) as progress:  # fmt: skip
        task = progress.add_task("jobs", total=None)

        def show(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        run = app.convert(sources, settings, progress=show, **options)
    for job in run.jobs:
        for problem in job.problems:
            errors.print(problem, markup=False)
    for warning in run.warnings:
        errors.print(f"warning: {warning}", markup=False)
    return run


def _tell(run: app.Run, as_json: bool) -> None:
    if as_json:
        output.file.write(app.summary_text(run))
        return
    table = Table(Column("Job", overflow="fold"), "Kind", "Status", box=None)
    for title in ("Converted", "Partial", "Gaps", "Blocking", "Ignored"):
        table.add_column(title, justify="right")
    for job in run.summaries if len(run.jobs) <= 60 else ():
        counts = [str(job.counts.get(key, "")) for key in ("converted", "partial", "gap")]
        table.add_row(job.name, job.kind, job.status, *counts, str(job.blocking), str(job.counts.get("ignored", "")))
    if table.row_count:
        output.print(table)
    statuses = [job.status for job in run.summaries]
    counts_text = ", ".join(f"{statuses.count(one)} {one}" for one in ("converted", "partial", "unsupported", "failed"))
    output.print(f"\n{len(statuses)} jobs: {counts_text}")


def _exit_code(run: app.Run, fail_on: FailOn) -> int:
    if any(job.status == "failed" for job in run.summaries):
        return INPUT_ERRORS
    wanted = {FailOn.GAP: ("gap",), FailOn.PARTIAL: ("gap", "partial"), FailOn.NEVER: ()}[fail_on]
    return GAPS if any(job.counts.get(key) for job in run.summaries for key in wanted) else 0


def _print_json(data: object) -> None:
    output.file.write(json.dumps(data, indent=2, ensure_ascii=False) + "\n")


def main() -> None:
    """The console script. An error of the user's is one line and its exit code."""
    try:
        cli()
    except MigrateError as error:
        if "--debug" in sys.argv:
            raise
        errors.print(f"j2cp: {error}", markup=False)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    main()
