"""The pipeline and its projects in the form of the CodePipeline and CodeBuild APIs: one source for every writer.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineDeclaration.html
https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html
"""

from __future__ import annotations

from typing import Any

from migrate.model.delivery import (
    Action,
    BuildProject,
    Delivery,
    EntryCondition,
    GitTrigger,
    PipelineStage,
    PushFilter,
    cache_folder,
)
from migrate.model.settings import Cache, Settings

PLACEHOLDER_ACCOUNT = "111111111111"
PLACEHOLDER_REGION = "us-east-1"
SHARED = "jenkins-migration"  # begins the names of what foundation.yaml makes
KEY_ALIAS = f"alias/{SHARED}-artifacts"
TOPIC_VARIABLE = "NOTIFICATION_TOPIC_ARN"
APPROVAL_TOPIC = "NotificationArn"  # of an approval's configuration
CURATED = "aws/codebuild/"  # begins the names of CodeBuild's own images

_PARTITIONS = (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("eusc-", "aws-eusc"), ("us-iso-", "aws-iso"))
_PULL_REQUEST_EVENTS = ("OPEN", "UPDATED")  # what Jenkins builds: a new request, and a new commit of it

Json = dict[str, Any]


def account_of(settings: Settings) -> str:
    return settings.account or PLACEHOLDER_ACCOUNT


def region_of(settings: Settings) -> str:
    return settings.region or PLACEHOLDER_REGION


def partition_of(settings: Settings) -> str:
    return next((name for start, name in _PARTITIONS if settings.region.startswith(start)), "aws")


def _arn(service: str, resource: str, settings: Settings) -> str:
    region = "" if service == "iam" else region_of(settings)
    return f"arn:{partition_of(settings)}:{service}:{region}:{account_of(settings)}:{resource}"


def pipeline_role(delivery: Delivery) -> str:
    return f"{delivery.pipeline.name}-pipeline"[:64]


def project_role(project: BuildProject) -> str:
    return f"{project.name[:58]}-build"


def log_group(project: BuildProject) -> str:
    return f"/aws/codebuild/{project.name}"


def sources_of(delivery: Delivery) -> tuple[Action, ...]:
    """The source actions; they stand in the first stage alone."""
    return delivery.pipeline.stages[0].actions


def uses_topic(delivery: Delivery) -> bool:
    """Whether a build or an approval sends messages."""
    actions = (action for stage in delivery.pipeline.stages for action in stage.actions)
    return delivery.notifies or any(APPROVAL_TOPIC in dict(action.configuration) for action in actions)


# ---- the pipeline ----------------------------------------------------------------------------------------------------


def declare_pipeline(delivery: Delivery, settings: Settings) -> Json:
    """The `pipeline` of create-pipeline. What only the user knows stands in it as a placeholder, valid by pattern."""
    pipeline = delivery.pipeline
    return _present(
        {
            "name": pipeline.name,
            "roleArn": _arn("iam", f"role/{pipeline_role(delivery)}", settings),
            "artifactStore": {
                "type": "S3",
                "location": bucket_placeholder(settings),
                "encryptionKey": {"id": _arn("kms", KEY_ALIAS, settings), "type": "KMS"},
            },
            "stages": [_stage(stage) for stage in pipeline.stages],
            "executionMode": pipeline.execution_mode,
            "pipelineType": "V2",
            "variables": [
                _present({"name": one.name, "defaultValue": one.default, "description": one.description})
                for one in pipeline.variables
            ],
            "triggers": [_trigger(one) for one in pipeline.triggers],
        }
    )


def _stage(stage: PipelineStage) -> Json:
    entry = {"conditions": [_condition(stage.before_entry)]} if stage.before_entry else {}
    return _present(
        {"name": stage.name, "actions": [_action(action) for action in stage.actions], "beforeEntry": entry}
    )


