"""AWS steps: https://plugins.jenkins.io/pipeline-aws/

Each becomes calls of the AWS CLI with the role of the build, or with what `withAWS` takes on around them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from migrate.mapping.aws_calls import CLI, HERE, VALUE, Script, given, inputs, joined, needs, pattern_of
from migrate.mapping.rule import Call, NotKnownError, Plugin, converted, entries, gap, ignored, partial
from migrate.model import contribution as c
from migrate.model.contribution import CallAws, Contribution, Plain, SecretShape, SecretVariable
from migrate.model.source import Items, Literal, Reference, ReferenceKind, Slot, Value

plugin = Plugin(
    "pipeline-aws",
    title="AWS steps",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html",
)

_STEP = (Slot.STEP,)

# ---- around other steps ----------------------------------------------------------------------------------------------

_SAML = "an assertion of SAML is not exchanged here: let the role trust the role of the build"
_HOUR = 3600  # what AWS allows a role that acts as another one


@plugin.rule(
    "withAWS",
    slots=(Slot.STEP, Slot.OPTION),
    settings=(
        converted("region", to="AWS_REGION and AWS_DEFAULT_REGION around the steps"),
        converted("credentials", to="the access key of the steps"),
        converted("endpointUrl", to="AWS_ENDPOINT_URL around the steps"),
        partial("role", because="its trust policy must name the role of the build", to="sts assume-role", default=""),
        converted("roleAccount", to="the ARN of the role", default=""),
        converted("roleSessionName", to="sts assume-role", default=""),
        converted("externalId", to="sts assume-role", default=""),
        converted("policy", to="sts assume-role", default=""),
        converted("duration", to="sts assume-role", default="3600"),
        gap("iamMfaToken", because="nobody is there to read a token from a device", default="", blocking=True),
        gap("principalArn", because=_SAML, default="", blocking=True),
        gap("samlAssertion", because=_SAML, default="", blocking=True),
        gap("federatedUserId", because="no session of a federated user is made here", default="", blocking=True),
        gap("profile", because="the profiles of the Jenkins agent are not there in a build", default="", blocking=True),
        ignored("useNode", because="the steps and the machine that they run on have one role in a build"),
    ),
)
def with_aws(call: Call) -> Iterator[Contribution]:
    """The key first, then the Region, then the role that is taken on with both (`WithAWSStep.Execution.start`)."""
    scopes: list[Contribution] = []
    if _is_set(call, "credentials"):
        keys = (("AWS_ACCESS_KEY_ID", "accessKeyId"), ("AWS_SECRET_ACCESS_KEY", "secretAccessKey"))
        credential = call.value("credentials")
        scopes.append(c.WithSecrets(tuple(SecretVariable(n, credential, SecretShape.AWS, key) for n, key in keys)))
    variables = [(name, given(call, "region")) for name in ("AWS_REGION", "AWS_DEFAULT_REGION")]
    variables = [*variables, ("AWS_ENDPOINT_URL", given(call, "endpointUrl"))]
    variables = [one for one in variables if one[1] != Literal("")]
    scopes += [c.WithVariables(tuple(variables))] if variables else []
    scopes += [_role(call)] if _is_set(call, "role") else []
    yield from scopes or [Plain()]


def _is_set(call: Call, name: str) -> bool:
    return given(call, name) != Literal("")


def _role(call: Call) -> c.WithRole:
    seconds = int(call.number("duration", _HOUR))
    if seconds > _HOUR and not _is_set(call, "credentials"):
        call.partial("a role that the role of a build takes on has an hour at most", "duration")
        seconds = _HOUR
    role, account = given(call, "role"), given(call, "roleAccount")
    return c.WithRole(
        role,
        account,
        given(call, "roleSessionName") if _is_set(call, "roleSessionName") else _SESSION,
        seconds,
        _arn(call, role, account),
        given(call, "externalId") if _is_set(call, "externalId") else None,
        given(call, "policy") if _is_set(call, "policy") else None,
    )


_SESSION = joined(  # `RoleSessionNameBuilder`
    "Jenkins-",
    Reference(ReferenceKind.ENVIRONMENT, "JOB_NAME"),
    "-",
    Reference(ReferenceKind.ENVIRONMENT, "BUILD_NUMBER"),
)


def _arn(call: Call, role: Value, account: Value) -> str:
    pattern = pattern_of(role)
    if pattern.startswith("arn:"):
        return pattern
    if not pattern.strip("*"):
        call.partial(
            "which role is known only when the pipeline runs: allow the role of the build to take it on", "role"
        )
        return ""
    return f"arn:${{AWS::Partition}}:iam::{pattern_of(account) or '${AWS::AccountId}'}:role/{pattern}"


# ---- one thing of one service -----------------------------------------------------------------------------------------

_GROUP = "{targetGroupARN}"
_REPOSITORY = f"arn:${{AWS::Partition}}:ecr:{HERE}:repository/{{repositoryName}}"
_FUNCTION = f"arn:${{AWS::Partition}}:lambda:{HERE}:function:{{functionName}}"
_TARGETS = 'aws elbv2 {0}-targets --target-group-arn "$targetGroupARN" --targets "Id=$instanceID,Port=$port"'
_TARGET_STATES = (
    'found=$(aws elbv2 describe-target-health --target-group-arn "$targetGroupARN" --output text --query \\\n'
    "  \"length(TargetHealthDescriptions[?Target.Id=='$instanceID'{0}])\")\n"
    'if [ "$found" -{1} 0 ]; then echo true; else echo false; fi'
)
_CLEAN = """\
before=$(date -u -d "$daysAgo days ago" +%Y-%m-%dT%H:%M:%S)
clean() {  # function: delete its versions from before then that no alias has
  aliased=$(aws lambda list-aliases --function-name "$1" --query 'Aliases[].FunctionVersion' --output text)
  aws lambda list-versions-by-function --function-name "$1" --query 'Versions[].[Version,LastModified]' --output text |
    awk -v before="$before" '$1 != "$LATEST" && $2 < before { print $1 }' | while read -r version; do
      case " $(echo $aliased) " in *" $version "*) continue ;; esac
      echo "Deleting old version $1:$version"
      aws lambda delete-function --function-name "$1" --qualifier "$version"
    done
}
if [ -n "$functionName" ]; then clean "$functionName"; fi
if [ -n "$stackName" ]; then
  aws cloudformation list-stack-resources --stack-name "$stackName" --output text --query \\
    "StackResourceSummaries[?ResourceType=='AWS::Lambda::Function'].[PhysicalResourceId]" |
    while read -r one; do clean "$one"; done
