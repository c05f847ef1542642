"""Variables from the Parameter Store: https://plugins.jenkins.io/aws-parameter-store/

The names of the variables are those of the plugin's AwsParameterStoreService.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.aws_calls import pattern_of
from migrate.mapping.rule import Call, Plugin, converted, partial
from migrate.model.contribution import Contribution, Need, WithParameterStore
from migrate.model.source import Literal, Value

plugin = Plugin(
    "aws-parameter-store",
    title="AWS Parameter Store",
    aws_docs="https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html",
)

_TO = "variables that the build reads"
_NAMINGS = ("absolute", "relative")
_STORE = "arn:${AWS::Partition}:ssm:*:${AWS::AccountId}:parameter"


@plugin.rule(
    "withAWSParameterStore",
    "hudson.plugins.awsparameterstore.AwsParameterStoreBuildWrapper",
    settings=(
        converted("path", to=_TO, default=""),
        converted("recursive", to=_TO, default="false"),
        converted("naming", to="the names of the variables", default=""),
        converted("namePrefixes", to=_TO, default=""),
        converted("regionName", to=_TO, default="us-east-1"),
        converted("credentialsId", to="a secret", default=""),
    ),
    behaviour=(
        partial(
            "parameters that can't be read", because="the build fails, where Jenkins goes on without their variables"
        ),
        partial("parameters that a key of its own encrypts", because="allow the role of the build kms:Decrypt with it"),
    ),
)
def around(call: Call) -> Iterator[Contribution]:
    """Without a path it looks for names; each of naming and prefixes holds for one of the two alone."""
    path, prefixes, naming = call.value("path"), call.value("namePrefixes"), call.text("naming").strip()
    by_path = not (isinstance(path, Literal) and str(path.value or "").strip() == "")
    yield WithParameterStore(
        Literal(call.text("regionName").strip() or "us-east-1"),
        Literal(str(path.value).strip()) if by_path and isinstance(path, Literal) else path if by_path else Literal(""),
        call.flag("recursive"),
        naming if naming in _NAMINGS else "basename",
        Literal("") if by_path or prefixes == Literal(None) else prefixes,
        call.value("credentialsId"),
        _needs_of(path) if by_path else _NAMED,
    )


_NAMED = (Need(("ssm:DescribeParameters",), "*"), Need(("ssm:GetParameter",), f"{_STORE}/*"))


def _needs_of(path: Value) -> tuple[Need, ...]:
    below = f"{_STORE}/{pattern_of(path).strip('/')}".rstrip("/")
    return tuple(Need(("ssm:GetParametersByPath",), one) for one in (below, f"{below}/*") if one != _STORE)
