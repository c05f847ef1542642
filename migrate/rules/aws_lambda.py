"""Functions of Lambda: https://plugins.jenkins.io/aws-lambda/

The step `invokeLambda` of this plugin has the name of one of pipeline-aws, whose rule says what becomes of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.aws_calls import CLI, EXPORTS, HERE, given, in_region, inputs, joined, named, needs
from migrate.mapping.expressions import expand
from migrate.mapping.rule import Call, Plugin, Promise, converted, gap, ignored, partial
from migrate.model.contribution import CallAws, Contribution, Need, Takeover
from migrate.model.source import Literal, Slot, Value
from migrate.model.takeovers import LAMBDA_ANSWERS, LAMBDA_FILES

plugin = Plugin(
    "aws-lambda",
    title="AWS Lambda",
    aws_docs="https://docs.aws.amazon.com/cli/latest/reference/lambda/",
)

_KEYS = "the role of the build stands for the key"
_FUNCTION = f"arn:${{AWS::Partition}}:lambda:{HERE}:function:{{functionName}}"
_PACKAGE = "com.xti.jenkins.plugin.awslambda"


def _access(place: str) -> tuple[Promise, ...]:
    return (
        converted(f"{place}awsRegion", to="AWS_REGION"),
        ignored(f"{place}useInstanceCredentials", because=_KEYS),
        partial(f"{place}awsAccessKeyId", because=_KEYS, default=""),
        partial(f"{place}awsSecretKey", because=_KEYS, default=""),
        partial(f"{place}clearTextAwsSecretKey", because=_KEYS, default=""),
        converted(f"{place}successOnly", to="whether it runs after a failure", default="false"),
    )


def _listed(place: str, *promises: Promise) -> tuple[Promise, ...]:
    """The promises of a describable in a setting, or for `place` "" of the call itself."""
    return (
        *promises,
        *_access(place),
        *((ignored(place[:-1], because="its settings have outcomes"),) if place else ()),
    )


def _each(call: Call, setting: str) -> tuple[Call, ...]:
    return call.nested(setting) if setting else (call,)


def _region(one: Call) -> tuple[tuple[str, Value], ...]:
    return in_region(one, "awsRegion")


def _line(one: Call) -> list[str]:
    return [EXPORTS] if _region(one) else []


# ---- upload ----------------------------------------------------------------------------------------------------------

_CONFIGURED = {  # settings, and the option of the CLI
    "description": "description",
    "handler": "handler",
    "memorySize": "memory-size",
    "role": "role",
    "runtime": "runtime",
    "timeout": "timeout",
}
_OTHER = ("functionName", "artifactLocation", "updateMode", "publish", "alias", "createAlias")
_DEPLOY = """\
if [ -d "$artifactLocation" ]; then
  code=$(mktemp -d)/code.zip
  ( cd "$artifactLocation" && zip -q -r "$code" . )
else
  code=$artifactLocation
fi
set -- OPTIONS
if told=$(aws lambda get-function --function-name "$functionName" 2>&1); then
  case $updateMode in
    full | config)
      aws lambda update-function-configuration --function-name "$functionName" "$@" > /dev/null
      aws lambda wait function-updated --function-name "$functionName"
      ;;
  esac
  version=
  case $updateMode in
    full | code)
      version=$(aws lambda update-function-code --function-name "$functionName" --zip-file "fileb://$code" PUBLISH \\
        --query Version --output text)
      ;;
  esac
else
  case $told in
    *ResourceNotFoundException*) ;;
    *) printf '%s\\n' "$told" >&2; exit 1 ;;
  esac
  version=$(aws lambda create-function --function-name "$functionName" --zip-file "fileb://$code" PUBLISH "$@" \\
    --query Version --output text)
fi"""
_ALIAS = """
if [ -n "$version" ]; then
  aws lambda update-alias --function-name "$functionName" --name "$alias" --function-version "$version" 2> /dev/null ||
    aws lambda create-alias --function-name "$functionName" --name "$alias" --function-version "$version"
