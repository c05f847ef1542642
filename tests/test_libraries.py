"""Shared libraries, classes and loaded files: what they do stands where the pipeline calls them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from migrate.app import convert
from migrate.config import read_settings
from migrate.errors import UsageError
from migrate.mapping.registry import built_in
from migrate.model.settings import Settings

Files = Mapping[str, str]


def _written(folder: Path, files: Files) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def _converted(tmp_path: Path, files: Files, settings: Settings | None = None) -> tuple[dict[str, Any], Path]:
    """The summary of the only job, and the folder with what was written."""
    out = tmp_path / "out"
    convert([_written(tmp_path / "in", files)], settings or Settings(), out=out)
    [job] = json.loads((out / "summary.json").read_text("utf-8"))["jobs"]
    return job, out / job["name"]


def _specs(folder: Path) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("buildspecs/*.yml")))


def _ledger(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "ledger.json").read_text("utf-8"))["entries"]
    return found


LIBRARY = "libraries/kit/"
CLASS = """package org.acme
class Steps implements Serializable {
  static final String TOOL = 'make'
  static String join(String a, String b) { "${a}-${b}" }
  def script
  Map options = [mode: 'fast']
  private int count = 0
  Steps(script) { this.script = script }
  def run(String target) { count++; script.sh "${TOOL} ${target} ${options.mode} ${count}" }
  String getLabel() { 'steps of ' + options.mode }
}
"""
RUNS: dict[str, tuple[Files, str, list[str]]] = {
    "a step with named arguments": (
        {"vars/build.groovy": 'def call(Map m) { sh "make ${m.target}" }'},
        "build target: 'all'",
        ["make all"],
    ),
    "a step with a block": (
        {"vars/inTool.groovy": "def call(String name, Closure body) { sh \"start ${name}\"; body(); sh 'stop' }"},
        "inTool('x') { sh 'work' }",
        ["start x", "work", "stop"],
    ),
    "the configuration in a closure": (
        {
            "vars/deliver.groovy": """def call(body) {
                def config = [:]
                body.resolveStrategy = Closure.DELEGATE_FIRST
                body.delegate = config
                body()
                sh "deliver ${config.app} ${config.where ?: 'nowhere'}"
            }"""
        },
        "def where = 'here'; deliver { app = 'shop'; region = where }",
        ["deliver shop nowhere"],
    ),
    "functions by the number and types of arguments": (
        {"vars/say.groovy": "def call(String a) { sh a }\ndef call(Map a) { sh a.b }\ndef call(a, b) { sh a + b }"},
        "say 'one'; say b: 'two'; say 'th', 'ree'",
        ["one", "two", "three"],
    ),
    "a function of a variable, with a field": (
        {"vars/kit.groovy": '@groovy.transform.Field def n = 1\ndef next() { n++; "n${n}" }'},
        "sh kit.next(); sh kit.next()",
        ["n2", "n3"],
    ),
    "a step of Jenkins beside a function of its name": (
        {"vars/kit.groovy": "def sh(a, b) { sh a + b }\ndef go() { sh 'x', 'y' }"},
        "kit.go()",
        ["xy"],
    ),
    "a step that calls another one": (
        {"vars/outer.groovy": "def call() { inner('x') }", "vars/inner.groovy": 'def call(a) { sh "in ${a}" }'},
        "outer()",
        ["in x"],
    ),
    "an object of a class": (
        {"src/org/acme/Steps.groovy": CLASS},
        "def s = new org.acme.Steps(this); s.run('all'); s.options.mode = 'slow'; s.run(s.label)",
        ["make all fast 1", "make steps of slow slow 2"],
    ),
    "what is static": (
        {"src/org/acme/Steps.groovy": CLASS},
        "sh org.acme.Steps.join('a', org.acme.Steps.TOOL)",
        ["a-make"],
    ),
    "a class that extends another one": (
        {
            "src/org/acme/Base.groovy": "package org.acme\nclass Base { String name = 'base'\n"
            " def show() { name + tail() }\n def tail() { '!' } }",
            "src/org/acme/Own.groovy": "package org.acme\nclass Own extends Base { Own(n) { name = n }\n"
            " def tail() { super.tail() + '?' } }",
        },
        "sh new org.acme.Own('own').show()",
        ["own!?"],
    ),
    "an enum": (
        {
            "src/org/acme/Level.groovy": "package org.acme\nenum Level { LOW('l'), HIGH('h')\n final String key\n"
            " Level(key) { this.key = key } }"
        },
        'def l = org.acme.Level.HIGH; sh "${l} ${l.key} ${l == org.acme.Level.LOW}"',
        ["HIGH h false"],
    ),
    "a script among the sources": (
        {"src/org/acme/Tools.groovy": 'package org.acme\ndef clean(what) { sh "rm ${what}" }\nreturn this'},
        "def t = new org.acme.Tools(); t.clean('x')",
        ["rm x"],
    ),
    "with the steps as delegate": (
        {"src/org/acme/With.groovy": "package org.acme\nclass With { def s\n def go() { s.with { sh 'inside' } } }"},
        "new org.acme.With(s: this).go()",
        ["inside"],
    ),
    "a resource": (
        {"vars/res.groovy": "def call() { sh libraryResource('run.sh') }", "resources/run.sh": "ls -la"},
        "res()",
        ["ls -la"],
    ),
    "a static import": (
        {
            "src/org/acme/Steps.groovy": CLASS,
            "vars/st.groovy": "import static org.acme.Steps.join\ndef call() { sh join('p', 'q') }",
        },
        "st()",
        ["p-q"],
    ),
}


@pytest.mark.parametrize("case", RUNS)
def test_what_a_library_does_stands_where_it_is_called(case: str, tmp_path: Path) -> None:
    files, code, commands = RUNS[case]
    library = {LIBRARY + path: text for path, text in files.items()}
    job, folder = _converted(tmp_path, {**library, "Jenkinsfile": f"@Library('kit') _\nnode {{ {code} }}"})
    texts = [entry for entry in _ledger(folder) if entry["outcome"] == "gap"]
    assert texts == []
    spec = _specs(folder)
    assert [one for one in commands if one not in spec] == []
    assert job["counts"]["partial"] == 0


DECLARATIVE = """pipeline {{
  agent any
  stages {{ stage('Build') {{ steps {{ {steps} }} }} }}
}}"""


def _delivered(tmp_path: Path, files: Files) -> tuple[str, list[Any]]:
    """The pipeline's JSON, and the commands of its builds without what tells of their places."""
    _, folder = _converted(tmp_path, files)
    lines = [line for line in _specs(folder).splitlines() if not line.lstrip().startswith("#")]
    return (folder / "pipeline.json").read_text("utf-8"), lines


