"""CloudFormation in pipelines: https://plugins.jenkins.io/pipeline-aws/"""

from __future__ import annotations

import json
from collections.abc import Iterator

from migrate.mapping.aws_calls import CLI, HERE, VALUE, Script, given, inputs, listed, named, needs, pairs
from migrate.mapping.expressions import text_of
from migrate.mapping.rule import Call, Plugin, Promise, converted, entries, gap, ignored, partial
from migrate.model.contribution import INPUT, CallAws, Contribution, Need, Takeover
from migrate.model.source import Literal, Slot, Value
from migrate.model.takeovers import AS_PIPELINE, STACK_ACTIONS, STACK_ROLE, VALIDATES

plugin = Plugin(
    "pipeline-aws-cloudformation",
    title="AWS steps: CloudFormation",
    aws_docs="https://docs.aws.amazon.com/cli/latest/reference/cloudformation/",
    part_of="pipeline-aws",
)

_STACK = f"arn:${{AWS::Partition}}:cloudformation:{HERE}:stack/{{stack}}/*"
_STACK_SET = f"arn:${{AWS::Partition}}:cloudformation:{HERE}:stackset/{{stackSet}}:*"
_LOOKS = "cloudformation:DescribeStacks cloudformation:DescribeStackEvents"
_MADE = "what the template makes, the role of the build must be allowed, or the one in roleArn"
_VARIABLES = ("template", "file", "url", "paramsFile", "tagsFile", "create")
_LISTS = ("params", "keepParams", "tags", "notificationARNs")

_TEMPLATE: tuple[Promise, ...] = (
    *(converted(name, to=CLI) for name in (*_VARIABLES, *_LISTS)),
    entries("params", to=CLI),
    converted("pollInterval", to="how long is waited between two looks", default="1000"),
)
_TIMES = (
    converted("timeoutInMinutes", to="how long is waited", default="10"),
    converted("timeoutInSeconds", to="how long is waited", default="600"),
)
_ROLLBACK = (
    converted("rollbackTimeoutInMinutes", to=CLI),
    converted("rollbackTriggers", to=CLI),
)


def _polling(call: Call) -> tuple[tuple[str, Value], ...]:
    """How long is waited between two looks, and in all: seconds (`PollConfiguration`)."""
    interval = max(1, round(call.number("pollInterval", 1000) / 1000))
    seconds = call.number("timeoutInSeconds", 600)
    if call.has("timeoutInMinutes"):
        seconds = 60 * call.number("timeoutInMinutes", 10)
    return ("interval", Literal(interval)), ("seconds", Literal(int(seconds)))


def _made_of(call: Call) -> tuple[tuple[tuple[str, Value], ...], list[str], str]:
    """Variables for a template with its parameters, the lines that put lists into JSON, and the parameters as words."""
    variables = list(inputs(call, *_VARIABLES))
    parameters, words = named("params", pairs(call, "params"))
    kept, kept_words = named("keepParams", listed(call, "keepParams"))
    tags, tag_words = named("tags", listed(call, "tags"))
    lines = [f"kept=$(aws_json previous {kept_words})"] if kept else []
    lines += [f"tags=$(aws_json tags {tag_words})"] if tags else ["tags="]
    topics, topic_words = named("notificationARNs", listed(call, "notificationARNs"))
    lines += [f"arns=$(aws_json list {topic_words})"] if topics else ["arns="]
    return (*variables, *parameters, *kept, *tags, *topics), lines, words


def _rollback(call: Call) -> str:
    """The configuration of a rollback as JSON (`TemplateStepBase.getRollbackConfiguration`)."""
    found: dict[str, object] = {"MonitoringTimeInMinutes": int(call.number("rollbackTimeoutInMinutes", 0))}
    if call.has("rollbackTriggers"):
        triggers = [one.partition("=") for one in call.texts("rollbackTriggers")]
        found["RollbackTriggers"] = [{"Type": kind, "Arn": arn} for kind, _, arn in triggers]
    return json.dumps(found)


def _stack_needs(call: Call, actions: str) -> tuple[Need, ...]:
    role = needs(call, "iam:PassRole", "{roleArn}") if given(call, "roleArn") != Literal("") else ()
    return (*needs(call, f"{actions} {_LOOKS}", _STACK), *role)


