"""Double-entry accounting: no leaf without an outcome, none with two."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.app import convert
from migrate.model.ledger import Ledger, Outcome, UnaccountedError, Verdict
from migrate.model.location import Location
from migrate.model.settings import Settings
from migrate.model.source import Leaf

HERE = Location("config.xml", 3, 0, "builders/x")
THERE = Location("config.xml", 1, 0, "description")
CONVERTED = Verdict(Outcome.CONVERTED, "core/shell")
GAP = Verdict(Outcome.GAP, "core/shell", "it has no twin", blocking=True)


def test_a_leaf_without_an_outcome_is_our_bug() -> None:
    with pytest.raises(UnaccountedError, match=r"1 leaves without an outcome, the first at config.xml:3 builders/x"):
        Ledger([Leaf(HERE, "")]).close()


def test_a_second_outcome_is_our_bug() -> None:
    ledger = Ledger([Leaf(HERE, "")])
    ledger.settle(HERE, CONVERTED)
    with pytest.raises(UnaccountedError, match="second outcome"):
        ledger.settle(HERE, CONVERTED)


def test_an_outcome_for_no_leaf_is_our_bug() -> None:
    with pytest.raises(UnaccountedError, match="no leaf"):
        Ledger().settle(HERE, CONVERTED)


def test_two_leaves_in_one_place_are_our_bug() -> None:
    with pytest.raises(UnaccountedError, match="two leaves"):
        Ledger([Leaf(HERE, "a"), Leaf(HERE, "b")])


def test_only_converted_needs_no_reason() -> None:
    for outcome in (Outcome.PARTIAL, Outcome.GAP, Outcome.IGNORED):
        with pytest.raises(ValueError, match="without a reason"):
            Verdict(outcome, "core/shell")


def test_an_outcome_only_gets_worse() -> None:
    ledger = Ledger([Leaf(HERE, "")])
    ledger.settle(HERE, GAP)
    ledger.worsen(HERE, Verdict(Outcome.PARTIAL, "", "it differs"))
    assert ledger.close()[0].verdict == GAP


def test_what_assembly_finds_out_keeps_the_rule_that_settled_it() -> None:
    ledger = Ledger([Leaf(HERE, "")])
    ledger.settle(HERE, CONVERTED)
    ledger.worsen(HERE, Verdict(Outcome.GAP, "", "it can't stand here"))
    verdict = ledger.close()[0].verdict
    assert (verdict.outcome, verdict.rule) == (Outcome.GAP, "core/shell")


def test_reasons_of_the_same_weight_are_all_told_once() -> None:
    ledger = Ledger([Leaf(HERE, "")])
    ledger.settle(HERE, CONVERTED)
    for because in ("it differs", "the other thing, too", "it differs"):
        ledger.worsen(HERE, Verdict(Outcome.PARTIAL, "", because))
    assert ledger.close()[0].verdict.reasons == ("it differs", "the other thing, too")


def test_entries_come_in_the_order_of_the_source() -> None:
    ledger = Ledger([Leaf(HERE, "second"), Leaf(THERE, "first")])
    ledger.settle(HERE, CONVERTED)
    ledger.settle(THERE, CONVERTED)
    assert [entry.leaf.text for entry in ledger.close()] == ["first", "second"]


@given(st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)))
def test_leaves_in_are_leaves_out(opened: set[int], settled: set[int]) -> None:
    places = {number: Location("f", number, 0, str(number)) for number in opened}
    ledger = Ledger(Leaf(place, "") for place in places.values())
    for number in settled & opened:
        ledger.settle(places[number], CONVERTED)
    if opened <= settled:
        assert len(ledger.close()) == len(opened)
    else:
        with pytest.raises(UnaccountedError):
            ledger.close()


def test_a_remark_on_what_has_no_leaf_is_told_at_its_first_setting(tmp_path: Path) -> None:
    given = "[$class: 'ParametersDefinitionProperty', parameterDefinitions: [string(name: 'A', defaultValue: env.X)]]"
    (tmp_path / "Jenkinsfile").write_text(f"node {{ properties([{given}]); sh 'make' }}", "utf-8")
    run = convert([tmp_path / "Jenkinsfile"], Settings(), out=tmp_path / "out")
    assert run.summaries[0].error == ""
    [ledger] = (tmp_path / "out").rglob("ledger.json")
    entries = json.loads(ledger.read_text("utf-8"))["entries"]
    assert [one["outcome"] for one in entries if "the default is known only" in one["because"]] == ["partial"]


def test_what_stands_nowhere_is_not_converted_in_any_of_its_settings(tmp_path: Path) -> None:
    script = "node { sh 'echo ${env.NAME}'; sh 'make' }"
    (tmp_path / "Jenkinsfile").write_text(script, "utf-8")
    convert([tmp_path / "Jenkinsfile"], Settings(), out=tmp_path / "out")
    [ledger] = (tmp_path / "out").rglob("ledger.json")
    entries = json.loads(ledger.read_text("utf-8"))["entries"]
    found = [(one["text"], one["outcome"], one["blocking"]) for one in entries if "sh" in one["path"]]
    lost, made = "'echo ${env.NAME}'", "'make'"
    assert found == [
        (f"sh {lost}", "gap", True),
        (lost, "gap", False),
        (f"sh {made}", "converted", False),
        (made, "converted", False),
    ]


def test_what_never_runs_is_a_gap_with_all_that_stands_in_it(tmp_path: Path) -> None:
    script = """
pipeline {
  agent any
  stages { stage('a') { steps { sh 'make' } } }
  post { aborted { withCredentials([string(credentialsId: 'key', variable: 'KEY')]) { sh 'echo stopped' } } }
}
"""
    (tmp_path / "Jenkinsfile").write_text(script)
    convert([tmp_path / "Jenkinsfile"], Settings(), out=tmp_path / "out")
    [file] = (tmp_path / "out").rglob("ledger.json")
    entries = [one for one in json.loads(file.read_text("utf-8"))["entries"] if one["path"].startswith("post/aborted")]
    assert len(entries) == 6
    assert {(one["outcome"], one["because"]) for one in entries} == {
        ("gap", "a stopped build runs nothing more, so this never runs")
    }
