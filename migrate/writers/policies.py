"""What each role may do, and nothing else, on named resources.

https://docs.aws.amazon.com/codepipeline/latest/userguide/security-iam.html
https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model.delivery import Action, BuildProject, Delivery, LambdaFunction, Permission, artifact_objects
from migrate.writers.declaration import APPROVAL_TOPIC, Json, log_group, sources_of
from migrate.writers.yaml_text import Tagged

TOPIC = "NotificationTopic"

_HERE = "${AWS::Region}:${AWS::AccountId}"
_BUCKET = "arn:${AWS::Partition}:s3:::${ArtifactBucket}"
_SOURCE_BUCKET = "arn:${AWS::Partition}:s3:::${SourceBucket}"
_KEY_ACTIONS = ("Decrypt", "Encrypt", "GenerateDataKey", "DescribeKey")
_CODECOMMIT_ACTIONS = (
    *("GetBranch", "GetCommit", "GetRepository"),
    *("UploadArchive", "GetUploadArchiveStatus", "CancelUploadArchive"),
)
_SOURCE_OBJECT_ACTIONS = ("GetObject", "GetObjectVersion", "GetObjectTagging")
_SOURCE_BUCKET_ACTIONS = ("GetBucketVersioning", "GetBucketAcl", "GetBucketLocation", "ListBucket")
_REPORT_ACTIONS = ("CreateReportGroup", "CreateReport", "UpdateReport", "BatchPutTestCases", "BatchPutCodeCoverages")
_IMAGE_ACTIONS = ("BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer")


def document(*statements: Json) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def pipeline_policy(delivery: Delivery) -> Json:
    """Fetch the source, hand artifacts on, start what the pipeline's own actions start."""
    return document(
        *_artifacts(delivery, "ListBucket"),
        *(statement for action in sources_of(delivery) for statement in _source(action, delivery)),
        *(statement for stage in delivery.pipeline.stages[1:] for statement in _invoked(stage.actions)),
        *(_permission(one) for one in _own(delivery)),
    )


def _own(delivery: Delivery) -> Iterator[Permission]:
    """What actions need that no build does for them, each once."""
    actions = (action for stage in delivery.pipeline.stages for action in stage.actions)
    yield from dict.fromkeys(one for action in actions for one in action.permissions)


def project_policy(project: BuildProject, delivery: Delivery) -> Json:
    """Write the log and reports, read and write artifacts, read this build's secrets, and what its commands need."""
    group = f"log-group:{log_group(project)}"
    return document(
        _allow("logs", ("CreateLogStream", "PutLogEvents"), _arn("logs", f"{group}:*")),
        *_artifacts(delivery),
        *_reports(project),
        *_secrets(project),
        *_clone(delivery),
        *(_permission(one) for one in project.permissions),
    )


def function_policy(function: LambdaFunction) -> Json:
    """Write the log, and do what the function is for."""
    logs = _arn("logs", f"log-group:/aws/lambda/{function.name}:*")
    return document(
        _allow("logs", ("CreateLogStream", "PutLogEvents"), logs),
        *(_permission(one) for one in function.permissions),
    )


def start_policy() -> Json:
    """Start the pipeline of this template."""
    return document(_allow("codepipeline", ("StartPipelineExecution",), _arn("codepipeline", "${Pipeline}")))


def image_policy() -> Json:
    """Pull images from the account's own registry."""
    return document(
        {"Effect": "Allow", "Action": ["ecr:GetAuthorizationToken"], "Resource": "*"},
        _allow("ecr", _IMAGE_ACTIONS, _arn("ecr", "repository/*")),
    )


def _arn(service: str, resource: str) -> Tagged:
    return Tagged("Sub", f"arn:${{AWS::Partition}}:{service}:{_HERE}:{resource}")


def _allow(service: str, actions: tuple[str, ...], *resources: Tagged | str) -> Json:
    return {"Effect": "Allow", "Action": [f"{service}:{name}" for name in actions], "Resource": list(resources)}


def _artifacts(delivery: Delivery, *more: str) -> Iterator[Json]:
    """This pipeline's folder of the artifact bucket, and the key that its objects are encrypted with."""
    objects = artifact_objects(delivery.pipeline.name)
    yield _allow("s3", ("GetObject", "GetObjectVersion", "PutObject"), Tagged("Sub", f"{_BUCKET}/{objects}"))
    yield _allow("s3", ("GetBucketVersioning", "GetBucketLocation", *more), Tagged("Sub", _BUCKET))
    yield _allow("kms", _KEY_ACTIONS, Tagged("Ref", "ArtifactKeyArn"))


