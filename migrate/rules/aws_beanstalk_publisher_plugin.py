"""Versions for Elastic Beanstalk: https://plugins.jenkins.io/aws-beanstalk-publisher-plugin/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.aws_calls import CLI, EXPORTS, HERE, S3, given, in_region, inputs, needs, pattern_of
from migrate.mapping.expressions import ant_patterns, expand
from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import CallAws, Contribution, Need, Takeover
from migrate.model.source import Literal, Value
from migrate.model.takeovers import BEANSTALK_MAKES, BEANSTALK_UPDATES, NO_ARCHIVE, OWN_KEY, beanstalk_version

plugin = Plugin(
    "aws-beanstalk-publisher-plugin",
    title="AWS Elastic Beanstalk publisher",
    aws_docs="https://docs.aws.amazon.com/cli/latest/reference/elasticbeanstalk/",
)

_KEYS = "the role of the build stands for the key"
_OUTER = ("applicationName", "versionLabelFormat", "versionDescriptionFormat")
_BUCKET = ("bucketName", "keyPrefix", "rootObject")
_SETUP, _S3 = "extensions", "extensions.extensions"
_ARCHIVE = (".zip", ".war", ".jar")


@plugin.rule(
    "org.jenkinsci.plugins.awsbeanstalkpublisher.AWSEBPublisher",
    "org.jenkinsci.plugins.awsbeanstalkpublisher.AWSEBBuilder",
    settings=(
        ignored(_SETUP, because="its settings have outcomes"),
        ignored(_S3, because="its settings have outcomes"),
        *(converted(f"{_SETUP}.{name}", to=CLI, default="") for name in _OUTER),
        *(converted(f"{_S3}.{name}", to=CLI, default="") for name in (*_BUCKET, "includes", "excludes")),
        *(converted(f"{_SETUP}.{name}", to="AWS_REGION", default="") for name in ("awsRegion", "awsRegionText")),
        converted(f"{_SETUP}.envLookup[ByName].envNameList", to=CLI),
        gap(f"{_SETUP}.envLookup.**", because="environments are found by their names alone", blocking=True),
        ignored(f"{_SETUP}.envLookup", because="its settings have outcomes"),
        partial(f"{_SETUP}.failOnError", because="an error fails the build", default="true"),
        partial(f"{_SETUP}.credentialsString", because=_KEYS, default=""),
        partial(f"{_SETUP}.credentialsText", because=_KEYS, default=""),
        ignored(f"{_S3}.bucketRegion", because="the AWS CLI finds the bucket by its name"),
        partial(f"{_S3}.overwriteExistingFile", because="an archive with the same name is overwritten", default="true"),
        partial(f"{_S3}.useTransferAcceleration", because="the upload is not accelerated", default="false"),
    ),
    behaviour=(
        partial(
            "what Elastic Beanstalk does",
            because="the role of the build must be allowed what it does with other services",
        ),
    ),
)
def publish(call: Call) -> Iterator[Contribution]:
    for setup in call.nested("extensions"):
        buckets = setup.nested("extensions")
        environments = [name for one in setup.nested("envLookup") for name in _names(one)]
        if len(buckets) != 1:
            setup.gap("it needs one bucket that takes the archive", "applicationName", blocking=True)
            return
        yield _version(setup, buckets[0], environments)


def _names(lookup: Call) -> list[Value]:
    """One name in a line."""
    return [expand(Literal(one)) for one in lookup.text("envNameList").split()] if lookup.name == "ByName" else []


def _version(setup: Call, bucket: Call, environments: list[Value]) -> CallAws:
    region = in_region(
        setup, "awsRegionText" if setup.has("awsRegionText") and setup.text("awsRegionText") else "awsRegion"
    )
    setup.has("awsRegion")
    whole = pattern_of(given(bucket, "rootObject", expanded=True)).endswith(_ARCHIVE)
    includes, excludes = ant_patterns(bucket.text("includes")), ant_patterns(bucket.text("excludes"))
    script = 'beanstalk_version "$rootObject"' if whole else "beanstalk_version"
    return CallAws(
        "\n".join(
            (
                *([EXPORTS] if region else []),
                script,
                *(['for name in "$@"; do beanstalk_update "$name" 60 10; done'] if environments else []),
            )
        ),
        (*region, *inputs(setup, *_OUTER, expanded=True), *inputs(bucket, *_BUCKET, expanded=True)),
        tuple(environments),
        directory=Literal("") if whole else given(bucket, "rootObject", expanded=True),
        files=() if whole else includes or ("**",),
        excludes=() if whole else excludes,
        functions=("beanstalk_version", *(["beanstalk_update"] if environments else [])),
        needs=tuple(_needs(setup, bucket, environments)),
        only_if_successful=True,
        takeover=_takeover(setup, bucket, environments, whole=whole) if environments else None,
    )


def _takeover(setup: Call, bucket: Call, environments: list[Value], *, whole: bool) -> Takeover:
    keys = [name for name in ("credentialsString", "credentialsText") if setup.has(name) and setup.text(name)]
    if keys or whole or len(environments) > 1:
        several = "it updates several environments, and an action one"
        return Takeover("ElasticBeanstalk", stays=OWN_KEY if keys else NO_ARCHIVE if whole else several)
    beanstalk = f"arn:${{AWS::Partition}}:elasticbeanstalk:{HERE}"
    application = pattern_of(given(setup, "applicationName", expanded=True))
    environment = f"{beanstalk}:environment/{application}/{pattern_of(environments[0])}"
    region = "awsRegionText" if setup.has("awsRegionText") and setup.text("awsRegionText") else "awsRegion"
    return beanstalk_version(
        given(setup, "applicationName", expanded=True),
        environments[0],
        (
            *needs(setup, BEANSTALK_MAKES, f"{beanstalk}:applicationversion/{{applicationName}}/*", expanded=True),
            Need(tuple(BEANSTALK_UPDATES.split()), environment),
        ),
        directory=given(bucket, "rootObject", expanded=True),
        files=ant_patterns(bucket.text("includes")) or ("**",),
        excludes=ant_patterns(bucket.text("excludes")),
        region=dict(in_region(setup, region)).get("AWS_REGION", Literal("")),
    )


def _needs(setup: Call, bucket: Call, environments: list[Value]) -> Iterator[Need]:
    beanstalk = f"arn:${{AWS::Partition}}:elasticbeanstalk:{HERE}"
    version = f"{beanstalk}:applicationversion/{{applicationName}}/*"
    application = pattern_of(given(setup, "applicationName", expanded=True))
    yield from needs(setup, "elasticbeanstalk:CreateApplicationVersion", version, expanded=True)
    yield from needs(setup, "elasticbeanstalk:CreateStorageLocation")
    yield from needs(bucket, "s3:PutObject s3:GetObject", f"{S3}{{bucketName}}/*", expanded=True)
    for one in environments if application.strip("*") else []:
        arn = f"{beanstalk}:environment/{application}/{pattern_of(one)}"
        yield Need(("elasticbeanstalk:UpdateEnvironment", "elasticbeanstalk:DescribeEnvironments"), arn)
