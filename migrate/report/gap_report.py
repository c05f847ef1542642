"""gap-report.md: what a platform engineer reads before the pipeline goes to AWS."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from migrate.model.delivery import Delivery
from migrate.model.ledger import Entry, Outcome
from migrate.model.source import Problem
from migrate.report.templating import markdown


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that share a reason."""

    because: str
    key: str
    entries: tuple[Entry, ...]


def write_gap_report(
    name: str, delivery: Delivery | None, entries: Iterable[Entry], problems: Iterable[Problem], folder: str
) -> str:
    """The report as Markdown. Texts of the job are escaped: they can't change the page."""
    entries = tuple(entries)
    gaps = [entry for entry in entries if entry.verdict.outcome is Outcome.GAP]
    partial = [entry for entry in entries if entry.verdict.outcome is Outcome.PARTIAL]
    return (
        markdown()
        .get_template("gap-report.md.j2")
        .render(
            name=name,
            delivery=delivery,
            counts={outcome.value: sum(one.verdict.outcome is outcome for one in entries) for outcome in Outcome},
            blocking=grouped(entry for entry in gaps if entry.verdict.blocking),
            advisory=grouped(entry for entry in gaps if not entry.verdict.blocking),
            partial=grouped(partial),
            ignored=Counter(one.verdict.because for one in entries if one.verdict.outcome is Outcome.IGNORED),
            problems=tuple(problems),
            folder=folder,
        )
    )


def grouped(entries: Iterable[Entry]) -> tuple[Group, ...]:
    """The entries by reason, in the order in which the reasons come first."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.verdict.because, entry.verdict.rule), []).append(entry)
    return tuple(Group(because, key, tuple(found)) for (because, key), found in groups.items())
