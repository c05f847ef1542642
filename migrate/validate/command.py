"""A shell command of an output, with its place, as the shell checks take it."""

from __future__ import annotations

from dataclasses import dataclass

from migrate.validate.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Command:
    """`shell` is `env.shell` of the buildspec; empty means CodeBuild's default, /bin/sh."""

    text: str
    file: str
    path: str
    shell: str = ""

    @property
    def is_posix(self) -> bool:
        return self.shell in ("", "/bin/sh", "bash")

    def error(self, rule: str, message: str) -> Finding:
        return Finding(self.file, self.path, rule, message)

    def warning(self, rule: str, message: str) -> Finding:
        return Finding(self.file, self.path, rule, message, Severity.WARNING)
