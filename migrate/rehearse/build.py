"""One build of a build project, from its input artifacts to its output artifacts."""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from migrate.rehearse.artifacts import NothingToUploadError, unpack, upload
from migrate.rehearse.buildspec import Buildspec, Files
from migrate.rehearse.caches import Caches
from migrate.rehearse.environment import BUILD_ID, environment_of, fixed_variables
from migrate.rehearse.log import Log
from migrate.rehearse.machine import docker_shell, local_shell
from migrate.rehearse.phases import AgainError, Phases
from migrate.rehearse.projects import Project, Variable
from migrate.rehearse.reports import ReportError, tests_of
from migrate.rehearse.results import Counts, FailedCommand
from migrate.rehearse.secrets import MissingSecretError, Secrets
from migrate.rehearse.session import Session, TimedOutError, kill_marked


@dataclass(frozen=True, slots=True)
class Order:
    """A build that an action asks for: `inputs` are its input artifacts by name, `outputs` the names of its own."""

    project: Project
    inputs: Mapping[str, Path]
    primary: str
    outputs: Sequence[str] = ()
    variables: Sequence[Variable] = ()
    resolved: str = ""  # the commit that the source is at


@dataclass(frozen=True, slots=True)
class Built:
    """A build that has ended; it failed where there is a `because`. `artifacts` are the files of the outputs."""

    because: str = ""
    failed: FailedCommand | None = None
    artifacts: Mapping[str, Path] | None = None
    exported: Mapping[str, str] | None = None
    reports: Mapping[str, Counts] | None = None


@dataclass(frozen=True, slots=True)
class Builds:
    """Runs builds below `folder`. `minutes` is the most that one takes, if the user says so."""

    folder: Path
    pipeline: str
    secrets: Secrets
    caches: Caches
    stop: Event
    number: int = 1
    minutes: float | None = None
    docker: bool = False
    keep: bool = False
    variables: Mapping[str, str] = field(default_factory=dict)  # that each build has beside its own

    def run(self, order: Order, folder: Path, log: Path, archives: Path) -> Built:
        """Run a build in a clean folder of its own, which is removed if all goes well, unless the user keeps it; its
        artifacts go to `archives`."""
        times = 0
        while True:
            shutil.rmtree(folder, ignore_errors=True)
            try:
                built = _Build(self, order, folder, log, archives).run()
            except AgainError as again:
                times += 1
                if times > again.count:
                    return Built(f"it failed {times} times", again.failed)
                continue
            if not built.because and not self.keep:
                shutil.rmtree(folder)
            return built


class _Build:
    def __init__(self, builds: Builds, order: Order, folder: Path, log: Path, archives: Path) -> None:
        self.builds, self.order, self.folder, self.log, self.archives = builds, order, folder, log, archives
        self.spec: Buildspec = order.project.buildspec
        self.source, self.home = folder / "src", folder / "home"
        self.minutes = builds.minutes or order.project.minutes

    def run(self) -> Built:
        self._prepare()
        try:
            environment = environment_of(
                self.order.project, self.order.variables, self.builds.secrets, self._fixed_variables()
            )
        except MissingSecretError as missing:
            return Built(str(missing))
        with Log(self.log, environment.secrets) as log:
            session = self._session(environment.variables, log)
            try:
                return self._run(session, log)
            except TimedOutError:
                return Built(f"it took longer than {self.minutes:g} minutes", _running(session, log))
            finally:
                session.end()
                kill_marked(BUILD_ID, environment.variables[BUILD_ID])

    def _prepare(self) -> None:
        for path in (self.home, self.folder / "tmp", self.folder / "commands", self.source):
            path.mkdir(parents=True)
        for name, archive in self.order.inputs.items():
            unpack(archive, self._folder_of(name))
        if self.spec.cache:
            self.builds.caches.restore(self.order.project.name, self.spec.cache, self.source, self.home)

    def _folder_of(self, artifact: str) -> Path:
        return self.source if artifact == self.order.primary else self.folder / "inputs" / artifact

    def _fixed_variables(self) -> dict[str, str]:
        build = str(uuid.uuid4())
        found = fixed_variables(self.order.project, self.builds.pipeline, build, self.builds.number, self.folder)
        found |= self.builds.variables
        found |= {f"CODEBUILD_SRC_DIR_{name}": str(self._folder_of(name)) for name in self.order.inputs}
        return found | ({"CODEBUILD_RESOLVED_SOURCE_VERSION": self.order.resolved} if self.order.resolved else {})

    def _session(self, environment: Mapping[str, str], log: Log) -> Session:
        project = self.order.project
        name = f"j2cp-{environment[BUILD_ID].rpartition(':')[2]}"
        docker = self.builds.docker
        shell = docker_shell(project, name, self.folder, environment) if docker else local_shell(project)
        deadline = time.monotonic() + 60 * self.minutes
        scratch = self.folder / "commands"
        return Session(
            shell.words, shell.executable, environment, self.source, scratch, log.say, deadline, self.builds.stop
        )

    def _run(self, session: Session, log: Log) -> Built:
        phases = Phases(self.spec, session.run, log)
        phases.run_all()
        exported = self._exported(session)
        reports, because = self._reports(log)
        artifacts, missing = self._upload(log)  # of a build that has failed, too
        if phases.failed:
            ended = f"a command of {phases.failed.phase} ended with {phases.failed.status}"
            return Built(ended, phases.failed, artifacts, exported, reports)
        if self.spec.cache:
            self.builds.caches.save(self.order.project.name, self.spec.cache, self.source, self.home)
        return Built(because or missing, None, artifacts, exported, reports)

    def _exported(self, session: Session) -> dict[str, str]:
        """The exported variables as the shell has them at the end; one that is unset is not exported."""
        found = {}
        for name in self.spec.exported:
            file = self.folder / "commands" / "exported"
            session.run(f'unset j2cp_value; [ -z "${{{name}+x}}" ] || printf %s "${name}" > \'{file}\'')
            if file.exists():
                found[name] = file.read_text("utf-8", "replace")
                file.unlink()
        return found

    def _reports(self, log: Log) -> tuple[dict[str, Counts], str]:
        found: dict[str, Counts] = {}
        for group in self.spec.reports:
            try:
                found[group.name] = tests_of(group, self.source)
            except ReportError as error:
                log.note(str(error))
                return found, str(error)
        return found, ""

    def _upload(self, log: Log) -> tuple[dict[str, Path], str]:
        """Upload the output artifacts; the reason where one has no file."""
        found: dict[str, Path] = {}
        for name, files in self._artifacts().items():
            archive = self.archives / f"{name}.zip"
            try:
                upload(files, self.source, archive)
            except NothingToUploadError as error:
                log.note(f"output artifact {name}: {error}")
                return found, f"output artifact {name}: {error}"
            found[name] = archive
        return found, ""

    def _artifacts(self) -> dict[str, Files]:
        if self.spec.secondary:
            return {name: self.spec.secondary[name] for name in self.order.outputs if name in self.spec.secondary}
        return {name: self.spec.artifacts for name in self.order.outputs[:1] if self.spec.artifacts}


def _running(session: Session, log: Log) -> FailedCommand:
    """The command that ran when the time was over."""
    log.flush()
    text = (session.scratch / f"{session.count:04}").read_text("utf-8")
    return FailedCommand(text, 143, "build", output=log.tail)
