"""A bare name is a variable of the environment only where the script binds it nowhere: what it binds is folded to its
one known value, or not converted."""

from __future__ import annotations

import pytest

from migrate.app import convert
from migrate.model.settings import Settings
from tests.declarative import describable, job_of, read, shown, steps_of, with_steps

KEPT = {
    "a constant": ("def v = '1.0'", "1.0"),
    "a number": ("def v = 8080", "8080"),
    "a constant of the same type": ("String v = 'x'", "x"),
    "final": ("final v = 'x'", "x"),
    "a field": ("import groovy.transform.Field\n@Field def v = 'x'", "x"),
    "a variable of the binding": ("v = 'x'", "x"),
    "declared, then given its value": ("def v\nv = 'x'", "x"),
    "two in one declaration": ("def a = 'y', v = 'x'", "x"),
    "made of other constants": ("def a = '1'\ndef v = \"${a}.\" + '2'", "1.2"),
    "another variable of the same name in a function": ("def v = 'x'\ndef f() { def v = 'y'; v = 'z' }", "x"),
    "a list": ("def v = ['a']", "[a]"),
    "converted to its type": ("String v = 80", "80"),
    "several at once": ("def (v, w) = ['a', 'b']", "a"),
    "added to": ("v = 'x'\nv += 'y'", "xy"),
    "counted": ("def v = 1\nv++", "2"),
    "written by functions that nothing calls": ("v = 'x'\ndef f() { v = 'y'; binding.setVariable('v', 'y') }", "x"),
    "loaded by functions that nothing calls": ("v = 'x'\ndef f() { load 'more.groovy' }", "x"),
    "beside a library": ("@Library('x') _\nv = 'x'", "x"),
    "computed": ("def v = f()\ndef f() { ['x', 'y'].first() }", "x"),
    "the property of a getter": ("def getV() { 'x' }", "x"),
    "compared, and named as a key and a property": ("def v = 'x'\ndef f(m) { m.v = 1; [v: 2]; v == 'y' }", "x"),
}

UNKNOWN = {
    "a call": "def v = f()",
    "a list of texts": "String[] v = 'x'",
    "given another value": "def v = 'x'\nif (env.A) { v = 'y' }",
    "one of several targets": "def v = 'x'\n(v, w) = f()",
    "a function": "def v() { 'x' }",
    "a closure": "def v = { 'x' }",
    "a class": "class v {}",
    "an import": "import org.acme.v",
    "an import under another name": "import org.acme.W as v",
    "made of itself": 'v = "${v}"',
    "made of what is unknown": 'def w = f()\ndef v = "${w}"',
}


@pytest.mark.parametrize("case", KEPT)
def test_a_name_that_keeps_one_known_value_is_folded(case: str) -> None:
    before, expected = KEPT[case]
    step, scope = job_of(with_steps('sh "make ${v}"\nwithEnv(["V=$v"]) { sh v }', before=before)).stages[0].steps
    assert describable(step).replace("'", "") == f"sh(make {expected})"
    assert describable(scope).replace("'", "") == f"withEnv([V={expected}]) {{ sh({expected}) }}"


@pytest.mark.parametrize("case", UNKNOWN)
def test_a_name_with_another_value_is_not_converted(case: str) -> None:
    job = job_of(with_steps("sh \"make ${v}\"\ndir(v) { sh 'x' }", before=UNKNOWN[case], sections="agent { label v }"))
    first, second = (describable(one) for one in job.stages[0].steps)
    assert first.startswith("sh(make «")
    assert second.startswith("dir(«")
    assert job.agent
    assert describable(job.agent).startswith("label(«")


def test_what_follows_the_pipeline_gives_no_value_to_it() -> None:
    text = with_steps('sh "make ${v} ${w}"') + "\ndef v = 'x'\nw = 'y'\n@groovy.transform.Field def x = 'z'"
    assert steps_of(text) == ["sh(make «v» «w»)"]