fi"""


def _upload_settings(place: str) -> tuple[Promise, ...]:
    return _listed(
        place,
        *(converted(f"{place}{name}", to=CLI, default="") for name in (*_CONFIGURED, *_OTHER)),
        *(converted(f"{place}{name}", to=CLI, default="") for name in ("subnets", "securityGroups")),
        ignored(f"{place}enableDeadLetterQueue", because="the queue alone tells"),
        converted(f"{place}deadLetterQueueArn", to=CLI, default=""),
        converted(f"{place}environmentConfiguration.kmsArn", to=CLI, default=""),
        ignored(f"{place}environmentConfiguration.configureEnvironment", because="the variables alone tell"),
        *(converted(f"{place}environmentConfiguration.environment.{name}", to=CLI) for name in ("key", "value")),
        ignored(f"{place}environmentConfiguration.environment", because="its entries have outcomes"),
        ignored(f"{place}environmentConfiguration", because="its settings have outcomes"),
    )


def _upload(one: Call) -> CallAws:
    known = [name for name in _CONFIGURED if given(one, name) != Literal("")]
    options = [f'--{_CONFIGURED[name]} "${name}"' for name in known]
    variables = list(inputs(one, "functionName", "artifactLocation", "alias", *known, expanded=True))
    variables += [("updateMode", Literal(one.text("updateMode", "full").lower()))]
    lines = _line(one)
    if any(given(one, name) != Literal("") for name in ("subnets", "securityGroups")):
        variables += inputs(one, "subnets", "securityGroups", expanded=True)
        options += ['--vpc-config "SubnetIds=$subnets,SecurityGroupIds=$securityGroups"']
    if given(one, "deadLetterQueueArn") != Literal(""):
        variables += inputs(one, "deadLetterQueueArn", expanded=True)
        options += ['--dead-letter-config "TargetArn=$deadLetterQueueArn"']
    for environment in one.nested("environmentConfiguration"):
        entries = [(item.value("key"), item.value("value")) for item in environment.nested("environment")]
        pairs, words = named("environment", (joined(expand(key), "=", expand(value)) for key, value in entries))
        if pairs:
            variables += pairs
            lines += [f'environment="{{\\"Variables\\": $(aws_json map {words})}}"']
            options += ['--environment "$environment"']
        if given(environment, "kmsArn") != Literal(""):
            variables += inputs(environment, "kmsArn", expanded=True)
            options += ['--kms-key-arn "$kmsArn"']
    publishes = one.flag("publish")
    aliased = one.flag("createAlias") and publishes
    script = _DEPLOY.replace("OPTIONS", " ".join(options)).replace(" PUBLISH", " --publish" if publishes else "")
    return CallAws(
        "\n".join((*lines, script + (_ALIAS if aliased else ""))),
        (*_region(one), *variables),
        functions=("aws_json",) if "aws_json" in "".join(lines) else (),
        needs=tuple(_upload_needs(one, aliased)),
        only_if_successful=one.flag("successOnly"),
        takeover=Takeover("Lambda", stays=LAMBDA_FILES),
    )


def _upload_needs(one: Call, aliased: bool) -> Iterator[Need]:
    actions = "GetFunction GetFunctionConfiguration CreateFunction UpdateFunctionCode UpdateFunctionConfiguration"
    actions += " CreateAlias UpdateAlias" if aliased else ""
    yield from needs(one, " ".join(f"lambda:{name}" for name in actions.split()), _FUNCTION, expanded=True)
    yield from needs(one, "iam:PassRole", "{role}", expanded=True)


# ---- the others ------------------------------------------------------------------------------------------------------


def _invoke_settings(place: str) -> tuple[Promise, ...]:
    because = "no variables are made of the answer of a function"
    return _listed(
        place,
        converted(f"{place}functionName", to=CLI),
        converted(f"{place}payload", to=CLI, default=""),
        converted(f"{place}synchronous", to="whether the answer is waited for"),
        gap(f"{place}jsonParameters", because=because, default="", blocking=True),
        gap(f"{place}jsonParameters.**", because=because, blocking=True),
    )


def _invoke(one: Call) -> CallAws:
    waits = one.flag("synchronous")
    script = 'invoke_function "$functionName" "$payload"' if waits else _ASYNCHRONOUS
    return CallAws(
        "\n".join((*_line(one), script)),
        (*_region(one), *inputs(one, "functionName", "payload", expanded=True)),
        functions=("invoke_function",) if waits else (),
        needs=tuple(needs(one, "lambda:InvokeFunction", _FUNCTION, expanded=True)),
        only_if_successful=one.flag("successOnly"),
        takeover=Takeover("Lambda", category="Invoke", stays=LAMBDA_ANSWERS),
    )


_ASYNCHRONOUS = """\
aws lambda invoke --function-name "$functionName" --invocation-type Event ${payload:+--payload "$payload"} \\
  --cli-binary-format raw-in-base64-out /dev/null"""


def _publish_settings(place: str) -> tuple[Promise, ...]:
    return _listed(place, *(converted(f"{place}{name}", to=CLI, default="") for name in _PUBLISHED))


_PUBLISHED = ("functionARN", "functionAlias", "versionDescription")
_PUBLISH = """\
version=$(aws lambda publish-version --function-name "$functionARN" --query Version --output text \\
  ${versionDescription:+--description "$versionDescription"})
