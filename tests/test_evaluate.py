"""The evaluator: what a script does becomes steps, and what only the run knows stays so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.app import convert
from migrate.mapping.expressions import as_shown
from migrate.model.settings import Settings
from migrate.model.source import Literal, Opaque, Stage, Template
from tests.declarative import describable, read, steps_of, with_steps


def steps(script: str, before: str = "") -> list[str]:
    """The steps of a script block."""
    parameters = "agent any\nparameters { booleanParam name: 'B'\nstring name: 'T' }"
    [block] = steps_of(with_steps(f"script {{ {script} }}", before=before, sections=parameters))
    return block.removeprefix("script() { ").removesuffix(" }").split("; ") if "{" in block else [block]


UNROLLED = {
    "for in": "for (s in ['a', 'b']) { sh s }",
    "a counting loop": "def l = ['a', 'b']; for (int i = 0; i < l.size(); i++) { sh l[i] }",
    "while": "def l = ['a', 'b']; int i = 0; while (i < 2) { sh l[i++] }",
    "each": "['a', 'b'].each { sh it }",
    "each with a name": "['a', 'b'].each { s -> sh s }",
    "a map": "[a: 1, b: 2].each { k, v -> sh k }",
    "a map's entries": "for (e in [a: 1, b: 2]) { sh e.key }",
    "a range": "('a'..'b').each { sh it }",
    "collected": "['A', 'B'].collect { it.toLowerCase() }.each { sh it }",
    "a function": "run('a'); run('b')",
    "a closure": "def f = { s -> sh s }; f('a'); f.call('b')",
    "a switch": "for (n in 1..3) { switch (n) { case 1: sh 'a'; break; case [2]: sh 'b'; break; default: break } }",
    "continue and break": "for (s in ['x', 'a', 'b', 'y', 'z']) { if (s == 'x') continue; if (s == 'y') break; sh s }",
    "casts to numbers": "['97', '98'].collect { it as int }.each { sh it == 97 ? 'a' : (int) 'b' == it ? 'b' : 'x' }",
    "a known condition": "if (1 < 2 && !('a' in ['b'])) { sh 'a' } else { sh 'x' }; sh(false ? 'x' : 'b')",
    "a return": "run('a'); run('b'); return; sh 'x'",
    "several at once": "def (x, y) = ['a', 'b']; (x, y) = [x, y]; sh x; sh y",
    "recursion": "down(2)",
    "default and rest": "rest('a', 'b')",
    "curried": "def f = { x, y -> sh(x + y) }; f.curry('').call('a'); f.rcurry('')('b')",
    "curried in the middle": "def f = { x, y, z -> sh y }; def g = f.ncurry(1, 'a'); g(1, 2); f.ncurry(1, 'b')(1, 2)",
    "a function as a closure": "def f = this.&run; f('a'); ['b'].each(this.&run)",
    "classes and expressions as cases": (
        "for (v in [1, 'x1', 2.5]) { switch (v) { case Integer: sh 'a'; break; case ~/x\\d/: sh 'b'; break } }"
    ),
    "the class of a value": "sh 'x'.class == String ? 'a' : 'x'; sh 'b'.getClass().simpleName == 'String' ? 'b' : 'x'",
    "the class of a parameter": "sh params.T.class == String ? 'a' : 'x'; sh params.B.class == Boolean ? 'b' : 'x'",
}
FUNCTIONS = """
def run(s) { sh s }
def down(n) { if (n == 0) { return }; sh(n == 2 ? 'a' : 'b'); down(n - 1) }
def rest(String first, String... others) { sh first; for (o in others) { sh o } }
"""


@pytest.mark.parametrize("case", UNROLLED)
def test_what_is_known_is_done_when_converting(case: str) -> None:
    assert steps(UNROLLED[case], FUNCTIONS) == ["sh('a')", "sh('b')"]


CHOICES = {
    "if (params.B) { sh 'a' }": "equals(expected='true', actual=<params B>)",
    "if (params.T) { sh 'a' }": "not() { equals(expected='', actual=<params T>) }",
    "if (params.U) { sh 'a' }": "not() { expression.undeclared(value=<params U>, other='false') }",
    "if (params.U == true) { sh 'a' }": "expression.undeclared(value=<params U>, other='true')",
    "if (params.U == 'true') { sh 'a' }": "expression(expression=«params.U == 'true'»)",
    "if (currentBuild.number > 3) { sh 'a' }": "expression.less(value=3, other=<currentBuild number>)",
    "if (env.X >= 'v2') { sh 'a' }": "not() { expression.before(value=<env X>, other='v2') }",
    "switch (env.X) { case ~/v.*/: sh 'a' }": "expression.matches(value=<env X>, pattern='v.*'",
    "switch (params.T) { case Integer: sh 'x'; break; case CharSequence: sh 'a' }": "sh('a')",
    "if (env.X in ['a', 'b']) { sh 'a' }": "anyOf() { equals(expected='a', actual=<env X>)",
    "if (fileExists('x') && fileExists('y')) { sh 'a' }": "equals(expected='true', actual=<derived file_exists>)",
    "def r = readJSON(text: params.T); if (r.a == 1) { sh 'a' }": "equals(expected='1', actual=<derived json>)",
    "def r = readJSON(text: params.T); if (r.a) { sh 'a' }": "not() { equals(expected='', actual=<derived json>) }",
    "if (env.X?.trim()) { sh 'a' }": "not() { expression.isNullOr(value=<derived text_trim>, other='') }",
    "if (currentBuild.result == 'SUCCESS') { sh 'a' }": "equals(expected='SUCCESS', actual=<currentBuild result>)",
    "if ('y'.equals(env.X)) { sh 'a' }": "equals(expected='y', actual=<env X>)",
    "if ('y'.equals(\"${env.X}\")) { sh 'a' }": "expression(expression=«'y'.equals(\"${env.X}\")»)",
    "if (fileExists('x')) { sh 'a' }": "equals(expected='true', actual=<variable groovy_fileExists>)",
    "if (sh(script: 'x', returnStatus: true) == 0) { sh 'a' }": "equals(expected='0', actual=<variable groovy_sh>)",
    "if (params.X == 'y') { sh 'a' } else { sh 'b' }": "if.then() { sh('a') }; if.else() { sh('b') }",
    "if (!env.X) { sh 'a' }": "if.then() { sh('a') }; if.else() {  }",
    "if (env.X) { return }; sh 'b'": "if.then() {  }; if.else() { sh('b') }",
    "if (env.X) { error 'no' }; sh 'b'": "if.then() { error('no') }",
    "for (s in ['a']) { if (env.X) continue; sh s }; sh 'b'": "if.else() { sh('a') } }; sh('b')",
    "switch (env.X) { case 'y': sh 'a'; break; default: sh 'b' }": "if.then() { sh('a') }; if.else() { sh('b') }",
    "def t = env.X == 'y' ? 'p' : 'q'; sh \"d ${t}\"": "keep(variable='groovy_value', value='p')",
}


@pytest.mark.parametrize("code", CHOICES)
def test_what_the_run_decides_is_a_choice(code: str) -> None:
    assert CHOICES[code] in "; ".join(steps(code))


def test_what_a_script_prints_is_kept_for_what_reads_it() -> None:
    found = steps("def v = sh(script: 'git describe', returnStdout: true).trim(); sh \"deploy ${v}\"")
    assert found == [
        "sh(script='git describe', returnStdout=True, variable='groovy_sh')",
        "sh(deploy <derived text_trim>)",
    ]


STALE = {
    "a variable": ("def v = env.X; env.X = 'n'; sh \"${v}\"", "sh(<variable groovy_X>)"),
    "a text": ("def v = \"a ${env.X}\"; env.X = 'n'; sh v", "sh(a <variable groovy_X>)"),
    "a list": ("def v = [env.X]; env.X = 'n'; v.each { sh \"${it}\" }", "sh(<variable groovy_X>)"),
    "a map": ("def v = [a: env.X]; env.X = 'n'; sh \"${v.a}\"", "sh(<variable groovy_X>)"),
    "one for all": ("def v = env.X; def w = env.X; env.X = 'n'; sh \"${v} ${w}\"", "groovy_X> <variable groovy_X>)"),
    "a result": (
        "def v = \"${currentBuild.result}\"; currentBuild.result = 'FAILURE'; sh v",
        "<variable groovy_result>",
    ),
    "a result that is unstable": ("def v = \"${currentBuild.currentResult}\"; unstable 'x'; sh v", "groovy_currentRes"),
    "a result that is caught": (
        "def v = \"${currentBuild.result}\"; catchError { sh 'x' }; sh v",
        "sh(<variable groovy_r",
    ),
    "a block's": ("def v = env.X; withEnv(['X=1', 'PATH+B=b']) { sh \"${v}\" }", "sh(<variable groovy_X>)"),
    "the last one": ("env.X = 'n'; sh \"${env.X}\"", "sh(<env X>)"),
    "another": ("def v = env.Y; env.X = 'n'; sh \"${v}\"", "sh(<env Y>)"),
    "what is taken back": (
        "def v = env.X; try { env.X = 'n'; junit 'x' } catch (IOException e) { }; sh \"${v}\"",
        "sh(«",
    ),
    "a condition": ("def v = env.X == 'a'; env.X = 'n'; if (v) { sh 'a' }", "expression(expression=«v»)"),
    "whether it is null": ("def v = env.X; env.X = 'n'; if (v) { sh 'a' }", "expression(expression=«v»)"),
    "out of a block": ("def v; withEnv(['X=1']) { v = env.X }; sh \"${v}\"", "sh(«X»)"),
    "out of a secret's block": (
        "def v; withCredentials([string(credentialsId: 'c', variable: 'X')]) { v = \"${X}\" }; sh v",
        "sh(«X»)",
    ),
}


@pytest.mark.parametrize("case", STALE)
def test_a_variable_keeps_what_it_was_given(case: str) -> None:
    code, found = STALE[case]
    assert found in "; ".join(steps(code))


_SH, _NULL = "sh 'x'", "def n = null; n.foo()"
CAUGHT = {
    "any": (_SH, "catch (e) { sh 'a' }"),
    "Exception": (_SH, "catch (Exception e) { sh 'a' }"),
    "Throwable": (_SH, "catch (Throwable e) { sh 'a' }"),
    "its class": (_SH, "catch (hudson.AbortException e) { sh 'a' }"),
    "what it extends": (_SH, "catch (IOException e) { sh 'a' } catch (e) { sh 'b' }"),
    "not what it is not": (
        _SH,
        "catch (NullPointerException | RuntimeException e) { sh 'b' } catch (e) { sh 'a' }",
    ),
    "error": ("error 'x'", "catch (IllegalStateException e) { sh 'b' } catch (hudson.AbortException e) { sh 'a' }"),
    "thrown": ("sh 'x'; throw new IOException('x')", "catch (IOException e) { sh 'a' } catch (e) { sh 'b' }"),
    "a time-out": (
        "timeout(1) { echo 'x' }",
        "catch (org.jenkinsci.plugins.workflow.steps.FlowInterruptedException e) { sh 'a' } catch (e) { sh 'b' }",
    ),
    "Groovy's own": (_NULL, "catch (IOException e) { sh 'b' } catch (NullPointerException e) { sh 'a' }"),
    "an interruption that nothing throws": (
        "junit 'x'",
        "catch (FlowInterruptedException e) { sh 'b' } catch (e) { sh 'a' }",
    ),
    "what the sandbox rejects, and an error": (
        "junit 'x'",
        "catch (RejectedAccessException e) { sh 'b' } catch (NoSuchMethodError e) { sh 'b' } catch (e) { sh 'a' }",
    ),
    "an interruption beside an exception of its own": (
        "throw new MyException('x')",
        "catch (FlowInterruptedException e) { sh 'b' } catch (e) { sh 'a' }",
    ),
    "a time-out and all else in one": (
        "sh 'x'; timeout(1) { sh 'y' }",
        "catch (e) { sh 'a' } catch (FlowInterruptedException e) { sh 'b' }",
    ),
    "a time-out that is caught within": (
        "try { timeout(1) { sh 'y' } } catch (e) { echo 'x' }; sh 'x'",
        "catch (FlowInterruptedException e) { sh 'b' } catch (e) { sh 'a' }",
    ),
    "a rethrown one": (
        "try { throw new IllegalStateException('x') } catch (e) { throw e }",
        "catch (IOException e) { sh 'b' } catch (IllegalStateException e) { sh 'a' }",
    ),
}


@pytest.mark.parametrize("case", CAUGHT)
def test_the_catch_for_what_may_fail_is_taken(case: str) -> None:
    body, catches = CAUGHT[case]
    found = "; ".join(steps(f"try {{ {body} }} {catches}"))
    assert "sh('a')" in found
    assert "sh('b')" not in found
    assert "scriptBlock" not in found


@pytest.mark.parametrize(
    ("body", "catches"),
    [
        ("junit 'x'; timeout(1) { sh 'y' }", "catch (IOException e) { sh 'a' } catch (e) { sh 'b' }"),
        ("build 'x'", "catch (FlowInterruptedException e) { sh 'a' } catch (e) { sh 'b' }"),
        (
            "parallel(a: { timeout(1) { sh 'x' } }, b: { sh 'y' })",
            "catch (FlowInterruptedException e) { sh 'a' } catch (e) { sh 'b' }",
        ),
        (
            "try { timeout(1) { sh 'x' } } finally { sh 'y' }",
            "catch (FlowInterruptedException e) { sh 'a' } catch (e) { sh 'b' }",
        ),
        (
            "try { timeout(1) { sh 'x' } } catch (e) { throw e }",
            "catch (FlowInterruptedException e) { sh 'a' } catch (e) { sh 'b' }",
        ),
        ("junit 'x'", "catch (IOException e) { sh 'a' } catch (e) { sh 'b' }"),
        ("sh 'x'; throw new MyError('x')", "catch (IOException e) { sh 'a' }"),
    ],
)
def test_which_catch_is_taken_may_not_be_known(body: str, catches: str) -> None:
    assert "scriptBlock=«" in "; ".join(steps(f"try {{ {body} }} {catches}"))


_ASKS = "try.catch(interrupted='groovy_interrupted'"
CHOSEN = {
    "catch (FlowInterruptedException e) { sh 'a' } catch (e) { sh 'b' }": "then() { sh('a') }; if.else() { sh('b') }",
    "catch (e) { sh 'a' } catch (FlowInterruptedException e) { sh 'b' }": "try.catch() { sh('a') }",
    "catch (IOException e) { sh 'a' } catch (e) { sh 'b' }": "if.then() { sh('b') }; if.else() { sh('a') }",
    "catch (FlowInterruptedException e) { sh 'a'; throw e }": (
        "if.then() { sh('a'); throw(message=<variable groovy_e>, class='FlowInterruptedException') }; "
        "if.else() { throw(message=<variable groovy_e>, class='AbortException') }"
    ),
    "catch (AbortException e) { sh 'a' }": (
        "if.then() { throw(message=<variable groovy_e>, class='FlowInterruptedException') }; if.else() { sh('a') }"
    ),
}


@pytest.mark.parametrize("catches", CHOSEN)
def test_the_run_chooses_the_catch_where_a_time_out_may_have_ended_the_steps(catches: str) -> None:
    found = "; ".join(steps(f"try {{ sh 'x'; timeout(1) {{ sh 'y' }} }} {catches}"))
    assert CHOSEN[catches] in found
    assert (_ASKS in found) is ("if.then" in found)


def test_what_one_of_two_catches_sets_is_kept() -> None:
    catches = "catch (FlowInterruptedException e) { v = 'b' } catch (e) { v = 'c' }"
    found = "; ".join(steps(f"def v = 'a'; try {{ timeout(1) {{ sh 'y' }}; sh 'x' }} {catches}; sh v"))
    ways = "if.then() { keep(variable='groovy_v', value='b') }; if.else() { keep(variable='groovy_v', value='c') }"
    assert ways in found
    assert "keep(variable='groovy_v_2', value='a')" in found
    assert "keep(variable='groovy_v_2', value=<variable groovy_v>)" in found
    assert found.endswith("sh(<variable groovy_v_2>)")


DOUBTFUL = {
    "with its default": ("sh m.get('a', 'x')", "sh('x')"),
    "what nobody has changed": ("sh m.b", "sh('y')"),
    "by its key": ("sh m['b']", "sh('y')"),
    "what is not there": ("if (m.containsKey('z')) { sh 'z' }; sh 'x'", "sh('x')"),
    "what is there": ("if (m.containsKey('b')) { sh 'x' }", "sh('x')"),
    "by another name": ("sh n.get('a', 'x')", "sh('x')"),
    "with another default": ("sh m.get('a', 'z')", "«"),
    "without a default": ("sh m.a", "«"),
    "what may be there": ("if (m.containsKey('a')) { sh 'x' }", "«m.containsKey('a')»"),
    "all of it": ("m.each { k, v -> sh v }", "scriptBlock=«"),
    "what a reader may have put there": ("m.get('z', 'z'); if (n.containsKey('z')) { sh 'x' }", "«n.containsKey('z')»"),
    "what is put there": ("m.z = 'z'; sh m.z", "«"),
    "what is put there from elsewhere": ("l[0].z = 'z'; sh m.get('z', 'y')", "«"),
    "after another attempt": (
        "try { sh m.get('a', 'x'); sh m.get('c', 'z') } catch (e) { }; sh m.get('c', 'z')",
        "sh('z')",
    ),
}


@pytest.mark.parametrize("case", DOUBTFUL)
def test_a_map_of_options_is_known_behind_an_attempt_that_reads_it(case: str) -> None:
    read, found = DOUBTFUL[case]
    attempt = "try { sh 'w'; def a = m.get('a', 'x'); junit a } catch (e) { echo 'x' }"
    before = f"def m = [b: 'y']; def n = m; def l = [m]; {attempt}"
    assert found in "; ".join(steps(f"{before}; {read}")[-4:])


def test_what_an_attempt_sets_in_a_map_is_not_known_after_it() -> None:
    body = "try { m.c = 'c'; sh 'x'; m.c = 'd'; sh 'y' } catch (e) { sh m.get('c', 'd') }"
    assert "sh(«m.get('c', 'd')»)" in "; ".join(steps(f"def m = [b: 'y']; {body}"))


def test_what_a_catch_reads_of_a_map_and_changes_in_it() -> None:
    body = "try { sh 'w'; m.get('a', 'x'); sh 'x' } catch (e) { sh m.get('a', 'x'); m.b = 'z' }"
    found = "; ".join(steps(f"def m = [b: 'y']; {body}; sh m.get('b', 'q')"))
    assert "try.catch() { sh('x'); script(scriptBlock=«m.b = 'z'»)" in found
    assert found.endswith("»)")


NEVER = {
    "catch (FlowInterruptedException e) { sh 'b' } catch (e) { sh 'a' }": "a build that is stopped, or whose time-out",
    "catch (org.x.RejectedAccessException e) { sh 'b' } catch (e) { sh 'a' }": "a build has no sandbox",
    "catch (Error e) { sh 'b' }": "nothing that a build runs throws this error",
    "catch (NullPointerException e) { sh 'b' } catch (e) { sh 'a' }": "",
    "catch (e) { sh 'a' }": "",
}


@pytest.mark.parametrize("catches", NEVER)
def test_a_catch_that_a_build_never_comes_to_is_told(catches: str) -> None:
    found = steps(f"try {{ sh 'x' }} {catches}")[0]
    assert found.startswith("try(remark='catch (" if NEVER[catches] else "try() {")
    assert f"): {NEVER[catches]}" in found or not NEVER[catches]


ASSERTED = {
    "assert env.X; sh 'a'": "if.else() { throw(message='assert env.X', class='AssertionError') } }; sh('a')",
    "assert env.X == 'y' : \"no ${env.X}\"; sh 'a'": "throw(message=no <env X>, class='AssertionError')",
    "assert 1 + 1 == 2; sh 'a'": "sh('a')",
    "assert 1 + 1 == 3 : 'no'; sh 'b'": "throw(message='no', class='AssertionError')",
    "try { assert 1 == 2 } catch (AssertionError e) { sh 'a' }": "try.catch() { sh('a') }",
    "try { assert 1 == 2 } catch (e) { sh 'b' }": "throw(message='assert 1 == 2', class='AssertionError') } }",
    "try { sh 'x'; assert env.X } catch (e) { sh 'b' }": "scriptBlock=«",
}


@pytest.mark.parametrize("code", ASSERTED)
def test_an_assertion_fails_where_it_does_not_hold(code: str) -> None:
    found = "; ".join(steps(code))
    assert ASSERTED[code] in found
    assert "sh('b')" not in found


WAITS = {
    "waitUntil { fileExists('x') }": "wait() { if.condition() { equals(expected='true', actual=<variable groovy_f",
    "waitUntil { sh(script: 'x', returnStatus: true) == 0 }": "equals(expected='0', actual=<variable groovy_sh>)",
    "waitUntil(quiet: true) { return false }": "wait(quiet=True) { if.condition() { equals(expected='true', actual=",
    "waitUntil { try { sh 'x'; return true } catch (e) { return false } }": (
        "try.body() { sh('x'); keep(variable='groovy_value', value=True) }; "
        "try.catch() { keep(variable='groovy_value', value=False) } } } }"
    ),
    "int n = 0; waitUntil { n++; return n > 3 }": "scriptBlock=«",
    "def l = []; waitUntil { l << 'x'; fileExists('y') }": "scriptBlock=«",
    "waitUntil { lib.ready() }": "scriptBlock=«",
}


@pytest.mark.parametrize("code", WAITS)
def test_steps_that_wait_for_what_the_run_knows(code: str) -> None:
    assert WAITS[code] in "; ".join(steps(code))


def test_what_no_catch_takes_goes_on_up() -> None:
    assert steps("try { sh 'x' } catch (NullPointerException e) { sh 'b' }") == ["try() { try.body() { sh('x') } }"]


MESSAGES = {
    "e.message": "<variable groovy_e>",
    "e.getMessage()": "<variable groovy_e>",
    '"${e}"': "hudson.AbortException: <variable groovy_e>",
    "e.toString()": "hudson.AbortException: <variable groovy_e>",
    "'x ' + e": "x hudson.AbortException: <variable groovy_e>",
}


@pytest.mark.parametrize("read", MESSAGES)
def test_the_message_of_a_failure_is_kept_where_it_is_read(read: str) -> None:
    found = "; ".join(steps(f"try {{ sh 'x' }} catch (e) {{ echo {read} }}"))
    assert "try.catch(variable='groovy_e', told=True)" in found
    assert f"echo({MESSAGES[read]})" in found
    assert "variable=" not in "; ".join(steps("try { sh 'x' } catch (e) { echo 'x' }"))


@pytest.mark.parametrize(
    ("body", "read", "found"),
    [
        ("junit 'x'", 'echo "${e.message}"', "told=False"),
        ("junit 'x'", "if (e.message.contains('x')) { sh 'a' }", "scriptBlock=«"),
        ("sh 'x'", "if (e.message.contains('5')) { sh 'a' }", "told=True"),
        ("def n = null; n.foo()", "echo e.message", "echo('Cannot invoke method foo() on null object')"),
        ("throw new IOException('own')", "throw e", "throw(message=<variable groovy_e>, class='IOException')"),
    ],
)
def test_a_message_is_asked_only_where_it_is_sure(body: str, read: str, found: str) -> None:
    assert found in "; ".join(steps(f"try {{ {body} }} catch (e) {{ {read} }}"))


VALUES = {
    "dir('x') { 'a' }": "a",
    "timeout(1) { retry(2) { return 'a' } }": "a",
    "withEnv(['A=1']) { echo 'x'; 'a' }": "a",
    "dir('x') { echo 'x' }": "null",
    "docker.image('a').inside { 'a' }": "a",
    "docker.image('a').id": "a",
    "docker.image('a').imageName()": "a",
    "new_image.id": "a",
}


@pytest.mark.parametrize("code", VALUES)
def test_a_block_gives_what_its_last_statement_does(code: str) -> None:
    assert steps(f"def new_image = docker.image('a'); def v = {code}; sh \"${{v}}\"")[-1] == f"sh('{VALUES[code]}')"


def test_the_value_of_a_choice_in_a_block_that_nobody_reads_is_not_kept() -> None:
    found = "; ".join(steps("dir('x') { if (params.B) { sh(script: 'a', returnStdout: true) } }"))
    assert "keep" not in found
    assert "sh('a')" not in found


@pytest.mark.parametrize(
    "code",
    ["docker.node { sh 'a' }", "docker.image('a').inside('b', 'c') { }", "docker.image([1])", "docker.image('a').x()"],
)
def test_what_docker_does_not_have_is_a_gap(code: str) -> None:
    assert steps(code)[0].startswith("script(scriptBlock=«")


UNCERTAIN = {
    "a curried closure with another number of arguments": "def f = { x, y -> 'a' }; def v = f.curry(1)(2, 3); sh v",
    "a curried closure with a delegate": "def f = { -> 'a' }; def g = f.rcurry(); g.delegate = [b: 1]; sh g()",
    "a method of what is no script as a closure": "def f = 'a'.&trim; sh f()",
    "set in a choice": "def v = 'a'; if (env.X) { v = f() }; sh v",
    "set in a stage's try": "def v = 'a'; try { sh 'x'; v = 'b'; sh 'y' } catch (e) { sh \"${v}\" }",
    "seen in finally": "def v = 'a'; try { sh 'x'; v = 'b'; sh 'y' } finally { sh \"${v}\" }",
    "set where a failure is caught": "def v = 'a'; catchError { sh 'x'; v = 'b' }; sh \"${v}\"",
    "set again by another attempt": "def v = 'a'; retry(2) { v += 'b'; sh 'x' }; sh \"${v}\"; sh 'c'",
    "caught by its kind alone": "def v = 'a'; try { junit 'x' } catch (IOException e) { v = 'b' }; sh v",
    "set by what is not understood": "def v = 'a'; lib.each { v = it }; sh v",
    "set by a function that it calls": "v = 'a'; lib.each { change() }; sh v",
    "a list that is": "def v = ['a']; lib.fill(v); sh \"${v}\"",
    "set beside others": "def v = 'a'; parallel(x: { v = 'b' }, y: { sh \"${v}\" })",
    "a loop that what is not understood may end": "def v = 'a'; while (true) { if (lib.x) { break }; v += 'a' }; sh v",
    "a loop over what the run knows": "def v = 'a'; for (x in env.X.split(',')) { v = x }; sh v",
    "a list that such a loop fills": "def v = ['a']; for (x in env.X.split(',')) { v << x }; sh v[0]",
    "swapped by such a loop": "def v = 'a'; def w = 'b'; env.X.tokenize(',').each { def t = v; v = w; w = t }; sh v",
    "set in a part of a condition": "def v = 'a'; if (params.B && (v = 'b')) { sh 'x' }; sh v",
    "set by steps since": "def v = env.X.trim(); env.X = 'a'; sh v",
}


def test_a_file_is_looked_for_where_the_script_does_so() -> None:
    found = "; ".join(steps("def v = params.B && fileExists('x'); sh 'rm x'; if (v) { sh 'a' }"))
    assert "file_exists" not in found
    assert "scriptBlock=«def v" in found


def test_what_may_have_been_null_is_no_text_later() -> None:
    found = "; ".join(steps("def v = env.X?.trim(); env.X = 'a'; if (v) { sh 'b' }; sh \"${v}\""))
    assert "groovy_" not in found


LOOPS = {
    "for (x in env.X.split(',')) { sh x }": "for.body() { sh(<variable groovy_item>) }",
    "env.X.tokenize(',').each { sh it }": "for.body() { sh(<variable groovy_item>) }",
    "def n = 0; for (x in env.X.split(',')) { n = n + 1 }; sh \"n ${n}\"": "sh(n <variable groovy_n>)",
    "def t = ''; for (x in env.X.split(',')) { t += x }; sh t": "keep(variable='groovy_t', value=<variable groovy_t>",
    "for (x in env.X.split(',')) { if (x == 'y') continue; sh x }": "if.else() { sh(<variable groovy_item>) }",
    "for (x in env.X.split(',')) { def t = x.trim(); sh t }": "sh(<derived text_trim>)",
}


@pytest.mark.parametrize("code", LOOPS)
def test_a_loop_over_what_the_run_knows_is_one_turn(code: str) -> None:
    assert LOOPS[code] in "; ".join(steps(code))


@pytest.mark.parametrize(
    "code", ["if (x == 'y') break", "break", "if (x) { return }", "return", "lib.add(x); def y = lib; y.z = x"]
)
def test_a_loop_over_what_the_run_knows_that_may_end_early_is_a_gap(code: str) -> None:
    [block] = steps_of(with_steps(f"script {{ for (x in env.X.split(',')) {{ {code} }} }}"))
    assert "scriptBlock=«" in block


@pytest.mark.parametrize("case", UNCERTAIN)
def test_a_value_that_is_not_sure_is_no_constant(case: str) -> None:
    [block] = steps_of(with_steps(f"script {{ {UNCERTAIN[case]} }}", before="def change() { v = 'b' }"))
    assert "sh('a')" not in block
    assert "sh('b')" not in block


def test_parallel_stages_do_not_know_what_others_set() -> None:
    stages = "stage('A') { steps { script { v = 'b' } } }\nstage('B') { steps { sh \"${v}\" } }"
    [outer] = read(
        f"v = 'a'\npipeline {{ agent any\nstages {{ stage('P') {{ parallel {{ {stages} }} }} }} }}"
    ).job.stages  # type: ignore[union-attr]
    assert describable(outer.parallel[1].steps[0]).startswith("sh(«")


def test_a_loop_without_end_is_a_gap() -> None:
    for code in ("while (true) { sh 'a' }", "f()", "def l = ['a', 'b']; for (x in l) { l << x }"):
        [block] = steps_of(with_steps(f"script {{ {code} }}", before="def f() { f() }"))
        assert "scriptBlock=«" in block


def test_whether_an_attempt_has_ended_a_function_is_known_before_it() -> None:
    code = "def f = { try { if (params.B) { return }; sh 'a' } catch (e) { sh 'b' }; sh 'c' }; f()"
    kept, attempt = steps(code)[:2]
    assert kept == "keep(variable='groovy_ended', value=False)"
    assert attempt.startswith("try()")


def test_a_function_goes_before_a_variable_of_the_script_that_has_its_name() -> None:
    before = "def place() { 'here' }\n"
    assert steps('place = env.X ?: place(); sh place(); sh "${place}"', before)[-2:-1] == ["sh('here')"]
    assert "«" in steps("def place = params.T; sh place()", before)[-1]


def test_a_loop_that_waits_is_a_gap_of_its_own() -> None:
    found = steps("while (true) { if (env.X) { sh 'a'; break } }; sh 'b'")
    assert "scriptBlock=«while" in found[0]
    assert found[-1] == "sh('b')"


def test_every_statement_has_an_outcome() -> None:
    script = "def a = 'x'\nif (a == 'y') { sh 'never' }\nsh a\nreturn\nsh 'after'"
    reading = read(with_steps(f"script {{ {script} }}", before="def unused() { sh 'x' }"))
    told = {one.because for one in reading.dismissals}
    assert {"never reached", "a function that nothing calls, but for code that is not understood"} < told
    assert len(reading.leaves) == len({one.location for one in reading.leaves})


def test_what_a_called_function_reaches_is_told_apart_from_what_it_does_not() -> None:
    function = "def f(x) {\n def y = x\n sh y\n if (y == 'z') { sh 'never' }\n}\n"
    reading = read(with_steps("script { f('a') }", before=function))
    texts = {one.location: one.text for one in reading.leaves}
    told = {texts[one.leaf]: one.because for one in reading.dismissals}
    assert told["{ sh 'never' }"] == "never reached"
    assert told["def y = x"].startswith("evaluated")
    assert "never reached" not in {because for text, because in told.items() if text != "{ sh 'never' }"}


# ---- twins -----------------------------------------------------------------------------------------------------------

DECLARATIVE = """
pipeline {
  agent none
  stages {
    stage('Build') { agent { label 'linux' }
      steps { sh 'make' } }
    stage('Test') {
      parallel {
        stage('api') { agent { label 'linux' }
          steps { sh 'make -C api test' } }
        stage('web') { agent { label 'linux' }
          steps { sh 'make -C web test' } }
      }
    }
  }
}
"""
TWINS = {
    "a loop": """