def _condition(entry: EntryCondition) -> Json:
    rules = [
        {
            "name": rule.name,
            "ruleTypeId": {"category": "Rule", "owner": "AWS", "provider": "VariableCheck", "version": "1"},
            "configuration": {"Variable": rule.variable, "Value": rule.value, "Operator": rule.operator},
        }
        for rule in entry.rules
    ]
    return {"result": entry.result, "rules": rules}


def _action(action: Action) -> Json:
    required = {
        "name": action.name,
        "actionTypeId": {
            "category": action.category,
            "owner": action.owner,
            "provider": action.provider,
            "version": action.version,
        },
        "runOrder": action.run_order,
        "configuration": dict(action.configuration),
        "outputArtifacts": [{"name": name} for name in action.outputs],
        "inputArtifacts": [{"name": name} for name in action.inputs],
    }
    return required | _present({"namespace": action.namespace, "timeoutInMinutes": action.timeout_minutes})


def _trigger(trigger: GitTrigger) -> Json:
    requests = {"events": list(_PULL_REQUEST_EVENTS), "branches": {"includes": list(trigger.pull_request_branches)}}
    configuration = {
        "sourceActionName": trigger.source_action,
        "push": [_push(one) for one in trigger.push],
        "pullRequest": [requests] if trigger.pull_request_branches else [],
    }
    return {"providerType": "CodeStarSourceConnection", "gitConfiguration": _present(configuration)}


def _push(push: PushFilter) -> Json:
    branches = {"includes": list(push.branches), "excludes": list(push.excluded_branches)}
    return _present({"tags": _present({"includes": list(push.tags)}), "branches": _present(branches)})


# ---- the build projects ----------------------------------------------------------------------------------------------


def declare_project(project: BuildProject, delivery: Delivery, settings: Settings, buildspec: str) -> Json:
    """The input of create-project, its buildspec inline."""
    return _present(
        {
            "name": project.name,
            "description": project.description,
            "source": {"type": "CODEPIPELINE", "buildspec": buildspec},
            "artifacts": {"type": "CODEPIPELINE"},
            "cache": _cache(project, delivery, settings) if project.buildspec.cached else {},
            "environment": _environment(project, delivery, settings),
            "serviceRole": _arn("iam", f"role/{project_role(project)}", settings),
            "timeoutInMinutes": project.timeout_minutes,
            "encryptionKey": KEY_ALIAS,
            "logsConfig": {"cloudWatchLogs": {"status": "ENABLED", "groupName": log_group(project)}},
        }
    )


def _cache(project: BuildProject, delivery: Delivery, settings: Settings) -> Json:
    if settings.cache is Cache.LOCAL:
        return {"type": "LOCAL", "modes": ["LOCAL_CUSTOM_CACHE"]}
    folder = cache_folder(delivery.pipeline.name, project.name)
    return {"type": "S3", "location": f"{bucket_placeholder(settings)}/{folder}"}


def _environment(project: BuildProject, delivery: Delivery, settings: Settings) -> Json:
    login = {"credential": project.image_credentials, "credentialProvider": "SECRETS_MANAGER"}
    topic = {"name": TOPIC_VARIABLE, "value": topic_placeholder(settings), "type": "PLAINTEXT"}
    return _present(
        {
            "type": project.environment_type,
            "image": project.image,
            "computeType": project.compute_type,
            "environmentVariables": [topic] if delivery.notifies else [],
            "privilegedMode": project.privileged,
            "registryCredential": login if project.image_credentials else {},
            "imagePullCredentialsType": "CODEBUILD" if project.image.startswith(CURATED) else "SERVICE_ROLE",
        }
    )


def bucket_placeholder(settings: Settings) -> str:
    return f"{SHARED}-artifacts-{account_of(settings)}-{region_of(settings)}"


def topic_placeholder(settings: Settings) -> str:
    return _arn("sns", f"{SHARED}-notifications", settings)


def _present(fields: Json) -> Json:
    """The fields that say something: AWS refuses empty texts and lists."""
    return {key: value for key, value in fields.items() if value not in ("", [], {}, None)}
