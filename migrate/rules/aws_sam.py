"""Applications of the Serverless Application Model: https://plugins.jenkins.io/aws-sam/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.aws_calls import CLI, EXPORTS, HERE, S3, given, in_region, inputs, joined, needs
from migrate.mapping.expressions import expand
from migrate.mapping.rule import Call, Plugin, Promise, converted, ignored, partial
from migrate.model.contribution import CallAws, Contribution, Need
from migrate.model.source import Literal, Slot, Value

plugin = Plugin(
    "aws-sam",
    title="AWS SAM",
    aws_docs="https://docs.aws.amazon.com/cli/latest/reference/cloudformation/deploy/",
)

_SETTINGS = ("s3Bucket", "s3Prefix", "stackName", "templateFile", "outputTemplateFile", "kmsKeyId", "roleArn")
_STACK = f"arn:${{AWS::Partition}}:cloudformation:{HERE}:stack/{{stackName}}/*"
_CHANGES = "CreateChangeSet DescribeChangeSet ExecuteChangeSet DescribeStacks DescribeStackEvents GetTemplateSummary"
_DEPLOY = """\
packaged=${outputTemplateFile:-$(mktemp)}
aws cloudformation package --template-file "${templateFile:-template.yaml}" --s3-bucket "$s3Bucket" \\
  ${s3Prefix:+--s3-prefix "$s3Prefix"} ${kmsKeyId:+--kms-key-id "$kmsKeyId"} --output-template-file "$packaged"
aws cloudformation deploy --template-file "$packaged" --stack-name "$stackName" --no-fail-on-empty-changeset \\
  --capabilities CAPABILITY_IAM CAPABILITY_NAMED_IAM CAPABILITY_AUTO_EXPAND --s3-bucket "$s3Bucket" \\
  ${s3Prefix:+--s3-prefix "$s3Prefix"} ${kmsKeyId:+--kms-key-id "$kmsKeyId"} ${roleArn:+--role-arn "$roleArn"} "$@\""""


def _promises(place: str) -> tuple[Promise, ...]:
    return (
        *(converted(f"{place}{name}", to=CLI, default="") for name in _SETTINGS),
        converted(f"{place}region", to="AWS_REGION"),
        *(converted(f"{place}{name}.{part}", to=CLI) for name in ("parameters", "tags") for part in ("key", "value")),
        *(ignored(f"{place}{name}", because="its entries have outcomes") for name in ("parameters", "tags")),
        partial(f"{place}credentialsId", because="the role of the build stands for the key", default=""),
        *((ignored("settings", because="its settings have outcomes"),) if place else ()),
    )


def _deploy(one: Call) -> CallAws:
    region = in_region(one, "region")
    words: list[Value] = []
    for setting, option in (("parameters", "--parameter-overrides"), ("tags", "--tags")):
        entries = [(expand(entry.value("key")), expand(entry.value("value"))) for entry in one.nested(setting)]
        words += [Literal(option), *(joined(key, "=", value) for key, value in entries)] if entries else []
    return CallAws(
        "\n".join((*([EXPORTS] if region else []), _DEPLOY)),
        (*region, *inputs(one, *_SETTINGS, expanded=True)),
        tuple(words),
        needs=tuple(_needs(one)),
    )


def _needs(one: Call) -> Iterator[Need]:
    """The deployment is a change set, in which a transform of AWS' own makes resources of the application."""
    changes = " ".join(f"cloudformation:{name}" for name in _CHANGES.split())
    transform = "arn:${AWS::Partition}:cloudformation:*:*:transform/Serverless-2016-10-31"
    yield from needs(one, changes, _STACK, expanded=True)
    yield from needs(one, "cloudformation:CreateChangeSet", transform)
    yield from needs(one, "s3:PutObject s3:GetObject", f"{S3}{{s3Bucket}}/*", expanded=True)
    yield from needs(one, "s3:ListBucket s3:GetBucketLocation", f"{S3}{{s3Bucket}}", expanded=True)
    if given(one, "roleArn") != Literal(""):
        yield from needs(one, "iam:PassRole", "{roleArn}", expanded=True)


_BEHAVIOUR = (
    partial(
        "the resources of the stack", because="the role of the build, or that in roleArn, must be allowed to make them"
    ),
)


@plugin.rule("samDeploy", slots=(Slot.STEP,), settings=_promises(""), behaviour=_BEHAVIOUR)
def deploy_step(call: Call) -> Iterator[Contribution]:
    yield _deploy(call)


@plugin.rule(
    "com.amazonaws.jenkins.plugins.sam.DeployBuildStep",
    slots=(Slot.STEP,),
    settings=_promises("settings."),
    behaviour=_BEHAVIOUR,
)
def deploy(call: Call) -> Iterator[Contribution]:
    yield from (_deploy(one) for one in call.nested("settings"))