aws lambda update-alias --function-name "$functionARN" --name "$functionAlias" --function-version "$version" \\
  2> /dev/null ||
  aws lambda create-alias --function-name "$functionARN" --name "$functionAlias" --function-version "$version\""""


def _publish(one: Call) -> CallAws:
    arn = "{functionARN}"
    known = given(one, "functionARN", expanded=True)
    if isinstance(known, Literal) and not str(known.value).startswith("arn:"):
        arn = _FUNCTION.replace("functionName", "functionARN")
    return CallAws(
        "\n".join((*_line(one), _PUBLISH)),
        (*_region(one), *inputs(one, *_PUBLISHED, expanded=True)),
        needs=tuple(needs(one, "lambda:PublishVersion lambda:CreateAlias lambda:UpdateAlias", arn, expanded=True)),
        only_if_successful=one.flag("successOnly"),
    )


def _source_settings(place: str) -> tuple[Promise, ...]:
    return _listed(place, *(converted(f"{place}{name}", to=CLI, default="") for name in _SOURCE))


_SOURCE = ("functionName", "functionAlias", "eventSourceArn")
_MAPPING = """\
function=$(aws lambda get-function --function-name "$functionName" ${functionAlias:+--qualifier "$functionAlias"} \\
  --query Configuration.FunctionArn --output text)
aws lambda create-event-source-mapping --function-name "$function" --event-source-arn "$eventSourceArn\""""


def _source(one: Call) -> CallAws:
    return CallAws(
        "\n".join((*_line(one), _MAPPING)),
        (*_region(one), *inputs(one, *_SOURCE, expanded=True)),
        needs=(
            *needs(one, "lambda:GetFunction", _FUNCTION, expanded=True),
            *needs(one, "lambda:GetFunction", f"{_FUNCTION}:*", expanded=True),
            *needs(one, "lambda:CreateEventSourceMapping"),
        ),
        only_if_successful=one.flag("successOnly"),
    )


_KINDS = (  # package, part of the class name, setting of the publisher, its step symbol, promises, deed
    ("upload", "LambdaUpload", "lambdaVariablesList", "deployLambda", _upload_settings, _upload),
    ("invoke", "LambdaInvoke", "lambdaInvokeVariablesList", "", _invoke_settings, _invoke),
    ("publish", "LambdaPublish", "lambdaPublishVariablesList", "publishLambda", _publish_settings, _publish),
    (
        "eventsource",
        "LambdaEventSource",
        "lambdaEventSourceVariablesList",
        "eventSourceLambda",
        _source_settings,
        _source,
    ),
)


def _register() -> None:
    for package, name, listed, symbol, settings, deed in _KINDS:
        step = f"{name[0].lower()}{name[1:]}BuildStepVariables"
        for class_name, setting, slots in (
            (f"{_PACKAGE}.{package}.{name}Publisher", listed, ()),
            (f"{_PACKAGE}.{package}.{name}BuildStep", step, (Slot.STEP,)),
            *(((symbol, "", (Slot.STEP,)),) if symbol else ()),
        ):

            def convert(call: Call, setting: str = setting, deed=deed) -> Iterator[Contribution]:  # type: ignore[no-untyped-def]
                yield from (deed(one) for one in _each(call, setting))

            plugin.rule(class_name, slots=slots, settings=settings(f"{setting}." if setting else ""))(convert)


_register()