def test_a_script_block_binds_names_for_later_steps_and_its_own_variables_for_none() -> None:
    steps = """script { tag = 'x'; def own = 'y'; own = 'z'; for (i in 1..2) { i = 3 }; f { part -> part = 1 } }
        sh "${tag}"
        sh "${own} ${i} ${part}\""""
    text = with_steps(steps)
    assert steps_of(text)[1:] == ["sh('x')", "sh(<env own> <env i> <env part>)"]


@pytest.mark.parametrize(
    "code",
    ["list.each { tag = it }", "try { f() } catch (e) { tag = 1 }", "(a, tag) = f()"],
)
def test_a_name_that_code_may_bind_which_is_not_understood_is_not_converted(code: str) -> None:
    [step] = steps_of(with_steps(f'script {{ {code} }}\necho "${{tag}}"'))[1:]
    assert step.startswith("echo(«")


def test_parameters_of_a_block_hold_in_it_alone() -> None:
    assert steps_of(with_steps('lock("a") { name -> sh "${name}" }\nsh "${name}"')) == [
        "lock('a') { sh(«name») }",
        "sh(<env name>)",
    ]


@pytest.mark.parametrize("name", ["it", "this", "env", "params", "currentBuild", "docker", "binding"])
def test_what_groovy_and_jenkins_bind_themselves_is_no_variable_of_the_environment(name: str) -> None:
    assert steps_of(with_steps(f'echo "${{{name}}}"'))[0].startswith("echo(«")


def test_names_that_foreign_code_may_bind_are_not_converted() -> None:
    steps = 'sh "${VERSION} ${version} ${user} ${given} ${top}"\nwithEnv(["given=1"]) { sh \'x\' }'
    sections = "agent any\nparameters { string name: 'user' }\nenvironment { top = 'x' }"
    own = "sh(<env VERSION> <env version> <env user> <env given> <env top>)"
    foreign = "sh(<env VERSION> «version» <env user> <env given> <env top>)"
    assert steps_of(with_steps(steps, sections=sections))[0] == own
    for before in ("@Library('x') _", "library 'x'", "import static org.acme.Build.*", "def f() { evaluate g() }"):
        assert steps_of(with_steps(steps, before=before, sections=sections))[0] == foreign
    assert steps_of(with_steps(steps, sections=f"{sections}\nlibraries {{ lib('x') }}"))[0] == foreign


@pytest.mark.parametrize(
    "code",
    [
        "currentBuild.previousBuild.number",
        "env.X.length",
        "f('x')",
        "lib.version",
        "x.y.z",
        "env[name]",
        'env."${name}"',
        "params*.X",
        "new Date()",
    ],
)
def test_code_in_a_text_is_not_converted(code: str) -> None:
    assert steps_of(with_steps(f'echo "a ${{{code}}} b"')) == [f"echo(a «{code}» b)"]
    assert steps_of(with_steps(f"sh label: 'x', script: 'a' + ({code})")) == [f"sh(label='x', script=a«({code})»)"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("env.X", "<env X>"),
        ("env.X.trim()", "<derived text_trim>"),
        ("params.X.toBoolean()", "<derived text_toBoolean>"),
        ("env.X ?: 'y'", "<derived text_default>"),
        ("NAME[0]", "<derived text_range>"),
        ("env?.X", "<env X>"),
        ("env['X']", "<env X>"),
        ("env.getProperty('X')", "<env X>"),
        ("params.X", "<params X>"),
        ("X", "<env X>"),
        ("currentBuild.number", "<currentBuild number>"),
        ("hudson.model.Result.FAILURE", "FAILURE"),
    ],
)
def test_what_only_the_run_knows_is_referred_to(code: str, expected: str) -> None:
    assert steps_of(with_steps(f'echo "a ${{{code}}}"')) == [
        "echo('a FAILURE')" if expected == "FAILURE" else f"echo(a {expected})"
    ]


@pytest.mark.parametrize("name", ["env", "params", "currentBuild"])
def test_jenkins_objects_may_be_bound_by_the_script(name: str) -> None:
    assert steps_of(with_steps(f'echo "${{{name}.X}}"', before=f"def {name} = [X: 1]")) == ["echo(1)"]
    assert steps_of(with_steps("checkout scm", before="def scm = f()")) == ["checkout(«scm»)"]


