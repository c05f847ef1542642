"""The records of one job: ledger.json and secrets.csv, and summary.json of a whole run."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from migrate.model.contribution import SECRET_KEYS
from migrate.model.delivery import Delivery
from migrate.model.ledger import Entry, Outcome
from migrate.writers.declaration import Json

_OUTCOMES = ("converted", "partial", "gap", "ignored")
_STATUSES = ("converted", "partial", "unsupported", "failed")


def write_json(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def write_ledger(entries: Iterable[Entry]) -> str:
    """Every leaf with its outcome, in the order of the source."""
    return write_json({"entries": [_entry(entry) for entry in entries]})


def _entry(entry: Entry) -> Json:
    place, verdict = entry.leaf.location, entry.verdict
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "path": place.path,
        **({"called_from": list(place.called_from)} if place.called_from else {}),
        "text": entry.leaf.text,
        "outcome": verdict.outcome.value,
        "blocking": verdict.blocking,
        "rule": verdict.rule,
        "because": "; ".join(verdict.reasons),
        "to": verdict.to,
    }


def write_secrets(delivery: Delivery) -> str:
    """The secrets to create: credential id, kind, name in Secrets Manager, JSON keys, the builds that read it."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["credential", "kind", "secret", "keys", "used_by"])
    for one in delivery.secrets:
        keys = " ".join(SECRET_KEYS[one.shape])
        table.writerow([_cell(one.credential), one.shape.value, one.secret, keys, " ".join(one.used_by)])
    return text.getvalue()


def _cell(text: str) -> str:
    """A spreadsheet must not take a name for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


@dataclass(frozen=True, slots=True)
class JobSummary:
    """One job of summary.json. `status` is converted, partial, unsupported or failed; a failed one has no counts.

    `missing` are the shared libraries that it asks for and that are not here.
    """

    name: str
    source: str
    kind: str
    status: str
    counts: dict[str, int] = field(default_factory=dict)
    blocking: int = 0
    outputs: tuple[str, ...] = ()
    error: str = ""
    missing: tuple[str, ...] = ()


def missing_libraries(jobs: Iterable[JobSummary]) -> list[tuple[str, int]]:
    """The shared libraries that are not here, and how many jobs ask for each, the most wanted first."""
    wanted = Counter(name for job in jobs for name in job.missing)
    return sorted(wanted.items(), key=lambda one: (-one[1], one[0]))


def counts_of(entries: Iterable[Entry]) -> tuple[dict[str, int], int]:
    """Leaves by outcome, and how many gaps are blocking."""
    entries = tuple(entries)
    found = Counter(entry.verdict.outcome.value for entry in entries)
    return {name: found[name] for name in _OUTCOMES}, sum(entry.verdict.blocking for entry in entries)


def status_of(counts: dict[str, int]) -> str:
    return "partial" if counts[Outcome.GAP.value] or counts[Outcome.PARTIAL.value] else "converted"


def write_summary(jobs: Iterable[JobSummary]) -> str:
    jobs = tuple(jobs)
    totals = Counter(job.status for job in jobs)
    leaves: Counter[str] = Counter()
    for job in jobs:
        leaves.update(job.counts)
    return write_json(
        {
            "version": 1,
            "totals": {
                "jobs": len(jobs),
                **{status: totals[status] for status in _STATUSES},
                "leaves": {name: leaves[name] for name in _OUTCOMES},
                "blocking": sum(job.blocking for job in jobs),
            },
            "missing_libraries": [{"name": name, "jobs": count} for name, count in missing_libraries(jobs)],
            "jobs": [_job(job) for job in jobs],
        }
    )


def _job(job: JobSummary) -> Json:
    return {
        "name": job.name,
        "source": job.source,
        "kind": job.kind,
        "status": job.status,
        "counts": {name: job.counts.get(name, 0) for name in _OUTCOMES},
        "blocking": job.blocking,
        "outputs": list(job.outputs),
        "error": job.error,
    }
