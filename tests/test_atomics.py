"""Objects such as AtomicInteger, and `instanceof` of what only the run knows: folded, or kept by the build."""

from __future__ import annotations

import pytest

from tests.test_assemble_values import Pipeline, pipeline
from tests.test_evaluate import steps

__all__ = ["pipeline"]

FOLDED = {
    "counts": ("def c = new AtomicInteger()", "c.incrementAndGet()", "1"),
    "counts on": ("def c = new java.util.concurrent.atomic.AtomicInteger(5)", "c.getAndIncrement() + c.get()", "11"),
    "counts down": ("def c = new AtomicLong(1)", "c.decrementAndGet()} ${c.getAndAdd(4)} ${c", "0 0 4"),
    "wraps": ("def c = new AtomicInteger(2147483647)", "c.addAndGet(1)", "-2147483648"),
    "is set": ("def c = new AtomicBoolean(); c.set(true)", "c.getAndSet(false)} ${c.get()", "true false"),
    "holds anything": ("def c = new AtomicReference(['a']); c.get() << 'b'", "c.get().join(c.toString())", "a[a, b]b"),
    "is true or not": ("def c = new AtomicInteger(), d = new AtomicBoolean()", "(c ? 1 : 2) + (d ? 10 : 20)", "12"),
    "has a name": ("def c = new AtomicInteger(7); def d = c; d.set(8)", "c", "8"),
}


@pytest.mark.parametrize("case", FOLDED)
def test_a_known_value_is_folded(case: str) -> None:
    code, value, shown = FOLDED[case]
    assert steps(f'{code}\nsh "echo ${{{value}}}"')[-1] == f"sh('echo {shown}')"


LOST = {
    "branches beside": (
        'def c = new AtomicInteger(); parallel(a: { sh "${c.incrementAndGet()}" }, b: { c.incrementAndGet() })',
        "sh(«AtomicInteger»)",
    ),
    "behind branches": ('def c = new AtomicInteger(); parallel(a: { c.set(1) }, b: {}); sh "${c}"', "sh(«Atomic"),
    "what is not understood": ('def c = new AtomicInteger(); Weird.run(c); sh "${c}"', "sh(«AtomicInteger»)"),
    "another kind": ("def c = new AtomicInteger('a')", "script(scriptBlock=«def c = new AtomicInteger('a')»)"),
    "another method": ("def c = new AtomicBoolean(); c.incrementAndGet()", "script(scriptBlock=«c.incrementAndGet()»)"),
    "a reference in a catch": (
        "def c = new AtomicReference('a'); try { sh 'w'; c.set(1); sh 'x' } catch (e) { sh \"${c}\" }",
        "sh(«AtomicReference»)",
    ),
}


@pytest.mark.parametrize("case", LOST)
def test_a_value_that_is_not_sure_is_lost(case: str) -> None:
    code, found = LOST[case]
    assert found in "; ".join(steps(code))


def test_a_single_branch_counts_in_order() -> None:
    found = "; ".join(steps('def c = new AtomicInteger(); parallel(a: { sh "${c.incrementAndGet()}" })'))
    assert "sh('1')" in found


