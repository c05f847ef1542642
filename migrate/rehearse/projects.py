"""Build projects: what projects/*.json and buildspecs/*.yml say of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrate.errors import InputError
from migrate.rehearse.buildspec import Buildspec, read_buildspec
from migrate.rehearse.declared import Action

_CHECK = "convert the job again, or check the folder with j2cp validate"


@dataclass(frozen=True, slots=True)
class Variable:
    """`type` is PLAINTEXT, SECRETS_MANAGER or PARAMETER_STORE."""

    name: str
    value: str
    type: str = "PLAINTEXT"


@dataclass(frozen=True, slots=True)
class Project:
    """A build project. `minutes` is the most that a build takes."""

    name: str
    buildspec: Buildspec
    image: str
    environment_type: str
    variables: tuple[Variable, ...]
    minutes: float
    cache: str = "NO_CACHE"

    @property
    def is_windows(self) -> bool:
        return self.environment_type.startswith("WINDOWS")


def read_projects(job: Path) -> dict[str, Project]:
    """The projects of a job's folder, by name. Raises InputError for a file that can't be read or is not there."""
    return {one.name: one for one in map(_read, sorted((job / "projects").glob("*.json")))}


def _read(file: Path) -> Project:
    project = read_json(file)
    environment = project["environment"]
    return Project(
        name=project["name"],
        buildspec=read_buildspec(_buildspec_text(project, file)),
        image=environment["image"],
        environment_type=environment["type"],
        variables=_variables(environment.get("environmentVariables") or ()),
        minutes=float(project.get("timeoutInMinutes", 60)),
        cache=(project.get("cache") or {}).get("type", "NO_CACHE"),
    )


def variables_of(action: Action) -> tuple[Variable, ...]:
    """What an action sets for its build."""
    return _variables(json.loads(action.configuration.get("EnvironmentVariables", "[]")))


def _variables(given: Any) -> tuple[Variable, ...]:
    return tuple(Variable(one["name"], one["value"], one.get("type", "PLAINTEXT")) for one in given)


def _buildspec_text(project: Mapping[str, Any], file: Path) -> str:
    """The project's own text where it has one; else that of the file it names, or that has its name."""
    given = (project.get("source") or {}).get("buildspec", "")
    if "\n" in given:
        return str(given)
    path = file.parent.parent / "buildspecs" / (Path(given).name or f"{project['name']}.yml")
    return read_text(path)


def read_json(file: Path) -> Any:
    try:
        return json.loads(read_text(file))
    except ValueError as error:
        raise InputError(f"{file}: not JSON: {error}", _CHECK) from None


def read_text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}", _CHECK) from None