def test_a_library_call_gives_the_pipeline_of_its_inlined_twin(tmp_path: Path) -> None:
    library = {
        LIBRARY + "vars/release.groovy": "def call(Map m) { for (r in m.regions) { deploy(m.app, r) } }",
        LIBRARY + "vars/deploy.groovy": 'def call(app, region) { dir(app) { sh "deploy ${app} to ${region}" } }',
    }
    call = "@Library('kit') _\n" + DECLARATIVE.format(steps="release app: 'shop', regions: ['eu', 'us']")
    inlined = DECLARATIVE.format(steps="dir('shop') { sh 'deploy shop to eu' }\ndir('shop') { sh 'deploy shop to us' }")
    twins = _delivered(tmp_path / "a", {**library, "job/Jenkinsfile": call})
    assert twins == _delivered(tmp_path / "b", {"job/Jenkinsfile": inlined})


def test_a_pipeline_in_a_library_is_the_pipeline_of_its_twin(tmp_path: Path) -> None:
    stages = "stage('A') { when { expression { %s } }\nsteps { sh \"make %s\" } }"
    whole = 'def call(Map m) {\n pipeline { agent any\n environment { APP = "%s" }\n stages { %s } } }'
    library = {LIBRARY + "vars/standard.groovy": whole % ("${m.app}", stages % ("m.checks", "${m.app}"))}
    call = "@Library('kit') _\nstandard(app: 'shop', checks: true)"
    twin = "pipeline { agent any\n environment { APP = 'shop' }\n stages { %s } }" % (stages % ("true", "shop"))
    twins = _delivered(tmp_path / "a", {**library, "job/Jenkinsfile": call})
    assert twins == _delivered(tmp_path / "b", {"job/Jenkinsfile": twin})


