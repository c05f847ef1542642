"""The evaluator: what a script does becomes steps, and what only the run knows stays so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.app import convert
from migrate.model.settings import Settings
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
    "a known condition": "if (1 < 2 && !('a' in ['b'])) { sh 'a' } else { sh 'x' }; sh(false ? 'x' : 'b')",
    "a return": "run('a'); run('b'); return; sh 'x'",
    "several at once": "def (x, y) = ['a', 'b']; (x, y) = [x, y]; sh x; sh y",
    "recursion": "down(2)",
    "default and rest": "rest('a', 'b')",
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
    "if (env.X in ['a', 'b']) { sh 'a' }": "anyOf() { equals(expected='a', actual=<env X>)",
    "if (fileExists('x') && fileExists('y')) { sh 'a' }": "equals(expected='true', actual=<derived file_exists>)",
    "def r = readJSON(text: params.T); if (r.a == 1) { sh 'a' }": "equals(expected='1', actual=<derived json>)",
    "def r = readJSON(text: params.T); if (r.a) { sh 'a' }": "not() { equals(expected='', actual=<derived json>) }",
    "if (env.X?.trim()) { sh 'a' }": "not() { equals(expected='', actual=<derived text_trim>) }",
    "if (currentBuild.result == 'SUCCESS') { sh 'a' }": "expression(expression=«currentBuild.result == 'SUCCESS'»)",
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


UNCERTAIN = {
    "set in a choice": "def v = 'a'; if (env.X) { v = f() }; sh v",
    "set in a stage's try": "def v = 'a'; try { sh 'x'; v = 'b'; sh 'y' } catch (e) { sh \"${v}\" }",
    "seen in finally": "def v = 'a'; try { sh 'x'; v = 'b'; sh 'y' } finally { sh \"${v}\" }",
    "set where a failure is caught": "def v = 'a'; catchError { sh 'x'; v = 'b' }; sh \"${v}\"",
    "set again by another attempt": "def v = 'a'; retry(2) { v += 'b'; sh 'x' }; sh \"${v}\"; sh 'c'",
    "caught by its kind alone": "def v = 'a'; try { sh 'x' } catch (NullPointerException e) { v = 'b' }; sh v",
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


def test_every_statement_has_an_outcome() -> None:
    script = "def a = 'x'\nif (a == 'y') { sh 'never' }\nsh a\nreturn\nsh 'after'"
    reading = read(with_steps(f"script {{ {script} }}", before="def unused() { sh 'x' }"))
    told = {one.because for one in reading.dismissals}
    assert {"never reached", "a function that nothing calls"} < told
    assert len(reading.leaves) == len({one.location for one in reading.leaves})


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
