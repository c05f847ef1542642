"""What a whole controller tells about its jobs: kinds of credentials, libraries, labels and tools. Never a secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from migrate.model.contribution import SecretShape


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool of the controller: `kind` as a pipeline's `tools` calls it; `version` "" where Jenkins installs none."""

    kind: str
    name: str
    version: str = ""


@dataclass(frozen=True, slots=True)
<<<<<<< HEAD
class HeldJob:
    """A job of the controller: its config.xml, and how outputs call that."""

    path: Path
    file: str
=======
class SonarServer:
    """A SonarQube server of the controller. `credentials` is the Jenkins id of its token; `maven_goal` runs a scanner
    in Maven; `arguments` are for each scanner, and `properties` (`KEY=VALUE`) for each analysis."""

    name: str
    url: str
    credentials: str = ""
    maven_goal: str = "sonar:sonar"
    arguments: str = ""
    properties: tuple[str, ...] = ()
>>>>>>> services


@dataclass(frozen=True, slots=True)
class Estate:
    """`credentials` maps an id to its kind, `libraries` a library's name to its repository, `library_versions` to the
    version that a job gets without naming one; `implicit_libraries` are there without asking. `approved_signatures` are
    all that an administrator has approved for scripts in the sandbox; None where that is not known. `jobs` are all that
    there are, by full name as `job_key` spells it."""

    credentials: Mapping[str, SecretShape] = field(default_factory=dict)
    libraries: Mapping[str, str] = field(default_factory=dict)
    labels: frozenset[str] = frozenset()
    library_versions: Mapping[str, str] = field(default_factory=dict)
    implicit_libraries: frozenset[str] = frozenset()
    tools: tuple[Tool, ...] = ()
    approved_signatures: frozenset[str] | None = None
<<<<<<< HEAD
    jobs: Mapping[str, HeldJob] = field(default_factory=dict)


def job_key(full_name: str) -> str:
    """How Jenkins looks a job up: no matter whether letters are capital, nor how many slashes stand between names."""
    return "/".join(part for part in full_name.lower().split("/") if part)
=======
    sonar_servers: tuple[SonarServer, ...] = ()
>>>>>>> services
