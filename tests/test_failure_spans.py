"""What a catch and a `finally` find: what is set before the steps that may fail, and what a failure is."""

from __future__ import annotations

import pytest

from tests.test_assemble_values import Pipeline, pipeline
from tests.test_evaluate import steps

__all__ = ["pipeline"]

FOUND = {
    "what was set before": (
        "def l = []; try { l << 'a'; sh 'false'; l << 'b' } catch (e) { l << 'c' }; log(l)",
        ["[a, c]"],
    ),
    "what was not set yet": (
        "def v = 'a'; try { sh 'true'; v = 'b' } catch (e) { v += 'c' }; log(v)",
        ["b"],
    ),
    "what a finally within has set": (
        "def l = []; try { try { sh 'false' } finally { l << 'a' } } catch (e) { l << 'b' }; log(l)",
        ["[a, b]"],
    ),
    "the end of a catch, in finally": (
        "def l = []; try { sh 'false'; l << 'a' } catch (e) { l << 'b' } finally { l << 'c' }; log(l)",
        ["[b, c]"],
    ),
    "the end of the body, in finally": (
        "def v = 'a'; try { sh 'true'; v = 'b' } catch (e) { v = e.message } finally { log(v) }; log(v)",
        ["b", "b"],
    ),
    "what a catch has set that throws, in finally": (
        "def v = 'a'; try { try { sh 'exit 3'; v = 'b' } catch (e) { v = e.message; throw e } finally { log(v) } }\n"
        "catch (e) { log(e.message) }",
        ["script returned exit code 3", "script returned exit code 3"],
    ),
    "the failure of the first branch": (
        "try { parallel(a: { sh 'exit 2' }, b: { sh 'sleep 1'; error 'b' }) } catch (e) { log(e.message) }",
        ["script returned exit code 2"],
    ),
    "the message of the first branch": (
        "try { parallel(a: { sh 'sleep 1; exit 2' }, b: { error 'b' }) } catch (e) { log(e.message) }",
        ["b"],
    ),
    "a branch that surely fails": (
        "def v = 'a'; try { parallel(a: { error 'b' }, b: { sh 'sleep 1' }); v = 'b' }\n"
        "catch (e) { v += e.message }; log(v)",
        ["ab"],
    ),
    "what Groovy throws in a branch": (
        "try { parallel(a: { def n = null; n.foo() }, b: { sh 'true' }); log('x') } catch (e) { log('a') }",
        ["a"],
    ),
    "a message that is read behind the catch": (
        "def l = []; try { error 'a' } catch (e) { l << e.message }; log(l.join(','))",
        ["a"],
    ),
    "the class of a failure": (
        "try { sh 'false' } catch (e) { log(e.class.simpleName); log(e.getClass().name)\n"
        "log(e instanceof IOException) }",
        ["AbortException", "hudson.AbortException", "true"],
    ),
    "the class of a time-out": (
        "try { timeout(time: 1, unit: 'SECONDS') { sh 'sleep 9' } } catch (e) { log(e.class.simpleName)\n"
        "if (e instanceof org.jenkinsci.plugins.workflow.steps.FlowInterruptedException) { log('over') } }",
        ["FlowInterruptedException", "over"],
    ),
    "the class of what is no time-out": (
        "try { timeout(time: 9, unit: 'SECONDS') { sh 'false' } } catch (e) { log(e.class.simpleName)\n"
        "log(e instanceof InterruptedException ? 'over' : 'failed') }",
        ["AbortException", "failed"],
    ),
}


@pytest.mark.parametrize("case", FOUND)
def test_what_is_known_after_a_failure(pipeline: Pipeline, case: str) -> None:
    code, expected = FOUND[case]
    ended = pipeline.script(code)
    assert (ended.succeeded, pipeline.log()) == (True, expected), ended.output


LOST = {
    "set among the steps": "def v = 'a'; try { sh 'x'; v = 'b'; sh 'y' } catch (e) { sh v }",
    "set by a call that may fail": "def v = 'a'; def f = { sh 'x'; v = 'b'; sh 'y' }; try { f() } catch (e) { sh v }",
    "set in a body that may end early": (
        "def v = 'a'; def f = { try { if (params.B) { return }; v = 'b'; sh 'x' } catch (e) { sh v } }; f()"
    ),
    "the class of one of several": "try { sh 'x'; throw new IOException('y') } catch (e) { sh e.class.simpleName }",
    "the class of an assertion": "try { assert params.B } catch (AssertionError e) { sh e.class.simpleName }",
}


_OWN = "def v = 'x'; def w = 'x'; def m = [:]; def f = { v = 'x' }; def n = m"
BRANCHES = {
    "set in one alone": ("parallel(a: { sh 'y' }, b: { v = 'a' }, c: { w = 'y' }); sh v", True),
    "a map for one alone": ("parallel(a: { m.v = 'a'; n.v }, b: { sh 'y' }); sh m.v", True),
    "set in two": ("parallel(a: { v = 'a' }, b: { v = 'y' }); sh v", False),
    "changed in two": ("parallel(a: { m.v = 'a' }, b: { m.w = 'y' }); sh m.v", False),
    "under another name": ("parallel(a: { m.v = 'a' }, b: { n.v = 'y' }); sh m.v", False),
    "by a closure": ("parallel(a: { v = 'a' }, b: { f() }); sh v", False),
    "by a branch that is a variable": ("parallel(a: { v = 'a' }, b: f); sh v", False),
}


@pytest.mark.parametrize("case", BRANCHES)
def test_what_a_branch_sets_is_known_behind_all_where_no_other_knows_the_variable(case: str) -> None:
    code, is_known = BRANCHES[case]
    assert ("sh('a')" in "; ".join(steps(f"{_OWN}; {code}"))) is is_known


@pytest.mark.parametrize("case", LOST)
def test_what_may_differ_with_the_failure_is_no_known_value(case: str) -> None:
    assert "sh('a')" not in (found := "; ".join(steps(LOST[case])))
    assert "«" in found
