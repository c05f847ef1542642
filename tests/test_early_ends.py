"""Functions and turns that end inside of nested conditions, converted and run as CodeBuild would."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.codebuild import SHELLS
from tests.test_assemble_values import Pipeline

_RETURNS = """
def find = { x, y ->
    def found = 'none'
    log('start')
    if (x == 'a') {
        if (y == 'b') {
            log('in')
            return 'early'
        }
        found = 'late'
        if (y == 'c') { return found + '!' }
        log('behind')
    } else if (x == 'z') {
        if (y == 'b') { return 'z' }
    }
    log('end')
    return found
}
log(find(params.X, params.Y))
log('after')
"""
_RETURNED = {
    "ab": ["start", "in", "early", "after"],
    "ac": ["start", "late!", "after"],
    "ad": ["start", "behind", "end", "late", "after"],
    "zb": ["start", "z", "after"],
    "zz": ["start", "end", "none", "after"],
    "bb": ["start", "end", "none", "after"],
}
_TURNS = """
def last = ''
for (one in params.X.tokenize(' ')) {
    if (one.startsWith('a')) {
        if (params.Y == 'b') { continue }
        log('a')
    }
    last = one
    log(one)
}
log(last)
"""
_TURNED = {"b": ["x", "y", "y"], "c": ["x", "a", "a1", "y", "y"]}
_DEEP = """
def check = {
    if (params.X) {
        if (params.X != 'x') {
            if (params.Y == 'b') { return }
            log('y')
        }
        log('x')
    }
    log('end')
}
check()
log('after')
"""
_WENT_DEEP = {
    ("", "b"): ["end", "after"],
    ("x", "b"): ["x", "end", "after"],
    ("y", "b"): ["after"],
    ("y", "c"): ["y", "x", "end", "after"],
}

_TRIED = """
def go = {
    try {
        if (params.X == 'a') {
            log('ends')
            return 'early'
        }
        log('goes on')
        if (params.X == 'f') { sh 'false' }
        log('passed')
    } catch (e) {
        if (params.Y == 'r') { return 'caught' }
        log('failed')
    } finally {
        log('last')
    }
    return 'end'
}
log(go())
for (one in ['1', '2']) {
    try {
        if (params.X == 'a') { continue }
        log(one)
    } catch (e) { log('never') }
    log('turn')
}
"""
_AFTER_TRY = {
    "a-": ["ends", "last", "early"],
    "b-": ["goes on", "passed", "last", "end", "1", "turn", "2", "turn"],
    "f-": ["goes on", "failed", "last", "end", "1", "turn", "2", "turn"],
    "fr": ["goes on", "last", "caught", "1", "turn", "2", "turn"],
}


@pytest.fixture(params=SHELLS)
def pipeline(request: pytest.FixtureRequest, tmp_path: Path) -> Pipeline:
    return Pipeline(tmp_path, str(request.param))


@pytest.mark.parametrize("given", _RETURNED)
def test_a_function_that_returns_inside_of_nested_conditions(pipeline: Pipeline, given: str) -> None:
    assert pipeline.script(_RETURNS, {"X": given[0], "Y": given[1]}).succeeded
    assert pipeline.log() == _RETURNED[given]


@pytest.mark.parametrize("given", _TURNED)
def test_a_turn_that_ends_inside_of_nested_conditions(pipeline: Pipeline, given: str) -> None:
    assert pipeline.script(_TURNS, {"X": "x a1 y", "Y": given}).succeeded
    assert pipeline.log() == _TURNED[given]


@pytest.mark.parametrize("given", _WENT_DEEP)
def test_an_end_goes_through_all_conditions_around(pipeline: Pipeline, given: tuple[str, str]) -> None:
    assert pipeline.script(_DEEP, {"X": given[0], "Y": given[1]}).succeeded
    assert pipeline.log() == _WENT_DEEP[given]


@pytest.mark.parametrize("given", _AFTER_TRY)
def test_a_function_or_turn_that_ends_in_an_attempt(pipeline: Pipeline, given: str) -> None:
    assert pipeline.script(_TRIED, {"X": given[0], "Y": given[1]}).succeeded
    assert pipeline.log() == _AFTER_TRY[given]


_GUARDED = """
try {
    params.X == 'a' || error('not a')
    log('a')
    if (params.Y != 'b' && error('not b')) { log('never') }
    log('b')
    def z = params.Y == 'b' || params.X == 'q' || error('never')
    log(z ? 'true' : 'false')
} catch (e) {
    log('failed')
}
"""
_PASSED = {"ab": ["a", "b", "true"], "ac": ["a", "failed"], "bb": ["failed"]}


@pytest.mark.parametrize("given", _PASSED)
def test_a_condition_that_fails_in_its_second_part(pipeline: Pipeline, given: str) -> None:
    assert pipeline.script(_GUARDED, {"X": given[0], "Y": given[1]}).succeeded
    assert pipeline.log() == _PASSED[given]
