"""Rehearses a pipeline: runs what would go to AWS on this machine, stage by stage."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock

from migrate.errors import InputError, OutputError, UsageError
from migrate.rehearse.actions import Actions
from migrate.rehearse.artifacts import unpack
from migrate.rehearse.build import Builds
from migrate.rehearse.caches import Caches
from migrate.rehearse.conditions import not_run
from migrate.rehearse.declared import Action, Pipeline, Stage, read_pipeline
from migrate.rehearse.endpoint import answering
from migrate.rehearse.environment import references_of
from migrate.rehearse.execution import Execution
from migrate.rehearse.history import Earlier, History
from migrate.rehearse.machine import check_machine
from migrate.rehearse.projects import Project, read_json, read_projects, variables_of
from migrate.rehearse.results import ActionResult, Rehearsal, StageResult, Status, record_of
from migrate.rehearse.secrets import MissingSecretError, read_secrets
from migrate.rehearse.source import check_folder, commit_of, fetch
from migrate.rehearse.tools import commands_of, missing_tools
from migrate.rehearse.variables import Variables
from migrate.rehearse.watching import Watcher

RECORD = "rehearsal.json"
_ARCHIVED = "_archive"  # an artifact with what Jenkins would have archived
_CACHES = "cache"
_MARK = ".rehearsal"
_ASKS = "aws codepipeline "


@dataclass(frozen=True, slots=True)
class RehearsalSettings:
    """What a user says of a rehearsal. `sources` maps source actions to folders, `""` the first; `minutes` bounds each
    build; `branch` is that of the first source; `trigger` starts the execution, and `earlier` is the one before."""

    sources: Mapping[str, Path] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    secrets: Path | None = None
    branch: str = ""
    number: int = 1
    minutes: float | None = None
    docker: bool = False
    keep: bool = False
    trigger: str = "person"
    earlier: Earlier | None = None


def rehearse(job: Path, out: Path, settings: RehearsalSettings, watcher: Watcher | None = None) -> Rehearsal:
    """Run the pipeline in the folder `job`, and write what happens below `out`: rehearsal.json, logs, artifacts and
    what Jenkins would have archived.

    Raises UsageError, InputError and OutputError before anything runs. Ctrl-C ends all that has started.
    """
    return _Rehearsing(job, out, settings, watcher or Watcher()).run()


class _Rehearsing:
    def __init__(self, job: Path, out: Path, settings: RehearsalSettings, watcher: Watcher) -> None:
        self.out, self.settings, self.watcher = out.resolve(), settings, watcher
        self.pipeline = read_pipeline(read_json(job / "pipeline.json"))
        self.projects = read_projects(job)
        self.secrets = read_secrets(settings.secrets, job)
        self.stop = Event()
        self.history = History(self.pipeline.name, str(uuid.uuid4()), settings.trigger, settings.earlier)

    def run(self) -> Rehearsal:
        variables = _variables(self.pipeline, self.settings.variables, self.history.execution)
        self._check()
        _prepare(self.out)
        self._check_secrets(variables)
        try:
            with self._answered() as asked:
                stages = tuple(self._stages(variables, asked))
        except InputError:  # nothing has run
            _clear(self.out)
            raise
        except OSError as error:
            raise OutputError(f"{self.out}: {error.strerror}", "make room, or name another folder with --out") from None
        finally:
            self.stop.set()
            shutil.rmtree(self.out / "scratch", ignore_errors=True)
        rehearsal = Rehearsal(self.pipeline.name, self.history.execution, stages)
        self._archive(rehearsal)
        self._write(rehearsal)
        return rehearsal

    def _write(self, rehearsal: Rehearsal) -> None:
        (self.out / RECORD).write_text(json.dumps(record_of(rehearsal), indent=2, ensure_ascii=False) + "\n", "utf-8")

    def _answered(self) -> AbstractContextManager[Mapping[str, str]]:
        """What answers the builds where they ask CodePipeline."""
        projects = [project for _, project in self._used() if project]
        asks = any(_ASKS in text for project in projects for text in commands_of(project))
        return answering(self.history, docker=self.settings.docker) if asks else nullcontext({})

    def _stages(self, variables: Variables, asked: Mapping[str, str]) -> list[StageResult]:
        artifacts: dict[str, Path] = {}
        first = self._sources(self.pipeline.stages[0], artifacts, variables)
        self._remember(first)
        commit = next((one.variables["CommitId"] for one in first.actions if "CommitId" in one.variables), "")
        execution = Execution(self.pipeline, self._actions(asked), self.watcher, artifacts, variables, commit)
        return [first, *execution.run()]

    def _remember(self, sources: StageResult) -> None:
        """The revisions of the sources, for those who ask CodePipeline."""
        for one in sources.actions:
            self.history.revisions[one.name] = one.variables.get("CommitId") or one.variables.get("VersionId", "")
        if (earlier := self.settings.earlier) and earlier.revision:
            folder = self._folder(0, self.pipeline.stages[0].actions[0])
            self.history.before = commit_of(folder, earlier.revision)

    def _actions(self, asked: Mapping[str, str]) -> Actions:
        builds = Builds(
            folder=self.out,
            pipeline=self.pipeline.name,
            secrets=self.secrets,
            caches=Caches(self.out / _CACHES),
            stop=self.stop,
            number=self.settings.number,
            minutes=self.settings.minutes,
            docker=self.settings.docker,
            keep=self.settings.keep,
            variables=asked,
        )
        return Actions(builds, self.projects, self.watcher, Lock())

    # ---- before anything runs ------------------------------------------------------------------------------------

    def _check(self) -> None:
        """Raise an error for what would surely fail, and tell of what may."""
        for number, action in enumerate(self.pipeline.stages[0].actions):
            check_folder(action, self._folder(number, action))
        used = self._used()
        unknown = [one.configuration["ProjectName"] for one, project in used if project is None]
        if unknown:
            raise InputError(f"there is no project {unknown[0]}", "convert the job again")
        projects = [project for _, project in used if project]
        check_machine(projects, docker=self.settings.docker)
        self._tell(projects)

    def _used(self) -> list[tuple[Action, Project | None]]:
        builds = [one for one in self.pipeline.actions if one.provider == "CodeBuild"]
        return [(one, self.projects.get(one.configuration["ProjectName"])) for one in builds]

    def _check_secrets(self, variables: Variables) -> None:
        """A build whose secret is missing does not start: the pipeline would fail, and nothing needs to run to know."""
        for action, project in self._used():
            for reference in references_of(project, variables_of(action)) if project else ():
                try:
                    self.secrets.value(reference)
                except MissingSecretError as error:
                    because = f"action {action.name}: {error}"
                    self._write(Rehearsal(self.pipeline.name, self.history.execution, (), because))
                    raise InputError(because) from None

    def _tell(self, projects: list[Project]) -> None:
        if not self.settings.docker and (missing := missing_tools(projects)):
            self.watcher.note(f"not on this machine, but named in commands: {', '.join(missing)}")
        for stage in self.pipeline.stages:
            if rules := not_run((*stage.before_entry, *stage.on_success, *stage.on_failure.conditions)):
                self.watcher.note(f"stage {stage.name}: taken to hold, since only AWS knows: {', '.join(rules)}")

    # ---- sources -------------------------------------------------------------------------------------------------

    def _sources(self, stage: Stage, artifacts: dict[str, Path], variables: Variables) -> StageResult:
        self.watcher.begins(self.pipeline)
        self.watcher.stage_begins(stage)
        results = []
        for number, action in enumerate(stage.actions):
            self.watcher.action_begins(stage, action)
            archive = self.out / "artifacts" / f"{action.outputs[0]}.zip"
            branch = self.settings.branch if number == 0 else ""
            fetched = fetch(action, self._folder(number, action), self.out / "scratch", archive, branch=branch)
            artifacts[action.outputs[0]] = archive
            variables.add(action.namespace, fetched.variables)
            result = ActionResult(
                action.name,
                action.provider,
                Status.SUCCEEDED,
                because=fetched.note,
                outputs=action.outputs,
                variables=fetched.variables,
            )
            results.append(result)
            self.watcher.action_ended(stage, result)
        done = StageResult(stage.name, Status.SUCCEEDED, tuple(results))
        self.watcher.stage_ended(done)
        return done

    def _folder(self, number: int, action: Action) -> Path | None:
        sources = self.settings.sources
        return sources.get(action.name, sources.get("") if number == 0 else None)

    # ---- the end -------------------------------------------------------------------------------------------------

    def _archive(self, rehearsal: Rehearsal) -> None:
        """What Jenkins would have archived, under the same paths; a later action's file takes the place of another."""
        folder = self.out / "archive"
        folder.mkdir(exist_ok=True)
        for action in rehearsal.actions:
            for name in action.outputs:
                if name.endswith(_ARCHIVED):
                    unpack(self.out / "artifacts" / f"{name}.zip", folder)
        (folder / ".keep").unlink(missing_ok=True)  # the mark of an archive without files