COUNTED = {
    "ways of the run": (
        "if (params.X == 'a') { c.incrementAndGet() }; log(c.incrementAndGet())",
        {"a": ["2"], "b": ["1"]},
    ),
    "turns of the run": ("params.X.tokenize(' ').each { c.addAndGet(2) }; log(c)", {"a b c": ["6"], "": ["0"]}),
    "a catch": (
        "try { c.incrementAndGet(); sh \"[ '${params.X}' != a ]\"; c.incrementAndGet(); sh \"[ '${params.X}' != b ]\"\n"
        "log(c) } catch (e) { log(c); log(c.incrementAndGet()) }; log(c.incrementAndGet())",
        {"a": ["1", "2", "3"], "b": ["2", "3", "4"], "c": ["2", "3"]},
    ),
    "a second attempt": (
        "try { c.set(7); sh 'true' } catch (e) { }; c.set(1)\n"
        "try { sh \"[ '${params.X}' != a ]\"; c.set(5); sh 'false' } catch (e) { log(c) }",
        {"a": ["1"], "b": ["5"]},
    ),
    "an attempt within": (
        "try { try { c.incrementAndGet(); sh 'false' } finally { c.addAndGet(10); log(c) } } catch (e) { log(c) }",
        {"a": ["11", "11"]},
    ),
    "behind a catch": (
        "try { sh \"[ '${params.X}' != a ]\" } catch (e) { c.set(3); sh 'true' } finally { log(c.incrementAndGet()) }",
        {"a": ["4"], "b": ["1"]},
    ),
    "what was read before": (
        "try { try { c.set(3); sh 'false' } catch (e) { def n = c.get(); c.set(n + 1); log(n); log(c) } }\n"
        "catch (e) { log(0) }; log(c)",
        {"a": ["3", "4", "4"]},
    ),
    "what was read in a finally": (
        "try { try { c.set(3); sh 'false' } finally { def n = c.get(); c.set(9); log(n) } } catch (e) { log(c) }",
        {"a": ["3", "9"]},
    ),
    "a block that catches": (
        "catchError(buildResult: 'SUCCESS') { c.set(2); sh \"[ '${params.X}' != a ]\"; c.incrementAndGet() }\n"
        "log(c.incrementAndGet())",
        {"a": ["3"], "b": ["4"]},
    ),
    "turns in an attempt": (
        "try { params.X.tokenize(' ').each { c.incrementAndGet(); sh \"[ '${it}' != x ]\" } } catch (e) { log(c) }",
        {"a x b": ["2"], "a b": []},
    ),
}


RUNS = [(case, given) for case, (_, runs) in COUNTED.items() for given in runs]


@pytest.mark.parametrize(("case", "given"), RUNS)
def test_the_build_counts_as_groovy_does(pipeline: Pipeline, case: str, given: str) -> None:
    code, expected = COUNTED[case]
    ended = pipeline.script(f"def c = new AtomicInteger()\n{code}", {"X": given})
    assert (ended.succeeded, pipeline.log()) == (True, expected[given]), ended.output


INSTANCES = {
    "def v = \"a ${params.T}\"; if (v instanceof CharSequence) { sh 'a' }": "sh('a')",
    "def v = \"a ${params.T}\"; if (v instanceof Map) { sh 'x' } else { sh 'a' }": "sh('a')",
    "def v = [a: params.T]; if (v instanceof Map && !(v instanceof List)) { sh 'a' }": "sh('a')",
    "def v = [params.T]; if (v instanceof java.util.List) { sh 'a' }": "sh('a')",
    "def v = params.T.size(); if (v instanceof Number && !(v instanceof String)) { sh 'a' }": "sh('a')",
    "def v = { sh 'a' }; if (v instanceof Closure) { v() }": "sh('a')",
    "if (params.U instanceof Map) { sh 'x' } else { sh 'a' }": "sh('a')",
    "if (env.T instanceof List) { sh 'x' } else { sh 'a' }": "sh('a')",
}


@pytest.mark.parametrize("code", INSTANCES)
def test_what_a_value_of_the_run_is(code: str) -> None:
    assert steps(code) == [INSTANCES[code]]


UNSURE = {
    "def v = \"a ${params.T}\"; if (v instanceof String) { sh 'x' }": "expression(expression=«v instanceof String»)",
    "if (params.U instanceof CharSequence) { sh 'x' }": "expression(expression=«params.U instanceof CharSequence»)",
    "def v = params.T.split(','); if (v instanceof List) { sh 'x' }": "expression(expression=«v instanceof List»)",
    "if (env.T instanceof String) { sh 'x' }": "if.condition() { expression(expression=<env T>) }",
    "if (env.T instanceof CharSequence) { sh 'x' }": "if.condition() { expression(expression=<env T>) }",
}


@pytest.mark.parametrize("code", UNSURE)
def test_what_a_value_of_the_run_may_be(code: str) -> None:
    assert UNSURE[code] in "; ".join(steps(code))
