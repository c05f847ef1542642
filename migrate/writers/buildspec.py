"""A build's commands as buildspec 0.2, with the Jenkins line of each command as a comment.

https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
"""

from __future__ import annotations

import re
from typing import Any

from migrate.model.delivery import BuildArtifact, BuildCommand, Buildspec
from migrate.writers.yaml_text import dump

_PHASES = ("install", "pre_build", "build", "post_build")


def write_buildspec(spec: Buildspec) -> str:
    """The YAML text. Parsed, it holds exactly the commands of the spec; its comments say where they come from."""
    comments: list[str] = []
    text = dump(_data(spec, comments))
    return _with_comments(text, comments)


def _data(spec: Buildspec, comments: list[str]) -> dict[str, Any]:
    data: dict[str, Any] = {"version": 0.2}
    environment = _environment(spec)
    if environment:
        data["env"] = environment
    data["phases"] = {name: phase for name in _PHASES if (phase := _phase(spec, name, comments))}
    if spec.reports:
        data["reports"] = {
            one.name: _present(
                {"files": list(one.files), "base-directory": one.base_directory, "file-format": one.file_format}
            )
            for one in spec.reports
        }
    if spec.artifacts:
        data["artifacts"] = _artifacts(spec.artifacts)
    return data


def _environment(spec: Buildspec) -> dict[str, Any]:
    secrets = {one.variable: f"{one.secret}:{one.key}" if one.key else one.secret for one in spec.secrets}
    return _present(
        {
            "shell": spec.shell,
            "variables": dict(spec.variables),
            "secrets-manager": secrets,
            "exported-variables": list(spec.exported),
        }
    )


def _phase(spec: Buildspec, name: str, comments: list[str]) -> dict[str, Any]:
    commands: tuple[BuildCommand, ...] = getattr(spec, name)
    runtimes = dict(spec.runtimes) if name == "install" else {}
    return _present({"runtime-versions": runtimes, "commands": [_noted(one, comments) for one in commands]})


def _noted(command: BuildCommand, comments: list[str]) -> str:
    """The command's text; its comment waits for the place that the text gets in the YAML."""
    comments.append(_comment(command))
    return command.script


def _comment(command: BuildCommand) -> str:
    origin = f"{command.origin} {command.origin.path}" if command.origin else ""
    text = ": ".join(part for part in (origin, command.note) if part)
    return "".join(char if char.isprintable() else " " for char in text)


def _artifacts(artifacts: tuple[BuildArtifact, ...]) -> dict[str, Any]:
    """One artifact is the build's own; several are secondary ones, named as the action's output artifacts."""
    if len(artifacts) == 1:
        return _artifact(artifacts[0])
    return {"files": ["**/*"], "secondary-artifacts": {one.name: _artifact(one) for one in artifacts}}


def _artifact(artifact: BuildArtifact) -> dict[str, Any]:
    return _present(
        {
            "files": list(artifact.files),
            "base-directory": artifact.base_directory,
            "exclude-paths": list(artifact.excludes),
            "enable-symlinks": "yes",
        }
    )


def _with_comments(text: str, comments: list[str]) -> str:
    """Put each comment above its command: commands are the only list items at this depth before `reports`."""
    lines, pending, inside = [], iter(comments), False
    for line in text.split("\n"):
        if re.match(r"    commands:$", line):
            inside = True
        elif re.match(r"\S|  \S|    [a-z]", line):
            inside = False
        if inside and line.startswith("    - "):
            comment = next(pending)
            if comment:
                lines.append(f"    # {comment}")
        lines.append(line)
    return "\n".join(lines)


def _present(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value not in ("", [], {}, None)}
