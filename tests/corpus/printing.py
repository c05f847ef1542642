"""Prints what the corpus became."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from migrate import app
from tests.corpus.measure import PIPELINES, Measured
from tests.corpus.shell_lines import Place

_BOUND = 2.0  # seconds for a file


def print_statuses(run: app.Run) -> None:
    for (kind, status), count in sorted(Counter((job.kind, job.status) for job in run.summaries).items()):
        print(f"  {count:5} {kind or 'unreadable'} {status}")
    totals: Counter[str] = Counter()
    for job in run.summaries:
        totals.update(job.counts)
    print("leaves:", ", ".join(f"{count} {name}" for name, count in totals.items()))
    for job in run.summaries:
        if "a bug of j2cp" in job.error:
            print(f"  {job.source}: {job.error}")


def print_gaps(out: Path) -> None:
    gaps: Counter[str] = Counter()
    for path in out.rglob("ledger.json"):
        for entry in json.loads(path.read_text("utf-8"))["entries"]:
            if entry["outcome"] == "gap":
                gaps[entry["because"][:90]] += 1
    print("most frequent gaps:")
    for because, count in gaps.most_common(30):
        print(f"  {count:6} {because}")


def print_measures(jobs: list[Measured]) -> None:
    pipelines = [job for job in jobs if job.kind.startswith(PIPELINES)]
    _print_shell_lines("pipelines", pipelines)
    _print_shell_lines("others", [job for job in jobs if job not in pipelines])
    for kind in sorted({job.kind for job in pipelines}):
        _print_step_calls(kind, [job for job in pipelines if job.kind == kind])
    _print_gaps_of_steps(pipelines)
    _print_times(jobs)


def _print_shell_lines(name: str, jobs: list[Measured]) -> None:
    found = Counter(line.place for job in jobs for line in job.lines)
    total = found.total() or 1
    print(f"shell lines of {name}:", ", ".join(f"{found[one] / total:.1%} {one.value}" for one in Place), f"of {total}")
    for place in (Place.CONVERTED, Place.LOST):
        examples = [f"{job.file}: {line.text.strip()}" for job in jobs for line in job.lines if line.place is place]
        for example in examples[:: len(examples) // 12 + 1]:
            print(f"    {place.value}: {example[:150]}")


def _print_step_calls(kind: str, jobs: list[Measured]) -> None:
    found = Counter(call.outcome for job in jobs for call in job.calls if call.name)
    others = sum(not call.name for job in jobs for call in job.calls)
    total = found.total() - found["ignored"]
    good = found["converted"] + found["partial"]
    shares = ", ".join(f"{found[one]} {one}" for one in ("converted", "partial", "gap", "ignored"))
    print(f"step calls, {kind}: {good / (total or 1):.1%} of {total} converted or partial ({shares}; {len(jobs)} jobs)")
    inside = sum(call.name != "" and call.because.startswith("Groovy: ") for job in jobs for call in job.calls)
    reached = good / (total - inside or 1)
    print(f"    {inside} gaps stand in code that is not understood: {reached:.1%} of those that the evaluation reaches")
    print(f"    {others} pieces of Groovy beside them are not understood: {good / (total + others or 1):.1%} of all")


def _print_gaps_of_steps(jobs: list[Measured]) -> None:
    gaps: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for job in jobs:
        for call in job.calls:
            if call.outcome == "gap":
                gaps[_reason(call.name, call.because)][job.repository] += 1
    print("most frequent gaps of step calls:")
    for (name, because), where in sorted(gaps.items(), key=lambda one: (-one[1].total(), one[0]))[:30]:
        repositories = ", ".join(f"{count} {one}" for one, count in where.most_common(3))
        print(f"  {where.total():6} {name}: {because[:100]} ({repositories})")


def _reason(name: str, because: str) -> tuple[str, str]:
    """Code that is not understood counts by its reason, whichever steps stand in it."""
    return ("", because) if because.startswith("Groovy: ") else (name, because)


def _print_times(jobs: Iterable[Measured]) -> None:
    with_groovy = [job for job in jobs if job.size]
    size, seconds = sum(job.size for job in with_groovy) / 1000, sum(job.seconds for job in with_groovy)
    rate = size / (seconds or 1)
    print(f"Groovy through parse, evaluation and mapping: {rate:.0f} KB/s on one core, of {size:.0f} KB")
    slowest = sorted(jobs, key=lambda job: -job.seconds)
    print(f"slowest files ({sum(job.seconds > _BOUND for job in slowest)} over {_BOUND} s):")
    for job in slowest[:10]:
        print(f"  {job.seconds:6.2f} s {job.file}, {job.size / 1000:.0f} KB of Groovy, {len(job.calls)} step calls")