fi"""

for _step in (
    Script(
        "snsPublish",
        "topicArn subject message",
        """\
attributes=$(sns_attributes "$@")
aws sns publish --topic-arn "$topicArn" --subject "$subject" --message "$message" --message-attributes "$attributes\"""",
        (("sns:Publish", "{topicArn}"),),
        items="messageAttributes",
        maps=True,
        functions=("sns_attributes",),
    ),
    Script(
        "cfInvalidate",
        "distribution waitForCompletion",
        """\
invalidation=$(aws cloudfront create-invalidation --distribution-id "$distribution" --paths "$@" \\
  --query Invalidation.Id --output text)
echo "Invalidation $invalidation enqueued"
if [ "$waitForCompletion" = true ]; then
  aws cloudfront wait invalidation-completed --distribution-id "$distribution" --id "$invalidation"
fi""",
        (
            (
                "cloudfront:CreateInvalidation cloudfront:GetInvalidation",
                "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/{distribution}",
            ),
        ),
        items="paths",
    ),
    Script(
        "deployAPI",
        "api stage description",
        """\
variables=$(aws_json map "$@")
aws apigateway create-deployment --rest-api-id "$api" --stage-name "$stage" --variables "$variables" \\
  ${description:+--description "$description"}""",
        (("apigateway:POST", "arn:${AWS::Partition}:apigateway:*::/restapis/{api}/deployments"),),
        items="variables",
        functions=("aws_json",),
    ),
    Script(
        "ec2ShareAmi",
        "amiId",
        """\
aws ec2 modify-image-attribute --image-id "$amiId" --attribute launchPermission --operation-type add --user-ids "$@\"""",
        (("ec2:ModifyImageAttribute", "arn:${AWS::Partition}:ec2:*::image/{amiId}"),),
        items="accountIds",
    ),
    Script(
        "ecrSetRepositoryPolicy",
        "registryId repositoryName policyText",
        """\
aws ecr set-repository-policy --repository-name "$repositoryName" --policy-text "$policyText" \\
  ${registryId:+--registry-id "$registryId"}""",
        (("ecr:SetRepositoryPolicy", _REPOSITORY),),
    ),
    *(
        Script(
            name,
            "targetGroupARN instanceID port",
            _TARGETS.format(verb),
            ((f"elasticloadbalancing:{verb.capitalize()}Targets", _GROUP),),
        )
        for name, verb in (("elbRegisterInstance", "register"), ("elbDeregisterInstance", "deregister"))
    ),
    *(
        Script(
            name,
            "targetGroupARN instanceID port",
            _TARGET_STATES.format(state, test),
            (("elasticloadbalancing:DescribeTargetHealth", "*"),),
            gives=True,
        )
        for name, state, test in (
            ("elbIsInstanceRegistered", " && TargetHealth.State=='healthy'", "gt"),
            ("elbIsInstanceDeregistered", "", "eq"),
        )
    ),
    Script(
        "setAccountAlias",
        "name",
        """\
aliases=$(aws iam list-account-aliases --query 'AccountAliases[]' --output text)
case " $(echo $aliases) " in
  *" $name "*) echo "Account alias already set $name" ;;
  *) aws iam create-account-alias --account-alias "$name" ;;
esac""",
        (("iam:ListAccountAliases iam:CreateAccountAlias", "*"),),
    ),
    Script(
        "listAWSAccounts",
        "parent",
        """\
if [ -n "$parent" ]; then set -- list-accounts-for-parent --parent-id "$parent"; else set -- list-accounts; fi
found=$(aws organizations "$@" --output json --query 'Accounts[].{id: Id, arn: Arn, name: Name, status: Status}')
safe_names "$found\"""",
        (("organizations:ListAccounts organizations:ListAccountsForParent", "*"),),
        functions=("safe_names",),
        gives=True,
    ),
    Script(
        "updateIdP",
        "name metadata",
        """\
own=$(aws iam list-saml-providers --output text \\
  --query "SAMLProviderList[?ends_with(Arn, '/$name')].Arn | [0]")
if [ "$own" = None ]; then
  aws iam create-saml-provider --name "$name" --saml-metadata-document "file://$metadata" \\
    --query SAMLProviderArn --output text
else
  aws iam update-saml-provider --saml-provider-arn "$own" --saml-metadata-document "file://$metadata" > /dev/null
  echo "$own"
fi""",
        (
            ("iam:ListSAMLProviders", "*"),
            (
                "iam:CreateSAMLProvider iam:UpdateSAMLProvider",
                "arn:${AWS::Partition}:iam::${AWS::AccountId}:saml-provider/{name}",
            ),
        ),
        gives=True,
    ),
    Script(
        "updateTrustPolicy",
        "roleName policyFile",
        'aws iam update-assume-role-policy --role-name "$roleName" --policy-document "file://$policyFile"',
        (("iam:UpdateAssumeRolePolicy", "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/{roleName}"),),
    ),
    Script(
        "awsIdentity",
        "",
        "aws sts get-caller-identity --output json --query '{account: Account, user: UserId, arn: Arn}'",
        (),
        gives=True,
    ),
    Script(
        "lambdaVersionCleanup",
        "daysAgo functionName stackName",
        _CLEAN,
        (
            ("lambda:ListAliases lambda:ListVersionsByFunction lambda:DeleteFunction", f"{_FUNCTION}"),
            ("lambda:DeleteFunction", f"{_FUNCTION}:*"),
            (
                "cloudformation:ListStackResources",
                f"arn:${{AWS::Partition}}:cloudformation:{HERE}:stack/{{stackName}}/*",
            ),
            (
                "lambda:ListAliases lambda:ListVersionsByFunction lambda:DeleteFunction",
                f"arn:${{AWS::Partition}}:lambda:{HERE}:function:{{stackName}}-*",
            ),
        ),
        behaviour=(
            partial(
                "functions of a stack",
                because="the role of the build may delete versions of those functions "
                "alone that have the name of the stack in front of theirs",
            ),
        ),
    ),
):
    _step.register(plugin)