def services = ['api', 'web']
stage('Build') { node('linux') { checkout scm; sh 'make' } }
stage('Test') {
  def branches = [:]
  for (s in services) { def name = s; branches[name] = { node('linux') { checkout scm; sh "make -C ${name} test" } } }
  parallel branches
}
""",
    "a function": """
stage('Build') { on { sh 'make' } }
stage('Test') { parallel(['api', 'web'].collectEntries { s -> [(s): { on { sh "make -C ${s} test" } }] }) }
def on(body) { node('linux') { checkout scm; body() } }
""",
    "frames that only the log shows": """
timestamps {
  stage('Build') { ansiColor('xterm') { node('linux') { checkout scm; sh 'make' } } }
  stage('Test') {
    parallel(
      api: { timestamps { node('linux') { checkout scm; sh 'make -C api test' } } },
      web: { node('linux') { checkout scm; sh 'make -C web test' } }
    )
  }
}
""",
}


@pytest.mark.parametrize("case", TWINS)
def test_a_script_gives_the_pipeline_of_its_declarative_twin(case: str, tmp_path: Path) -> None:
    assert _pipeline(TWINS[case], tmp_path / "script") == _pipeline(DECLARATIVE, tmp_path / "declarative")


def _pipeline(text: str, folder: Path) -> object:
    folder.mkdir()
    (folder / "Jenkinsfile").write_text(text, "utf-8")
    run = convert([folder / "Jenkinsfile"], Settings(), out=folder / "out", name="twin")
    assert run.summaries[0].blocking == 0
    return json.loads((folder / "out" / "twin" / "pipeline.json").read_text("utf-8"))


KEYS = """\
def keys = [aws(credentialsId: 'deploy', accessKeyVariable: 'ID', secretKeyVariable: 'KEY')]
node { withCredentials(keys) { sh 'make deploy' } }
"""


def test_a_list_of_bindings_is_made_by_the_script(tmp_path: Path) -> None:
    _pipeline(KEYS, tmp_path / "job")
    (spec,) = (tmp_path / "job" / "out" / "twin" / "buildspecs").iterdir()
    assert 'export ID="$CREDENTIAL_DEPLOY_ACCESSKEYID"' in spec.read_text("utf-8")


# ---- choices around stages -------------------------------------------------------------------------------------------

_STAGE_A, _STAGE_B = "stage('A') { node('x') { sh 'a' } }", "stage('B') { node('y') { sh 'b' } }"
_TRUE = "equals(expected='y', actual=<env X>)"
GUARDED = {
    "one way": (f"if (env.X == 'y') {{ {_STAGE_A} }}", [("A", [_TRUE])]),
    "the other way": (f"if (env.X == 'y') {{ }} else {{ {_STAGE_B} }}", [("B", [f"not() {{ {_TRUE} }}"])]),
    "both ways": (
        f"if (env.X == 'y') {{ {_STAGE_A} }} else {{ {_STAGE_B} }}",
        [("A", []), ("A", [_TRUE]), ("B", [f"not() {{ {_TRUE} }}"])],
    ),
    "several": (
        f"if (env.X == 'y') {{ {_STAGE_A}; {_STAGE_B} }}",
        [("A", [_TRUE]), ("A", []), ("B", [])],
    ),
}


def _guards(stages: tuple[Stage, ...]) -> list[tuple[str, list[str]]]:
    found = []
    for one in stages:
        found += [(one.name, [describable(guard) for guard in one.when]), *_guards(one.stages)]
    return found


@pytest.mark.parametrize("case", GUARDED)
def test_a_choice_between_stages_guards_them(case: str) -> None:
    script, stages = GUARDED[case]
    job = read(script).job
    assert job
    assert _guards(job.stages) == stages


@pytest.mark.parametrize(
    "script",
    [
        "node { if (env.X == 'y') { stage('A') { env.X = 'z' }; stage('B') { sh 'b' } } }",
        "node { if (currentBuild.currentResult == 'y') { stage('A') { sh 'a' }; stage('B') { sh 'b' } } }",
        "node { if (env.X == 'y') { stage('A') { sh 'a' } } else { sh 'b' } }",
    ],
)
def test_a_choice_that_no_guard_is_stays_in_one_build(script: str) -> None:
    job = read(script).job
    assert job
    assert len(job.stages) == 1
    assert not job.stages[0].when
    assert [one.name for one in job.stages[0].steps] == ["if"]


def test_a_choice_between_machines_converts_whole(tmp_path: Path) -> None:
    script = f"if (env.X == 'y') {{ {_STAGE_A} }} else {{ {_STAGE_B} }}"
    (tmp_path / "Jenkinsfile").write_text(script.replace("env.X", "params.X"), "utf-8")
    run = convert([tmp_path / "Jenkinsfile"], Settings(), out=tmp_path / "out", name="job")
    assert run.summaries[0].blocking == 0
    assert len(list((tmp_path / "out/job/buildspecs").glob("*.yml"))) == 2


# ---- what is lost, and no more than that -----------------------------------------------------------------------------


def test_what_is_not_understood_leaves_variables_of_others_alone() -> None:
    other = "def other() { for (x in missing.all()) { def v = x.name; v = v + 'x'; missing.go(v) } }\n"
    other += "def also() { def w = missing.w() }\n"
    assert steps('other(); also(); sh "${v}"; sh "${w}"', other)[-2:] == ["sh(<env v>)", "sh(<env w>)"]


LOST = [
    "def at = System.currentTimeMillis()",
    "def day = new Date().getTime()",
    "who = currentBuild.getBuildCauses()[0].userId",
    "def t = params.T; def all = t.tokenize().inject { a, b -> a.size() > b.size() ? a : b }",
    "def who = person()",
]


@pytest.mark.parametrize("code", LOST)
def test_a_value_that_is_not_understood_stops_nothing_by_itself(code: str) -> None:
    functions = "def person() { return currentBuild.getBuildCauses()[0].userId }\n"
    reading = read(with_steps(f"script {{ {code}; sh 'a' }}", before=functions))
    assert reading.job
    [block] = reading.job.stages[0].steps
    assert [one.name for one in block.children or () if one.name != "keep"] == ["sh"]
    assert [one.because for one in reading.dismissals if one.gap]


DOES_MORE = [
    "def v = missing.go()",
    "def v = [1, 2].collect { missing.go(it) }.permutations()",
    "def v = 'rm x'.execute().text",
    "v = params.T.size(i++).foo",
    "def v = System.exit(1)",
    "def v = params.T.getResponseCode()",
    "def v = params.putIfAbsent('a', 'b')",
    "def v = new URL(missing.x).openConnection().getInputStream()",
    "def v = params.T.getContent().size()",
    "def v = Jenkins.instance.getItem('x').delete()",
]


@pytest.mark.parametrize("code", DOES_MORE)
def test_what_may_do_more_than_compute_stops_the_build(code: str) -> None:
    assert "scriptBlock" in steps(f"{code}; sh 'a'")[0]


def test_a_message_that_is_not_understood_is_shown_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "Jenkinsfile").write_text('node { def at = new Random(); echo "at ${at} by ${env.WHO}" }', "utf-8")
    convert([tmp_path / "Jenkinsfile"], Settings(), out=tmp_path / "out")
    [ledger] = (tmp_path / "out").rglob("ledger.json")
    [entry] = [one for one in json.loads(ledger.read_text("utf-8"))["entries"] if one["path"].endswith("echo")]
    assert (entry["outcome"], entry["blocking"]) == ("partial", False)
    [spec] = (tmp_path / "out").rglob("buildspecs/*.yml")
    assert "at \\${new Random()} by ${WHO" in spec.read_text("utf-8")


def test_a_message_shows_no_more_than_a_line_of_groovy() -> None:
    long = "'a' + " * 40 + "missing.go()"
    found = as_shown(Template((Literal("x "), Opaque("if (x) {\n  y()\n}", ""), Opaque(long, ""))))
    assert found == Literal(f"x ${{if (x) {{ …}}${{{long[:100]} …}}")


def test_a_job_converts_the_same_after_others(tmp_path: Path) -> None:
    """What an evaluation knows of a node is not told of one that takes its place in memory."""
    script = "def f(n) { if (n > 0) { f(n - 1) }; sh \"${n}\" }\nnode { f(3); if (env.X) { return }; sh 'x' }\n"
    for name in ("a", "b", "c", "d"):
        (tmp_path / "in" / name).mkdir(parents=True)
        (tmp_path / "in" / name / "Jenkinsfile").write_text(script, "utf-8")
    convert([tmp_path / "in"], Settings(), out=tmp_path / "out")
    ledgers = {path.read_text("utf-8").replace(f'"{path.parts[-2]}/', '"') for path in tmp_path.rglob("ledger.json")}
    assert len(ledgers) == 1


# ---- lists and maps with values of the run in them -------------------------------------------------------------------

_PARTLY = "def m = [b: env.X, a: 'k']; def l = [[name: 'x', v: env.X], [name: 'y', v: 'z']]; "
PARTLY = {
    "m.sort().collect { k, v -> k + '=' + v }.join(',')": "a=k,b=<env X>",
    "m.findAll { k, v -> k == 'a' }.keySet().join()": "a",
    "l.collect { it.name }.join(' ')": "x y",
    "l.find { it.name == 'x' }.v": "<env X>",
    "l.findAll { it.name != 'x' }.size()": "1",
    "[l.any { it.name == 'x' }, l.every { it.name == 'x' }].join(' ')": "true false",
    "l.groupBy { it.name }.keySet().join(' ')": "x y",
    "l.sort { -it.name.length() }.first().v": "<env X>",
    "[env.X, 'a', 'b'].removeAt(1)": "a",
}


@pytest.mark.parametrize(("expression", "found"), PARTLY.items())
def test_what_need_not_look_into_a_value_of_the_run_is_done_when_converting(expression: str, found: str) -> None:
    assert steps(f'{_PARTLY}sh "${{{expression}}}"') == [f"sh({found})" if "<" in found else f"sh('{found}')"]


@pytest.mark.parametrize(
    "expression", ("l.findAll { it.v == 'q' }.size()", "[env.X, 'a'].remove('a')", "l.groupBy { it.v }.size()")
)
def test_what_must_look_into_a_value_of_the_run_is_not(expression: str) -> None:
    assert "«" in steps(f'{_PARTLY}sh "${{{expression}}}"')[-1]


# ---- declared types --------------------------------------------------------------------------------------------------

TYPED = {
    'boolean v = params.T; sh "${v}"': "if.else() { keep(variable='groovy_value', value=False) }",
    "boolean v = params.T; if (v) { sh 'a' }": "not() { equals(expected='', actual=<params T>) }",
    'boolean v = params.B; sh "${v}"': "sh(<params B>)",
    'int v = params.T; sh "${v}"': "«",
    'int v = params.T.toInteger(); sh "${v}"': "sh(<derived text_toInteger>)",
    'for (int v in params.T.readLines()) { sh "${v}" }': "scriptBlock=«for",
    "for (String v in params.T.readLines()) { sh v }": "for.body() { sh(<variable groovy_item>) }",
}


@pytest.mark.parametrize(("code", "found"), TYPED.items())
def test_a_value_of_the_run_is_of_the_type_that_is_declared(code: str, found: str) -> None:
    assert found in "; ".join(steps(code))


def test_several_variables_take_the_items_of_a_list_of_the_run() -> None:
    found = steps("def (a, b) = params.T.tokenize('.'); sh a; sh b; (a, b) = readJSON(text: params.T).of; sh \"${b}\"")
    assert found[0] == found[1] == "sh(<derived list_item>)"
    assert "«" not in "".join(found)


def test_a_catch_of_what_no_build_throws_is_none_of_several() -> None:
    body = "try { build 'other'; missing() } catch (Error e) { sh 'zz' }; sh 'x'"
    assert "zz" not in "".join(steps(body))
    assert "try.catch" in "".join(steps("try { missing() } catch (Error e) { sh 'n' } catch (e) { sh 'y' }"))


def test_what_only_code_that_is_not_understood_has_called_is_not_evaluated() -> None:
    function = "def f() {\n sh 'lost'\n return true\n}\n"
    reading = read(with_steps("script { missing.go(f()) }", before=function))
    [told] = [one.because for one in reading.dismissals if one.leaf.path == "method"]
    assert told == "a function that nothing calls, but for code that is not understood"
    when = "stages { stage('A') { when { expression { g() } }\nsteps { sh 'x' } } }"
    reading = read(f"def g() {{ return env.X == 'a' }}\npipeline {{ agent any\n{when} }}")
    [told] = [one.because for one in reading.dismissals if one.leaf.path == "method"]
    assert told.startswith("evaluated")


def test_an_assertion_among_steps_that_may_fail_in_any_way_may_be_what_a_catch_of_errors_takes() -> None:
    body = "try { build 'other'; missing(); assert params.T == 'x' } catch (Error e) { sh 'zz' }; sh 'x'"
    assert "scriptBlock=«try" in steps(body)[0]


@pytest.mark.parametrize("thrown", ['error("a ${new Random().b}")', "throw new Exception(new Random().b)"])
def test_what_a_failure_says_that_is_not_understood_decides_nothing(thrown: str) -> None:
    read = "if (e.message == 'x') { sh 'a' } else { sh 'b' }"
    assert "equals(" not in "; ".join(steps(f"try {{ {thrown} }} catch (e) {{ {read} }}"))
    known = "; ".join(steps(f"try {{ error(params.T) }} catch (e) {{ {read} }}"))
    assert "equals(expected='x', actual=<variable groovy_e>)" in known


def test_what_a_lost_computation_has_begun_leaves_nothing_behind() -> None:
    code = "def r = [1, 2].collect { if (params.B) { 'a' } else { 'b' } }.combinations(); sh 'x'"
    reading = read(with_steps(f"script {{ {code} }}", sections="agent any\nparameters { booleanParam name: 'B' }"))
    assert [one.text for one in reading.leaves if one.location.path.endswith("/if")] == []


RESULTS = {
    "if (currentBuild.result == null) { sh 'a' }": "equals(expected='', actual=<currentBuild result>)",
    "if (currentBuild.result) { sh 'a' }": "not() { equals(expected='', actual=<currentBuild result>) }",
    "if (currentBuild.result != 'OK') { sh 'a' }": "not() { equals(expected='OK', actual=<currentBuild result>) }",
    "switch (currentBuild.result) { case null: sh 'a'; break; default: sh 'b' }": "actual=<currentBuild result>",
    "def r = currentBuild.result; currentBuild.result = 'FAILURE'; if (r == null) { sh 'a' }": "«",
    "def r = currentBuild.result ?: 'OK'; if (r == 'OK') { sh 'a' }": (
        "if.then() { keep(variable='groovy_value', value=<currentBuild result>) }; "
        "if.else() { keep(variable='groovy_value', value='OK') } }; "
        "if() { if.condition() { equals(expected='OK', actual=<variable groovy_value>) }"
    ),
    "def r = currentBuild.result; def s = 'OK'; s = r ?: s; sh s": "sh(<variable groovy_value>)",
}


@pytest.mark.parametrize(("code", "found"), RESULTS.items())
def test_the_result_so_far_may_be_null(code: str, found: str) -> None:
    assert found in "; ".join(steps(code))


def test_properties_in_a_block_that_surely_runs_are_those_of_the_job() -> None:
    held = "string(name: 'A'), [$class: 'hudson.model.BooleanParameterDefinition', name: 'B']"
    given = f"[$class: 'ParametersDefinitionProperty', parameterDefinitions: [{held}]]"
    job = read(f"node {{ stage('s') {{ properties([{given}]); if (params.B) {{ sh 'x' }} }} }}").job
    assert job
    assert len(job.parameters) == 2
    assert "equals(expected='true', actual=<params B>)" in describable(job.stages[0].steps[0])
    job = read(f"node {{ if (env.X) {{ properties([{given}]) }}; sh 'x' }}").job
    assert job
    assert job.parameters == ()
