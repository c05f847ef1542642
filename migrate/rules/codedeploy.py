"""Deployments of the workspace with CodeDeploy: https://plugins.jenkins.io/codedeploy/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.aws_calls import CLI, EXPORTS, HERE, S3, given, in_region, inputs, needs
from migrate.mapping.expressions import ant_patterns
from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import CallAws, Contribution, Need, Takeover
from migrate.model.source import Literal
from migrate.model.takeovers import AS_PIPELINE

plugin = Plugin(
    "codedeploy",
    title="AWS CodeDeploy",
    aws_docs="https://docs.aws.amazon.com/cli/latest/reference/deploy/",
)

_KEYS = "the role of the build stands for the key"
_ROLE = "the role of the build stands for it: it must be allowed what that one is"
_HERE = f"arn:${{AWS::Partition}}:codedeploy:{HERE}"
_SETTINGS = ("applicationName", "deploymentGroupName", "deploymentConfig", "s3bucket", "s3prefix")
_DEPLOY = """\
archive=$(mktemp -d)/$(printf %s "$JOB_NAME-$CODEBUILD_BUILD_NUMBER" | tr -c 'A-Za-z0-9_.-' -).zip
xargs -0 zip -q "$archive" < "$files"
key=${s3prefix:+${s3prefix%/}/}$(basename "$archive")
aws s3 cp --only-show-errors "$archive" "s3://$s3bucket/$key"
rm -r "$(dirname "$archive")"
location=bucket=$s3bucket,key=$key,bundleType=zip
aws deploy register-application-revision --application-name "$applicationName" --s3-location "$location" \\
  --description "Application revision registered via Jenkins\""""
_CREATE = """
deployment=$(aws deploy create-deployment --application-name "$applicationName" \\
  --deployment-group-name "$deploymentGroupName" --s3-location "$location" \\
  --description "Deployment created by Jenkins" \\
  ${deploymentConfig:+--deployment-config-name "$deploymentConfig"} --query deploymentId --output text)
echo "$deployment\""""


@plugin.rule(
    "com.amazonaws.codedeploy.AWSCodeDeployPublisher",
    settings=(
        *(converted(name, to=CLI) for name in _SETTINGS),
        converted("region", to="AWS_REGION"),
        converted("subdirectory", to="the folder of the revision"),
        converted("includes", to="the files of the revision"),
        converted("excludes", to="the files of the revision"),
        converted("deploymentGroupAppspec", to="a copy of the file", default="false"),
        converted("deploymentMethod", to="whether a deployment follows the revision"),
        converted("waitForCompletion", to=CLI, default="false"),
        converted("pollingTimeoutSec", to="how long is waited"),
        converted("pollingFreqSec", to="how long is waited between two looks"),
        partial("awsAccessKey", because=_KEYS, default=""),
        partial("awsSecretKey", because=_KEYS, default=""),
        partial("credentials", because=_KEYS, default=""),
        partial("iamRoleArn", because=_ROLE, default=""),
        partial("externalId", because=_ROLE, default=""),
        gap("proxyHost", because="the proxy of a build stands in its project", default=""),
        ignored("proxyPort", because="it is about the proxy"),
        partial("versionFileName", because="the archive has the number of the build in its name", default=""),
    ),
    behaviour=(partial("the name of the archive", because="it has the number of the build in it, not what Jenkins makes up"),),
)  # fmt: skip
def deploy(call: Call) -> Iterator[Contribution]:
    """Not after a failure. The revision is what matches in the workspace or a folder of it, zipped."""
    lines = [EXPORTS] if in_region(call, "region") else []
    if call.flag("deploymentGroupAppspec"):
        lines += ['cp "appspec.$deploymentGroupName.yml" appspec.yml']
    creates = call.text("deploymentMethod", "deploy") != "onlyRevision"
    wait = ""
    if creates and call.flag("waitForCompletion"):
        seconds, interval = (int(call.number(*one)) for one in (("pollingTimeoutSec", 900), ("pollingFreqSec", 15)))
        wait = f'\ndeployment_done "$deployment" {max(1, interval)} {seconds}'
    for name in ("waitForCompletion", "pollingTimeoutSec", "pollingFreqSec"):
        call.has(name)
    yield CallAws(
        "\n".join((*lines, _DEPLOY + (_CREATE + wait if creates else ""))),
        (*in_region(call, "region"), *inputs(call, *_SETTINGS, expanded=True)),
        directory=call.expanded("subdirectory"),
        files=ant_patterns(call.text("includes")) or ("**",),
        excludes=ant_patterns(call.text("excludes")),
        functions=("deployment_done",) if wait else (),
        needs=tuple(_needs(call)),
        only_if_successful=True,
        takeover=_takeover(call) if creates else None,
    )


