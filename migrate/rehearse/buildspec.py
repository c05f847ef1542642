"""What a buildspec declares: https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

PHASES = ("install", "pre_build", "build", "post_build")


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a phase; `place` is what the comment above it says: where in the Jenkins job it comes from."""

    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Phase:
    commands: tuple[Command, ...] = ()
    finally_: tuple[Command, ...] = ()
    on_failure: str = ""


@dataclass(frozen=True, slots=True)
class Files:
    """Patterns below a folder: of an artifact, a report group or a cache."""

    files: tuple[str, ...]
    base_directory: str = ""
    discard_paths: bool = False
    excluded: tuple[str, ...] = ()
    keeps_links: bool = False


@dataclass(frozen=True, slots=True)
class Reports:
    name: str
    files: Files
    format: str = "JUNITXML"


@dataclass(frozen=True, slots=True)
class Cache:
    paths: tuple[str, ...]
    key: str = ""
    fallback_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Buildspec:
    """`artifacts` is what the build uploads where it has one output artifact, `secondary` where it has several."""

    shell: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    exported: tuple[str, ...] = ()
    phases: Mapping[str, Phase] = field(default_factory=dict)
    reports: tuple[Reports, ...] = ()
    artifacts: Files | None = None
    secondary: Mapping[str, Files] = field(default_factory=dict)
    cache: Cache | None = None
    batch: Mapping[str, Any] = field(default_factory=dict)


def read_buildspec(text: str) -> Buildspec:
    """Read a valid buildspec 0.2, with the comments above its commands."""
    spec = yaml.safe_load(text)
    env = spec.get("env") or {}
    artifacts = spec.get("artifacts") or {}
    places = _places(text)
    return Buildspec(
        shell=env.get("shell", ""),
        variables=_texts(env.get("variables")),
        parameters=_texts(env.get("parameter-store")),
        secrets=_texts(env.get("secrets-manager")),
        exported=tuple(env.get("exported-variables") or ()),
        phases={name: _phase(name, phase or {}, places) for name, phase in (spec.get("phases") or {}).items()},
        reports=tuple(_reports(name, one) for name, one in (spec.get("reports") or {}).items()),
        artifacts=_files(artifacts) if artifacts.get("files") else None,
        secondary={name: _files(one) for name, one in (artifacts.get("secondary-artifacts") or {}).items()},
        cache=_cache(spec.get("cache")),
        batch=spec.get("batch") or {},
    )


def scalar(value: Any) -> str:
    """A scalar of YAML as the shell gets it."""
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def _texts(values: Any) -> dict[str, str]:
    return {name: scalar(value) for name, value in (values or {}).items()}


def _phase(name: str, phase: Any, places: Mapping[tuple[str, str, int], str]) -> Phase:
    def commands(key: str) -> tuple[Command, ...]:
        given = phase.get(key) or ()
        listed = [given] if isinstance(given, str) else given
        return tuple(Command(scalar(one), places.get((name, key, number), "")) for number, one in enumerate(listed))

    return Phase(commands("commands"), commands("finally"), phase.get("on-failure", ""))


def _files(given: Any) -> Files:
    return Files(
        files=_listed(given.get("files")),
        base_directory=given.get("base-directory", ""),
        discard_paths=_is_on(given.get("discard-paths")),
        excluded=_listed(given.get("exclude-paths")),
        keeps_links=_is_on(given.get("enable-symlinks")),
    )


def _reports(name: str, given: Any) -> Reports:
    return Reports(name, _files(given), str(given.get("file-format", "JUNITXML")).upper())


def _cache(given: Any) -> Cache | None:
    if not given:
        return None
    return Cache(_listed(given.get("paths")), given.get("key", ""), _listed(given.get("fallback-keys")))


def _listed(given: Any) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given or ())


def _is_on(given: Any) -> bool:
    return scalar(given) in ("true", "yes")


def _places(text: str) -> dict[tuple[str, str, int], str]:
    """The comment above each command, by its phase, key and number."""
    lines = text.splitlines()
    found: dict[tuple[str, str, int], str] = {}
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    for phase, inner in _entries(_at(root, "phases")):
        for key, commands in _entries(inner):
            for number, one in enumerate(commands.value if isinstance(commands, yaml.SequenceNode) else ()):
                above = lines[one.start_mark.line - 1].strip() if one.start_mark.line else ""
                if above.startswith("#"):
                    found[phase, key, number] = above.lstrip("# ")
    return found


def _entries(node: yaml.Node | None) -> list[tuple[str, yaml.Node]]:
    return [(key.value, value) for key, value in node.value] if isinstance(node, yaml.MappingNode) else []


def _at(node: yaml.Node | None, name: str) -> yaml.Node | None:
    return next((value for key, value in _entries(node) if key == name), None)
