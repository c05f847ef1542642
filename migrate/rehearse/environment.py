"""The environment of a build, as CodeBuild makes it: nothing of the user's own but the search path.

What CodeBuild defines: https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from migrate.rehearse.projects import Project, Variable
from migrate.rehearse.secrets import Secrets

BUILD_ID = "CODEBUILD_BUILD_ID"
_REGION = "us-east-1"
_ACCOUNT = "111111111111"


@dataclass(frozen=True, slots=True)
class Environment:
    """The variables of a build, and those values among them that are secret."""

    variables: Mapping[str, str]
    secrets: tuple[str, ...]


def environment_of(
    project: Project, given: Iterable[Variable], secrets: Secrets, fixed: Mapping[str, str]
) -> Environment:
    """Those of the action win over those of the project, those over the buildspec's, and those over the machine's.
    Names that begin with CODEBUILD_ are CodeBuild's own.

    Raises MissingSecretError.
    """
    variables: dict[str, str] = {**fixed, **project.buildspec.variables}
    hidden: list[str] = []
    for name, reference in (*project.buildspec.parameters.items(), *project.buildspec.secrets.items()):
        variables[name] = secrets.value(reference)
        hidden.append(variables[name])
    for one in (*project.variables, *given):
        is_secret = one.type != "PLAINTEXT"
        variables[one.name] = secrets.value(one.value) if is_secret else one.value
        hidden += [variables[one.name]] if is_secret else []
    reserved = {name: value for name, value in fixed.items() if name.startswith("CODEBUILD_")}
    return Environment(variables | reserved, tuple(hidden))


def references_of(project: Project, given: Iterable[Variable]) -> list[str]:
    """The secrets that a build asks for."""
    own = [one.value for one in (*project.variables, *given) if one.type != "PLAINTEXT"]
    return [*project.buildspec.parameters.values(), *project.buildspec.secrets.values(), *own]


def fixed_variables(project: Project, pipeline: str, build: str, number: int, folder: Path) -> dict[str, str]:
    """What each build has: its machine's, and CodeBuild's own. `build` is the id of the build."""
    arn = f"arn:aws:codebuild:{_REGION}:{_ACCOUNT}"
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "LANG": "C.UTF-8",
        "AWS_REGION": _REGION,
        "AWS_DEFAULT_REGION": _REGION,
        BUILD_ID: f"{project.name}:{build}",
        "CODEBUILD_BUILD_ARN": f"{arn}:build/{project.name}:{build}",
        "CODEBUILD_BUILD_NUMBER": str(number),
        "CODEBUILD_BUILD_IMAGE": project.image,
        "CODEBUILD_BUILD_SUCCEEDING": "1",
        "CODEBUILD_BUILD_URL": f"https://console.aws.amazon.com/codesuite/codebuild/projects/{project.name}/build/{build}",
        "CODEBUILD_INITIATOR": f"codepipeline/{pipeline}",
        "CODEBUILD_PROJECT_ARN": f"{arn}:project/{project.name}",
        "CODEBUILD_LOG_PATH": build,
        "CODEBUILD_SRC_DIR": str(folder / "src"),
        "CODEBUILD_START_TIME": str(int(time.time() * 1000)),
        "CODEBUILD_CI": "true",
    }
