"""Where something stands in a file of the user's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in an input. `line` and `column` count from 1; 0 means that the input has no such thing.

    `path` is unique within the file: `builders/hudson.tasks.Shell[2]/command` in XML, the enclosing stage and
    step in a Jenkinsfile (`stages/Build/steps/sh[2]/script`). `called_from` are the calls, as `file:line`, that lead to
    what stands in a function, the innermost first.
    """

    file: str
    line: int
    column: int
    path: str
    called_from: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash(self.path)  # a ledger looks locations up all the time, and paths alone tell them apart

    def __str__(self) -> str:
        own = f"{self.file}:{self.line}" if self.line else self.file
        return " from ".join((own, *self.called_from))
