"""What a rehearsal found, and its form in rehearsal.json."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"  # a condition of a stage has said so
    NOT_RUN = "NOT_RUN"  # an action that needs AWS, or what comes after a failure


@dataclass(frozen=True, slots=True)
class FailedCommand:
    """`place` is where in the Jenkins job the command comes from; `output` the last that it printed."""

    text: str
    status: int
    phase: str
    place: str = ""
    output: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """The tests of a report group."""

    total: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.total + other.total, self.failed + other.failed, self.skipped + other.skipped)


@dataclass(frozen=True, slots=True)
class ActionResult:
    """`outputs` are the artifacts that the action made; `details` says what an action that is not run would do."""

    name: str
    provider: str
    status: Status
    seconds: float = 0.0
    because: str = ""
    failed: FailedCommand | None = None
    log: str = ""
    outputs: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    reports: Mapping[str, Counts] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StageResult:
    """`attempts` counts how often the stage ran; its actions are those of the last time."""

    name: str
    status: Status
    actions: tuple[ActionResult, ...] = ()
    because: str = ""
    attempts: int = 1
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Rehearsal:
    pipeline: str
    execution: str
    stages: tuple[StageResult, ...]
    error: str = ""

    @property
    def succeeded(self) -> bool:
        return not self.error and all(one.status in (Status.SUCCEEDED, Status.SKIPPED) for one in self.stages)

    @property
    def actions(self) -> Iterable[ActionResult]:
        return (action for stage in self.stages for action in stage.actions)

    @property
    def tests(self) -> Counts:
        return sum((one for action in self.actions for one in action.reports.values()), Counts())


def record_of(rehearsal: Rehearsal) -> dict[str, Any]:
    """The content of rehearsal.json."""
    return _without_empty(
        {
            "version": 1,
            "pipeline": rehearsal.pipeline,
            "execution": rehearsal.execution,
            "result": (Status.SUCCEEDED if rehearsal.succeeded else Status.FAILED).value,
            "error": rehearsal.error,
            "tests": _tests(rehearsal.tests),
        }
    ) | {"stages": [_stage(one) for one in rehearsal.stages], "reports": _reports(rehearsal.actions)}


def _stage(stage: StageResult) -> dict[str, Any]:
    seconds = round(stage.seconds, 2)
    found = {"name": stage.name, "status": stage.status.value, "seconds": seconds, "because": stage.because}
    attempts = {"attempts": stage.attempts} if stage.attempts > 1 else {}
    return _without_empty(found) | attempts | {"actions": [_action(one) for one in stage.actions]}


def _action(action: ActionResult) -> dict[str, Any]:
    failed = action.failed
    return _without_empty(
        {
            "name": action.name,
            "provider": action.provider,
            "status": action.status.value,
            "seconds": round(action.seconds, 2),
            "because": action.because,
            "command": failed
            and _without_empty(
                {"text": failed.text, "status": failed.status, "phase": failed.phase, "place": failed.place}
            ),
            "log": action.log,
            "outputs": list(action.outputs),
            "variables": dict(action.variables),
            "details": dict(action.details),
        }
    )


def _reports(actions: Iterable[ActionResult]) -> dict[str, Any]:
    found: dict[str, Counts] = {}
    for action in actions:
        for name, tests in action.reports.items():
            found[name] = found.get(name, Counts()) + tests
    return {name: _tests(tests) for name, tests in found.items()}


def _tests(tests: Counts) -> dict[str, int]:
    return {"total": tests.total, "failed": tests.failed, "skipped": tests.skipped}


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None, [], {}, 0.0)}