# ---- sources ---------------------------------------------------------------------------------------------------------


def _source(action: Action, delivery: Delivery) -> Iterator[Json]:
    configuration = dict(action.configuration)
    match action.provider:
        case "CodeStarSourceConnection":
            yield _use_connection(configuration["ConnectionArn"], delivery)
        case "CodeCommit":
            yield _allow("codecommit", _CODECOMMIT_ACTIONS, _arn("codecommit", configuration["RepositoryName"]))
        case "S3":
            yield _allow("s3", _SOURCE_OBJECT_ACTIONS, Tagged("Sub", f"{_SOURCE_BUCKET}/*"))
            yield _allow("s3", _SOURCE_BUCKET_ACTIONS, Tagged("Sub", _SOURCE_BUCKET))


def _use_connection(arn: str, delivery: Delivery) -> Json:
    """Connections have had two service prefixes: both are in use."""
    parameter = next((one.parameter for one in delivery.placeholders if one.value == arn), "")
    actions = ["codeconnections:UseConnection", "codestar-connections:UseConnection"]
    return {"Effect": "Allow", "Action": actions, "Resource": [Tagged("Ref", parameter) if parameter else arn]}


def _clone(delivery: Delivery) -> Iterator[Json]:
    """A build that clones the repository itself needs the connection, or git's own access to CodeCommit."""
    for action in sources_of(delivery):
        configuration = dict(action.configuration)
        if configuration.get("OutputArtifactFormat") == "CODEBUILD_CLONE_REF":
            if action.provider == "CodeCommit":
                yield _allow("codecommit", ("GitPull",), _arn("codecommit", configuration["RepositoryName"]))
            else:
                yield _use_connection(configuration["ConnectionArn"], delivery)


# ---- what actions and builds reach -----------------------------------------------------------------------------------


def _invoked(actions: tuple[Action, ...]) -> Iterator[Json]:
    """What the actions of a stage start: builds, pipelines and functions of this account, messages to approvers."""
    reached: dict[str, list[Tagged | str]] = {}
    for action in actions:
        configuration = dict(action.configuration)
        match action.provider:
            case "CodeBuild":
                reached.setdefault("build", []).append(_arn("codebuild", f"project/{configuration['ProjectName']}"))
            case "CodePipeline":
                reached.setdefault("pipeline", []).append(_arn("codepipeline", configuration["PipelineName"]))
            case "Lambda":
                reached.setdefault("function", []).append(_arn("lambda", f"function:{configuration['FunctionName']}"))
            case "Manual" if APPROVAL_TOPIC in configuration:
                reached["approval"] = [Tagged("Ref", TOPIC)]
    for kind, resources in reached.items():
        service, names = _INVOCATIONS[kind]
        yield _allow(service, names, *dict.fromkeys(resources))


_INVOCATIONS = {
    "build": ("codebuild", ("StartBuild", "BatchGetBuilds")),
    "pipeline": ("codepipeline", ("StartPipelineExecution", "GetPipelineExecution")),
    "function": ("lambda", ("InvokeFunction",)),
    "approval": ("sns", ("Publish",)),
}


def _reports(project: BuildProject) -> Iterator[Json]:
    if project.buildspec.reports:
        yield _allow("codebuild", _REPORT_ACTIONS, _arn("codebuild", f"report-group/{project.name}-*"))


def _secrets(project: BuildProject) -> Iterator[Json]:
    """Secrets Manager adds six characters to the name of a secret."""
    names = {entry.secret for entry in project.buildspec.secrets} | {project.image_credentials}
    arns = [_arn("secretsmanager", f"secret:{name}-??????") for name in sorted(names - {""})]
    if arns:
        yield _allow("secretsmanager", ("GetSecretValue",), *arns)


def _permission(permission: Permission) -> Json:
    resources = [_resource(one) for one in permission.resources]
    return {"Effect": "Allow", "Action": list(permission.actions), "Resource": resources}


def _resource(name: str) -> Tagged | str:
    """A whole ARN; `codepipeline:NAME`, a resource of this account and Region; or a parameter of the template."""
    service, _, rest = name.partition(":")
    if service == "arn" or name == "*":
        return Tagged("Sub", name) if "${" in name else name
    return _arn(service, rest) if rest else Tagged("Ref", service)
