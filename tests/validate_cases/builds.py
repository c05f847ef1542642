"""Build projects and buildspecs that CodeBuild takes."""

from __future__ import annotations

from typing import Any

ROLE = "arn:aws:iam::111122223333:role/build"

BUILDSPEC = r"""version: 0.2
run-as: root
env:
  shell: bash
  variables:
    JAVA_HOME: "/usr/lib/jvm"
    LEVEL: 3
    GREETING: ""
  parameter-store:
    LICENSE: /orders/license
  secrets-manager:
    DB_PASSWORD: orders/db:password
    WHOLE: arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-AbCdEf:key:AWSCURRENT
  exported-variables:
    - VERSION
  git-credential-helper: yes
proxy:
  upload-artifacts: no
  logs: yes
phases:
  install:
    runtime-versions:
      java: corretto17
      python: 3.12
  pre_build:
    on-failure: ABORT
    commands:
      - echo "before"
  build:
    run-as: builder
    on-failure: RETRY-3-.*connection timed out.*
    commands:
      - mvn -B package
      - |
        if [ -n "$VERSION" ]; then
          echo "$VERSION"
        fi
    finally:
      - echo "done"
  post_build:
    commands:
      - 'echo "state: $CODEBUILD_BUILD_SUCCEEDING"'
reports:
  junit:
    files:
      - "**/*.xml"
    base-directory: target
    discard-paths: no
    file-format: junitxml
artifacts:
  files:
    - "**/*"
  name: all
  enable-symlinks: yes
  exclude-paths:
    - "**/.git/**"
  secondary-artifacts:
    Jar:
      files:
        - target/*.jar
      discard-paths: yes
    Docs:
      files:
        - "**/*"
      base-directory: docs
cache:
  key: maven-$CODEBUILD_RESOLVED_SOURCE_VERSION
  fallback-keys:
    - maven-
  action: restore
  paths:
    - /root/.m2/**/*
"""

BATCHES = {
    "list": """
  fast-fail: false
  build-list:
    - identifier: one
      buildspec: one.yml
      debug-session: false
      env:
        compute-type: BUILD_GENERAL1_SMALL
        image: aws/codebuild/standard:7.0
        privileged-mode: true
        type: LINUX_CONTAINER
        variables:
          A: b
      ignore-failure: true
    - identifier: two
      env:
        fleet: my_fleet
""",
    "graph": """
  build-graph:
    - identifier: one
    - identifier: two
      depend-on:
        - one
""",
    "matrix": """
  build-matrix:
    static:
      ignore-failure: false
      env:
        type: LINUX_CONTAINER
    dynamic:
      buildspec:
        - a.yml
      env:
        image:
          - aws/codebuild/standard:7.0
        variables:
          JDK:
            - "17"
            - "21"
""",
    "fanout": """
  fast-fail: true
  build-fanout:
    parallelism: 5
    ignore-failure: false
""",
}


def batch(form: str) -> str:
    return f"version: 0.2\nbatch:{BATCHES[form]}phases:\n  build:\n    commands:\n      - make\n"


BUILDSPECS = {"everything": BUILDSPEC, **{form: batch(form) for form in BATCHES}}

PROJECT: dict[str, Any] = {
    "name": "orders-compile",
    "description": "compiles",
    "source": {"type": "CODEPIPELINE", "buildspec": BUILDSPEC},
    "artifacts": {"type": "CODEPIPELINE"},
    "environment": {
        "type": "LINUX_CONTAINER",
        "image": "aws/codebuild/amazonlinux-x86_64-standard:5.0",
        "computeType": "BUILD_GENERAL1_SMALL",
        "privilegedMode": True,
        "imagePullCredentialsType": "CODEBUILD",
        "environmentVariables": [
            {"name": "STAGE", "value": "test", "type": "PLAINTEXT"},
            {"name": "DB_PASSWORD_FILE", "value": "/run/db"},
            {"name": "API_TOKEN", "value": "orders/api", "type": "SECRETS_MANAGER"},
        ],
    },
    "serviceRole": ROLE,
    "timeoutInMinutes": 60,
    "queuedTimeoutInMinutes": 30,
    "autoRetryLimit": 2,
    "cache": {"type": "LOCAL", "modes": ["LOCAL_DOCKER_LAYER_CACHE"]},
    "logsConfig": {"cloudWatchLogs": {"status": "ENABLED", "groupName": "/aws/codebuild/orders"}},
    "tags": [{"key": "team", "value": "shop"}],
}


def project(kind: str, compute: str, image: str, **more: Any) -> dict[str, Any]:
    environment = {"type": kind, "computeType": compute, "image": image}
    return {
        "name": "orders",
        "source": {"type": "CODEPIPELINE"},
        "artifacts": {"type": "CODEPIPELINE"},
        "environment": environment | more,
        "serviceRole": ROLE,
    }


PRIVATE = project(
    "ARM_CONTAINER",
    "BUILD_GENERAL1_LARGE",
    "111122223333.dkr.ecr.eu-west-1.amazonaws.com/build/jdk:17",
    imagePullCredentialsType="SERVICE_ROLE",
)
FUNCTION = project(
    "LINUX_LAMBDA_CONTAINER", "BUILD_LAMBDA_2GB", "aws/codebuild/amazonlinux-x86_64-lambda-standard:python3.12"
)
REPOSITORY = project("LINUX_CONTAINER", "BUILD_GENERAL1_SMALL", "docker.io/library/maven:3.9-eclipse-temurin-17") | {
    "source": {"type": "GITHUB", "location": "https://github.com/shop/orders.git", "buildspec": "ci/build.yml"},
    "artifacts": {"type": "S3", "location": "bucket"},
    "secondarySources": [{"type": "S3", "location": "bucket/lib.zip", "sourceIdentifier": "lib"}],
    "secondaryArtifacts": [{"type": "S3", "location": "bucket", "artifactIdentifier": "docs"}],
}
PROJECTS = {
    "everything": PROJECT,
    "private": PRIVATE,
    "function": FUNCTION,
    "repository": REPOSITORY,
    "windows": project("WINDOWS_SERVER_2022_CONTAINER", "BUILD_GENERAL1_MEDIUM", "aws/codebuild/windows-base:2022-1.0"),
    "mac": project(
        "MAC_ARM",
        "BUILD_GENERAL1_MEDIUM",
        "aws/codebuild/macos-arm-base:15",
        fleet={"fleetArn": "arn:aws:codebuild:us-east-1:111122223333:fleet/mac:1"},
    ),
}