def _variables(pipeline: Pipeline, given: Mapping[str, str], execution: str) -> Variables:
    """The variables that an execution starts with. Raises UsageError for one that the pipeline does not have, or that
    has no value."""
    for name in given:
        if name not in pipeline.variables:
            known = ", ".join(pipeline.variables) or "none"
            raise UsageError(f"the pipeline has no variable {name}", f"it has: {known}")
    values = {name: given.get(name, default) for name, default in pipeline.variables.items()}
    if missing := [name for name, value in values.items() if value is None]:
        raise UsageError(f"the variable {missing[0]} has no default", f"give --variable {missing[0]}=VALUE")
    variables = Variables()
    variables.add("variables", {name: value for name, value in values.items() if value is not None})
    variables.add("codepipeline", {"PipelineExecutionId": execution})
    return variables


def _prepare(out: Path) -> None:
    """Make the folder empty but for caches, if it holds nothing but an earlier rehearsal."""
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out} is no folder", "name another one with --out")
    if out.is_dir() and any(out.iterdir()) and not _is_ours(out):
        raise OutputError(f"{out} holds something else than a rehearsal", "name another folder with --out")
    try:
        if out.exists():
            _clear(out)
        (out / "logs").mkdir(parents=True)
        (out / _MARK).touch()
    except OSError as error:
        raise OutputError(f"{out}: {error.strerror}", "name another folder with --out") from None


def _clear(out: Path) -> None:
    """Remove a rehearsal, but for the caches that it leaves to the next one."""
    if not (out / _CACHES).is_dir():
        shutil.rmtree(out)
        return
    for one in out.iterdir():
        if one.is_dir() and one.name != _CACHES:
            shutil.rmtree(one)
        elif one.is_file() and one.name != _MARK:
            one.unlink()


def _is_ours(folder: Path) -> bool:
    return (folder / _MARK).exists()
