"""CloudFormation's intrinsic functions replaced with plausible values, so that a template can be judged as a file.

Accounts, Regions and the names that CloudFormation makes are not known before deployment; their forms are.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from migrate.validate.node import Node

_ACCOUNT, _REGION = "111111111111", "us-east-1"
_PSEUDO: Mapping[str, object] = {
    "AWS::AccountId": _ACCOUNT,
    "AWS::Region": _REGION,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": "stack",
    "AWS::StackId": f"arn:aws:cloudformation:{_REGION}:{_ACCOUNT}:stack/stack/id",
    "AWS::NoValue": None,
    "AWS::NotificationARNs": [],
}
_HERE = f"{_REGION}:{_ACCOUNT}"
_ARNS: Mapping[str, str] = {
    "AWS::S3::Bucket": "arn:aws:s3:::{}",
    "AWS::KMS::Key": f"arn:aws:kms:{_HERE}:key/11111111-2222-3333-4444-555555555555",
    "AWS::IAM::Role": f"arn:aws:iam::{_ACCOUNT}:role/{{}}",
    "AWS::SNS::Topic": f"arn:aws:sns:{_HERE}:{{}}",
    "AWS::SQS::Queue": f"arn:aws:sqs:{_HERE}:{{}}",
    "AWS::Lambda::Function": f"arn:aws:lambda:{_HERE}:function:{{}}",
    "AWS::CodeBuild::Project": f"arn:aws:codebuild:{_HERE}:project/{{}}",
    "AWS::CodePipeline::Pipeline": f"arn:aws:codepipeline:{_HERE}:{{}}",
    "AWS::Logs::LogGroup": f"arn:aws:logs:{_HERE}:log-group:{{}}:*",
    "AWS::SecretsManager::Secret": f"arn:aws:secretsmanager:{_HERE}:secret:{{}}-AbCdEf",
    "AWS::ECR::Repository": f"arn:aws:ecr:{_HERE}:repository/{{}}",
    "AWS::CodeStarConnections::Connection": f"arn:aws:codestar-connections:{_HERE}:connection/{{}}",
    "AWS::CodeConnections::Connection": f"arn:aws:codeconnections:{_HERE}:connection/{{}}",
    "AWS::CodeCommit::Repository": f"arn:aws:codecommit:{_HERE}:{{}}",
    "AWS::DynamoDB::Table": f"arn:aws:dynamodb:{_HERE}:table/{{}}",
}
_REF_IS_ARN = (
    "AWS::SNS::Topic",
    "AWS::SecretsManager::Secret",
    "AWS::CodeStarConnections::Connection",
    "AWS::CodeConnections::Connection",
)
_PARAMETERS: tuple[tuple[str, str], ...] = (
    (r"(?i)connection", f"arn:aws:codeconnections:{_HERE}:connection/11111111-2222-3333-4444-555555555555"),
    (r"(?i)key.*arn$", _ARNS["AWS::KMS::Key"]),
    (r"(?i)topic", f"arn:aws:sns:{_HERE}:topic"),
    (r"(?i)role", f"arn:aws:iam::{_ACCOUNT}:role/role"),
    (r"(?i)secret", f"arn:aws:secretsmanager:{_HERE}:secret:name-AbCdEf"),
    (r"(?i)repository", "owner/repository"),
)
_VARIABLE = re.compile(r"\$\{(!?)([^}]+)\}")


class Resolver:
    """Values of one template. A function that can't be resolved becomes the text `placeholder`."""

    def __init__(self, template: Node) -> None:
        self.resources = template["Resources"]
        self.parameters = template["Parameters"]
        self.mappings = template["Mappings"]

    def resolve(self, value: object) -> object:
        if isinstance(value, list):
            return [one for item in value if (one := self.resolve(item)) is not None]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            name, argument = next(iter(value.items()))
            if name == "Ref" or str(name).startswith("Fn::"):
                return self._function(str(name), argument)
        found = {key: self.resolve(item) for key, item in value.items()}
        return {key: item for key, item in found.items() if item is not None or value[key] is None}

    def _function(self, name: str, argument: object) -> object:
        match name, argument:
            case "Ref", str():
                return self._ref(argument)
            case "Fn::GetAtt", str():
                return self._attribute(*argument.partition(".")[::2])
            case "Fn::GetAtt", [str() as resource, attribute]:
                return self._attribute(resource, str(attribute))
            case "Fn::Sub", str():
                return self._substituted(argument, {})
            case "Fn::Sub", [str() as text, dict() as values]:
                return self._substituted(text, values)
            case "Fn::Join", [separator, parts]:
                resolved = self.resolve(parts)
                return str(separator).join(map(str, resolved)) if isinstance(resolved, list) else "placeholder"
            case "Fn::If", [_, chosen, _]:
                return self.resolve(chosen)
            case "Fn::Select", [index, parts]:
                resolved = self.resolve(parts)
                return resolved[int(str(index))] if isinstance(resolved, list) and resolved else "placeholder"
            case "Fn::Split", [separator, text]:
                return str(self.resolve(text)).split(str(separator))
            case _:
                return "placeholder"

    def _ref(self, name: str) -> object:
        if name in _PSEUDO:
            return _PSEUDO[name]
        if name in self.parameters:
            return self._parameter(name)
        kind = self.resources[name]["Type"].text
        return self._arn(name, kind) if kind in _REF_IS_ARN else self._physical(name)

    def _parameter(self, name: str) -> object:
        default = self.parameters[name]["Default"].value
        if default not in (None, ""):
            return default
        return next((text for pattern, text in _PARAMETERS if re.search(pattern, name)), name.lower())

    def _attribute(self, name: str, attribute: str) -> str:
        if attribute.endswith(("Arn", "Arns")):
            return self._arn(name, self.resources[name]["Type"].text)
        return self._physical(name)

    def _arn(self, name: str, kind: str) -> str:
        return _ARNS.get(kind, f"arn:aws:service:{_HERE}:{{}}").format(self._physical(name))

    def _physical(self, name: str) -> str:
        """The name that the template gives, or one made of the logical id."""
        properties = self.resources[name]["Properties"]
        for key, value in properties.items():
            if key in ("Name", "BucketName", "RoleName", "LogGroupName", "FunctionName", "TopicName", "QueueName"):
                return str(self.resolve(value.value))
        return name.lower() if self.resources[name]["Type"].text == "AWS::S3::Bucket" else name

    def _substituted(self, text: str, values: dict[object, object]) -> str:
        def substitute(match: re.Match[str]) -> str:
            name = match[2].strip()
            if match[1]:
                return "${" + name + "}"
            if name in values:
                return str(self.resolve(values[name]))
            resource, dot, attribute = name.partition(".")
            return str(self._attribute(resource, attribute) if dot else self._ref(name))

        return _VARIABLE.sub(substitute, text)
