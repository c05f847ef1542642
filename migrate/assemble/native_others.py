"""Commands that have an action of CodePipeline which does something else.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html
"""

from __future__ import annotations

from dataclasses import dataclass

from migrate.model.takeovers import LAMBDA_ANSWERS, LAMBDA_FILES


@dataclass(frozen=True, slots=True)
class Other:
    """A command by its first words, and why no action does exactly that."""

    words: str
    provider: str
    stays: str
    category: str = "Deploy"


_WAITS = "the action waits for the end, and fails with it: this command does not"
OTHERS = (
    Other("aws cloudformation create-stack", "CloudFormation", _WAITS),
    Other("aws cloudformation update-stack", "CloudFormation", _WAITS),
    Other("aws cloudformation delete-stack", "CloudFormation", _WAITS),
    Other("sam deploy", "CloudFormation", "the action does not upload what the template names: sam package does"),
    Other(
        "docker push",
        "ECRBuildAndPublish",
        "the action builds the image that it pushes to ECR, and this command pushes one that is there",
        "Build",
    ),
    Other(
        "aws ecs update-service",
        "ECS",
        "the action makes a task definition for the images that imagedefinitions.json names, and waits: this command "
        "names no image of a container",
    ),
    Other("aws ecs deploy", "CodeDeployToECS", "the action takes an appspec and a task definition with placeholders"),
    Other("aws deploy create-deployment", "CodeDeploy", f"it deploys what is in a bucket already; {_WAITS}"),
    Other("aws deploy push", "CodeDeploy", "it registers a revision, and the action deploys it, too"),
    Other(
        "aws elasticbeanstalk update-environment",
        "ElasticBeanstalk",
        f"it deploys a version that is there already; {_WAITS}",
    ),
    Other("eb deploy", "ElasticBeanstalk", "what it deploys, and where, stands in .elasticbeanstalk/config.yml"),
    Other(
        "aws lambda update-function-code",
        "Lambda",
        LAMBDA_FILES,
    ),
    Other(
        "aws lambda invoke",
        "Lambda",
        LAMBDA_ANSWERS,
        "Invoke",
    ),
    Other("aws stepfunctions start-execution", "StepFunctions", _WAITS, "Invoke"),
    Other("aws appconfig start-deployment", "AppConfig", "the action deploys a file, not a version that is there"),
    Other(
        "aws servicecatalog create-provisioning-artifact",
        "ServiceCatalog",
        "the action takes a template from a file and names the version: this command takes it from a bucket",
    ),
    Other("aws inspector2", "InspectorScan", "the action scans an image or the source, and fails by thresholds"),
    Other("aws devicefarm schedule-run", "DeviceFarm", _WAITS, "Test"),
    Other(
        "terraform apply",
        "CodeBuild",
        "CodePipeline has no action for Terraform: AWS' way is a plan in a build, an approval, and an apply of that "
        "plan in a build of its own whose role may do what the plan does",
        "Build",
    ),
)
