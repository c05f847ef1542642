"""What a check found: a value, never an exception. The file is filled in by whoever read the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"  # AWS refuses it, or it runs wrong
    WARNING = "warning"  # AWS takes it, and a person should look


@dataclass(frozen=True, slots=True)
class Finding:
    """`path` is the place inside the file, `rule` a stable id such as `pipeline/type-v2`; `message` says what to do."""

    file: str
    path: str
    rule: str
    message: str
    severity: Severity = Severity.ERROR


def located(findings: Iterable[Finding], file: str, prefix: str = "") -> Iterator[Finding]:
    """The same findings, in `file`, below `prefix`."""
    for finding in findings:
        path = f"{prefix}: {finding.path}" if prefix and finding.path else prefix or finding.path
        yield replace(finding, file=file, path=path)
