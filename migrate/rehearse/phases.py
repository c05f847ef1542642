"""The phases of a build, and which comes after one that fails.

https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from migrate.rehearse.buildspec import PHASES, Buildspec, Command, Phase
from migrate.rehearse.log import Log
from migrate.rehearse.results import FailedCommand

Run = Callable[[str], int]
_RETRY = re.compile(r"RETRY(?:-(?P<count>\d+))?(?:-(?P<pattern>.+))?", re.DOTALL)
_RETRIES = 3


class AgainError(Exception):
    """A phase has failed whose `on-failure` asks for the whole build once more, at most `count` times."""

    def __init__(self, failed: FailedCommand, count: int) -> None:
        super().__init__(failed.text)
        self.failed = failed
        self.count = count


@dataclass(slots=True)
class Phases:
    """Runs the phases of a build. `failed` is the first command that has failed."""

    spec: Buildspec
    run: Run
    log: Log
    failed: FailedCommand | None = None

    def run_all(self) -> None:
        """Run what is to run. Raises AgainError."""
        for name in PHASES:
            phase = self.spec.phases.get(name, Phase())
            failed = self._phase(name, phase)
            self.failed = self.failed or failed
            if failed and not self._goes_on(name, phase, failed):
                return

    def _phase(self, name: str, phase: Phase) -> FailedCommand | None:
        self.run(f"export CODEBUILD_BUILD_SUCCEEDING={0 if self.failed else 1}")
        failed = self._commands(name, phase.commands)
        if failed:
            self.run("export CODEBUILD_BUILD_SUCCEEDING=0")
        last = self._commands(f"{name} (finally)", phase.finally_)
        return failed or last

    def _commands(self, phase: str, commands: tuple[Command, ...]) -> FailedCommand | None:
        for command in commands:
            self.log.begin(_title(command))
            status = self.run(command.text)
            self.log.flush()
            if status:
                return FailedCommand(command.text, status, phase, command.place, self.log.tail)
        return None

    def _goes_on(self, name: str, phase: Phase, failed: FailedCommand) -> bool:
        """Whether the next phase runs after one that has failed: without `on-failure`, only `post_build` after
        `build`."""
        if retry := _RETRY.fullmatch(phase.on_failure):
            if re.search(retry["pattern"] or "", failed.output):
                raise AgainError(failed, int(retry["count"] or _RETRIES))
            return name == "build"
        return phase.on_failure == "CONTINUE" or (name == "build" and phase.on_failure != "ABORT")


def _title(command: Command) -> str:
    first = command.text.strip().partition("\n")[0]
    return f"{first}   # {command.place}" if command.place else first
