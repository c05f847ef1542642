"""Deployments to Elastic Beanstalk: https://plugins.jenkins.io/awseb-deployment-plugin/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.aws_calls import CLI, EXPORTS, HERE, S3, given, in_region, inputs, needs, pattern_of
from migrate.mapping.expressions import ant_patterns
from migrate.mapping.rule import Call, Plugin, converted, gap, partial
from migrate.model.contribution import CallAws, Contribution, Need, Takeover
from migrate.model.source import Literal, Slot
from migrate.model.takeovers import BEANSTALK_MAKES, BEANSTALK_UPDATES, NO_ARCHIVE, OWN_KEY, beanstalk_version

plugin = Plugin(
    "awseb-deployment-plugin",
    title="AWS Elastic Beanstalk deployment",
    aws_docs="https://docs.aws.amazon.com/cli/latest/reference/elasticbeanstalk/",
)

_SETTINGS = (
    *("applicationName", "environmentName", "bucketName", "keyPrefix"),
    *("versionLabelFormat", "versionDescriptionFormat", "rootObject"),
)
_ARCHIVE = (".zip", ".war", ".jar")


@plugin.rule(
    "br.com.ingenieux.jenkins.plugins.awsebdeployment.AWSEBDeploymentBuilder",
    slots=(Slot.STEP,),
    settings=(
        *(converted(name, to=CLI, default="") for name in _SETTINGS),
        converted("awsRegion", to="AWS_REGION"),
        converted("includes", to="the files of the archive", default=""),
        converted("excludes", to="the files of the archive", default=""),
        converted("checkHealth", to="whether it waits until the environment is Green", default="false"),
        converted("sleepTime", to="how long is waited between two looks"),
        converted("maxAttempts", to="how often it looks"),
        gap("zeroDowntime", because="no second environment is made to swap with", default="false", blocking=True),
        partial("credentialId", because="the role of the build stands for the key", default=""),
    ),
    behaviour=(
        partial("what Elastic Beanstalk does", because="the role of the build must be allowed what it does with other services"),
    ),
)  # fmt: skip
def deploy(call: Call) -> Iterator[Contribution]:
    """A version of an archive, or of what stands in a folder; then the environment gets it."""
    seconds, tries = int(call.number("sleepTime", 90)), int(call.number("maxAttempts", 30))
    green = " Green" if call.flag("checkHealth") else ""
    whole = pattern_of(given(call, "rootObject", expanded=True)).endswith(_ARCHIVE)
    script = 'beanstalk_version "$rootObject"' if whole else "beanstalk_version"
    script += f'\n[ -z "$environmentName" ] || beanstalk_update "$environmentName" {tries} {seconds}{green}'
    includes, excludes = ant_patterns(call.text("includes")), ant_patterns(call.text("excludes"))
    region = in_region(call, "awsRegion")
    yield CallAws(
        "\n".join((*([EXPORTS] if region else []), script)),
        (*region, *inputs(call, *_SETTINGS, expanded=True)),
        directory=Literal("") if whole else given(call, "rootObject", expanded=True),
        files=() if whole else includes or ("**",),
        excludes=() if whole else excludes,
        functions=("beanstalk_version", "beanstalk_update"),
        needs=tuple(_needs(call)),
        takeover=None if given(call, "environmentName", expanded=True) == Literal("") else _takeover(call, whole=whole),
    )


def _takeover(call: Call, *, whole: bool) -> Takeover:
    """The action: it makes a version of its artifact, and updates the environment."""
    if stays := _stays(call, whole=whole):
        return Takeover("ElasticBeanstalk", stays=stays)
    beanstalk = f"arn:${{AWS::Partition}}:elasticbeanstalk:{HERE}"
    environment = f"{beanstalk}:environment/{{applicationName}}/{{environmentName}}"
    version = f"{beanstalk}:applicationversion/{{applicationName}}/*"
    return beanstalk_version(
        given(call, "applicationName", expanded=True),
        given(call, "environmentName", expanded=True),
        (
            *needs(call, BEANSTALK_MAKES, version, expanded=True),
            *needs(call, BEANSTALK_UPDATES, environment, expanded=True),
        ),
        directory=given(call, "rootObject", expanded=True),
        files=ant_patterns(call.text("includes")) or ("**",),
        excludes=ant_patterns(call.text("excludes")),
        region=dict(in_region(call, "awsRegion")).get("AWS_REGION", Literal("")),
    )


def _stays(call: Call, *, whole: bool) -> str:
    if call.has("credentialId") and call.text("credentialId"):
        return OWN_KEY
    if whole:
        return NO_ARCHIVE
    return "it waits until the environment is Green, which the action may not" if call.flag("checkHealth") else ""


def _needs(call: Call) -> Iterator[Need]:
    beanstalk = f"arn:${{AWS::Partition}}:elasticbeanstalk:{HERE}"
    version = f"{beanstalk}:applicationversion/{{applicationName}}/*"
    environment = f"{beanstalk}:environment/{{applicationName}}/{{environmentName}}"
    actions = "elasticbeanstalk:UpdateEnvironment elasticbeanstalk:DescribeEnvironments"
    yield from needs(call, "elasticbeanstalk:CreateApplicationVersion", version, expanded=True)
    yield from needs(call, actions, environment, expanded=True)
    yield from needs(call, "elasticbeanstalk:CreateStorageLocation")
    yield from needs(call, "s3:PutObject s3:GetObject", f"{S3}{{bucketName}}/*", expanded=True)
