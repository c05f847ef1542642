"""What an attempt of `retry` leaves for the next one, and for what follows."""

from __future__ import annotations

import pytest

from tests.test_assemble_values import Pipeline, pipeline
from tests.test_evaluate import steps

__all__ = ["pipeline"]

RETRIED = {
    "a count": (
        "def c = new AtomicInteger(); retry(3) { log(c.incrementAndGet()); sh '[ $(wc -l < log) -ge 3 ]' }; log(c)",
        ["1", "2", "3", "3"],
    ),
    "what it sets": (
        "def v = 'a'; retry(2) { v = params.X; log(v); sh '[ $(wc -l < log) -ge 2 ]'; v += '!' }; log(v)",
        ["x", "x", "x!"],
    ),
    "what it prints": (
        "def v; retry(2) { v = sh(script: 'echo . >> log; wc -l < log', returnStdout: true).trim()\n"
        'sh "[ ${v} = 2 ]" }; log(v)',
        [".", ".", "2"],
    ),
    "a count that goes on": (
        "def c = new AtomicInteger(5); c.incrementAndGet()\n"
        "try { retry(2) { log(c.incrementAndGet()); sh 'false' } } catch (e) { log(c) }",
        ["7", "8", "8"],
    ),
    "a variable": (
        "int n = 0; try { retry(2) { n++; log(n); sh 'false' } } catch (e) { log(n) }; log(n + 1)",
        ["1", "2", "2", "3"],
    ),
    "a variable that a condition sets": (
        "def n = 'a'; retry(3) { if (params.X == 'x') { n += 'b' }; log(n); sh '[ $(wc -l < log) -ge 3 ]' }; log(n)",
        ["ab", "abb", "abbb", "abbb"],
    ),
    "the environment": (
        "env.SET = 'a'; retry(3) { log(env.SET); env.SET = 'b'; sh '[ $(wc -l < log) -ge 2 ]' }",
        ["a", "b"],
    ),
    "attempts in each other": (
        "def c = new AtomicInteger(); try { retry(2) { retry(2) { c.incrementAndGet(); sh 'false' } } }\n"
        "catch (e) { log(c) }",
        ["4"],
    ),
}


@pytest.mark.parametrize("case", RETRIED)
def test_an_attempt_finds_what_one_before_has_left(pipeline: Pipeline, case: str) -> None:
    code, expected = RETRIED[case]
    ended = pipeline.script(code, {"X": "x"})
    assert (ended.succeeded, pipeline.log()) == (True, expected), ended.output


LOST = {
    "a variable": 'def n = 0; retry(3) { n++; sh "echo ${n}" }',
    "a list": "def l = []; retry(3) { l << 'a'; sh \"echo ${l.size()}\" }",
    "a variable of a function": 'def n = 0; def f = { n += 1; sh "echo ${n}" }; retry(3) { f() }',
}


@pytest.mark.parametrize("case", LOST)
def test_what_attempts_hand_on_is_no_known_value(case: str) -> None:
    assert "sh('" not in "; ".join(steps(LOST[case]))
