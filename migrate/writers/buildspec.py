"""A build's commands as buildspec 0.2, with the Jenkins line of each command as a comment.

https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
"""

from __future__ import annotations

from typing import Any

from migrate.model.delivery import BuildArtifact, BuildCommand, Buildspec, ReportGroup
from migrate.writers.yaml_text import Commented, dump

_PHASES = ("install", "pre_build", "build", "post_build")


def write_buildspec(spec: Buildspec) -> str:
    """The YAML text. Parsed, it holds exactly the commands of the spec; its comments say where they come from."""
    return dump(
        _present(
            {
                "version": 0.2,
                "env": _environment(spec),
                "phases": {name: phase for name in _PHASES if (phase := _phase(spec, name))},
                "reports": {one.name: _report(one) for one in spec.reports},
                "artifacts": _artifacts(spec.artifacts),
                "cache": {"paths": list(spec.cached)} if spec.cached else {},
            }
        )
    )


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


def _phase(spec: Buildspec, name: str) -> dict[str, Any]:
    commands: tuple[BuildCommand, ...] = getattr(spec, name)
    runtimes = dict(spec.runtimes) if name == "install" else {}
    return _present({"runtime-versions": runtimes, "commands": [_command(one) for one in commands]})


def _command(command: BuildCommand) -> Commented:
    """A command below its Jenkins line: `# config.xml:12 builders/hudson.tasks.Shell: note`."""
    origin = f"{command.origin} {command.origin.path}" if command.origin else ""
    comment = ": ".join(part for part in (origin, command.note) if part)
    return Commented(command.script, "".join(char if char.isprintable() else " " for char in comment).strip())


def _report(report: ReportGroup) -> dict[str, Any]:
    return _present(
        {"files": list(report.files), "base-directory": report.base_directory, "file-format": report.file_format}
    )


def _artifacts(artifacts: tuple[BuildArtifact, ...]) -> dict[str, Any]:
    """One artifact is the build's own; several are secondary ones, named as the action's output artifacts."""
    if len(artifacts) < 2:
        return _artifact(artifacts[0]) if artifacts else {}
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


def _present(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value not in ("", [], {}, None)}
