"""Templates: cfn-lint, policies, and the pipeline and projects inside."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from validate_cases.templates import FOUNDATION, TEMPLATE

from migrate.validate.finding import Finding, Severity
from migrate.validate.intrinsics import Resolver
from migrate.validate.node import Node
from migrate.validate.output import check_policies, check_template, lint
from migrate.validate.yaml_text import read_yaml

SEND = "Action: sns:Publish\n                Resource: !Ref NotificationTopic"

# rule, what stands in the good template, what stands there instead
POLICY_CASES = [
    ("iam/UNKNOWN_ACTION", "sns:Publish", "sns:Publsh"),
    ("iam/UNKNOWN_PREFIX", "sns:Publish", "xyz:Publish"),
    ("iam/RESOURCE_MISMATCH", SEND, SEND.replace("sns:Publish", "sqs:SendMessage")),
    ("iam/RESOURCE_STAR", SEND, 'Action: sns:Publish\n                Resource: "*"'),
    ("iam/INVALID_ARN", SEND, "Action: sns:Publish\n                Resource: topic"),
    ("iam/MALFORMED", SEND, "Action: sns:Publish"),
    ("iam/form", SEND, f"{SEND}\n                Condition: [a]"),
    ("iam/action-star", "Action: sns:Publish", 'Action: "*"'),
    ("iam/action-star", "Action: sns:Publish", "Action: sns:*"),
    ("iam/not", "Action: sns:Publish", "NotAction: sns:Publish"),
    ("iam/trust", "Service: codebuild.amazonaws.com", "Service: codebuild"),
    ("iam/trust", "Service: codebuild.amazonaws.com", 'AWS: "*"'),
    ("iam/trust", "Action: sts:AssumeRole\n      Policies", "Action: s3:GetObject\n      Policies"),
    (
        "iam/managed",
        "      Policies:\n",
        "      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]\n      Policies:\n",
    ),
]

OPEN = FOUNDATION.replace("Effect: Deny", "Effect: Allow").replace("Action: s3:*", "Action: s3:GetObject")
FOUNDATION_CASES = [
    ("iam/public", OPEN[: OPEN.index("            Condition:")]),
    ("iam/UNKNOWN_ACTION", FOUNDATION.replace("Action: kms:*", "Action: kms:Encode")),
]

TEMPLATE_CASES = [
    ("template/resources", TEMPLATE, "Parameters: {}\n"),
    ("template/python", "return event", "return (event"),
    ("model/unknown-member", "      TimeoutInMinutes: 60", "      TimeoutInMinutes: 60\n      Timeout: 60"),
    ("pipeline/type-v2", "      PipelineType: V2\n", ""),
    (
        "pipeline/artifact-unknown",
        "                - Name: Source\n              OutputArtifacts",
        "                - Name: Sauce\n              OutputArtifacts",
    ),
    ("provider/configuration-required", "                FullRepositoryId: shop/orders\n", ""),
    ("project/compute", "BUILD_GENERAL1_SMALL", "BUILD_LAMBDA_1GB"),
    ("project/image", "amazonlinux-x86_64-standard:5.0", "amazonlinux-x86_64-standard:1.0"),
    ("buildspec/unknown-key", "            build:\n", "            biuld:\n"),
]

LINT_CASES = [
    ("cfn-lint/E3006", "AWS::Logs::LogGroup", "AWS::Logs::LogGrupp"),
    ("cfn-lint/E3030", "RetentionInDays: 30", "RetentionInDays: 31"),
    ("cfn-lint/E3002", "RetentionInDays: 30", "RetentionInDays: 30\n      Colour: red"),
]


def _read(text: str) -> object:
    reading = read_yaml(text, "output")
    assert reading.findings == []
    return reading.value


def _all(text: str) -> Iterator[Finding]:
    yield from check_template(_read(text))
    yield from check_policies(_read(text))
    yield from lint(text)


@pytest.mark.parametrize("text", [TEMPLATE, FOUNDATION], ids=["template", "foundation"])
def test_a_good_template_has_no_finding(text: str) -> None:
    assert list(_all(text)) == []


@pytest.mark.parametrize(("rule", "good", "bad"), POLICY_CASES)
def test_a_mutated_policy_gives_its_finding(rule: str, good: str, bad: str) -> None:
    assert good in TEMPLATE
    assert [finding.rule for finding in check_policies(_read(TEMPLATE.replace(good, bad, 1)))] == [rule]


@pytest.mark.parametrize(("rule", "text"), FOUNDATION_CASES)
def test_a_mutated_resource_policy_gives_its_finding(rule: str, text: str) -> None:
    assert [finding.rule for finding in check_policies(_read(text))] == [rule]


@pytest.mark.parametrize(("rule", "good", "bad"), TEMPLATE_CASES)
def test_a_mutated_template_gives_its_finding(rule: str, good: str, bad: str) -> None:
    assert good in TEMPLATE
    assert [finding.rule for finding in check_template(_read(TEMPLATE.replace(good, bad, 1)))] == [rule]


@pytest.mark.parametrize(("rule", "good", "bad"), LINT_CASES)
def test_cfn_lint_sees_a_mutation(rule: str, good: str, bad: str) -> None:
    assert rule in [finding.rule for finding in lint(TEMPLATE.replace(good, bad, 1))]


def test_a_warning_of_cfn_lint_stays_a_warning() -> None:
    text = TEMPLATE.replace("Conditions:\n", "Conditions:\n  Unused: !Equals [!Ref Branch, x]\n", 1)
    assert [(one.rule, one.severity) for one in lint(text)] == [("cfn-lint/W8001", Severity.WARNING)]


RESOLVED = [
    ({"Ref": "AWS::Region"}, "us-east-1"),
    ({"Ref": "Branch"}, "main"),
    ({"Ref": "ArtifactBucket"}, "artifactbucket"),
    (
        {"Fn::GetAtt": ["BuildLogs", "Arn"]},
        "arn:aws:logs:us-east-1:111111111111:log-group:/aws/codebuild/orders-build:*",
    ),
    ({"Fn::GetAtt": "Build.Arn"}, "arn:aws:codebuild:us-east-1:111111111111:project/orders-build"),
    ({"Fn::Sub": "${Branch}-${!Literal}-${AWS::AccountId}"}, "main-${Literal}-111111111111"),
    ({"Fn::Sub": ["${A}/${Branch}", {"A": {"Ref": "Branch"}}]}, "main/main"),
    ({"Fn::Join": ["-", ["a", {"Ref": "Branch"}]]}, "a-main"),
    ({"Fn::Select": ["1", {"Fn::Split": [",", "a,b"]}]}, "b"),
    ({"Fn::If": ["OnMain", {"Ref": "Branch"}, {"Ref": "AWS::NoValue"}]}, "main"),
    ({"a": {"Ref": "AWS::NoValue"}, "b": [{"Ref": "AWS::NoValue"}, 1]}, {"b": [1]}),
    ({"Fn::ImportValue": "x"}, "placeholder"),
]


@pytest.mark.parametrize(("value", "expected"), RESOLVED)
def test_a_function_is_replaced_with_a_plausible_value(value: object, expected: object) -> None:
    assert Resolver(Node(_read(TEMPLATE))).resolve(value) == expected
