"""Every policy document of a template: parliament's findings, and no wildcard that a name could replace.

https://github.com/duo-labs/parliament; its database is packaged, nothing is fetched.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType

from migrate.validate.finding import Finding
from migrate.validate.intrinsics import Resolver
from migrate.validate.node import Node

_TRUST = "AssumeRolePolicyDocument"
_IDENTITY = "PolicyDocument"
_RESOURCE_POLICIES = {
    "AWS::KMS::Key": "KeyPolicy",
    "AWS::S3::BucketPolicy": "PolicyDocument",
    "AWS::SNS::TopicPolicy": "PolicyDocument",
    "AWS::SQS::QueuePolicy": "PolicyDocument",
    "AWS::SecretsManager::ResourcePolicy": "ResourcePolicy",
    "AWS::ECR::Repository": "RepositoryPolicyText",
}
_SERVICE = re.compile(r"[a-z0-9.-]+\.amazonaws\.com(\.cn)?")
_SERIOUS = "MEDIUM", "HIGH", "CRITICAL"
_ALWAYS = "UNKNOWN_ACTION", "UNKNOWN_PREFIX", "RESOURCE_STAR", "RESOURCE_EFFECTIVELY_STAR"
"""parliament calls them low; a role that is made by a program has no excuse for them."""

_NO_FAULT: Mapping[tuple[str, str], str] = {
    ("RESOURCE_MISMATCH", "codestar-connections:"): "the old prefix grants on connections with the new one, too",
    ("RESOURCE_MISMATCH", "codeconnections:"): "the new prefix grants on connections with the old one, too",
    ("UNKNOWN_PREFIX", "codeconnections"): "the prefix is newer than some editions of the database",
    ("RESOURCE_MISMATCH", "elasticbeanstalk:CreateApplicationVersion"): "a version is named by an ARN of its own",
    ("RESOURCE_STAR", "codebuild:BatchPut"): "report groups are named by the build",
}
"""Findings that are none, by issue and the beginning of the action."""


def check_policies(template: object) -> Iterator[Finding]:
    """All policy documents of a CloudFormation template that is read already."""
    root = Node(template)
    resolver = Resolver(root)
    for _, resource in root["Resources"].items():
        properties, kind = resource["Properties"], resource["Type"].text
        if _TRUST in properties:
            yield from _trust(_resolved(resolver, properties[_TRUST]))
        for policy in properties["Policies"]:
            yield from _identity(_resolved(resolver, policy[_IDENTITY]))
        if kind in _RESOURCE_POLICIES and _RESOURCE_POLICIES[kind] in properties:
            yield from _resource_policy(_resolved(resolver, properties[_RESOURCE_POLICIES[kind]]))
        elif kind.startswith("AWS::IAM::") and _IDENTITY in properties:
            yield from _identity(_resolved(resolver, properties[_IDENTITY]))
        yield from _managed(_resolved(resolver, properties["ManagedPolicyArns"]))


def check_policy(document: object) -> Iterator[Finding]:
    """A policy of a role or a user that stands in a file of its own."""
    yield from _identity(Node(document))


def _resolved(resolver: Resolver, node: Node) -> Node:
    return Node(resolver.resolve(node.value), node.path)


def _statements(document: Node) -> list[Node]:
    statement = document["Statement"]
    return statement.entries() if isinstance(statement.value, list) else [statement]


def _texts(node: Node) -> list[str]:
    return [node.text] if node.text else node.texts


def _trust(document: Node) -> Iterator[Finding]:
    for statement in _statements(document):
        principal = statement["Principal"]
        if "*" in (principal.value, principal["AWS"].value):
            yield principal.error("iam/trust", "name who may assume the role: * is everybody")
        for service in _texts(principal["Service"]):
            if not _SERVICE.fullmatch(service):
                yield principal.error(
                    "iam/trust", f"{service!r} is no service principal such as codebuild.amazonaws.com"
                )
        if any(not action.startswith("sts:") for action in _texts(statement["Action"])):
            yield statement["Action"].error("iam/trust", "a trust policy allows sts: actions only")


def _identity(document: Node) -> Iterator[Finding]:
    wild = list(_wildcards(document))
    yield from wild
    if not wild:
        yield from _parliament(document, _ALWAYS)


def _wildcards(document: Node) -> Iterator[Finding]:
    for statement in _statements(document):
        if statement["Effect"].text != "Allow":
            continue
        for action in _texts(statement["Action"]):
            if action == "*" or action.endswith(":*"):
                yield statement["Action"].error("iam/action-star", f"name the actions: {action} allows all")
        if "NotAction" in statement or "NotResource" in statement:
            yield statement.error("iam/not", "write Action and Resource: their opposites allow what nobody listed")


def _resource_policy(document: Node) -> Iterator[Finding]:
    """`Resource: *` is the resource itself here, and `kms:*` for the account is what AWS advises."""
    yield from _parliament(document, ("UNKNOWN_ACTION", "UNKNOWN_PREFIX"))
    for statement in _statements(document):
        principal = statement["Principal"]
        everybody = "*" in (principal.value, principal["AWS"].value)
        if statement["Effect"].text == "Allow" and everybody and not statement["Condition"]:
            yield principal.error("iam/public", "name who is allowed: * without a condition is everybody")


def _managed(arns: Node) -> Iterator[Finding]:
    for arn in arns:
        if re.search(r"AdministratorAccess|PowerUserAccess|FullAccess$", arn.text):
            yield arn.error("iam/managed", f"write the actions that are needed: {arn.text} allows far more")


def _parliament(document: Node, lesser: tuple[str, ...]) -> Iterator[Finding]:
    library = _library()
    try:
        policy = library.analyze_policy_string(json.dumps(document.value, default=str))
        findings = [library.enhance_finding(found) for found in policy.findings]
    except Exception as error:  # parliament raises Exception itself for what it can't read
        yield document.error("iam/form", f"mend the form of the policy: {_short(str(error))}")
        return
    for found in findings:
        if found.severity not in _SERIOUS and found.issue not in lesser:
            continue
        detail = json.dumps(found.detail, default=str)
        if not _is_no_fault(found.issue, detail):
            yield document.error(f"iam/{found.issue}", f"{found.title}: {_short(detail)}")


def _is_no_fault(issue: str, detail: str) -> bool:
    return any(issue == known and action in detail for known, action in _NO_FAULT)


def _short(detail: str) -> str:
    return detail if len(detail) <= 200 else detail[:200] + "…"


@cache
def _library() -> ModuleType:
    """Imported late and quietly: it reads ten megabytes and leaves files open."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import parliament  # noqa: PLC0415
    module: ModuleType = parliament
    return module
