"""One job as one stack: roles, log groups, build projects, the pipeline and what starts it.

The pipeline and the projects are made from the same declaration as pipeline.json, so the two can't disagree.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codepipeline-pipeline.html
"""

from __future__ import annotations

from migrate.model.delivery import BuildProject, Delivery, cache_folder
from migrate.model.settings import Settings
from migrate.writers.buildspec import write_buildspec
from migrate.writers.declaration import (
    APPROVAL_TOPIC,
    TOPIC_VARIABLE,
    Json,
    declare_pipeline,
    declare_project,
    log_group,
    pipeline_role,
    project_role,
    uses_topic,
)
from migrate.writers.images import environment_of, image_conditions, image_parameters, image_pulls
from migrate.writers.lambda_function import function_id, function_resources
from migrate.writers.policies import TOPIC, pipeline_policy, project_policy
from migrate.writers.resources import logical_id, pascal, role
from migrate.writers.starts import has_source_bucket, source_bucket, starts
from migrate.writers.yaml_text import Tagged, dump

_LONGEST_DESCRIPTION = 1024  # bytes


def write_template(delivery: Delivery, settings: Settings) -> str:
    """The text of template.yaml. Its parameters are what only the user knows and what foundation.yaml gives."""
    description = f"The pipeline of the Jenkins job {delivery.name}".encode()[:_LONGEST_DESCRIPTION]
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": description.decode(errors="ignore"),
        "Parameters": _parameters(delivery),
        "Conditions": image_conditions(delivery),
        "Resources": _resources(delivery, settings),
        "Outputs": _outputs(delivery),
    }
    return dump({key: value for key, value in template.items() if value})


def _parameters(delivery: Delivery) -> Json:
    parameters: Json = {
        "ArtifactBucket": _parameter("Bucket for artifacts: output ArtifactBucket of foundation.yaml"),
        "ArtifactKeyArn": _parameter("ARN of the bucket's key: output ArtifactKeyArn of foundation.yaml"),
        "LogRetentionDays": {
            "Type": "Number",
            "Description": "Days that the logs of the builds are kept",
            "Default": delivery.log_retention_days,
        },
    }
    if uses_topic(delivery):
        parameters[TOPIC] = _parameter("ARN of the topic for messages: output NotificationTopic of foundation.yaml")
    for placeholder in delivery.placeholders:
        parameters[placeholder.parameter] = _parameter(placeholder.description)
    return parameters | image_parameters(delivery)


def _parameter(description: str) -> Json:
    return {"Type": "String", "Description": description, "MinLength": 1}


def _outputs(delivery: Delivery) -> Json:
    outputs = {"Pipeline": {"Description": "Name of the pipeline", "Value": Tagged("Ref", "Pipeline")}}
    if has_source_bucket(delivery):
        outputs["SourceBucket"] = {
            "Description": "Bucket that takes the source of the pipeline",
            "Value": Tagged("Ref", "SourceBucket"),
        }
    return outputs


def _resources(delivery: Delivery, settings: Settings) -> Json:
    resources: Json = {}
    for project in delivery.projects:
        resources |= _project(project, delivery, settings)
    resources |= function_resources(delivery)
    resources |= image_pulls(delivery, {one.name: _role_of(one) for one in delivery.projects})
    resources["PipelineRole"] = role(
        f"Role of {pipeline_role(delivery)}", "codepipeline.amazonaws.com", pipeline_policy(delivery)
    )
    resources["Pipeline"] = _pipeline(delivery, settings)
    return resources | source_bucket(delivery) | starts(delivery)


# ---- build projects --------------------------------------------------------------------------------------------------


def _project(project: BuildProject, delivery: Delivery, settings: Settings) -> Json:
    """A build project with its role and its log group."""
    own_role, logs = _role_of(project), logical_id("Logs", project.name)
    properties = _project_properties(project, delivery, settings)
    properties["ServiceRole"] = Tagged("GetAtt", f"{own_role}.Arn")
    properties["LogsConfig"]["CloudWatchLogs"]["GroupName"] = Tagged("Ref", logs)
    return {
        logs: _log_group(project),
        own_role: role(
            f"Role of {project_role(project)}", "codebuild.amazonaws.com", project_policy(project, delivery)
        ),
        logical_id("Project", project.name): {"Type": "AWS::CodeBuild::Project", "Properties": properties},
    }


def _role_of(project: BuildProject) -> str:
    return logical_id("Role", project.name)


def _project_properties(project: BuildProject, delivery: Delivery, settings: Settings) -> Json:
    properties: Json = pascal(declare_project(project, delivery, settings, write_buildspec(project.buildspec)))
    properties["Source"]["BuildSpec"] = properties["Source"].pop("Buildspec")
    properties["Environment"] |= environment_of(project, delivery)
    for variable in properties["Environment"].get("EnvironmentVariables", ()):
        if variable["Name"] == TOPIC_VARIABLE:
            variable["Value"] = Tagged("Ref", TOPIC)
    properties["EncryptionKey"] = Tagged("Ref", "ArtifactKeyArn")
    if properties.get("Cache", {}).get("Type") == "S3":
        folder = cache_folder(delivery.pipeline.name, project.name)
        properties["Cache"]["Location"] = Tagged("Sub", f"${{ArtifactBucket}}/{folder}")
    return properties


def _log_group(project: BuildProject) -> Json:
    return {
        "Type": "AWS::Logs::LogGroup",
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Properties": {"LogGroupName": log_group(project), "RetentionInDays": Tagged("Ref", "LogRetentionDays")},
    }


# ---- the pipeline ----------------------------------------------------------------------------------------------------


def _pipeline(delivery: Delivery, settings: Settings) -> Json:
    properties: Json = pascal(declare_pipeline(delivery, settings), keep=("Configuration",))
    properties["RoleArn"] = Tagged("GetAtt", "PipelineRole.Arn")
    properties["ArtifactStore"] = {
        "Type": "S3",
        "Location": Tagged("Ref", "ArtifactBucket"),
        "EncryptionKey": {"Type": "KMS", "Id": Tagged("Ref", "ArtifactKeyArn")},
    }
    _refer(properties, delivery)
    disabled = [stage for stage in delivery.pipeline.stages if stage.disabled_reason]
    if disabled:
        properties["DisableInboundStageTransitions"] = [
            {"StageName": stage.name, "Reason": stage.disabled_reason[:300]} for stage in disabled
        ]
    properties["RestartExecutionOnUpdate"] = False
    return {"Type": "AWS::CodePipeline::Pipeline", "Properties": properties}


def _refer(properties: Json, delivery: Delivery) -> None:
    """Names that this stack or the user gives, in the configurations of the actions, become references to them."""
    placeholders = {one.value: one.parameter for one in delivery.placeholders}
    projects = {project.name: logical_id("Project", project.name) for project in delivery.projects}
    functions = {function.name: function_id(function) for function in delivery.functions}
    for number, stage in enumerate(properties["Stages"]):
        for action in stage["Actions"]:
            configuration = action["Configuration"]
            for key, value in configuration.items():
                name = placeholders.get(value) if number == 0 or key == "RoleArn" else None
                if key == "ProjectName" and action["ActionTypeId"]["Owner"] == "AWS":
                    name = projects.get(value)
                if key == "FunctionName":
                    name = functions.get(value)
                name = _FIXED.get(key, name)
                configuration[key] = Tagged("Ref", name) if name else value


_FIXED = {"S3Bucket": "SourceBucket", APPROVAL_TOPIC: TOPIC}