_OBJECTS = """pipeline {
  agent { label %s }
  parameters { choice(name: 'OS', choices: %s, description: 'Where') }
  options { withCredentials(%s) }
  stages { stage('A') { steps { sh 'make $OS'
    withCredentials(%s) { sh 'deploy' } } } }
}"""


def test_what_a_library_gives_to_the_settings_of_a_pipeline_is_that_of_its_twin(tmp_path: Path) -> None:
    bindings = (
        "[sshUserPrivateKey(credentialsId: 'deploy', keyFileVariable: 'KEY', passphraseVariable: ''), "
        "[$class: 'AmazonWebServicesCredentialsBinding', credentialsId: 'aws', accessKeyVariable: 'AWS_ACCESS_KEY_ID', "
        "secretKeyVariable: 'AWS_SECRET_ACCESS_KEY']]"
    )
    library = {
        LIBRARY + "vars/machine.groovy": "def call() { 'nob' + 'le' }",
        LIBRARY + "vars/systems.groovy": "def call() { return ['noble', 'bookworm'] }",
        LIBRARY + "vars/logins.groovy": f"def call() {{ {bindings} }}\ndef again() {{ call() }}",
    }
    calls = _OBJECTS % ("machine()", "systems()", "logins()", "logins.again()")
    twin = _OBJECTS % ("'noble'", "['noble', 'bookworm']", bindings, bindings)
    twins = _delivered(tmp_path / "a", {**library, "job/Jenkinsfile": "@Library('kit') _\n" + calls})
    assert twins == _delivered(tmp_path / "b", {"job/Jenkinsfile": twin})
    assert "CREDENTIAL_AWS_ACCESSKEYID: jenkins/aws:accessKeyId" in "\n".join(twins[1])


_UNSURE_OBJECTS = {
    "they depend on the run": "def call() { readFile('x') == 'y' ? [string(credentialsId: 'a', variable: 'A')] : [] }",
    "they run a step": "def call() { sh 'ls'\n[string(credentialsId: 'a', variable: 'A')] }",
}


@pytest.mark.parametrize("case", _UNSURE_OBJECTS)
def test_objects_that_a_library_does_not_surely_give_are_gaps(case: str, tmp_path: Path) -> None:
    files = {LIBRARY + "vars/logins.groovy": _UNSURE_OBJECTS[case]}
    steps = "withCredentials(logins()) { sh 'deploy' }"
    script = "@Library('kit') _\n" + DECLARATIVE.format(steps=steps)
    _, folder = _converted(tmp_path, {**files, "job/Jenkinsfile": script})
    [gap] = [one for one in _ledger(folder) if one["outcome"] == "gap" and one["text"] == "logins()"]
    assert gap["blocking"]
    assert "string" not in gap["path"]


def test_an_inlined_step_points_to_both_places(tmp_path: Path) -> None:
    library = {
        LIBRARY + "vars/a.groovy": "def call() {\n  b()\n}",
        LIBRARY + "vars/b.groovy": "def call() {\n\n  sh 'x'\n}",
    }
    _, folder = _converted(tmp_path, {**library, "job/Jenkinsfile": "@Library('kit') _\nnode {\n\n\n  a()\n}"})
    [entry] = [one for one in _ledger(folder) if one["text"] == "sh 'x'"]
    assert (entry["file"], entry["line"]) == ("kit/vars/b.groovy", 3)
    assert entry["called_from"] == ["kit/vars/a.groovy:2", "job/Jenkinsfile:5"]
    assert "kit/vars/b.groovy:3 from kit/vars/a.groovy:2 from job/Jenkinsfile:5" in _specs(folder)


