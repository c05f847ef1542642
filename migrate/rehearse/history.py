"""The executions of the pipeline that a rehearsal knows: its own, and the one before if the user names it.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListPipelineExecutions.html
https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ExecutionTrigger.html
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from migrate.errors import UsageError

_STATUSES = {"succeeded": "Succeeded", "failed": "Failed", "stopped": "Stopped"}
_ACCOUNT = "arn:aws:sts::111111111111:assumed-role"
TRIGGERS = {
    "person": ("StartPipelineExecution", "arn:aws:iam::111111111111:user/rehearsal"),
    "schedule": ("StartPipelineExecution", f"{_ACCOUNT}/rehearsal-StartSchedulerRole-1/rehearsal"),
    "pipeline": ("StartPipelineExecution", f"{_ACCOUNT}/another-build/AWSCodeBuild-1"),
    "push": ("WebhookV2", "{}"),
}


@dataclass(frozen=True, slots=True)
class Earlier:
    """The execution before the rehearsal's own: how it ended, and the revision of the first source if not the same."""

    status: str
    revision: str = ""


def read_earlier(given: str) -> Earlier:
    """`STATUS` or `STATUS@REVISION`. Raises UsageError."""
    status, _, revision = given.partition("@")
    if status not in _STATUSES:
        remedy = f"write {', '.join(_STATUSES)}, or one of them with the revision that it built: failed@HEAD~1"
        raise UsageError(f"--previous {given}: no execution ends so", remedy)
    return Earlier(_STATUSES[status], revision)


@dataclass(slots=True)
class History:
    """Answers for CodePipeline. `revisions` are those of the sources by their actions; `before` the first one's of the
    execution before."""

    pipeline: str
    execution: str
    trigger: str = "person"
    earlier: Earlier | None = None
    revisions: dict[str, str] = field(default_factory=dict)
    before: str = ""
    started: float = field(default_factory=time.time)

    def answer(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any] | None:
        """What an operation of the API gives; None for what a rehearsal has not."""
        own = request.get("pipelineName") == self.pipeline
        if operation == "ListPipelineExecutions" and own:
            return {"pipelineExecutionSummaries": [*self._summaries()]}
        if operation == "GetPipelineExecution" and own and request.get("pipelineExecutionId") == self.execution:
            return {"pipelineExecution": {"pipelineName": self.pipeline, **self._own()}}
        return None

    def _own(self) -> dict[str, Any]:
        kind, detail = TRIGGERS[self.trigger]
        return {
            "pipelineExecutionId": self.execution,
            "status": "InProgress",
            "executionType": "STANDARD",
            "trigger": {"triggerType": kind, "triggerDetail": detail},
        }

    def _summaries(self) -> list[dict[str, Any]]:
        found = [{**self._own(), "startTime": self.started, "sourceRevisions": self._revisions({})}]
        if self.earlier:
            first = dict.fromkeys([*self.revisions][:1], self.before) if self.before else {}
            earlier = {"pipelineExecutionId": f"before-{self.execution}", "status": self.earlier.status}
            times = {"startTime": self.started - 3600, "lastUpdateTime": self.started - 1800}
            found.append({**self._own(), **earlier, **times, "sourceRevisions": self._revisions(first)})
        return found

    def _revisions(self, others: Mapping[str, str]) -> list[dict[str, str]]:
        return [{"actionName": name, "revisionId": one} for name, one in {**self.revisions, **others}.items()]