@plugin.rule(
    "cfnUpdate",
    slots=(Slot.STEP,),
    settings=(
        converted("stack", to=CLI),
        *_TEMPLATE,
        *_TIMES,
        *_ROLLBACK,
        converted("roleArn", to=CLI),
        converted("onFailure", to=CLI, default="DELETE"),
        converted("enableTerminationProtection", to=CLI),
        VALUE,
    ),
    behaviour=(partial("the resources of the stack", because=_MADE),),
)
def update(call: Call) -> Iterator[Contribution]:
    variables, lines, words = _made_of(call)
    fixed = (("protected", given(call, "enableTerminationProtection")), ("rollback", Literal(_rollback(call))))
    lines += [f"change_stack {words}".rstrip()]
    keeps = call.has("variable")
    lines += [
        'if [ -z "$changed" ]; then echo null; else stack_outputs "$stack" "jenkinsStackUpdateStatus=$changed"; fi'
    ]
    yield CallAws(
        "\n".join(lines if keeps else lines[:-1]),
        (*inputs(call, "stack", "roleArn", "onFailure"), *variables, *_polling(call), *fixed),
        functions=("aws_json", "change_stack", *(["stack_outputs"] if keeps else [])),
        needs=_stack_needs(call, "cloudformation:CreateStack cloudformation:UpdateStack"),
        variable=call.text("variable"),
        takeover=_takeover(call),
    )


_ACTION_HAS = {"stack", "file", "params", "roleArn", "pollInterval", "timeoutInMinutes", "timeoutInSeconds", "create"}


def _takeover(call: Call) -> Takeover:
    """The action CREATE_UPDATE: a template of the workspace, with parameters that are all named."""
    folder, _, name = _known(given(call, "file")).rpartition("/")
    role, overrides = given(call, "roleArn"), _overrides(pairs(call, "params"))
    if stays := _stays(call, name, overrides):
        return Takeover("CloudFormation", stays=stays)
    configuration: list[tuple[str, Value]] = [
        ("ActionMode", Literal("CREATE_UPDATE")),
        ("StackName", given(call, "stack")),
        ("TemplatePath", Literal(f"{INPUT}{name}")),
        ("Capabilities", Literal("CAPABILITY_IAM,CAPABILITY_NAMED_IAM,CAPABILITY_AUTO_EXPAND")),
        ("ParameterOverrides", overrides or Literal("")),
        ("RoleArn", role),
    ]
    return Takeover(
        "CloudFormation",
        tuple(configuration),
        directory=Literal(folder),
        files=(name,),
        to_ask=() if role != Literal("") else ("RoleArn",),
        needs=(*_stack_needs(call, " ".join(STACK_ACTIONS)), VALIDATES),
        differs=(
            AS_PIPELINE,
            *([] if role != Literal("") else [STACK_ROLE]),
            "the action waits as long as CloudFormation takes",
            "a stack that can't be made is rolled back, and stays to be deleted by hand",
        ),
    )


def _stays(call: Call, name: str, overrides: Value | None) -> str:
    more = [one.name for one in call.describable.settings if one.name not in _ACTION_HAS]
    if more:
        return "what it gives is read" if "variable" in more else f"the action has nothing for {more[0]}"
    if not name or any(sign in name for sign in "*?,"):
        return "which file its template is, is not known"
    if call.has("create") and not call.flag("create"):
        return "it makes no stack, and the action does"
    return "a parameter has a value that JSON can't hold as it is" if overrides is None else ""


def _known(value: Value) -> str:
    """A text that is known; "" for any other."""
    return text_of(value) if isinstance(value, Literal) else ""


def _overrides(values: tuple[Value, ...]) -> Value | None:
    """Parameters as JSON; None where a value that only the run knows is a part of it."""
    if not all(isinstance(one, Literal) for one in values):
        return None
    texts = dict(_known(one).partition("=")[::2] for one in values)
    return Literal(json.dumps(texts, separators=(",", ":")) if texts else "")


_CHANGE_SET = """\
there=$(stack_status "$stack")
if [ -z "$there" ] && [ "${create:-true}" = false ]; then
  echo "No stack found with the name and skipped creation due to configuration."
  exit
fi
stack_options WORDS
how=UPDATE
case $there in '' | REVIEW_IN_PROGRESS) how=CREATE ;; esac
printf '%s\\0' --change-set-name "$changeSet" --change-set-type "$how" >> "$options"
[ -z "$there" ] || printf '%s\\0' --rollback-configuration "$rollback" >> "$options"
xargs -0 -n 1000 -x aws cloudformation create-change-set < "$options"
while [ "$seconds" -gt 0 ]; do
  told=$(change_set_told "$stack" "$changeSet")
  case $told in
    CREATE_COMPLETE | EMPTY) echo "$changeSet: $told"; exit ;;
    FAILED) exit 1 ;;
  esac
  sleep "$interval"
  seconds=$((seconds - interval))
done
echo "$changeSet is not done in time: $told" >&2
exit 1"""


