"""The pipeline and its projects in the form of the CodePipeline and CodeBuild APIs: one source for every writer.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineDeclaration.html
"""

from __future__ import annotations

from typing import Any

from migrate.model.delivery import Action, BuildProject, Delivery, EntryCondition, GitTrigger, PipelineStage
from migrate.model.settings import Settings

PLACEHOLDER_ACCOUNT = "111111111111"
PLACEHOLDER_REGION = "us-east-1"
TOPIC_VARIABLE = "NOTIFICATION_TOPIC_ARN"

Json = dict[str, Any]


def account_of(settings: Settings) -> str:
    return settings.account or PLACEHOLDER_ACCOUNT


def region_of(settings: Settings) -> str:
    return settings.region or PLACEHOLDER_REGION


def pipeline_role(delivery: Delivery) -> str:
    return f"{delivery.pipeline.name}-pipeline"[:64]


def declare_pipeline(delivery: Delivery, settings: Settings) -> Json:
    """The `pipeline` of create-pipeline. What only the user knows stands in it as a placeholder, valid by pattern."""
    pipeline = delivery.pipeline
    account = account_of(settings)
    declared: Json = {
        "name": pipeline.name,
        "roleArn": f"arn:aws:iam::{account}:role/{pipeline_role(delivery)}",
        "artifactStore": {"type": "S3", "location": f"jenkins-migration-artifacts-{account}-{region_of(settings)}"},
        "stages": [_stage(stage) for stage in pipeline.stages],
        "version": 1,
        "executionMode": pipeline.execution_mode,
        "pipelineType": "V2",
    }
    if pipeline.variables:
        declared["variables"] = [
            _present({"name": one.name, "defaultValue": one.default, "description": one.description})
            for one in pipeline.variables
        ]
    if pipeline.triggers:
        declared["triggers"] = [_trigger(one) for one in pipeline.triggers]
    return declared


def _stage(stage: PipelineStage) -> Json:
    declared: Json = {"name": stage.name, "actions": [_action(action) for action in stage.actions]}
    if stage.before_entry:
        declared["beforeEntry"] = {"conditions": [_condition(stage.before_entry)]}
    return declared


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
    declared: Json = {
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
    if action.namespace:
        declared["namespace"] = action.namespace
    if action.timeout_minutes:
        declared["timeoutInMinutes"] = action.timeout_minutes
    return declared


def _trigger(trigger: GitTrigger) -> Json:
    git: Json = {"sourceActionName": trigger.source_action}
    if trigger.push:
        git["push"] = [
            _present(
                {
                    "branches": _present({"includes": list(one.branches), "excludes": list(one.excluded_branches)}),
                    "tags": _present({"includes": list(one.tags)}),
                }
            )
            for one in trigger.push
        ]
    return {"providerType": "CodeStarSourceConnection", "gitConfiguration": git}


def declare_project(project: BuildProject, delivery: Delivery, settings: Settings, buildspec: str) -> Json:
    """The input of create-project, its buildspec inline."""
    environment: Json = {
        "type": project.environment_type,
        "image": project.image,
        "computeType": project.compute_type,
        "privilegedMode": project.privileged,
        "imagePullCredentialsType": "CODEBUILD" if project.image.startswith("aws/codebuild/") else "SERVICE_ROLE",
    }
    if delivery.notifies:
        environment["environmentVariables"] = [
            {"name": TOPIC_VARIABLE, "value": topic_placeholder(settings), "type": "PLAINTEXT"}
        ]
    return _present(
        {
            "name": project.name,
            "description": project.description,
            "source": {"type": "CODEPIPELINE", "buildspec": buildspec},
            "artifacts": {"type": "CODEPIPELINE"},
            "environment": environment,
            "serviceRole": f"arn:aws:iam::{account_of(settings)}:role/{project_role(project)}",
            "timeoutInMinutes": project.timeout_minutes,
            "logsConfig": {"cloudWatchLogs": {"status": "ENABLED", "groupName": log_group(project)}},
        }
    )


def topic_placeholder(settings: Settings) -> str:
    return f"arn:aws:sns:{region_of(settings)}:{account_of(settings)}:jenkins-migration-notifications"


def project_role(project: BuildProject) -> str:
    return f"{project.name[:58]}-build"


def log_group(project: BuildProject) -> str:
    return f"/aws/codebuild/{project.name}"


def _present(fields: Json) -> Json:
    """The fields that say something: AWS refuses empty texts and lists."""
    return {key: value for key, value in fields.items() if value not in ("", [], {}, None)}
