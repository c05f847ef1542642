"""Double-entry accounting: a reader opens each leaf of the source, the engine settles it exactly once.

`Ledger.close` raises when a leaf has no outcome, and `settle` when it gets a second one: in production too. That is our
bug, never the user's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from migrate.model.location import Location
from migrate.model.source import Leaf


class Outcome(Enum):
    """The four endings of a leaf, best first."""

    CONVERTED = "converted"
    IGNORED = "ignored"
    PARTIAL = "partial"
    GAP = "gap"


_RANK = {outcome: rank for rank, outcome in enumerate(Outcome)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a leaf ended. `because` is required for all but `converted`, and `also` are more reasons of the same weight;
    `to` says where it went."""

    outcome: Outcome
    rule: str = ""
    because: str = ""
    to: str = ""
    blocking: bool = False
    also: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.outcome is not Outcome.CONVERTED and not self.because:
            raise ValueError(f"{self.rule}: {self.outcome.value} without a reason")

    @property
    def reasons(self) -> tuple[str, ...]:
        return (self.because, *self.also)

    @property
    def _weight(self) -> tuple[int, bool]:
        return _RANK[self.outcome], self.blocking

    def worse_than(self, other: Verdict) -> bool:
        return self._weight > other._weight

    def joins(self, other: Verdict) -> bool:
        """Whether it is as bad as the other, for another reason."""
        return self._weight == other._weight and self.because not in other.reasons


@dataclass(frozen=True, slots=True)
class Entry:
    """A leaf with its verdict: one line of ledger.json."""

    leaf: Leaf
    verdict: Verdict


class UnaccountedError(Exception):
    """A leaf without an outcome, or with two. Always a bug of ours."""


class Ledger:
    """The leaves of one job. Opened by the reader's leaves, closed once every leaf has its verdict."""

    def __init__(self, leaves: Iterable[Leaf] = ()) -> None:
        self._leaves: dict[Location, Leaf] = {}
        self._verdicts: dict[Location, Verdict] = {}
        for leaf in leaves:
            self.open(leaf)

    def open(self, leaf: Leaf) -> None:
        if leaf.location in self._leaves:
            raise UnaccountedError(f"two leaves at {leaf.location} {leaf.location.path}")
        self._leaves[leaf.location] = leaf

    def blank(self) -> Ledger:
        """A ledger of the same leaves, none of them settled."""
        return Ledger(self._leaves.values())

    def settle(self, location: Location, verdict: Verdict) -> None:
        """Give a leaf its outcome. Raises UnaccountedError for an unknown leaf and for a second outcome."""
        if location not in self._leaves:
            raise UnaccountedError(f"no leaf at {location} {location.path}")
        if location in self._verdicts:
            raise UnaccountedError(f"a second outcome at {location} {location.path}")
        self._verdicts[location] = verdict

    def has(self, location: Location) -> bool:
        return location in self._leaves

    def leaf(self, location: Location) -> Leaf:
        return self._leaves[location]

    def is_open(self, location: Location) -> bool:
        return location in self._leaves and location not in self._verdicts

    def is_settled(self, location: Location) -> bool:
        return location in self._verdicts

    def is_converted(self, location: Location) -> bool:
        settled = self._verdicts.get(location)
        return settled is not None and settled.outcome is Outcome.CONVERTED

    def worsen(self, location: Location, verdict: Verdict) -> None:
        """Replace a settled outcome by a worse one (assembly found out more), or add a reason to one that is as bad; a
        better one changes nothing."""
        settled = self._verdicts.get(location)
        if settled is None:
            raise UnaccountedError(f"nothing to worsen at {location} {location.path}")
        if verdict.worse_than(settled):
            self._verdicts[location] = replace(verdict, rule=verdict.rule or settled.rule, to=verdict.to or settled.to)
        elif verdict.joins(settled):
            self._verdicts[location] = replace(settled, also=(*settled.also, verdict.because))

    def withdraw(self, because: str) -> None:
        """Nothing of the job was written: what would have gone there is a gap."""
        verdict = Verdict(Outcome.GAP, because=because)
        for location, settled in self._verdicts.items():
            if settled.outcome in (Outcome.CONVERTED, Outcome.PARTIAL):
                self.worsen(location, verdict)

    def close(self) -> tuple[Entry, ...]:
        """All entries in the order of the source. Raises UnaccountedError when a leaf has no outcome."""
        missing = [leaf for location, leaf in self._leaves.items() if location not in self._verdicts]
        if missing:
            first = missing[0].location
            raise UnaccountedError(f"{len(missing)} leaves without an outcome, the first at {first} {first.path}")
        entries = (Entry(leaf, self._verdicts[location]) for location, leaf in self._leaves.items())
        return tuple(sorted(entries, key=_place))


def _place(entry: Entry) -> tuple[str, int, int, str, tuple[str, ...]]:
    """Where an entry stands: as its location, but tuples compare faster."""
    one = entry.leaf.location
    return one.file, one.line, one.column, one.path, one.called_from
