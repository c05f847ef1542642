"""What a build prints: kept in a file, secrets masked as CodeBuild masks them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

_MASK = b"***"
_SHORTEST = 3  # a secret of less would mask half of the log
_TAIL = 20  # lines that are told of a command that failed


class Log:
    """The log of one build. `tail` is the last that its current command has printed."""

    def __init__(self, path: Path, secrets: Iterable[str]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        lines = {line.encode() for one in secrets for line in one.splitlines()}
        self._secrets = sorted((one for one in lines if len(one) >= _SHORTEST), key=len, reverse=True)
        self._file = path.open("wb")
        self._rest = b""
        self._tail: deque[bytes] = deque(maxlen=_TAIL)

    def begin(self, title: str) -> None:
        """A command begins."""
        self.flush()
        self._tail.clear()
        self._file.write(f"$ {title}\n".encode())
        self._file.flush()

    def say(self, data: bytes) -> None:
        """Take what was printed, whole lines at a time: a secret may come in two pieces."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._write(line)

    def note(self, text: str) -> None:
        self.flush()
        self._write(text.encode())

    def flush(self) -> None:
        """Write a last line that has no end."""
        if self._rest:
            self._write(self._rest)
        self._rest = b""
        self._file.flush()

    def _write(self, line: bytes) -> None:
        for secret in self._secrets:
            line = line.replace(secret, _MASK)
        self._tail.append(line)
        self._file.write(line + b"\n")

    @property
    def tail(self) -> str:
        return b"\n".join(self._tail).decode("utf-8", "replace")

    def __enter__(self) -> Log:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.flush()
        self._file.close()
