"""What a script says of its build before the pipeline starts, of values that only the run knows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from migrate.app import convert
from migrate.model.settings import Settings

_ORDER = "def order = readJSON(text: params.ORDER)\n"
_PIPELINE = """
pipeline { agent any
  parameters { string(name: 'ORDER', defaultValue: '{}') }
  stages { stage('A') { steps { sh "make ${title}" } } }
}"""
_TELL = "def tell(order) { try { %s } catch (e) { println e.message } }\n"
_DESCRIBE = "if (order.pulls) { currentBuild.description = \"PR ${order.pulls[0].number}\" } else { println 'none' }"


def _entries(tmp_path: Path, before: str) -> list[dict[str, Any]]:
    (tmp_path / "in/job").mkdir(parents=True)
    (tmp_path / "in/job/Jenkinsfile").write_text("def title = 'all'\n" + _ORDER + before + _PIPELINE)
    convert([tmp_path / "in"], Settings(), out=tmp_path / "out")
    found: list[dict[str, Any]] = json.loads((tmp_path / "out/job/ledger.json").read_text("utf-8"))["entries"]
    return found


def _blocking(entries: list[dict[str, Any]]) -> list[str]:
    return [one["text"] for one in entries if one["blocking"]]


def test_a_description_of_the_build_stops_nothing_where_a_catch_takes_all_that_its_values_throw(tmp_path: Path) -> None:
    entries = _entries(tmp_path, _TELL % _DESCRIBE + "tell(order)")
    assert _blocking(entries) == []
    assert {one["outcome"] for one in entries if one["text"].startswith("println")} == {"gap"}
    assert [one["outcome"] for one in entries if one["text"] == "currentBuild.description"] == ["ignored"]


def test_a_value_that_was_kept_before_the_pipeline_is_lost_to_it(tmp_path: Path) -> None:
    statement = "try { title = order.pulls[0].title\nprintln \"on ${title}\" } catch (e) { println 'none' }"
    entries = _entries(tmp_path, statement)
    assert [one["outcome"] for one in entries if one["text"] == statement] == ["gap"]
    assert _blocking(entries) == ['"make ${title}"']


@pytest.mark.parametrize(
    "statement",
    [
        "try { currentBuild.description = order.pulls[0].title } finally { println 'done' }",
        "try { title = order.pulls[0].title } catch (e) { println 'bad'\nthrow e }",
        "try { title = order.pulls[0].title } catch (e) { error 'bad' }",
    ],
)
def test_what_fails_or_sets_something_before_the_pipeline_stops_the_job(tmp_path: Path, statement: str) -> None:
    assert statement in _blocking(_entries(tmp_path, statement))
