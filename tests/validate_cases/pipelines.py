"""Pipelines that AWS takes, as its user guide shows them: every provider of the catalogue stands in one of them."""

from __future__ import annotations

import json
from typing import Any

ACCOUNT = "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/service"
CONNECTION = f"arn:aws:codeconnections:eu-west-1:{ACCOUNT}:connection/aEXAMPLE-8aad-4d5d-8878-dfcab0bc441f"


def action(
    name: str, kind: str, configuration: dict[str, str] | None = None, inputs: str = "", outputs: str = "", **more: Any
) -> dict[str, Any]:
    category, owner, provider = kind.split("/")
    declared: dict[str, Any] = {
        "name": name,
        "actionTypeId": {"category": category, "owner": owner, "provider": provider, "version": "1"},
        "runOrder": 1,
        "inputArtifacts": [{"name": one} for one in inputs.split()],
        "outputArtifacts": [{"name": one} for one in outputs.split()],
    }
    if configuration is not None:
        declared["configuration"] = configuration
    return declared | more


def rule(name: str, provider: str, configuration: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    declared: dict[str, Any] = {
        "name": name,
        "ruleTypeId": {"category": "Rule", "owner": "AWS", "provider": provider, "version": "1"},
    }
    if configuration is not None:
        declared["configuration"] = configuration
    return declared | more


def conditions(result: str, *rules: dict[str, Any]) -> dict[str, Any]:
    return {"conditions": [{"result": result, "rules": list(rules)}]}


def pipeline(*stages: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "pipeline": {
            "name": "orders",
            "roleArn": ROLE,
            "artifactStore": {"type": "S3", "location": "artifacts-bucket"},
            "pipelineType": "V2",
            "executionMode": "QUEUED",
            "stages": list(stages),
        }
        | more,
        "tags": [{"key": "team", "value": "shop"}],
    }


def stage(name: str, *actions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "actions": list(actions)} | more


_ENVIRONMENT = [
    {"name": "RELEASE", "value": "#{codepipeline.PipelineExecutionId}", "type": "PLAINTEXT"},
    {"name": "TARGET", "value": "#{variables.TARGET}"},
]

SOURCES = stage(
    "Source",
    action(
        "Connection",
        "Source/AWS/CodeStarSourceConnection",
        {
            "ConnectionArn": CONNECTION,
            "FullRepositoryId": "shop/orders",
            "BranchName": "main",
            "OutputArtifactFormat": "CODEBUILD_CLONE_REF",
            "DetectChanges": "true",
        },
        outputs="Cloned",
        namespace="SourceVariables",
    ),
    action(
        "CodeCommit",
        "Source/AWS/CodeCommit",
        {"RepositoryName": "my.repo", "BranchName": "main", "PollForSourceChanges": "false"},
        outputs="Committed",
    ),
    action(
        "Bucket",
        "Source/AWS/S3",
        {"S3Bucket": "source-bucket", "S3ObjectKey": "app.zip", "PollForSourceChanges": "false"},
        outputs="Zipped",
        namespace="BucketVariables",
    ),
    action("Image", "Source/AWS/ECR", {"RepositoryName": "my-image", "ImageTag": "latest"}, outputs="Imaged"),
)

BUILD = stage(
    "Build",
    action(
        "Compile",
        "Build/AWS/CodeBuild",
        {
            "ProjectName": "orders-compile",
            "PrimarySource": "Cloned",
            "EnvironmentVariables": json.dumps(_ENVIRONMENT),
        },
        inputs="Cloned Zipped",
        outputs="Jar Docs",
        namespace="BuildVariables",
    ),
    action(
        "Check",
        "Test/AWS/CodeBuild",
        {"ProjectName": "orders-check", "BatchEnabled": "true", "CombineArtifacts": "true"},
        inputs="Jar",
        runOrder=2,
    ),
    action(
        "PushImage",
        "Build/AWS/ECRBuildAndPublish",
        {"ECRRepositoryName": "actions/image", "ImageTags": "latest,v1", "RegistryType": "private"},
        inputs="Zipped",
        namespace="PushVariables",
    ),
    action(
        "Commands",
        "Compute/AWS/Commands",
        {"EnvironmentType": "LINUX_CONTAINER", "ComputeType": "BUILD_GENERAL1_MEDIUM"},
        inputs="Zipped",
        commands=["ls", "echo #{codepipeline.PipelineExecutionId} ${#NAME}"],
        outputArtifacts=[{"name": "Listed", "files": ["**/"]}],
        outputVariables=["AWS_DEFAULT_REGION"],
        environmentVariables=[{"name": "API", "value": "apiTokens:bedrock", "type": "SECRETS_MANAGER"}],
        namespace="compute",
    ),
    action(
        "Devices",
        "Test/AWS/DeviceFarm",
        {
            "App": "app.ipa",
            "AppType": "iOS",
            "DevicePoolArn": "arn:aws:devicefarm:us-west-2::devicepool:0EXAMPLE",
            "ProjectId": "eec4905f",
            "TestType": "APPIUM_PYTHON",
            "TestSpec": "spec.yml",
            "RecordVideo": "true",
        },
        inputs="Jar",
        runOrder=2,
    ),
    action("Jenkins", "Build/Custom/MyJenkins", {"ProjectName": "orders"}, inputs="Zipped", outputs="Built"),
    beforeEntry=conditions(
        "SKIP",
        rule(
            "main",
            "VariableCheck",
            {"Variable": "#{SourceVariables.BranchName}", "Value": "main", "Operator": "EQ"},
        ),
        rule("ask", "LambdaInvoke", {"FunctionName": "may-we"}),
    ),
    onFailure={"result": "RETRY", "retryConfiguration": {"retryMode": "FAILED_ACTIONS"}},
)

_STACK = {"StackName": "orders", "RoleArn": ROLE}

DEPLOY = stage(
    "Deploy",
    action(
        "Approve",
        "Approval/AWS/Manual",
        {"CustomData": "commit #{SourceVariables.CommitId}", "ExternalEntityLink": "https://example.com"},
        timeoutInMinutes=60,
    ),
    action("Site", "Deploy/AWS/S3", {"BucketName": "site", "Extract": "false", "ObjectKey": "{uuid}.zip"}, "Jar"),
    action(
        "Stack",
        "Deploy/AWS/CloudFormation",
        {
            **_STACK,
            "ActionMode": "CREATE_UPDATE",
            "Capabilities": "CAPABILITY_IAM,CAPABILITY_AUTO_EXPAND",
            "TemplatePath": "Jar::template.yml",
            "OutputFileName": "outputs.json",
            "ParameterOverrides": '{"Version": "#{BuildVariables.VERSION}"}',
        },
        inputs="Jar",
        outputs="StackOutputs",
    ),
    action(
        "ChangeSet",
        "Deploy/AWS/CloudFormation",
        {**_STACK, "ActionMode": "CHANGE_SET_REPLACE", "ChangeSetName": "next", "TemplatePath": "Jar::template.yml"},
        "Jar",
    ),
    action(
        "StackSet",
        "Deploy/AWS/CloudFormationStackSet",
        {
            "StackSetName": "orders",
            "TemplatePath": "Jar::template.yml",
            "DeploymentTargets": "111111222222",
            "Regions": "us-east-1",
            "PermissionModel": "SELF_MANAGED",
        },
        "Jar",
        namespace="SetVariables",
    ),
    action(
        "StackInstances",
        "Deploy/AWS/CloudFormationStackInstances",
        {"StackSetName": "orders", "DeploymentTargets": "Jar::accounts.json", "Regions": "us-east-1"},
        "Jar",
    ),
    action("CodeDeploy", "Deploy/AWS/CodeDeploy", {"ApplicationName": "orders", "DeploymentGroupName": "fleet"}, "Jar"),
    action(
        "BlueGreen",
        "Deploy/AWS/CodeDeployToECS",
        {
            "ApplicationName": "orders",
            "DeploymentGroupName": "group",
            "TaskDefinitionTemplateArtifact": "Jar",
            "AppSpecTemplateArtifact": "Jar",
            "Image1ArtifactName": "Imaged",
            "Image1ContainerName": "IMAGE1_NAME",
        },
        "Jar Imaged",
    ),
    action("Ecs", "Deploy/AWS/ECS", {"ClusterName": "c", "ServiceName": "s", "DeploymentTimeout": "15"}, "Jar"),
    action(
        "Eks",
        "Deploy/AWS/EKS",
        {"ClusterName": "c", "ManifestFiles": "manifest.json"},
        "Jar",
        environmentVariables=[{"name": "TAG", "value": "v1", "type": "PLAINTEXT"}],
    ),
    action("Helm", "Deploy/AWS/EKS", {"ClusterName": "c", "HelmReleaseName": "r", "HelmChartLocation": "chart"}, "Jar"),
    action(
        "Fleet",
        "Deploy/AWS/EC2",
        {"InstanceTagKey": "Name", "InstanceType": "EC2", "TargetDirectory": "/srv", "PostScript": "start.sh"},
        "Jar",
    ),
    action(
        "Function",
        "Deploy/AWS/Lambda",
        {"FunctionName": "f", "FunctionAlias": "live", "DeployStrategy": "Canary10Percent5Minutes"},
        "Zipped",
        namespace="FunctionVariables",
    ),
    action("Beanstalk", "Deploy/AWS/ElasticBeanstalk", {"ApplicationName": "a", "EnvironmentName": "e"}, "Jar"),
    action(
        "Config",
        "Deploy/AWS/AppConfig",
        {
            "Application": "2s2qv57",
            "Environment": "9tm27yd",
            "ConfigurationProfile": "PvjrpU",
            "InputArtifactConfigurationPath": "/",
        },
        "Jar",
    ),
    action(
        "Product",
        "Deploy/AWS/ServiceCatalog",
        {
            "ProductId": "prod-1",
            "TemplateFilePath": "t.json",
            "ProductVersionName": "v2",
            "ProductType": "CLOUD_FORMATION_TEMPLATE",
        },
        "Jar",
    ),
    action(
        "Alexa",
        "Deploy/ThirdParty/AlexaSkillsKit",
        {"ClientId": "amzn1.application", "ClientSecret": "****", "RefreshToken": "****", "SkillId": "amzn1.ask"},
        "Jar",
    ),
    action("Invoke", "Invoke/AWS/Lambda", {"FunctionName": "f", "UserParameters": '{"url": "https://example.com"}'}),
    action(
        "States",
        "Invoke/AWS/StepFunctions",
        {
            "StateMachineArn": f"arn:aws:states:us-east-1:{ACCOUNT}:stateMachine:Hello",
            "InputType": "FilePath",
            "Input": "input.json",
        },
        "Jar",
        namespace="StateVariables",
    ),
    action(
        "Downstream",
        "Invoke/AWS/CodePipeline",
        {"PipelineName": "other", "Variables": '[{"name": "VERSION", "value": "#{variables.TARGET}"}]'},
    ),
    action(
        "Scan",
        "Invoke/AWS/InspectorScan",
        {"InspectorRunMode": "SourceCodeScan", "HighThreshold": "0"},
        "Zipped",
        "Sbom",
    ),
    action("Snyk", "Invoke/ThirdParty/Snyk", None, "Zipped"),
    beforeEntry=conditions(
        "FAIL", rule("hours", "DeploymentWindow", {"Cron": "0 0 9-17 ? * MON-FRI *", "TimeZone": "Europe/Berlin"})
    ),
    onSuccess=conditions(
        "ROLLBACK",
        rule("alarm", "CloudWatchAlarm", {"AlarmName": "errors", "AlarmStates": "ALARM", "WaitTime": "1"}),
        rule("smoke", "Commands", {}, commands=["curl -f https://example.com"], inputArtifacts=[{"name": "Jar"}]),
        rule("verify", "CodeBuild", {"ProjectName": "orders-verify"}, timeoutInMinutes=10),
    ),
    onFailure=conditions("ROLLBACK", rule("why", "LambdaInvoke", {"FunctionName": "why"})),
)

VARIABLES = [{"name": "TARGET", "defaultValue": "staging", "description": "where to"}]
TRIGGERS = [
    {
        "providerType": "CodeStarSourceConnection",
        "gitConfiguration": {
            "sourceActionName": "Connection",
            "push": [
                {
                    "branches": {"includes": ["main", "release/*"], "excludes": ["release/old"]},
                    "filePaths": {"includes": ["src/**"]},
                },
                {"tags": {"includes": ["v*"]}},
            ],
            "pullRequest": [{"events": ["OPEN", "UPDATED"], "branches": {"includes": ["main"]}}],
        },
    }
]

EVERYTHING = pipeline(SOURCES, BUILD, DEPLOY, variables=VARIABLES, triggers=TRIGGERS)

_STORE = {"type": "S3", "location": "artifacts-bucket"}
REGIONS = pipeline(
    stage("Source", action("Bucket", "Source/AWS/S3", SOURCES["actions"][2]["configuration"], outputs="Zipped")),
    stage(
        "Deploy",
        action("Here", "Deploy/AWS/S3", {"BucketName": "one", "Extract": "true"}, "Zipped", region="eu-west-1"),
        action("There", "Deploy/AWS/S3", {"BucketName": "two", "Extract": "true"}, "Zipped", region="us-east-1"),
        action("Custom", "Deploy/Custom/Mine", {}, "Zipped"),
    ),
    artifactStores={"eu-west-1": _STORE, "us-east-1": _STORE},
    executionMode="PARALLEL",
)
del REGIONS["pipeline"]["artifactStore"]

GOOD = {"everything": EVERYTHING, "regions": REGIONS}
