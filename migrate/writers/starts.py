"""What starts the pipeline from outside: schedules, a change of its source, the end of another pipeline.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/create-S3-source-events.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/triggering.html
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model.delivery import Action, Delivery, ScheduledStart, UpstreamStart
from migrate.writers.declaration import Json, sources_of
from migrate.writers.policies import start_policy
from migrate.writers.resources import logical_id, private_bucket, role
from migrate.writers.yaml_text import Tagged

_HERE = "${AWS::Region}:${AWS::AccountId}"
_PIPELINE = Tagged("Sub", f"arn:${{AWS::Partition}}:codepipeline:{_HERE}:${{Pipeline}}")
_DAYS_KEPT = 30


def has_source_bucket(delivery: Delivery) -> bool:
    return any(action.provider == "S3" for action in sources_of(delivery))


def source_bucket(delivery: Delivery) -> Json:
    """A bucket for the source of a job that has no repository. It must keep versions, and tells of new objects."""
    if not has_source_bucket(delivery):
        return {}
    return private_bucket(
        "SourceBucket",
        {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}},
        {
            "NoncurrentVersionExpiration": {"NoncurrentDays": _DAYS_KEPT},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
        },
        NotificationConfiguration={"EventBridgeConfiguration": {"EventBridgeEnabled": True}},
    )


def starts(delivery: Delivery) -> Json:
    """Schedules and event rules that start the pipeline, and the roles that they do it with."""
    state = "DISABLED" if any(stage.disabled_reason for stage in delivery.pipeline.stages) else "ENABLED"
    rules = {name: _rule(pattern, state) for name, pattern in _patterns(delivery)}
    schedules = {logical_id("Schedule", one.name): _schedule(one, state) for one in delivery.schedules}
    roles: Json = {}
    if rules:
        roles["StartEventsRole"] = role("Events that start the pipeline", "events.amazonaws.com", start_policy())
    if schedules:
        roles["StartSchedulerRole"] = role(
            "Schedules that start the pipeline", "scheduler.amazonaws.com", start_policy()
        )
    return {**roles, **rules, **schedules}


def _schedule(start: ScheduledStart, state: str) -> Json:
    return {
        "Type": "AWS::Scheduler::Schedule",
        "Properties": {
            "ScheduleExpression": start.expression,
            "ScheduleExpressionTimezone": start.time_zone,
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "State": state,
            "Target": {"Arn": _PIPELINE, "RoleArn": Tagged("GetAtt", "StartSchedulerRole.Arn")},
        },
    }


def _rule(pattern: Json, state: str) -> Json:
    target = {"Id": "pipeline", "Arn": _PIPELINE, "RoleArn": Tagged("GetAtt", "StartEventsRole.Arn")}
    return {
        "Type": "AWS::Events::Rule",
        "Properties": {"EventPattern": pattern, "State": state, "Targets": [target]},
    }


def _patterns(delivery: Delivery) -> Iterator[tuple[str, Json]]:
    """Event patterns by logical id."""
    for action in sources_of(delivery) if delivery.starts_on_change else ():
        pattern = _change(action)
        if pattern:
            yield logical_id("Change", action.name), pattern
    for one in delivery.upstream:
        yield logical_id("After", one.pipeline), _end(one)


def _change(action: Action) -> Json:
    """A new object, a new commit; a connection tells of changes itself."""
    configuration = dict(action.configuration)
    match action.provider:
        case "S3":
            detail: Json = {
                "bucket": {"name": [Tagged("Ref", "SourceBucket")]},
                "object": {"key": [configuration["S3ObjectKey"]]},
            }
            return {"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": detail}
        case "CodeCommit":
            repository = f"arn:${{AWS::Partition}}:codecommit:{_HERE}:{configuration['RepositoryName']}"
            detail = {
                "event": ["referenceCreated", "referenceUpdated"],
                "referenceType": ["branch"],
                "referenceName": [configuration["BranchName"]],
            }
            return {
                "source": ["aws.codecommit"],
                "detail-type": ["CodeCommit Repository State Change"],
                "resources": [Tagged("Sub", repository)],
                "detail": detail,
            }
        case _:
            return {}


def _end(start: UpstreamStart) -> Json:
    return {
        "source": ["aws.codepipeline"],
        "detail-type": ["CodePipeline Pipeline Execution State Change"],
        "detail": {"pipeline": [start.pipeline], "state": list(start.states)},
    }