def test_a_missing_library_is_one_gap_that_names_what_may_come_from_it(tmp_path: Path) -> None:
    script = "@Library('far@1.2') _\nnode { unheardOf(); alsoUnheard 'x'; unheardOf(); sh 'make' }"
    job, folder = _converted(tmp_path, {"job/Jenkinsfile": script})
    [gap] = [one for one in _ledger(folder) if "far" in one["because"]]
    assert gap["because"] == (
        "the shared library far@1.2 is not here: name its checkout under [libraries] in migrate.toml; "
        "unheardOf, alsoUnheard may come from it"
    )
    assert (gap["outcome"], gap["blocking"]) == ("gap", False)
    summary = json.loads((folder.parent / "summary.json").read_text("utf-8"))
    assert summary["missing_libraries"] == [{"name": "far", "jobs": 1}]
    assert job["blocking"] > 0


def _library_entry(folder: Path) -> tuple[str, str]:
    [entry] = [one for one in _ledger(folder) if one["path"] == "library"]
    return entry["outcome"], entry["because"]


def test_what_speaks_for_a_library_is_told(tmp_path: Path) -> None:
    step = {"vars/go.groovy": "def call() { sh 'go' }"}
    script = {"app/Jenkinsfile": "@Library('kit@v2') _\nnode { go() }"}
    beside = {f"app/library/{path}": text for path, text in step.items()}
    _, folder = _converted(tmp_path / "guess", {**script, **beside})
    assert _library_entry(folder)[0] == "partial"
    checkout = _written(tmp_path / "co", step)
    toml = tmp_path / "migrate.toml"
    toml.write_text(f"[libraries.kit]\npath = '{checkout}'\nref = 'v1'\n")
    _, folder = _converted(tmp_path / "ref", script, read_settings(toml))
    assert _library_entry(folder) == ("partial", "the checkout is of v1")
    toml.write_text(f"[libraries]\nkit = '{checkout}'\n")
    _, folder = _converted(tmp_path / "named", script, read_settings(toml))
    assert _library_entry(folder)[0] == "converted"
    assert "go" in _specs(folder)


def test_a_library_that_jobs_get_without_asking(tmp_path: Path) -> None:
    checkout = _written(tmp_path / "co", {"vars/go.groovy": "def call() { sh 'go on' }"})
    toml = tmp_path / "migrate.toml"
    toml.write_text(f"[libraries.kit]\npath = '{checkout}'\nimplicit = true\n")
    _, folder = _converted(tmp_path / "a", {"app/Jenkinsfile": "node { go() }"}, read_settings(toml))
    assert "go on" in _specs(folder)


def test_a_library_of_the_own_repository_that_only_the_controller_gives_is_told(tmp_path: Path) -> None:
    checkout = {
        "libraries/shop/one/vars/go.groovy": "def call() { other.stop(); sh 'go on' }",
        "libraries/shop/two/vars/other.groovy": "def stop() { sh 'stop it' }",
        "libraries/shop/two/vars/twice.groovy": "def call() { sh 'two' }",
        "libraries/shop/three/vars/twice.groovy": "def call() { sh 'three' }",
        "libraries/all/vars/every.groovy": "def call() { sh 'every one' }",
        "libraries/all/vars/sh.groovy": "def call(x) { echo 'another sh' }",
    }
    script = "node { go(); other.stop(); twice(); every() }"
    _, folder = _converted(tmp_path, {**checkout, "shop/a/Jenkinsfile": script})
    specs = _specs(folder)
    assert "go on" in specs
    assert specs.count("stop it") == 2
    assert "every one" in specs
    assert "another sh" not in specs
    assert "three" not in specs
    found = [one for one in _ledger(folder) if "migrate.toml" in one["because"]]
    told = [(one["text"], one["outcome"], one["because"]) for one in found]
    because = "it was read from %s, for its place beside the jobs: name it in migrate.toml to be sure"
    assert told == [
        ("go", "partial", because % "one"),
        ("other", "partial", because % "two"),
        ("every", "partial", because % "all"),
    ]


def test_a_library_is_guessed_for_no_step_of_a_plugin() -> None:
    steps = built_in().steps()
    assert {"sh", "junit", "ansiblePlaybook"} < steps
    assert not steps & {"if", "script"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[libraries.kit]\nref = 'x'", "has no path"),
        ("[libraries]\nkit = 'nowhere'", "nowhere is no folder"),
        ("[libraries.kit]\npath = 'x'\nversion = 'y'", "no key version"),
        ("[libraries.kit]\npath = 'x'\nimplicit = 'yes'", "neither true nor false"),
    ],
)
def test_a_wrong_table_of_a_library_is_an_error(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "migrate.toml").write_text(text)
    with pytest.raises(UsageError, match=message):
        read_settings(tmp_path / "migrate.toml")


