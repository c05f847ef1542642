"""Kinds of jobs that are explained and not converted."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.app import convert
from migrate.model.settings import Settings
from migrate.model.source import JobKind
from migrate.readers.config_xml import read_config_xml


def _reasons(text: str, name: str = "team/app") -> set[tuple[str, bool]]:
    reading = read_config_xml(text.encode(), name=name, file="config.xml").reading
    assert reading.job is None and {one.leaf for one in reading.dismissals} == {one.location for one in reading.leaves}
    return {(one.because, one.blocking) for one in reading.dismissals}


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        ("hudson.model.ExternalJob", "Jenkins only records what runs elsewhere"),
        ("com.cloudbees.plugins.flow.BuildFlow", "write it as a pipeline with `build` steps"),
        ("hudson.plugins.project__inheritance.projects.InheritanceProject", "Jenkins merges the job with its parents"),
        ("hudson.ivy.IvyModuleSet", "the order of their Ivy descriptors"),
    ],
)
def test_a_kind_is_explained_at_each_leaf(tag: str, told: str) -> None:
    ((because, blocking),) = _reasons(f"<{tag}><description>x</description><dsl>build('a')</dsl></{tag}>")
    assert told in because and blocking


def test_a_view_is_no_gap(tmp_path: Path) -> None:
    text = "<hudson.model.ListView><name>All</name><jobNames><string>a</string></jobNames></hudson.model.ListView>"
    assert _reasons(text) == {("a view lists jobs on Jenkins' pages and runs nothing", False)}
    file = tmp_path / "jobs" / "All" / "config.xml"
    file.parent.mkdir(parents=True)
    file.write_text(text, "utf-8")
    (summary,) = convert([tmp_path / "jobs"], Settings(), out=tmp_path / "out").summaries
    assert (summary.kind, summary.blocking, summary.status) == (JobKind.VIEW.value, 0, "converted")


def test_a_job_whose_name_only_sounds_like_a_view_is_a_gap() -> None:
    assert all(blocking for _, blocking in _reasons("<com.example.ReviewJob><a>1</a></com.example.ReviewJob>"))
