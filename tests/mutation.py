"""Tries mutants of the converted truth jobs: does a rehearsal show that they do something else? `make mutants`

A mutant counts as changed where it leaves other files in the workspaces, exports other values or ends otherwise than
the pipeline; and as caught where it is refused, or differs in what the record of the job tells.
"""

from __future__ import annotations

import resource
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from migrate.app import convert, validate_job
from migrate.errors import MigrateError
from tests import truth
from tests.mutants import Mutant, Outcome, mutants, outcome

# A mutant may wait for what never comes, or write without an end.
_MINUTES = 0.5
_LARGEST = 50_000_000  # bytes


@dataclass(slots=True)
class Tally:
    """How many mutants of each kind there were, did something else, and were caught."""

    total: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.caught.total() / self.changed.total()

    def __str__(self) -> str:
        rows = [f"{kind:<32}{self.total[kind]:6}{self.changed[kind]:9}{self.caught[kind]:8}" for kind in self.total]
        head = f"{'mutants':<32}{'all':>6}{'changed':>9}{'caught':>8}"
        end = f"{self.share:.1%} of those that do something else are caught"
        return "\n".join((head, *rows, end, *(f"  missed: {one}" for one in self.missed)))


class Rig:
    """Converted truth jobs that match their record, and what each of them does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        run = convert([truth.FOLDER], truth.settings(folder), out=folder / "out")
        blocking = {one.name: one.blocking for one in run.summaries}
        self.names = [name for name in truth.jobs() if not blocking[name]]
        self.known: dict[str, tuple[Outcome, frozenset[tuple[str, str]]] | None] = {}

    def all_mutants(self) -> Iterator[tuple[str, Mutant]]:
        for name in self.names:
            yield from ((name, one) for one in mutants(self.folder / "out" / name))

    def original(self, name: str) -> tuple[Outcome, frozenset[tuple[str, str]]] | None:
        """What the job does, and what differs from run to run; None for one that does not match its record."""
        if name not in self.known:
            self.known[name] = self._original(name)
        return self.known[name]

    def _original(self, name: str) -> tuple[Outcome, frozenset[tuple[str, str]]] | None:
        job, place = self.folder / "out" / name, self.folder / "original" / name
        try:
            rehearsal = truth.rehearsed(name, job, place, keep=True)
        except MigrateError:
            return None
        if list(truth.differences(rehearsal, place / "out/archive", truth.expected(name))):
            return None
        first = outcome(rehearsal, place / "out")
        second = outcome(truth.rehearsed(name, job, place, keep=True), place / "out")
        return first, first.trace ^ second.trace

    def try_one(self, name: str, mutant: Mutant, tally: Tally) -> None:
        original = self.original(name)
        if original is None:
            return
        tally.total[mutant.kind] += 1
        record, unsure = original
        found = self._outcome(name, mutant)
        if found is None or found.without(unsure).trace != record.without(unsure).trace:
            tally.changed[mutant.kind] += 1
            caught = found is None or found.record != record.record
            tally.caught[mutant.kind] += caught
            tally.missed += [] if caught else [f"{name}: {mutant.kind}, {mutant.what}"]

    def _outcome(self, name: str, mutant: Mutant) -> Outcome | None:
        """What a mutant does; None where it is refused."""
        job, place = self.folder / "mutant/job", self.folder / "mutant/run"
        shutil.rmtree(self.folder / "mutant", ignore_errors=True)
        shutil.copytree(self.folder / "out" / name, job)
        for path, text in mutant.texts.items():
            (job / path).write_text(text, "utf-8")
        if any(one.severity == "error" and one.file != "template.yaml" for one in validate_job(job, quick=True)):
            return None
        try:
            return outcome(truth.rehearsed(name, job, place, keep=True, minutes=_MINUTES), place / "out")
        except MigrateError:
            return None


def main() -> None:
    """Try every mutant of every job, or of those whose names begin as the argument says."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST, _LARGEST))
    with TemporaryDirectory() as temporary:
        rig, tally = Rig(Path(temporary)), Tally()
        for name, mutant in rig.all_mutants():
            if name.startswith(sys.argv[1] if len(sys.argv) > 1 else ""):
                rig.try_one(name, mutant, tally)
        print(tally)


if __name__ == "__main__":
    main()
