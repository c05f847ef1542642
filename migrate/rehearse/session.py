"""One shell that runs the commands of a build one after another, as CodeBuild's agent does."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote
from threading import Event

# No function and no condition stands around a command: the shell would ignore its `set -e`. What a command prints and
# how it ended come through one channel, so that they stay in order.
_LOOP = """\
exec 8>&1
trap 'export -p > {state}; pwd > {folder}' EXIT
while IFS= read -r j2cp_command; do
  eval "$(cat "$j2cp_command")" < /dev/null 8>&-
  printf '%s %s\\n' {token} "$?" >&8
done
trap - EXIT
"""
_AGAIN = 'cd "$(cat {folder})"\n. {state}\n'
_GRACE = 2.0  # seconds between SIGTERM and SIGKILL
_POLL = 0.05
_PASSES, _SETTLE = 2, 0.02


class TimedOutError(Exception):
    """A build took longer than it may; what it started is gone."""


class StoppedError(Exception):
    """The rehearsal is to end; what it started is gone."""


@dataclass(slots=True)
class Session:
    """A shell in `folder`. `command` starts it and takes a script as its last word; `say` gets what it prints.

    A command that ends the shell (`exit`) is over with it; the next one gets a new shell in the same folder with the
    same exported variables, as it does on AWS. `deadline` is a time of `time.monotonic`.
    """

    command: Sequence[str]
    executable: str
    environment: Mapping[str, str]
    folder: Path
    scratch: Path
    say: Callable[[bytes], None]
    deadline: float
    stop: Event
    count: int = 0
    token: str = field(default_factory=lambda: f"j2cp-{uuid.uuid4().hex}")
    process: subprocess.Popen[bytes] | None = None

    def run(self, command: str) -> int:
        """Run a command and give its exit status. Raises TimedOutError and StoppedError."""
        process = self.process or self._start()
        self.count += 1
        file = self.scratch / f"{self.count:04}"
        file.write_text(command, "utf-8")
        assert process.stdin is not None
        process.stdin.write(f"{file}\n".encode())
        process.stdin.flush()
        try:
            return self._answer(process)
        except (TimedOutError, StoppedError):
            self.end()
            raise

    def _start(self) -> subprocess.Popen[bytes]:
        names = {"state": self.scratch / "state", "folder": self.scratch / "folder"}
        quoted = {key: quote(str(path)) for key, path in names.items()} | {"token": self.token}
        loop = _LOOP.format(**quoted)
        if names["folder"].exists():
            loop = _AGAIN.format(**quoted) + loop
        self.process = subprocess.Popen(
            [*self.command, loop],
            executable=self.executable,
            cwd=self.folder,
            env=dict(self.environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        return self.process

    def _answer(self, process: subprocess.Popen[bytes]) -> int:
        assert process.stdout is not None
        channel, mark, seen = process.stdout.fileno(), f"{self.token} ".encode(), b""
        while True:
            ended = process.poll() is not None
            if select.select([channel], [], [], 0 if ended else _POLL)[0]:
                data = os.read(channel, 65536)
                seen = self._told(seen + data, mark)
                if mark in seen and seen.endswith(b"\n"):
                    return int(seen.removeprefix(mark))
                ended = ended and not data
            if ended:
                self._ended(seen)
                return process.returncode if process.returncode >= 0 else 128 - process.returncode
            self._check()

    def _told(self, seen: bytes, mark: bytes) -> bytes:
        """Say what surely is no part of the mark. Gives the rest."""
        at = seen.find(mark)
        safe = at if at >= 0 else max(len(seen) - len(mark), 0)
        self.say(seen[:safe])
        return seen[safe:]

    def _ended(self, rest: bytes) -> None:
        self.say(rest)
        self.end()

    def _check(self) -> None:
        if self.stop.is_set():
            raise StoppedError
        if time.monotonic() > self.deadline:
            raise TimedOutError

    def end(self) -> None:
        """End the shell, and all that it has started."""
        if self.process is None:
            return
        _kill_group(self.process)
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        self.process = None


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """End a process group: politely first."""
    for signal_ in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, signal_)
        except ProcessLookupError:
            break
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            continue
    process.wait()


def kill_marked(name: str, value: str) -> None:
    """End every process that has this variable: one that left its group, in the background. Linux alone tells."""
    mark = f"{name}={value}".encode()
    for _ in range(_PASSES):  # one that just begins may not show its variables yet
        found = [pid for pid, variables in _environments() if mark in variables]
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(_SETTLE)


def _environments() -> Iterator[tuple[int, list[bytes]]]:
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            yield int(entry.parent.name), entry.read_bytes().split(b"\0")
        except OSError:
            continue  # it has ended, or is another user's
