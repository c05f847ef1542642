"""One job as one stack: roles, log groups, build projects, the pipeline and what starts it.

The pipeline and the projects are made from the same declaration as pipeline.json, so the two can't disagree.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from migrate.model.delivery import BuildProject, Delivery
from migrate.model.settings import Settings
from migrate.writers import policies
from migrate.writers.buildspec import write_buildspec
from migrate.writers.declaration import (
    TOPIC_VARIABLE,
    Json,
    declare_pipeline,
    declare_project,
    log_group,
    pipeline_role,
    project_role,
)
from migrate.writers.yaml_text import Tagged, dump

_TOPIC = "NotificationTopic"


def write_template(delivery: Delivery, settings: Settings) -> str:
    """The text of template.yaml. Its parameters are what only the user knows and what foundation.yaml gives."""
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"The pipeline of the Jenkins job {delivery.name}"[:1024],
        "Parameters": _parameters(delivery),
        "Resources": _resources(delivery, settings),
        "Outputs": {"Pipeline": {"Description": "Name of the pipeline", "Value": Tagged("Ref", "Pipeline")}},
    }
    return dump(template)


def logical_id(prefix: str, name: str) -> str:
    """A logical id that changes if and only if the name does."""
    words = "".join(word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", name))
    return f"{prefix}{words[:40]}{hashlib.sha256(name.encode()).hexdigest()[:6]}"


# ---- parameters --------------------------------------------------------------------------------------------------


def _parameters(delivery: Delivery) -> Json:
    parameters: Json = {
        "ArtifactBucket": _parameter("Bucket for artifacts: output ArtifactBucket of foundation.yaml"),
        "ArtifactKeyArn": _parameter("ARN of the bucket's key: output ArtifactKeyArn of foundation.yaml"),
    }
    if delivery.notifies:
        parameters[_TOPIC] = _parameter("ARN of the topic for messages: output NotificationTopic of foundation.yaml")
    for placeholder in delivery.placeholders:
        parameters[placeholder.parameter] = _parameter(placeholder.description)
    for label, image in _images(delivery).items():
        parameters[_image_parameter(label)] = {
            "Type": "String",
            "Description": f"Image for the builds of the Jenkins label or image {label}"[:1000],
            "Default": image,
        }
    return parameters


def _parameter(description: str) -> Json:
    return {"Type": "String", "Description": description}


def _images(delivery: Delivery) -> dict[str, str]:
    return {project.image_label: project.image for project in delivery.projects}


def _image_parameter(label: str) -> str:
    return logical_id("Image", label)


# ---- resources ---------------------------------------------------------------------------------------------------


def _resources(delivery: Delivery, settings: Settings) -> Json:
    resources: Json = {}
    for project in delivery.projects:
        resources |= _project(project, delivery, settings)
    resources["PipelineRole"] = _role(
        pipeline_role(delivery), "codepipeline.amazonaws.com", policies.pipeline_policy(delivery)
    )
    resources["Pipeline"] = _pipeline(delivery, settings)
    resources |= _source_bucket(delivery)
    resources |= _starts(delivery)
    return resources


def _role(name: str, service: str, policy: Json) -> Json:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": service},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"aws:SourceAccount": Tagged("Ref", "AWS::AccountId")}},
            }
        ],
    }
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "Description": f"Role of {name}",
            "AssumeRolePolicyDocument": trust,
            "Policies": [{"PolicyName": "pipeline", "PolicyDocument": policy}],
        },
    }


def _project(project: BuildProject, delivery: Delivery, settings: Settings) -> Json:
    """A build project with its role and its log group."""
    declared = declare_project(project, delivery, settings, write_buildspec(project.buildspec))
    role, logs = logical_id("Role", project.name), logical_id("Logs", project.name)
    properties = _pascal(declared)
    properties["Source"]["BuildSpec"] = properties["Source"].pop("Buildspec")
    properties["Environment"]["Image"] = Tagged("Ref", _image_parameter(project.image_label))
    for variable in properties["Environment"].get("EnvironmentVariables", ()):
        if variable["Name"] == TOPIC_VARIABLE:
            variable["Value"] = Tagged("Ref", _TOPIC)
    properties["ServiceRole"] = Tagged("GetAtt", f"{role}.Arn")
    properties["EncryptionKey"] = Tagged("Ref", "ArtifactKeyArn")
    properties["LogsConfig"]["CloudWatchLogs"]["GroupName"] = Tagged("Ref", logs)
    return {
        logs: {
            "Type": "AWS::Logs::LogGroup",
            "DeletionPolicy": "Delete",
            "UpdateReplacePolicy": "Delete",
            "Properties": {"LogGroupName": log_group(project), "RetentionInDays": delivery.log_retention_days},
        },
        role: _role(project_role(project), "codebuild.amazonaws.com", policies.project_policy(project, delivery)),
        logical_id("Project", project.name): {"Type": "AWS::CodeBuild::Project", "Properties": properties},
    }


def _pipeline(delivery: Delivery, settings: Settings) -> Json:
    declared = declare_pipeline(delivery, settings)
    declared.pop("version")
    properties = _pascal(declared, keep=("Configuration",))
    properties["RoleArn"] = Tagged("GetAtt", "PipelineRole.Arn")
    properties["ArtifactStore"] = {
        "Type": "S3",
        "Location": Tagged("Ref", "ArtifactBucket"),
        "EncryptionKey": {"Type": "KMS", "Id": Tagged("Ref", "ArtifactKeyArn")},
    }
    _fill_placeholders(properties, delivery)
    projects = {project.name: logical_id("Project", project.name) for project in delivery.projects}
    for stage in properties["Stages"]:
        for action in stage["Actions"]:
            configuration = action["Configuration"]
            if configuration.get("ProjectName") in projects:
                configuration["ProjectName"] = Tagged("Ref", projects[configuration["ProjectName"]])
            if "S3Bucket" in configuration:
                configuration["S3Bucket"] = Tagged("Ref", "SourceBucket")
    disabled = [stage for stage in delivery.pipeline.stages if stage.disabled_reason]
    if disabled:
        properties["DisableInboundStageTransitions"] = [
            {"StageName": stage.name, "Reason": stage.disabled_reason} for stage in disabled
        ]
    return {"Type": "AWS::CodePipeline::Pipeline", "Properties": properties}


def _fill_placeholders(properties: Json, delivery: Delivery) -> None:
    """Placeholders of the source action as parameters. They stand in its configuration alone."""
    by_value = {one.value: one.parameter for one in delivery.placeholders}
    for action in properties["Stages"][0]["Actions"]:
        for key, value in action["Configuration"].items():
            known = {"ConnectionArn": by_value.get(value), "FullRepositoryId": _named(delivery, "SourceRepository")}
            known["BranchName"] = _named(delivery, "SourceBranch")
            if known.get(key):
                action["Configuration"][key] = Tagged("Ref", str(known[key]))


def _named(delivery: Delivery, parameter: str) -> str | None:
    return parameter if any(one.parameter == parameter for one in delivery.placeholders) else None


def _pascal(value: Any, keep: tuple[str, ...] = ()) -> Any:
    """API names as CloudFormation writes them; below `keep` names are left as they are."""
    if isinstance(value, list):
        return [_pascal(item, keep) for item in value]
    if not isinstance(value, dict):
        return value
    renamed: Json = {}
    for key, item in value.items():
        name = key[:1].upper() + key[1:]
        renamed[name] = dict(item) if name in keep else _pascal(item, keep)
    return renamed


# ---- sources and starts ------------------------------------------------------------------------------------------


def _source_action(delivery: Delivery) -> Json:
    return dict(delivery.pipeline.stages[0].actions[0].configuration)


_PRIVATE = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


def _source_bucket(delivery: Delivery) -> Json:
    """A bucket for the source of a job that has no repository. It must keep versions, and tells of new objects."""
    if "S3Bucket" not in _source_action(delivery):
        return {}
    bucket = {
        "Type": "AWS::S3::Bucket",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "VersioningConfiguration": {"Status": "Enabled"},
            "PublicAccessBlockConfiguration": dict.fromkeys(_PRIVATE, True),
            "BucketEncryption": {
                "ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
            },
            "NotificationConfiguration": {"EventBridgeConfiguration": {"EventBridgeEnabled": True}},
        },
    }
    return {"SourceBucket": bucket}


def _starts(delivery: Delivery) -> Json:
    """Schedules and event rules that start the pipeline, and the role that they do it with."""
    events = _events(delivery)
    schedules: Json = {logical_id("Schedule", one.name): _schedule(one) for one in delivery.schedules}
    if not events and not schedules:
        return {}
    services = ["events.amazonaws.com"] if events else []
    services += ["scheduler.amazonaws.com"] if schedules else []
    roles: Json = {
        f"Start{service.partition('.')[0].title()}Role": _role("the start", service, policies.start_policy())
        for service in services
    }
    rules = {name: _rule(pattern) for name, pattern in events.items()}
    return {**roles, **rules, **schedules}


_PIPELINE_ARN = "arn:${AWS::Partition}:codepipeline:${AWS::Region}:${AWS::AccountId}:${Pipeline}"


def _schedule(start: Any) -> Json:
    return {
        "Type": "AWS::Scheduler::Schedule",
        "Properties": {
            "ScheduleExpression": start.expression,
            "ScheduleExpressionTimezone": start.time_zone,
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": {"Arn": Tagged("Sub", _PIPELINE_ARN), "RoleArn": Tagged("GetAtt", "StartSchedulerRole.Arn")},
        },
    }


def _rule(pattern: Json) -> Json:
    target = {"Id": "pipeline", "Arn": Tagged("Sub", _PIPELINE_ARN), "RoleArn": Tagged("GetAtt", "StartEventsRole.Arn")}
    return {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": pattern, "Targets": [target]}}


def _events(delivery: Delivery) -> dict[str, Json]:
    """Event patterns by logical id: a new source, and the end of another pipeline."""
    found: dict[str, Json] = {}
    configuration = _source_action(delivery)
    if "S3Bucket" in configuration:
        detail: Json = {
            "bucket": {"name": [Tagged("Ref", "SourceBucket")]},
            "object": {"key": [configuration["S3ObjectKey"]]},
        }
        found["SourceChange"] = {"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": detail}
    elif "RepositoryName" in configuration:
        repository = (
            f"arn:${{AWS::Partition}}:codecommit:${{AWS::Region}}:${{AWS::AccountId}}:{configuration['RepositoryName']}"
        )
        detail = {"referenceType": ["branch"], "referenceName": [configuration["BranchName"]]}
        found["SourceChange"] = {
            "source": ["aws.codecommit"],
            "detail-type": ["CodeCommit Repository State Change"],
            "resources": [Tagged("Sub", repository)],
            "detail": detail,
        }
    for one in delivery.upstream:
        found[logical_id("After", one.pipeline)] = {
            "source": ["aws.codepipeline"],
            "detail-type": ["CodePipeline Pipeline Execution State Change"],
            "detail": {"pipeline": [one.pipeline], "state": list(one.states)},
        }
    return found