@plugin.rule(
    "cfnCreateChangeSet",
    slots=(Slot.STEP,),
    settings=(
        converted("stack", to=CLI),
        converted("changeSet", to=CLI),
        *_TEMPLATE,
        *_TIMES,
        *_ROLLBACK,
        converted("roleArn", to=CLI),
        ignored("onFailure", because="a change set that is made has none in Jenkins either"),
    ),
)
def create_change_set(call: Call) -> Iterator[Contribution]:
    variables, lines, words = _made_of(call)
    lines += [_CHANGE_SET.replace(" WORDS", f" {words}".rstrip())]
    yield CallAws(
        "\n".join(lines),
        (
            *inputs(call, "stack", "changeSet", "roleArn"),
            *variables,
            *_polling(call),
            ("rollback", Literal(_rollback(call))),
        ),
        functions=("aws_json", "stack_options", "stack_status", "change_set_told"),
        needs=_stack_needs(call, "cloudformation:CreateChangeSet cloudformation:DescribeChangeSet"),
    )


_EXECUTE = """\
there=$(stack_status "$stack")
told=EMPTY changed=true
[ -z "$there" ] || told=$(change_set_told "$stack" "$changeSet")
if [ "$told" = EMPTY ]; then
  echo "Deleting empty change set $changeSet for stack $stack" >&2
  aws cloudformation delete-change-set --stack-name "$stack" --change-set-name "$changeSet" >&2
  changed=false
else
  wanted=UPDATE_COMPLETE
  [ "$there" != REVIEW_IN_PROGRESS ] || wanted=CREATE_COMPLETE
  aws cloudformation execute-change-set --stack-name "$stack" --change-set-name "$changeSet" >&2
  sleep 5  # the stack is as it was until the execution begins
  stack_done "$stack" "$interval" "$seconds" "$wanted"
fi
"""


@plugin.rule(
    "cfnExecuteChangeSet",
    slots=(Slot.STEP,),
    settings=(
        converted("stack", to=CLI),
        converted("changeSet", to=CLI),
        converted("pollInterval", to="how long is waited between two looks", default="1000"),
        *_TIMES,
        VALUE,
    ),
    behaviour=(partial("the resources of the stack", because=_MADE),),
)
def execute_change_set(call: Call) -> Iterator[Contribution]:
    keeps = call.has("variable")
    yield CallAws(
        _EXECUTE + ('stack_outputs "$stack" "jenkinsStackUpdateStatus=$changed"' if keeps else ""),
        (*inputs(call, "stack", "changeSet"), *_polling(call)),
        functions=("stack_status", "stack_done", "change_set_told", *(["stack_outputs"] if keeps else [])),
        needs=tuple(
            needs(
                call,
                "cloudformation:ExecuteChangeSet cloudformation:DescribeChangeSet cloudformation:DeleteChangeSet "
                f"{_LOOKS}",
                _STACK,
            )
        ),
        variable=call.text("variable"),
    )


@plugin.rule(
    "cfnDelete",
    slots=(Slot.STEP,),
    settings=(
        *(converted(name, to=CLI) for name in ("stack", "roleArn", "clientRequestToken", "retainResources")),
        converted("pollInterval", to="how long is waited between two looks", default="1000"),
        *_TIMES,
    ),
    behaviour=(partial("the resources of the stack", because=_MADE),),
)
def delete(call: Call) -> Iterator[Contribution]:
    yield CallAws(
        """\
[ $# -eq 0 ] || set -- --retain-resources "$@"
aws cloudformation delete-stack --stack-name "$stack" ${roleArn:+--role-arn "$roleArn"} \\
  ${clientRequestToken:+--client-request-token "$clientRequestToken"} "$@"
stack_done "$stack" "$interval" "$seconds" "DELETE_COMPLETE GONE\"""",
        (*inputs(call, "stack", "roleArn", "clientRequestToken"), *_polling(call)),
        listed(call, "retainResources"),
        functions=("stack_done",),
        needs=_stack_needs(call, "cloudformation:DeleteStack"),
    )


for _step in (
    Script(
        "cfnDescribe",
        "stack",
        'stack_outputs "$stack"',
        (("cloudformation:DescribeStacks", _STACK),),
        functions=("stack_outputs",),
        gives=True,
    ),
    Script(
        "cfnExports",
        "",
        "map_of \"$(aws cloudformation list-exports --query 'Exports[].[Name,Value]' --output json)\"",
        (("cloudformation:ListExports", "*"),),
        functions=("map_of",),
        gives=True,
    ),
    Script(
        "cfnValidate",
        "file url",
        """\
[ -n "$file$url" ] || { echo "Either a file or url for the template must be specified" >&2; exit 1; }
if [ -n "$file" ]; then set -- --template-body "file://$file"; else set -- --template-url "$url"; fi
aws cloudformation validate-template "$@\"""",
        (("cloudformation:ValidateTemplate", "*"),),
    ),
    Script(
        "cfnDeleteStackSet",
        "stackSet",
        'aws cloudformation delete-stack-set --stack-set-name "$stackSet"',
        (("cloudformation:DeleteStackSet", _STACK_SET),),
        more=(ignored("pollInterval", because="Jenkins does not wait for it either"),),
    ),
):
    _step.register(plugin)


