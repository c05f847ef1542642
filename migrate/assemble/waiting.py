"""An action ahead of all builds that waits while pipelines of other jobs run: a function of Lambda looks at them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from migrate.assemble.names import function_name, pipeline_name
from migrate.model.contribution import WaitForJobs
from migrate.model.delivery import Action, LambdaFunction, Permission, PipelineStage
from migrate.model.location import Location
from migrate.model.plan import Plan, Remark

_EXECUTION = "#{codepipeline.PipelineExecutionId}"
_SECONDS = 23 * 3600  # an action of Lambda lasts 24 hours at most
_MOST = 1000  # characters of UserParameters


def waiting(plan: Plan, pipeline: str) -> tuple[PipelineStage, LambdaFunction] | None:
    """The stage that waits and its function. None where the job waits for none."""
    jobs = [job for job, _ in _waited_for(plan)]
    if not _others(jobs, pipeline) or _is_too_long(plan, pipeline):
        return None
    function = LambdaFunction(
        function_name(pipeline, "wait"),
        "wait_for_pipelines",
        (
            Permission(("codepipeline:ListPipelineExecutions",), _resources(jobs, pipeline)),
            Permission(("codepipeline:PutJobSuccessResult", "codepipeline:PutJobFailureResult"), ("*",)),
        ),
    )
    configuration = (("FunctionName", function.name), ("UserParameters", _parameters(jobs, pipeline)))
    return PipelineStage("Wait", (Action("Wait", "Invoke", "Lambda", configuration),)), function


def refused(plan: Plan, pipeline: str) -> Iterator[Remark]:
    """What is said where the names of the jobs are more than an action takes."""
    if _is_too_long(plan, pipeline):
        because = f"the names of the pipelines to wait for have more than {_MOST} characters"
        yield from (Remark(place, because, gap=True, blocking=True) for _, place in _waited_for(plan))


def _waited_for(plan: Plan) -> Iterator[tuple[str, Location]]:
    for one in plan.traits:
        if isinstance(one.contribution, WaitForJobs):
            yield from ((job, one.origin) for job in one.contribution.jobs)


def _others(jobs: Iterable[str], pipeline: str) -> list[str]:
    """The pipelines of the jobs, each once. A job never waits for itself."""
    return [name for name in dict.fromkeys(map(pipeline_name, jobs)) if name != pipeline]


def _resources(jobs: Iterable[str], pipeline: str) -> tuple[str, ...]:
    return tuple(f"codepipeline:{name}" for name in (pipeline, *_others(jobs, pipeline)))


def _parameters(jobs: Iterable[str], pipeline: str) -> str:
    asked = {"pipelines": _others(jobs, pipeline), "own": pipeline, "seconds": _SECONDS, "execution": _EXECUTION}
    return json.dumps(asked)


def _is_too_long(plan: Plan, pipeline: str) -> bool:
    return len(_parameters((job for job, _ in _waited_for(plan)), pipeline)) > _MOST