# ---- images ----------------------------------------------------------------------------------------------------------


@plugin.rule(
    "ecrLogin",
    slots=_STEP,
    settings=(converted("email", to="the text that it gives"), converted("registryIds", to="the text that it gives")),
    behaviour=(
        partial("the text that it gives", because="it has no password: the shell that runs it asks for one, in the "
                "Region and with the role that hold there"),
    ),
)  # fmt: skip
def ecr_login(call: Call) -> Iterator[Contribution]:
    """The reader of the pipeline knows the text; what remains to do is to allow it."""
    call.has("email")
    call.has("registryIds")
    yield CallAws("", needs=tuple(needs(call, "ecr:GetAuthorizationToken")))


@plugin.rule(
    "ecrDeleteImage",
    slots=_STEP,
    settings=(
        converted("repositoryName", to=CLI),
        converted("registryId", to=CLI),
        converted("imageIds", to=CLI),
        converted("imageIds.imageTag", to=CLI),
        converted("imageIds.imageDigest", to=CLI),
    ),
)
def ecr_delete(call: Call) -> Iterator[Contribution]:
    """An image that can't be deleted is told, and no failure: in Jenkins and with the CLI."""
    yield CallAws(
        'aws ecr batch-delete-image --repository-name "$repositoryName" ${registryId:+--registry-id "$registryId"} '
        '--image-ids "$@"',
        inputs(call, "repositoryName", "registryId"),
        tuple(_image(one) for one in call.nested("imageIds")),
        needs=tuple(needs(call, "ecr:BatchDeleteImage", _owned(call))),
    )


