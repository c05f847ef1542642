"""Test reports: how many tests each report group of a build has, by the formats that CodeBuild reads.

https://docs.aws.amazon.com/codebuild/latest/userguide/test-reporting.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from migrate.rehearse.artifacts import matching
from migrate.rehearse.buildspec import Reports
from migrate.rehearse.results import Counts


class ReportError(Exception):
    """A file of a report group can't be read as its format says."""


def tests_of(group: Reports, workspace: Path) -> Counts:
    """Count the tests of a group; a format of coverage has none. Raises ReportError."""
    count = _COUNTS.get(group.format)
    if count is None:
        return Counts()
    found = Counts()
    for path, file in sorted(matching(group.files, workspace).items()):
        try:
            found += count(file)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise ReportError(f"{path} of report group {group.name} is no {group.format}: {error}") from None
    return found


def _root(file: Path) -> etree._Element:
    return etree.parse(str(file), etree.XMLParser(resolve_entities=False, huge_tree=True, no_network=True)).getroot()


def _junit(file: Path) -> Counts:
    return _tally(_of_junit(case) for case in _root(file).iter("testcase"))


def _of_junit(case: etree._Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "skipped" if case.find("skipped") is not None else "passed"


def _attribute(tag: str, name: str, failed: Iterable[str], skipped: Iterable[str]) -> Callable[[Path], Counts]:
    """A format that says in an attribute of each test how it ended."""

    def count(file: Path) -> Counts:
        values = (str(one.get(name, "")).lower() for one in _root(file).iter(f"{{*}}{tag}"))
        return _tally("failed" if one in failed else "skipped" if one in skipped else "passed" for one in values)

    return count


def _cucumber(file: Path) -> Counts:
    return _tally(_of_scenario(scenario) for scenario in _scenarios(json.loads(file.read_text("utf-8"))))


def _scenarios(features: Any) -> Iterator[Any]:
    for feature in features:
        yield from (one for one in feature.get("elements") or () if one.get("type") != "background")


def _of_scenario(scenario: Any) -> str:
    results = {step.get("result", {}).get("status") for step in scenario.get("steps") or ()}
    return "failed" if "failed" in results else "skipped" if results - {"passed"} else "passed"


def _tally(ended: Iterable[str]) -> Counts:
    found = list(ended)
    return Counts(len(found), found.count("failed"), found.count("skipped"))


_COUNTS: dict[str, Callable[[Path], Counts]] = {
    "JUNITXML": _junit,
    "CUCUMBERJSON": _cucumber,
    "NUNITXML": _attribute("test-case", "result", ("failure", "error"), ("ignored", "skipped", "inconclusive")),
    "NUNIT3XML": _attribute("test-case", "result", ("failed",), ("skipped", "inconclusive")),
    "TESTNGXML": _attribute("test-method", "status", ("fail",), ("skip",)),
    "VISUALSTUDIOTRX": _attribute("UnitTestResult", "outcome", ("failed", "error", "timeout"), ("notexecuted",)),
}
