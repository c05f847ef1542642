"""The step calls that the evaluation of a pipeline reaches, with their outcomes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from migrate.model.location import Location
from migrate.model.source import Describable, Job, Opaque, Post, Slot, Stage, leaves_of
from migrate.readers.groovy import parse, tree
from migrate.readers.groovy.evaluate.effects import walk

_STRUCTURE = re.compile(
    r"(?:script|if|try|for|wait|throw|keep|env|parallel\.branch|currentBuild\..+|(?:if|try|for|wait|text)\..+)\Z"
)


@dataclass(frozen=True, slots=True)
class StepCall:
    """A call of a step: its outcome as ledger.json has it, and of a gap the reason. Groovy that is not understood and
    calls none has no name."""

    name: str
    outcome: str
    because: str = ""


def step_calls(job: Job | None, entries: list[dict[str, Any]]) -> Iterator[StepCall]:
    """Every step call of a job. Code that is not understood counts as the calls in it, reached or not."""
    verdicts = {_place(one): one for one in entries}
    for step in _everything(_of_stages(job.stages, job.post) if job else ()):
        if code := _not_understood(step):
            yield from (StepCall(name, "gap", f"Groovy: {code.because}") for name in _called(code.text) or [""])
        elif step.leaf is not None and not _STRUCTURE.match(step.name):
            yield _outcome(step, verdicts)


def _of_stages(stages: Iterable[Stage], post: Iterable[Post]) -> Iterator[Describable]:
    for stage in stages:
        inner = (*stage.stages, *stage.parallel, *(stage.matrix.stages if stage.matrix else ()))
        yield from (*stage.steps, *_of_stages(inner, stage.post))
    for one in post:
        yield from one.steps


def _everything(steps: Iterable[Describable]) -> Iterator[Describable]:
    for step in steps:
        if step.slot is Slot.STEP:
            yield step
        yield from _everything(step.children or ())


def _not_understood(step: Describable) -> Opaque | None:
    code = step.setting("scriptBlock")
    return code.value if code and isinstance(code.value, Opaque) else None


def _called(code: str) -> list[str]:
    calls = (node for statement in parse(code).statements for node in walk(statement) if isinstance(node, tree.Call))
    names = [call.function.name for call in calls if isinstance(call.function, tree.Name)]
    return [name for name in names if name[0].islower() and not _STRUCTURE.match(name)]


def _outcome(step: Describable, verdicts: dict[Location, dict[str, Any]]) -> StepCall:
    """That of its own leaf; a gap where one of its settings stops the build."""
    found = [verdicts[leaf] for leaf in leaves_of(replace(step, children=None))]
    lost = [one for one in found if one["outcome"] == "gap" and (one["blocking"] or one is found[0])]
    one = lost[0] if lost else found[0]
    return StepCall(step.name, one["outcome"], one["because"])


def _place(entry: dict[str, Any]) -> Location:
    calls = tuple(entry.get("called_from", ()))
    return Location(entry["file"], entry["line"], entry["column"], entry["path"], calls)