def test_a_file_that_is_loaded_runs_with_the_variables_of_the_script(tmp_path: Path) -> None:
    files = {
        "ci/tools.groovy": "level = 'high'\ndef say(a) { sh \"say ${a} ${greeting}\" }\nreturn this",
        "ci/Jenkinsfile": "greeting = 'hello'\nnode { def t = load 'ci/tools.groovy'; t.say('x'); sh \"at ${level}\" }",
    }
    _, folder = _converted(tmp_path, files)
    assert "say x hello" in _specs(folder)
    assert "at high" in _specs(folder)


def test_a_class_in_the_script_itself(tmp_path: Path) -> None:
    script = (
        'class Point { int x; int y\n String toString() { "${x},${y}" } }\nnode { sh "go ${new Point(x: 1, y: 2)}" }'
    )
    _, folder = _converted(tmp_path, {"job/Jenkinsfile": script})
    assert "go 1,2" in _specs(folder)


NOT_SURE = {
    "a step in a class": ("package a\nclass A { def go() { sh 'x' } }", "new a.A().go()"),
    "one of two functions": (
        "package a\nclass A { def go(String s) { 1 }\n def go(List s) { 2 } }",
        "new a.A().go(params.X)",
    ),
    "a method that is not there": ("package a\nclass A { }", "new a.A().gone()"),
}


@pytest.mark.parametrize("case", NOT_SURE)
def test_what_is_not_sure_stops_the_job(case: str, tmp_path: Path) -> None:
    source, code = NOT_SURE[case]
    files = {LIBRARY + "src/a/A.groovy": source, "job/Jenkinsfile": f"@Library('kit') _\nnode {{ {code} }}"}
    job, _ = _converted(tmp_path, files)
    assert job["blocking"] == 1


def test_a_script_that_is_not_evaluated_tells_of_its_library_in_itself(tmp_path: Path) -> None:
    endless = "def more(n) { return more(n + 1) }\nlibrary('kit')\nnode { sh 'make' }\nmore(1)\n"
    files = {"jobs/site/Jenkinsfile": endless, f"{LIBRARY}vars/make.groovy": "def call() { sh 'make' }\n"}
    _, folder = _converted(tmp_path, files)
    told = [one for one in _ledger(folder) if "library('kit')" in one["text"]]
    assert [(one["outcome"], one["blocking"]) for one in told] == [("gap", True)]


@pytest.mark.parametrize("held", ["['a']", "sh(script: 'ls', returnStdout: true).tokenize()", "readJSON(file: 'all')"])
def test_a_method_with_a_computed_name_may_change_what_has_it(held: str, tmp_path: Path) -> None:
    script = f"""
def method = env.METHOD
node {{
  def all = {held}
  all."${{method}}"('b')
  sh "make ${{all.size()}}"
}}
"""
    _, folder = _converted(tmp_path, {"jobs/site/Jenkinsfile": script})
    [told] = [one for one in _ledger(folder) if one["text"].startswith('"make $')]
    assert told["outcome"] == "gap"


@pytest.mark.parametrize(
    "script",
    [
        "@Library('kit') _\nnode { build() }",
        "@Library('kit') _\npipeline { agent any\nstages { stage('a') { steps { build() } } } }",
    ],
)
def test_a_file_of_a_library_that_is_no_groovy_stands_for_no_other_step(script: str, tmp_path: Path) -> None:
    _, folder = _converted(tmp_path, {"jobs/site/Jenkinsfile": script, f"{LIBRARY}vars/build.groovy": "def call( {"})
    gaps = [(one["because"], one["blocking"]) for one in _ledger(folder) if one["outcome"] == "gap"]
    assert gaps == [
        ("not understood: kit/vars/build.groovy:1 of the library is no Groovy: expected a name before «{»", True)
    ]
