"""Build projects: good ones give no finding, and each single mutation gives exactly the finding of its rule."""

from __future__ import annotations

import pytest
from validate_cases.builds import BUILDSPEC, FUNCTION, PRIVATE, PROJECT, PROJECTS, REPOSITORY
from validate_cases.edit import GONE, Case, case, edited

from migrate.validate.output import check_project

RETRIED = "version: 0.2\nphases:\n  build:\n    on-failure: RETRY\n    commands:\n      - make\n"
ARM = ("environment.type", "ARM_CONTAINER", "environment.image", "aws/codebuild/amazonlinux-aarch64-standard:3.0")

CASES = [
    case("model/required", "serviceRole", GONE),
    case("model/unknown-member", "source.buildSpec", "b.yml"),
    case("model/pattern", "name", "-orders"),
    case("model/pattern", "tags[0].key", "a*b"),
    case("model/range", "timeoutInMinutes", 2161),
    case("model/range", "queuedTimeoutInMinutes", 4),
    case("model/enum", "environment.imagePullCredentialsType", "NONE"),
    case("model/enum", "cache.modes[0]", "LOCAL"),
    case("project/compute", "environment.computeType", "BUILD_LAMBDA_1GB"),
    case(
        "project/compute", "environment.type", "LINUX_GPU_CONTAINER", "environment.computeType", "BUILD_GENERAL1_MEDIUM"
    ),
    case("project/compute-configuration", "environment.computeType", "ATTRIBUTE_BASED_COMPUTE"),
    case(
        "project/fleet",
        "environment.type",
        "MAC_ARM",
        "environment.image",
        "aws/codebuild/macos-arm-base:15",
        "environment.privilegedMode",
        False,
    ),
    case("project/image", "environment.image", "aws/codebuild/amazonlinux-x86_64-standard:9.0"),
    case("project/image", "environment.image", "maven 3", "environment.imagePullCredentialsType", GONE),
    case("project/image-type", *ARM, "environment.type", "LINUX_CONTAINER"),
    case("project/image-pull", "environment.imagePullCredentialsType", "SERVICE_ROLE"),
    case(
        "project/registry",
        "environment.registryCredential",
        {"credential": "arn", "credentialProvider": "SECRETS_MANAGER"},
    ),
    case("project/source-artifacts", "artifacts", {"type": "S3", "location": "bucket"}),
    case("project/source-artifacts", "artifacts.type", "NO_ARTIFACTS"),
    case(
        "project/secondary-artifacts",
        "secondaryArtifacts",
        [{"type": "S3", "location": "b", "artifactIdentifier": "docs"}],
    ),
    case("project/no-buildspec", "source", {"type": "NO_SOURCE"}, "artifacts.type", "NO_ARTIFACTS"),
    case("project/reserved-name", "environment.environmentVariables[0].name", "CODEBUILD_STAGE"),
    case("project/variable-name", "environment.environmentVariables[0].name", "MY-STAGE"),
    case("project/variable-unique", "environment.environmentVariables+", {"name": "STAGE", "value": "x"}),
    case("project/service-role", "serviceRole", "build-role"),
    case("project/retries", "autoRetryLimit", 11),
    case("secret/name", "environment.environmentVariables[0]", {"name": "DB_PASSWORD", "value": "hunter2"}),
    case("secret/value", "environment.environmentVariables[0].value", f"ghp_{'a1' * 18}"),
    case("buildspec/version", "source.buildspec", BUILDSPEC.replace("0.2", "0.1")),
    case("tags/unique", "tags+", {"key": "team", "value": "b"}),
]

OTHERS = [
    (FUNCTION, case("project/lambda", "cache", {"type": "S3", "location": "bucket"})),
    (FUNCTION, case("project/lambda", "timeoutInMinutes", 10)),
    (FUNCTION, case("project/lambda", "badgeEnabled", True)),
    (FUNCTION, case("project/privileged", "environment.privilegedMode", True)),
    (FUNCTION, case("project/on-failure", "source.buildspec", RETRIED)),
    (REPOSITORY, case("project/location", "source.location", GONE)),
    (REPOSITORY, case("project/identifier", "secondarySources[0].sourceIdentifier", "my-lib")),
    (REPOSITORY, case("project/identifier-unique", "secondarySources[0].sourceIdentifier", "docs")),
    (PRIVATE, case("project/image-pull", "environment.imagePullCredentialsType", GONE)),
]


@pytest.mark.parametrize("name", PROJECTS)
def test_a_good_project_has_no_finding(name: str) -> None:
    assert list(check_project(PROJECTS[name])) == []


@pytest.mark.parametrize(
    ("good", "one"), [*((PROJECT, one) for one in CASES), *OTHERS], ids=lambda value: getattr(value, "id", "")
)
def test_a_mutation_gives_its_finding(good: object, one: Case) -> None:
    findings = list(check_project(edited(good, one)))
    assert [finding.rule for finding in findings] == [one.rule]


def test_a_secret_in_a_finding_is_not_repeated() -> None:
    token = f"ghp_{'a1' * 18}"
    one = case("secret/value", "environment.environmentVariables[0].value", token)
    assert all(token not in finding.message for finding in check_project(edited(PROJECT, one)))
