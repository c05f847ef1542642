"""Variables that steps set for those after them: a shell around must recall what shells within it have set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrate.model import contribution as c
from migrate.model.plan import NestedStage, Placed, PlannedStage

_INJECTED = ""  # the names that the run alone knows


def kept_by(work: Iterable[Placed]) -> Iterator[str]:
    """The names that pieces of work set, in any depth."""
    for placed in work:
        match placed.contribution:
            case c.SetVariable(name) | c.Keep(name) | c.Capture(name) | c.Compute(name) | c.FindFiles(name):
                yield name
            case c.ReadVariables():
                yield _INJECTED
            case c.WithSonarQube(finds=True) | c.SonarScan():
                yield c.SONARQUBE_TASK
            case c.JobsStarted():
                yield from c.JOB_NAMES
            case c.CallAws(variable=name) | c.QualityGate(variable=name) if name:
                yield name
            case c.Request(name):
                yield from (name, f"{name}_code")
            case c.Part(variable=told, interrupted=asked):
                yield from filter(None, (told, asked))
            case NestedStage(stage):
                yield from kept_in(stage)
        yield from kept_by(placed.body)


def kept_in(stage: PlannedStage) -> Iterator[str]:
    """The names that a stage sets, with its `post` and the stages within."""
    yield from kept_by((*stage.traits, *stage.work))
    for inner in (*stage.stages, *stage.parallel):
        yield from kept_in(inner)
    yield from kept_by(placed for post in stage.post for placed in post.work)


def recall(names: Iterable[str]) -> str:
    """The line behind a shell that sets these names, which keeps its status; "" where there are none.

    Only these: a name that a block around has in its environment keeps the block's value, whatever was set before.
    """
    known = list(dict.fromkeys(names))
    if _INJECTED in known:
        return " ".join(("recall_injected", *(one for one in known if one != _INJECTED)))
    return " ".join(("recall", *known)) if known else ""


def recalled(text: str, names: Iterable[str]) -> str:
    """The command of a shell, and the recall behind it."""
    line = recall(names)
    return f"{text}\n{line}" if text and line else text
