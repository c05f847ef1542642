"""What pipelines compute when they run, converted and run as CodeBuild would."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from migrate.mapping.engine import Engine
from migrate.mapping.planner import plan_job
from migrate.mapping.registry import built_in
from migrate.model.contribution import Parameter
from migrate.model.source import Literal
from migrate.readers.jenkinsfile import read_jenkinsfile
from migrate.writers.buildspec import write_buildspec
from tests.codebuild import SHELLS, Ended, run_build
from tests.plans import built, facts_of
from tests.whole_jobs import converted

_FILES = {
    "a.json": json.dumps(
        {"name": "it's $x", "n": 3, "f": 1.5, "on": False, "list": [{"k": "a b"}, {"k": "*"}], "no": None}
    ),
    "a.yaml": "name: y\nitems: [p, q]\nversion: '1.10'\n",
    "a.properties": "# note \\\nversion = 1.2\npath=a\\\n  b\nkey\\ one:x=y\nempty=\n",
    "pom.xml": '<project xmlns="http://maven.apache.org/POM/4.0.0"><version> 2.0 </version>'
    "<parent><version>7</version></parent></project>",
    "list.txt": "one\ntwo three\n\nfour",
}
# Writes a value into a file, as a line.
_LOG = """def log(value) { withEnv(["V=${value}"]) { sh 'printf "%s\\\\n" "$V" >> log' } }"""


class Pipeline:
    """Runs the steps of a script block, or whole stages, in a workspace with some files."""

    def __init__(self, folder: Path, shell: str) -> None:
        self._folder, self._shell = folder, shell
        self.workspace = folder / "workspace"
        self.workspace.mkdir()
        for path, content in _FILES.items():
            (self.workspace / path).write_text(content, "utf-8")

    def script(self, code: str, parameters: Mapping[str, str] | None = None) -> Ended:
        return self.stages(f"stage('A') {{ steps {{ script {{\n{code}\n}} }} }}", parameters)

    def stages(self, stages: str, parameters: Mapping[str, str] | None = None) -> Ended:
        given = {"X": "", "Y": "", **(parameters or {})}
        declared = "\n".join(f"string name: '{name}'" for name in given)
        text = f"{_LOG}\npipeline {{ agent any\nparameters {{ {declared} }}\nstages {{ {stages} }} }}"
        plan, ledger = plan_job(read_jenkinsfile(text, name="job", file="Jenkinsfile"), Engine(built_in(), debug=True))
        assert plan is not None
        assert [one.verdict.because for one in ledger.close() if one.verdict.blocking] == []
        facts = replace(facts_of([Parameter(one, Literal("x")) for one in given]), set_by_steps=frozenset({"SET"}))
        spec = write_buildspec(built(plan, facts).project.buildspec)
        return run_build(spec, self.workspace, self._folder / "scratch", shell=self._shell, variables=given)

    def log(self) -> list[str]:
        path = self.workspace / "log"
        return path.read_text("utf-8").split("\n")[:-1] if path.exists() else []


@pytest.fixture(params=SHELLS)
def pipeline(request: pytest.FixtureRequest, tmp_path: Path) -> Pipeline:
    return Pipeline(tmp_path, str(request.param))


READ = {
    "a.json": (
        "def o = readJSON(file: 'a.json')",
        {
            "o.name": "it's $x",
            "o.n": "3",
            "o.f": "1.5",
            "o.on": "false",
            "o.no": "null",
            "o.missing": "null",
            "o.list[1].k": "*",
            "o['list'][0]['k'].toUpperCase()": "A B",
            "o.list.size()": "2",
            "o.name.size()": "7",
            "o.n.toInteger() + 1": "4",
        },
    ),
    "a.yaml": ("def o = readYaml(file: 'a.yaml')", {"o.name": "y", "o.version": "1.10", "o.items[1]": "q"}),
    "a.properties": (
        "def o = readProperties(file: 'a.properties')",
        {"o.version": "1.2", "o['path']": "ab", "o['key one']": "x=y", "o.empty": ""},
    ),
    "pom.xml": ("def o = readMavenPom()", {"o.version": "2.0", "o.parent.version": "7"}),
}


@pytest.mark.parametrize("file", READ)
def test_members_of_what_a_step_reads(pipeline: Pipeline, file: str) -> None:
    before, expected = READ[file]
    calls = "\n".join(f"log({one})" for one in expected)
    assert pipeline.script(f"{before}\n{calls}").succeeded
    assert pipeline.log() == list(expected.values())


def test_conditions_on_members(pipeline: Pipeline) -> None:
    tests = {
        "o.on": False,
        "o.n": True,
        "!o.no": True,
        "o.missing": False,
        "o.list": True,
        "o.n == 3 && o.name != '3' && o.no == null": True,
        "o.n == '3'": False,
        "o.containsKey('n') && !o.containsKey('x')": True,
        "o.name.startsWith('it') && o.name.contains('$x')": True,
        "o.name ==~ /it.*/": True,
    }
    checks = "\n".join(f"if ({one}) {{ sh 'echo yes >> log' }} else {{ sh 'echo no >> log' }}" for one in tests)
    assert pipeline.script(f"def o = readJSON(file: 'a.json')\n{checks}").succeeded
    assert pipeline.log() == ["yes" if one else "no" for one in tests.values()]


@pytest.mark.parametrize("member", ["o.name.deeper", "o.list.toString()", "o.list[7].k", "o.no.x", "o.n.trim()"])
def test_what_is_not_there_stops(pipeline: Pipeline, member: str) -> None:
    assert not pipeline.script(f"def o = readJSON(file: 'a.json')\nlog({member})\nsh 'touch next'").succeeded
    assert not (pipeline.workspace / "next").exists()


LOOPS = {
    "for (x in readFile('list.txt').readLines()) { log(x) }": ["one", "two three", "", "four"],
    "readFile('list.txt').trim().split('\\n').each { log(it) }": ["one", "two three", "", "four"],
    "for (x in params.X.tokenize(',')) { if (x == 'b') continue; log(x) }": ["a", "c $d *"],
    "for (x in params.X.tokenize(',')) { for (y in x.split(' ')) { log(x + '-' + y) } }": [
        *("a-a", "b-b", "c $d *-c", "c $d *-$d", "c $d *-*"),
    ],
    "def n = 0; def t = ''; params.X.tokenize(',').each { n += 1; t += \"${n}${it};\" }; log(t)": ["1a;2b;3c $d *;"],
    "def v = 'a'; def w = 'b'; for (x in params.X.tokenize(',')) { def t = v; v = w; w = t + x }; log(v + w)": [
        "bbaac $d *"
    ],
    "def t = 'start'; for (x in params.Y.tokenize(',')) { t = x }; log(t)": ["start"],
    "def t = 'start'; for (x in params.X.tokenize(',')) { t = x.trim() }; log(t.toUpperCase())": ["C $D *"],
    "for (x in readJSON(file: 'a.json').list) { log(x.k) }": ["a b", "*"],
    "def i = 'z'; for (x in params.X.tokenize(',')) { def j = x + i; if (j == 'bz') { log(j) } }": ["bz"],
    "def v = sh(script: 'cat list.txt', returnStdout: true); for (x in v.split('\\n')) { env.SET = x }; log(env.SET)": [
        "four"
    ],
}


@pytest.mark.parametrize("code", LOOPS)
def test_loops_take_each_item(pipeline: Pipeline, code: str) -> None:
    assert pipeline.script(code, {"X": "a,b,c $d *"}).succeeded
    assert pipeline.log() == LOOPS[code]


def test_a_failure_ends_a_loop(pipeline: Pipeline) -> None:
    code = "for (x in params.X.split(',')) { sh \"echo ${x} >> log; [ ${x} != b ]\" }; sh 'touch next'"
    assert not pipeline.script(code, {"X": "a,b,c"}).succeeded
    assert pipeline.log() == ["a", "b"]
    assert not (pipeline.workspace / "next").exists()


@pytest.mark.parametrize(("value", "ran"), [("a", []), ("a/b", ["b"]), ("a/c", [])])
def test_what_has_no_value_stops_only_where_it_is_used(pipeline: Pipeline, value: str, ran: list[str]) -> None:
    code = (
        "if (params.X.contains('/') && params.X.split('/')[1] == 'b') { log(params.X.split('/')[1]) }; sh 'touch next'"
    )
    assert pipeline.script(code, {"X": value}).succeeded
    assert pipeline.log() == ran
    assert (pipeline.workspace / "next").exists()


@pytest.mark.parametrize(
    "step",
    [
        'sh "echo ${V}"',
        "echo V",
        "env.SET = V",
        "writeFile file: 'f', text: V",
        'def s = sh(script: "echo ${V}", returnStatus: true)',
    ],
)
def test_what_has_no_value_stops_any_step(pipeline: Pipeline, step: str) -> None:
    code = step.replace("V", "params.X.split('/')[1]")
    assert not pipeline.script(f"{code}\nsh 'touch next'", {"X": "a"}).succeeded
    assert not (pipeline.workspace / "next").exists()


@pytest.mark.parametrize("value", ["x", ""])
def test_a_variable_that_may_be_null(pipeline: Pipeline, value: str) -> None:
    code = """
      if (params.X == 'x') { env.SET = ' v ' }
      if (env.SET?.trim()) { sh 'echo yes >> log' } else { sh 'echo no >> log' }
      if (env.SET?.trim() == 'v') { sh 'echo v >> log' }
      log(env.SET?.trim())
      log(env.SET ?: 'd')
    """
    assert pipeline.script(code, {"X": value}).succeeded
    assert pipeline.log() == (["yes", "v", "v", " v "] if value else ["no", "null", "d"])


_OF_NULL = (
    *("env.SET == ''", "env.SET == params.Y", "params.Y == env.SET", "env.SET?.trim() == ''"),
    *("env.SET?.trim() == params.Y", "env.SET?.size()", "env.SET?.equals('')", "env.SET == 'null'"),
)
_OF_A_TEXT = ("env.SET == null", "env.SET?.trim() == null", "env.SET?.size() == null", "env.SET == env.CHANGE_ID")


@pytest.mark.parametrize("value", ["x", ""])
def test_null_equals_null_alone(pipeline: Pipeline, value: str) -> None:
    asked = [*_OF_NULL, *_OF_A_TEXT]
    code = "\n".join(f"log({one} ? 'yes' : 'no')" for one in asked)
    assert pipeline.script(f"if (params.X == 'x') {{ env.SET = 'x' }}\n{code}", {"X": value}).succeeded
    null = ["no"] * len(_OF_NULL) + ["yes"] * len(_OF_A_TEXT)
    assert pipeline.log() == (["yes" if one == "env.SET?.size()" else "no" for one in asked] if value else null)


def test_a_variable_that_is_not_set_has_the_empty_value_of_a_stage(pipeline: Pipeline) -> None:
    stages = """
      stage('A') { when { environment name: 'SET', value: '' }
        steps { script { log('empty'); if (params.X == '') { env.SET = 'x' } } } }
      stage('B') { when { environment name: 'SET', value: '' }
        steps { script { log('never') } } }
    """
    assert pipeline.stages(stages).succeeded
    assert pipeline.log() == ["empty"]


def test_a_parameter_that_nobody_declares_is_null(pipeline: Pipeline) -> None:
    code = """
      log("a ${params.NONE}")
      log("b ${params.get('OTHER')}")
      if (params.NONE) { log('yes') } else { log('no') }
    """
    assert pipeline.script(code).succeeded
    assert pipeline.log() == ["a null", "b null", "no"]


def test_a_value_is_the_one_of_its_time(pipeline: Pipeline) -> None:
    code = "env.SET = 'a '; def v = env.SET.trim(); env.SET = 'b '; log(v); log(env.SET.trim())"
    assert pipeline.script(code).succeeded
    assert pipeline.log() == ["a", "b"]


def test_a_wait_looks_at_each_value_anew(pipeline: Pipeline) -> None:
    code = """waitUntil {
        def found = sh(script: 'echo x >> turns; cat turns', returnStdout: true)
        return found.readLines().size() > 1
    }"""
    assert pipeline.script(code).succeeded
    assert (pipeline.workspace / "turns").read_text("utf-8") == "x\nx\n"


def test_a_value_of_a_block_around_is_the_one_of_that(pipeline: Pipeline) -> None:
    code = "withEnv(['T= a ']) { def t = env.T.trim(); withEnv(['T=b']) { log(t) } }"
    assert pipeline.script(code).succeeded
    assert pipeline.log() == ["a"]


def test_values_in_a_post_that_follows_a_failure(pipeline: Pipeline) -> None:
    """The failed build has not come to the step that computes the value for the first time."""
    stages = """
      stage('A') { steps { sh 'false'; script { log(params.X.trim()) } }
        post { always { script { log(params.X.trim()) } } } }
    """
    assert not pipeline.stages(stages, {"X": " p "}).succeeded
    assert pipeline.log() == ["p"]


@pytest.mark.parametrize(("value", "runs"), [("release/1", True), ("main", False)])
def test_a_stage_on_a_computed_condition(pipeline: Pipeline, value: str, runs: bool) -> None:
    condition = "params.X.tokenize('/').size() > 1 && params.X.trim().startsWith('release') && fileExists('a.json')"
    stages = f"stage('A') {{ when {{ expression {{ {condition} }} }}\nsteps {{ sh 'touch ran' }} }}"
    assert pipeline.stages(stages, {"X": value}).succeeded
    assert (pipeline.workspace / "ran").exists() is runs


def test_the_environment_of_a_stage(pipeline: Pipeline) -> None:
    environment = "environment { V = \"${params.X.trim().toLowerCase()}-${params.Y ?: 'none'}\" }"
    stages = f"stage('A') {{ {environment}\nsteps {{ sh 'echo \"$V\" >> log' }} }}"
    assert pipeline.stages(stages, {"X": " ABC\n"}).succeeded
    assert pipeline.log() == ["abc-none"]


HANDED = {
    "a value": ("sh 'printf v > f'; def v = readFile('f')", '"${v}"', "v"),
    "with all signs": (
        "def v = sh(script: '''printf 'a \"b\" \\\\c\\n$d' ''', returnStdout: true)",
        '"${v}"',
        'a "b" \\c\n$d',
    ),
    "an empty one": ("def v = sh(script: 'true', returnStdout: true)", '"<${v}>"', "<>"),
    "made of another": ("def v = sh(script: 'echo a/b', returnStdout: true).trim()", "\"${v.split('/')[1]}\"", "b"),
    "of the environment": ("env.V = sh(script: 'echo e', returnStdout: true).trim()", '"${env.V}"', "e"),
}


@pytest.mark.parametrize("case", HANDED)
def test_a_value_of_another_machine_is_handed_on(case: str, tmp_path: Path) -> None:
    code, read, expected = HANDED[case]
    script = (
        f"node('one') {{ v = '' \n {code.replace('def ', '')} }}\nnode('two') {{ writeFile file: 'out', text: {read}\n"
    )
    run = converted(tmp_path, script + "archiveArtifacts 'out' }").run()
    assert run.succeeded, run.output
    assert (tmp_path / "run/archive/out").read_text() == expected


def test_a_wait_among_declarative_steps(pipeline: Pipeline) -> None:
    turn = "sh 'echo x >> ticks'\nreturn readFile('ticks').readLines().size() >= 2"
    wait = f"waitUntil(initialRecurrencePeriod: 100) {{ script {{ {turn} }} }}"
    ended = pipeline.stages(f"stage('A') {{ steps {{ {wait}\nsh 'wc -l < ticks' }} }}")
    assert ended.succeeded
    assert ended.output.split() == ["2"]


def test_conditions_in_texts(pipeline: Pipeline) -> None:
    texts = {
        "\"${params.X == 'a'} ${!fileExists('nothing')} ${params.X.startsWith('b')}\"": "true true false",
        "'' + (params.X == 'a') + isUnix()": "truetrue",
        '"${pwd() == env.WORKSPACE}"': "true",
    }
    calls = "\n".join(f"log({one})" for one in texts)
    assert pipeline.script(calls, {"X": "a"}).succeeded
    assert pipeline.log() == list(texts.values())


def test_classes_of_what_parameters_and_steps_give(pipeline: Pipeline) -> None:
    tests = {
        "params.X instanceof String": True,
        "params.X instanceof CharSequence": True,
        "params.X instanceof Boolean": False,
        "sh(script: 'exit 3', returnStatus: true) instanceof Integer": True,
        "sh(script: 'true', returnStatus: true) instanceof Long": False,
        "sh(script: 'echo a', returnStdout: true) instanceof String": True,
        "fileExists('a.json') instanceof Boolean": True,
        "env.X instanceof String": True,
        "env.X instanceof Integer": False,
    }
    calls = "\n".join(f'log("${{{one}}}")' for one in tests)
    assert pipeline.script(calls, {"X": "a"}).succeeded
    assert pipeline.log() == [str(one).lower() for one in tests.values()]


def test_output_goes_into_a_file_too(pipeline: Pipeline) -> None:
    first = "tee('deep/out.txt') { sh 'echo a; echo b >&2' }"
    code = f"{first}\ndef v\ntee('deep/out.txt') {{ v = sh(script: 'echo c', returnStdout: true); echo v }}"
    ended = pipeline.script(
        f"{code}\nlog(v.trim())\ntry {{ tee('x') {{ sh 'exit 3' }} }} catch (e) {{ log(e.message) }}"
    )
    assert ended.succeeded, ended.output
    assert (pipeline.workspace / "deep/out.txt").read_text().split() == ["a", "b", "c"]
    assert ended.output.split()[:3] == ["a", "b", "c"]
    assert pipeline.log() == ["c", "script returned exit code 3"]


def test_folders_for_temporary_files(pipeline: Pipeline) -> None:
    code = """log("${pwd(tmp: true) == env.WORKSPACE_TMP}")
    def t; dir('a') { t = pwd(tmp: true) }; log(t)
    sh 'touch "$WORKSPACE_TMP/x"'"""
    assert pipeline.script(code).succeeded
    assert pipeline.log() == ["true", f"{pipeline.workspace}/a@tmp"]


def test_colours_set_the_terminal(pipeline: Pipeline) -> None:
    code = "sh 'echo $TERM >> log'\nansiColor('vga') { sh 'echo $TERM >> log' }\nansiColor { sh 'echo $TERM >> log' }"
    assert pipeline.script(code).succeeded
    assert pipeline.log()[1:] == ["vga", "xterm"]


@pytest.mark.parametrize(("expected", "ran"), [("''", []), ("null", ["ran"]), ("'null'", [])])
def test_a_stage_that_asks_whether_a_variable_is_null(pipeline: Pipeline, expected: str, ran: list[str]) -> None:
    condition = f"equals expected: {expected}, actual: env.SET"
    steps = "script { log('ran'); if (params.X) { env.SET = 'x' } }"
    assert pipeline.stages(f"stage('A') {{ when {{ {condition} }}\nsteps {{ {steps} }} }}").succeeded
    assert pipeline.log() == ran