def _image(image: Call) -> Value:
    names = [name for name in ("imageTag", "imageDigest") if _is_set(image, name)]
    words = [joined("," if at else "", f"{name}=", image.value(name)) for at, name in enumerate(names)]
    return joined(*words)


def _owned(call: Call) -> str:
    """The ARN of the repository, which may be in the registry of another account."""
    return _REPOSITORY.replace("${AWS::AccountId}", "{registryId}") if _is_set(call, "registryId") else _REPOSITORY


@plugin.rule(
    "ecrListImages",
    slots=_STEP,
    settings=(
        converted("repositoryName", to=CLI),
        converted("registryId", to=CLI),
        converted("filter", to=CLI),
        converted("filter.tagStatus", to=CLI),
        VALUE,
    ),
)
def ecr_list(call: Call) -> Iterator[Contribution]:
    statuses = [one.value("tagStatus") for one in call.nested("filter")]
    yield CallAws(
        'aws ecr list-images --repository-name "$repositoryName" ${registryId:+--registry-id "$registryId"} \\\n'
        '  ${tagStatus:+--filter "tagStatus=$tagStatus"} --output json \\\n'
        "  --query 'imageIds[].{imageTag: imageTag, imageDigest: imageDigest}'",
        (*inputs(call, "repositoryName", "registryId"), ("tagStatus", statuses[0] if statuses else Literal(""))),
        needs=tuple(needs(call, "ecr:ListImages", _owned(call))),
        variable=call.text("variable"),
    )


# ---- functions -------------------------------------------------------------------------------------------------------


@plugin.rule(
    "invokeLambda",
    slots=_STEP,
    settings=(
        converted("functionName", to=CLI),
        converted("payload", to=CLI),
        entries("payload", to=CLI, deep=True),
        converted("payloadAsString", to=CLI),
        converted("returnValueAsString", to="the kind of the value", default="false"),
        VALUE,
    ),
)
def invoke(call: Call) -> Iterator[Contribution]:
    call.has("returnValueAsString")
    payload = Literal(json.dumps(_known(call, "payload"))) if call.has("payload") else given(call, "payloadAsString")
    yield CallAws(
        'invoke_function "$functionName" "$payload"' + ("" if call.has("variable") else " > /dev/null"),
        (*inputs(call, "functionName"), ("payload", payload)),
        functions=("invoke_function",),
        needs=_invoking(call),
        variable=call.text("variable"),
    )


def _invoking(call: Call) -> tuple[c.Need, ...]:
    """A function is named by its name or its ARN, and a version or an alias may stand behind both."""
    if pattern_of(given(call, "functionName")).startswith("arn:"):
        return tuple(needs(call, "lambda:InvokeFunction", "{functionName}"))
    return tuple(needs(call, "lambda:InvokeFunction", _FUNCTION))


def _known(call: Call, name: str) -> object:
    """A value, with the maps in it. Raises NotKnownError where something of it is known only when the pipeline runs."""
    maps = call.nested(name)
    if len(maps) == 1 and not maps[0].name:
        return {one.name: _known(maps[0], one.name) for one in maps[0].describable.settings}
    if maps or not all(isinstance(one, Literal) for one in call.items(name)):
        raise NotKnownError(call.prefix + name)
    found = [one.value for one in call.items(name) if isinstance(one, Literal)]
    return found if isinstance(call.value(name), Items) else found[0] if found else ""