_LOGINS = ("awsAccessKey", "awsSecretKey", "credentials", "iamRoleArn")


def _takeover(call: Call) -> Takeover:
    """The action: it puts the revision into the bucket of the pipeline, and waits for the deployment."""
    if stays := _stays(call):
        return Takeover("CodeDeploy", stays=stays)
    application = f"{_HERE}:application:{{applicationName}}"
    group = f"{_HERE}:deploymentgroup:{{applicationName}}/*"
    registers = "codedeploy:GetApplication codedeploy:GetApplicationRevision codedeploy:RegisterApplicationRevision"
    deploys = "codedeploy:CreateDeployment codedeploy:GetDeployment codedeploy:GetDeploymentGroup"
    region = dict(in_region(call, "region")).get("AWS_REGION", Literal(""))
    return Takeover(
        "CodeDeploy",
        tuple((key, given(call, name, expanded=True)) for key, name in _KEYS_OF_ACTION),
        directory=call.expanded("subdirectory"),
        files=ant_patterns(call.text("includes")) or ("**",),
        excludes=ant_patterns(call.text("excludes")),
        default_excludes=True,
        region=region,
        needs=(
            *needs(call, registers, application, expanded=True),
            *needs(call, deploys, group, expanded=True),
            *needs(call, "codedeploy:GetDeploymentConfig", f"{_HERE}:deploymentconfig:*"),
        ),
        differs=(
            AS_PIPELINE,
            "the revision is in the bucket of the pipeline, not in that of the setting",
            "the action waits as long as the deployment takes",
        ),
    )


_KEYS_OF_ACTION = (("ApplicationName", "applicationName"), ("DeploymentGroupName", "deploymentGroupName"))


def _stays(call: Call) -> str:
    if any(call.text(name) for name in _LOGINS if call.has(name)):
        return "it acts with a key or role of its own, which may be of another account"
    if not call.flag("waitForCompletion"):
        return "the action waits for the deployment, and fails with it: this step does not"
    if call.flag("deploymentGroupAppspec"):
        return "its appspec.yml is a copy that the step makes"
    if given(call, "deploymentConfig", expanded=True) != Literal(""):
        return "the action deploys as the group says, and the step names another configuration"
    return ""


def _needs(call: Call) -> Iterator[Need]:
    group = f"{_HERE}:deploymentgroup:{{applicationName}}/{{deploymentGroupName}}"
    revision = "codedeploy:GetApplicationRevision codedeploy:RegisterApplicationRevision"
    yield from needs(call, "codedeploy:CreateDeployment codedeploy:GetDeployment", group, expanded=True)
    yield from needs(call, "codedeploy:GetDeploymentConfig", f"{_HERE}:deploymentconfig:*")
    yield from needs(call, revision, f"{_HERE}:application:{{applicationName}}", expanded=True)
    objects = "s3:PutObject s3:AbortMultipartUpload s3:GetObject s3:GetObjectVersion"
    yield from needs(call, objects, f"{S3}{{s3bucket}}/*", expanded=True)
