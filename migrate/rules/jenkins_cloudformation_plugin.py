"""Stacks of CloudFormation: https://plugins.jenkins.io/jenkins-cloudformation-plugin/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.aws_calls import CLI, EXPORTS, HERE, in_region, inputs, named, needs
from migrate.mapping.expressions import expand
from migrate.mapping.rule import Call, NotKnownError, Plugin, Promise, converted, gap, ignored, partial
from migrate.model.contribution import CallAws, Contribution, Need, Takeover
from migrate.model.source import Literal, Slot, Value
from migrate.model.takeovers import OWN_KEY

plugin = Plugin(
    "jenkins-cloudformation-plugin",
    title="AWS CloudFormation",
    aws_docs="https://docs.aws.amazon.com/cli/latest/reference/cloudformation/",
)

_PACKAGE = "com.syncapse.jenkinsci.plugins.awscloudformationwrapper"
_KEYS = "the role of the build stands for the key"
_MADE = "what the template makes, the role of the build must be allowed"
_STACK = f"arn:${{AWS::Partition}}:cloudformation:{HERE}:stack/{{stackName}}/*"
_LOOKS = "cloudformation:DescribeStacks cloudformation:DescribeStackEvents"
_REGIONS = {  # `Region`
    "US_East_Northern_Virginia": "us-east-1",
    "US_WEST_Oregon": "us-west-2",
    "US_WEST_Northern_California": "us-west-1",
    "US_WEST_Ohio": "us-east-2",
    "US_Govcloud_US": "us-gov-west-1",
    "Canada_Central": "ca-central-1",
    "EU_Ireland": "eu-west-1",
    "EU_Frankfurt": "eu-central-1",
    "EU_London": "eu-west-2",
    "Asia_Pacific_Singapore": "ap-southeast-1",
    "Asia_Pacific_Sydney": "ap-southeast-2",
    "Asia_Pacific_Tokyo": "ap-northeast-1",
    "Asia_Pacific_Mumbai": "ap-south-1",
    "Asia_Pacific_Seoul": "ap-northeast-2",
    "Asia_Pacific_Beijing": "cn-north-1",
    "South_America_Sao_Paulo": "sa-east-1",
}
_COMMON: tuple[Promise, ...] = (
    ignored("stacks", because="its settings have outcomes"),
    converted("stacks.stackName", to=CLI),
    converted("stacks.awsRegion", to="AWS_REGION"),
    partial("stacks.awsAccessKey", because=_KEYS, default=""),
    partial("stacks.awsSecretKey", because=_KEYS, default=""),
)
_STACKS = (
    *_COMMON,
    converted("stacks.cloudFormationRecipe", to=CLI),
    converted("stacks.parameters", to=CLI, default=""),
    converted("stacks.timeout", to="how long is waited", default="0"),
    converted("stacks.sleep", to="a pause behind it", default="0"),
    ignored("stacks.description", because="a text on Jenkins' page"),
)
# An update that changes nothing is a failure of this plugin; the outputs become variables of the build.
_OUTPUTS = gap("variables of a stack", because="its outputs do not become variables of the build", blocking=True)
_MAKE = """\
stack=$stackName interval=5
there=$(stack_status "$stack")
stack_options WORDS
if [ -z "$there" ]; then how=create-stack; else how=update-stack; fi
xargs -0 -n 1000 -x aws cloudformation "$how" < "$options"
stack_done "$stack" "$interval" "$seconds" "CREATE_COMPLETE UPDATE_COMPLETE\""""


def _make(one: Call) -> Iterator[CallAws]:
    recipe = one.text("cloudFormationRecipe")
    where = "url" if recipe.startswith(("http://", "https://")) else "file"
    variables, words = named("parameter", _parameters(one))
    region, pause = in_region(one, "awsRegion", _REGIONS), int(one.number("sleep"))
    lines = [*([EXPORTS] if region else []), _MAKE.replace(" WORDS", f" {words}".rstrip())]
    lines += [f"sleep {pause}"] if pause else []
    yield CallAws(
        "\n".join(lines),
        (
            *region,
            *inputs(one, "stackName", expanded=True),
            (where, expand(Literal(recipe))),
            *variables,
            ("seconds", Literal(max(300, int(one.number("timeout"))))),
        ),
        functions=("stack_options", "stack_done", "stack_status"),
        needs=tuple(_needs(one, "cloudformation:CreateStack cloudformation:UpdateStack")),
        takeover=Takeover("CloudFormation", stays=OWN_KEY),
    )


def _needs(one: Call, actions: str) -> Iterator[Need]:
    yield from needs(one, f"{actions} {_LOOKS}", _STACK, expanded=True)


def _parameters(one: Call) -> list[Value]:
    """`K=V,K=V`, or with `;` between them where one is there."""
    text = one.text("parameters")
    pairs = [pair.strip() for pair in text.split(";" if ";" in text else ",") if pair.strip()]
    if not all("=" in pair for pair in pairs):
        raise NotKnownError("parameters")
    return [expand(Literal("=".join(part.strip() for part in pair.split("=", 1)))) for pair in pairs]


@plugin.rule(f"{_PACKAGE}.CloudFormationBuildStep", slots=(Slot.STEP,), settings=_STACKS,
             behaviour=(partial("the resources of the stack", because=_MADE), _OUTPUTS))  # fmt: skip
@plugin.rule(f"{_PACKAGE}.CloudFormationPostBuildNotifier", settings=_STACKS,
             behaviour=(partial("the resources of the stack", because=_MADE), _OUTPUTS))  # fmt: skip
def make(call: Call) -> Iterator[Contribution]:
    for one in call.nested("stacks"):
        yield from _make(one)


@plugin.rule(
    f"{_PACKAGE}.CloudFormationBuildWrapper",
    slots=(Slot.WRAPPER,),
    settings=(
        *_STACKS,
        gap("stacks.autoDeleteStack", because="no stack is deleted after the build: delete it in a step",
            default="false", blocking=True),
    ),
    behaviour=(partial("the resources of the stack", because=_MADE), _OUTPUTS),
)  # fmt: skip
def around(call: Call) -> Iterator[Contribution]:
    """The stacks are there before the first step."""
    for one in call.nested("stacks"):
        yield from _make(one)


@plugin.rule(
    f"{_PACKAGE}.CloudFormationNotifier",
    settings=(
        *_COMMON,
        gap("stacks.isPrefixSelected", because="the oldest stack with a prefix is not looked for", default="false",
            blocking=True),
    ),
    behaviour=(partial("the resources of the stack", because=_MADE),),
)  # fmt: skip
def tear_down(call: Call) -> Iterator[Contribution]:
    for one in call.nested("stacks"):
        region = in_region(one, "awsRegion", _REGIONS)
        lines = [EXPORTS] if region else []
        lines += ['aws cloudformation delete-stack --stack-name "$stackName"']
        lines += ['stack_done "$stackName" 5 7200 "DELETE_COMPLETE GONE"']
        yield CallAws(
            "\n".join(lines),
            (*region, *inputs(one, "stackName", expanded=True)),
            functions=("stack_done",),
            needs=tuple(_needs(one, "cloudformation:DeleteStack")),
        )