def test_in_an_environment_its_other_entries_win() -> None:
    sections = 'agent any\nenvironment { v = "new"; W = "${v}"; X = "${v}-${u}"; u = "${u}" }'
    job = job_of(with_steps('sh "${v}"', before="def v = 'old'\ndef u = 'mine'", sections=sections))
    assert [shown(one.value) for one in job.environment] == ["'new'", "<env v>", "<env v>-<env u>", "'mine'"]
    assert describable(job.stages[0].steps[0]) == "sh('old')"


# ---- steps, conditions and what stands beside the pipeline ---------------------------------------------------------


@pytest.mark.parametrize("before", ["def build(x) { echo x }", "def build = { echo it }", "build = { echo it }"])
def test_a_call_of_the_scripts_own_function_is_what_the_function_does(before: str) -> None:
    [step] = steps_of(with_steps("build('x')", before=before))
    assert step == "script() { echo('x') }"


@pytest.mark.parametrize("code", ["nodes.contains('x')", "'x' in nodes", "tag == 'x'", "tag ==~ /x/", "tag", "f()"])
def test_a_condition_on_a_variable_that_is_not_known_is_not_converted(code: str) -> None:
    before = "def nodes = lib.nodes\ndef tag = lib.tag()"
    sections = f"agent any\nstages {{ stage('A') {{ when {{ expression {{ {code} }} }}; steps {{ echo 'x' }} }} }}"
    [condition] = job_of(f"{before}\npipeline {{ {sections} }}").stages[0].when
    assert describable(condition) == f"expression(expression=«{code}»)"


def test_a_condition_on_a_constant_of_the_script_is_folded() -> None:
    when = "when { expression { env.BRANCH_NAME == main } }"
    job = job_of(
        f"def main = 'trunk'\npipeline {{ agent any; stages {{ stage('A') {{ {when}; steps {{ echo 'x' }} }} }} }}"
    )
    assert describable(job.stages[0].when[0]) == "equals(expected='trunk', actual=<env BRANCH_NAME>)"


RUNS = [
    "node { sh 'x' }",
    "properties(f())",
    "def v = input('go?')",
    "v = f('x')",
    "def v = list.collect { input it }",
    "if (env.X) { return }",
    "if (env.X) { error 'x' }",
    "throw new Exception()",
    "assert env.X",
    "currentBuild.result = 'FAILURE'",
    "env.X += 'y'",
    "lib.setup(this)",
    "for (x in [1]) { f(x) }",
]
GIVES = [
    "if (env.X) { v = 'a' } else { v = 'b' }",
    "config['x'] = 1",
    "config.x.y = 1",
    "i++",
    "def v = new Date().format('x')",
    "echo 'x'",
]


@pytest.mark.parametrize("code", RUNS)
def test_what_runs_beside_the_pipeline_stops_the_job(code: str) -> None:
    job = job_of(with_steps("sh 'x'", before=code))
    assert [describable(one) for one in job.options] == [f"script(scriptBlock=«{code}»)"]


def test_what_a_script_says_of_its_job_before_the_pipeline_are_settings_of_the_job() -> None:
    code = """def days = '7'
properties([disableConcurrentBuilds(), buildDiscarder(logRotator(daysToKeepStr: days)),
  parameters([booleanParam(name: 'B', defaultValue: true), string(name: 'T')]), pipelineTriggers([cron('@daily')])])
currentBuild.displayName = 'x'
"""
    reading = read(with_steps("script { if (params.B) { sh 'x' } }", before=code))
    job = reading.job
    assert job
    assert [one.name for one in job.options] == [
        "currentBuild.displayName",
        "disableConcurrentBuilds",
        "buildDiscarder",
    ]
    assert [one.name for one in job.parameters] == ["booleanParam", "string"]
    assert [describable(one) for one in job.triggers] == ["cron('@daily')"]
    assert "equals(expected='true', actual=<params B>)" in describable(job.stages[0].steps[0])
    assert not [one for one in reading.dismissals if one.gap]


