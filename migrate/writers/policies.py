"""What each role may do, and nothing else, on named resources."""

from __future__ import annotations

from migrate.model.delivery import BuildProject, Delivery, Permission
from migrate.writers.declaration import Json, log_group
from migrate.writers.yaml_text import Tagged

_HERE = "${AWS::Region}:${AWS::AccountId}"


_KEY_ACTIONS = ("Decrypt", "Encrypt", "GenerateDataKey", "DescribeKey")
_CODECOMMIT_ACTIONS = (
    *("GetBranch", "GetCommit", "GetRepository"),
    *("UploadArchive", "GetUploadArchiveStatus", "CancelUploadArchive"),
)


def _arn(service: str, resource: str) -> Tagged:
    return Tagged("Sub", f"arn:${{AWS::Partition}}:{service}:{_HERE}:{resource}")


def _statement(actions: list[str], resources: list[Tagged]) -> Json:
    return {"Effect": "Allow", "Action": actions, "Resource": resources}


def _document(*statements: Json | None) -> Json:
    return {"Version": "2012-10-17", "Statement": [one for one in statements if one]}


def _artifacts(*actions: str) -> list[Json]:
    """Objects of the artifact bucket, and the key that they are encrypted with."""
    bucket = "arn:${AWS::Partition}:s3:::${ArtifactBucket}"
    return [
        _statement(list(actions), [Tagged("Sub", f"{bucket}/*")]),
        _statement(["s3:GetBucketVersioning", "s3:GetBucketLocation"], [Tagged("Sub", bucket)]),
        _statement([f"kms:{name}" for name in _KEY_ACTIONS], [Tagged("Ref", "ArtifactKeyArn")]),
    ]


def pipeline_policy(delivery: Delivery) -> Json:
    """Fetch the source, hand artifacts on, start this job's builds."""
    projects = [_arn("codebuild", f"project/{project.name}") for project in delivery.projects]
    return _document(
        *_artifacts("s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"),
        _statement(["codebuild:StartBuild", "codebuild:BatchGetBuilds"], projects),
        *_source(delivery),
    )


def _source(delivery: Delivery) -> list[Json]:
    configuration = dict(delivery.pipeline.stages[0].actions[0].configuration)
    if "ConnectionArn" in configuration:
        return [_use_connection(delivery)]
    if "RepositoryName" in configuration:
        repository = _arn("codecommit", configuration["RepositoryName"])
        return [_statement([f"codecommit:{name}" for name in _CODECOMMIT_ACTIONS], [repository])]
    bucket = "arn:${AWS::Partition}:s3:::${SourceBucket}"
    return [
        _statement(["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectTagging"], [Tagged("Sub", f"{bucket}/*")]),
        _statement(["s3:GetBucketVersioning", "s3:GetBucketAcl", "s3:GetBucketLocation"], [Tagged("Sub", bucket)]),
    ]


def _use_connection(delivery: Delivery) -> Json:
    """Connections have had two service prefixes: both are in use."""
    arn = dict(delivery.pipeline.stages[0].actions[0].configuration)["ConnectionArn"]
    parameter = next((one.parameter for one in delivery.placeholders if one.value == arn), "")
    resource = Tagged("Ref", parameter) if parameter else Tagged("Sub", arn)
    return _statement(["codeconnections:UseConnection", "codestar-connections:UseConnection"], [resource])


def project_policy(project: BuildProject, delivery: Delivery) -> Json:
    """Write the log and reports, read and write artifacts, read this build's secrets, and what its commands need."""
    group = f"log-group:{log_group(project)}"
    logs = _statement(["logs:CreateLogStream", "logs:PutLogEvents"], [_arn("logs", f"{group}:*")])
    return _document(
        logs,
        *_artifacts("s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"),
        _reports(project),
        _secrets(project),
        *_clone(delivery),
        *(_permission(one) for one in project.permissions),
    )


def _reports(project: BuildProject) -> Json | None:
    if not project.buildspec.reports:
        return None
    actions = ["CreateReportGroup", "CreateReport", "UpdateReport", "BatchPutTestCases", "BatchPutCodeCoverages"]
    return _statement([f"codebuild:{name}" for name in actions], [_arn("codebuild", f"report-group/{project.name}-*")])


def _secrets(project: BuildProject) -> Json | None:
    """Secrets Manager adds six characters to the name of a secret."""
    names = sorted({entry.secret for entry in project.buildspec.secrets})
    if not names:
        return None
    return _statement(
        ["secretsmanager:GetSecretValue"], [_arn("secretsmanager", f"secret:{name}-??????") for name in names]
    )


def _clone(delivery: Delivery) -> list[Json]:
    """A build that clones the repository itself needs the connection, or git's own access to CodeCommit."""
    configuration = dict(delivery.pipeline.stages[0].actions[0].configuration)
    if configuration.get("OutputArtifactFormat") != "CODEBUILD_CLONE_REF":
        return []
    if "ConnectionArn" in configuration:
        return [_use_connection(delivery)]
    return [_statement(["codecommit:GitPull"], [_arn("codecommit", configuration["RepositoryName"])])]


def _permission(permission: Permission) -> Json:
    return _statement(list(permission.actions), [_resource(one) for one in permission.resources])


def _resource(name: str) -> Tagged:
    """`codepipeline:NAME` is a pipeline of this account; a name alone is a parameter of the template."""
    service, _, rest = name.partition(":")
    return _arn(service, rest) if rest else Tagged("Ref", service)


def start_policy() -> Json:
    return _document(_statement(["codepipeline:StartPipelineExecution"], [_arn("codepipeline", "${Pipeline}")]))
