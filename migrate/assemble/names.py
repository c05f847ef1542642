"""Names that AWS accepts, made from names that people gave."""

from __future__ import annotations

import hashlib
import re


def pipeline_name(job: str) -> str:
    """A pipeline's name for a Jenkins full name: folders joined by `-`, at most 100 characters."""
    return _bounded(re.sub(r"[^A-Za-z0-9.@_-]+", "-", job.replace("/", "-")).strip("-") or "job", 100)


def project_name(pipeline: str, stage: str) -> str:
    """A build project's name, at most 150 characters and starting with a letter or digit."""
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", f"{pipeline}-{stage}").strip("-_")
    return _bounded(name, 150)


def jenkins_job_name(job: str, stage: str) -> str:
    """The job on Jenkins that serves a stage: at most 20 characters, as the value of a queryable property has, and
    no two stages have the same."""
    words = re.sub(r"[^A-Za-z0-9]+", "-", f"{job.rpartition('/')[2]}-{stage}").strip("-")
    digest = hashlib.sha256(f"{job}/{stage}".encode()).hexdigest()[:6]
    return f"{words[:13].strip('-') or 'stage'}-{digest}"


def stage_name(name: str) -> str:
    """A stage's or action's name, at most 100 characters."""
    return _bounded(re.sub(r"[^A-Za-z0-9.@_-]+", "-", name).strip("-") or "stage", 100)


def identifier(name: str) -> str:
    """An artifact name or namespace: letters, digits and `_`, as CODEBUILD_SRC_DIR_<name> demands."""
    return _bounded(re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_") or "x", 90)


def variable_part(name: str) -> str:
    """A piece of an environment variable's name."""
    return re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_") or "X"


def function_name(pipeline: str, does: str) -> str:
    """A function's name, at most 64 characters."""
    return _bounded(re.sub(r"[^A-Za-z0-9_-]+", "-", f"{pipeline}-{does}"), 64)


def secret_name(credential: str) -> str:
    """Where a Jenkins credential stands in Secrets Manager."""
    return "jenkins/" + (re.sub(r"[^A-Za-z0-9/_+=.@-]+", "-", credential) or "unnamed")


def _bounded(name: str, limit: int) -> str:
    """The name, or its start with a digest of the whole where it is too long."""
    if len(name) <= limit:
        return name
    return f"{name[: limit - 9]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


class Unique:
    """Gives each name once: the second `Build` becomes `Build-2`."""

    def __init__(self, separator: str = "-") -> None:
        self._separator = separator
        self._taken: set[str] = set()

    def __call__(self, name: str) -> str:
        candidate, count = name, 1
        while candidate.lower() in self._taken:
            count += 1
            candidate = f"{name}{self._separator}{count}"
        self._taken.add(candidate.lower())
        return candidate