@pytest.mark.parametrize(
    ("code", "section"),
    [
        ("properties([parameters([string(name: 'T')])])", "parameters { string name: 'U' }"),
        ("properties([pipelineTriggers([cron('@daily')])])", "triggers { cron('@weekly') }"),
        ("properties([disableConcurrentBuilds()])", "options { disableConcurrentBuilds() }"),
    ],
)
def test_what_the_pipeline_says_anew_stops_the_job(code: str, section: str) -> None:
    job = job_of(with_steps("sh 'x'", before=code, sections=f"agent any\n{section}"))
    assert describable(job.options[0]) == f"script(scriptBlock=«{code}»)"


@pytest.mark.parametrize("code", GIVES)
def test_what_only_gives_values_is_a_gap_of_its_own(code: str) -> None:
    reading = read(with_steps("sh 'x'", before=code))
    assert reading.job
    assert reading.job.options == ()
    assert {(one.gap, one.blocking) for one in reading.dismissals} == {(True, False)}


TELLS = {
    "try { currentBuild.description = env.X } catch (Exception e) { echo 'none' }": "",
    "if (params.X) { currentBuild.displayName = params.X } else { println 'none' }": "it prints before",
    "if (params.X) { currentBuild.displayName = params.X }": "",
    "library(identifier: 'x', retriever: modernSCM([$class: 'GitSCMSource', remote: 'https://a.example/x.git'])) _": "",
    "def text = { it.trim() }\ndef v = text('a ')": "",
}


@pytest.mark.parametrize(("code", "gap"), TELLS.items())
def test_what_only_tells_something_before_the_pipeline_stops_nothing(code: str, gap: str) -> None:
    reading = read(with_steps("sh 'x'", before=code))
    assert reading.job
    assert [one for one in reading.job.options if one.name == "script"] == []
    gaps = {one.because for one in reading.dismissals if one.gap}
    assert bool(gap) == bool(gaps)
    assert all(gap in one for one in gaps)


def test_variables_of_the_environment_set_before_the_pipeline_are_its_first_entries() -> None:
    before = "env.A = 'a'\nenv['B'] = \"${BUILD_NUMBER}\"\nenv.C = f()"
    job = job_of(with_steps("sh 'x'", before=before, sections="agent any\nenvironment { A = 'b' }") + "\nenv.D = 'x'")
    found = [f"{one.name}={shown(one.value)}" for one in job.environment]
    assert found == ["A='a'", "B=<env BUILD_NUMBER>", "C=«f()»", "A='b'"]
    assert [describable(one) for one in job.options] == ["script(scriptBlock=«env.D = 'x'»)"]


def test_a_folded_secret_is_not_converted() -> None:
    for value in ("def password = 'hunter2hunter2'", f"def v = 'ghp_{'a' * 36}'"):
        name = value.split()[1]
        [step] = job_of(with_steps(f'sh "curl ${{{name}}}"', before=value)).stages[0].steps
        assert describable(step) == f"sh(curl «{name}»)"


def test_a_folded_declaration_leaves_nothing_to_do() -> None:
    [dismissal] = read(with_steps('sh "${v}"', before="def v = 'x'")).dismissals
    assert not dismissal.gap
    assert "its value stands wherever it is used" in dismissal.because


def test_what_nothing_calls_is_told() -> None:
    dismissals = read(with_steps('sh "${v}"', before="def v = [a: { input 'x' }]\ndef f() { input 'x' }")).dismissals
    assert [one.because for one in dismissals if not one.gap][1:] == [
        "never reached",
        "a function that nothing calls, but for code that is not understood",
    ]


def test_a_converted_job_says_so_too(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "Jenkinsfile").write_text(
        with_steps('sh "echo ${v}"', before="def v = lib.v\nnode { sh 'y' }"), "utf-8"
    )
    run = convert([tmp_path / "Jenkinsfile"], Settings(), out=tmp_path / "out")
    assert run.summaries[0].blocking == 2
    specs = "".join(path.read_text("utf-8") for path in (tmp_path / "out").rglob("buildspecs/*.yml"))
    assert specs.count("Not converted") == 2