_UPDATE_SET = """\
stack=$stackSet there=
told=$(aws cloudformation describe-stack-set --stack-set-name "$stackSet" --query StackSet.Status --output text 2>&1) ||
  case $told in
    *StackSetNotFound*) told= ;;
    *) printf '%s\\n' "$told" >&2; exit 1 ;;
  esac
there=$told
if [ -z "$there" ] && [ "${create:-true}" = false ]; then
  echo "No stack set found with the name=$stackSet and skipped creation due to configuration."
  exit
fi
roleArn= arns=
stack_options WORDS
sed -i -z '1s/^--stack-name$/--stack-set-name/' "$options"
for option in administratorRoleArn:administration-role-arn executionRoleName:execution-role-name; do
  eval "value=\\$${option%%:*}"
  [ -z "$value" ] || printf '%s\\0' "--${option#*:}" "$value" >> "$options"
done
if [ -z "$there" ]; then
  xargs -0 -n 1000 -x aws cloudformation create-stack-set < "$options"
  exit
fi
[ -z "$preferences" ] || printf '%s\\0' --operation-preferences "$preferences" >> "$options"
printf '%s\\0' --query OperationId --output text >> "$options"
operation=$(xargs -0 -n 1000 -x aws cloudformation update-stack-set < "$options")
while :; do
  now=$(aws cloudformation describe-stack-set-operation --stack-set-name "$stackSet" --operation-id "$operation" \\
    --query StackSetOperation.Status --output text)
  echo "$operation: $now"
  case $now in
    SUCCEEDED) exit ;;
    RUNNING | QUEUED) sleep "$interval" ;;
    *) exit 1 ;;
  esac
done"""
_PREFERENCES = {
    "failureToleranceCount": "FailureToleranceCount",
    "failureTolerancePercentage": "FailureTolerancePercentage",
    "maxConcurrentCount": "MaxConcurrentCount",
    "maxConcurrentPercentage": "MaxConcurrentPercentage",
}


@plugin.rule(
    "cfnUpdateStackSet",
    slots=(Slot.STEP,),
    settings=(
        converted("stackSet", to=CLI),
        ignored("notificationARNs", because="it has no effect on a stack set in Jenkins either"),
        *_TEMPLATE,
        converted("administratorRoleArn", to=CLI),
        converted("executionRoleName", to=CLI),
        converted("operationPreferences", to=CLI),
        *(converted(f"operationPreferences.{name}", to=CLI) for name in ("regionOrder", *_PREFERENCES)),
        gap("batchingOptions", because="updates are not made one Region after another here", blocking=True),
        gap(
            "batchingOptions.regions",
            because="updates are not made one Region after another here",
            default="false",
            blocking=True,
        ),
        *(ignored(name, because="it has no effect on a stack set in Jenkins either")
          for name in ("onFailure", "timeoutInMinutes", "timeoutInSeconds", "rollbackTimeoutInMinutes",
                       "rollbackTriggers", "roleArn")),
    ),
    behaviour=(
        partial("a stack set that is busy", because="the step fails at once, where Jenkins tries ten times"),
    ),
)  # fmt: skip
def update_stack_set(call: Call) -> Iterator[Contribution]:
    variables, lines, words = _made_of(call)
    lines += [_UPDATE_SET.replace(" WORDS", f" {words}".rstrip())]
    preferences = [_preferences(one) for one in call.nested("operationPreferences")]
    actions = "UpdateStackSet DescribeStackSet DescribeStackSetOperation"
    role = needs(call, "iam:PassRole", "{administratorRoleArn}")
    yield CallAws(
        "\n".join(lines),
        (
            *inputs(call, "stackSet", "administratorRoleArn", "executionRoleName"),
            *variables,
            *_polling(call)[:1],
            ("preferences", Literal(preferences[0] if preferences else "")),
        ),
        functions=("aws_json", "stack_options"),
        needs=(
            *needs(call, " ".join(f"cloudformation:{one}" for one in actions.split()), _STACK_SET),
            *needs(call, "cloudformation:CreateStackSet"),
            *role,
        ),
    )


def _preferences(call: Call) -> str:
    """Preferences of an operation as JSON."""
    found: dict[str, object] = {key: int(call.number(name)) for name, key in _PREFERENCES.items() if call.has(name)}
    if call.has("regionOrder"):
        found["RegionOrder"] = list(call.texts("regionOrder"))
    return json.dumps(found)
