"""Steps that Groovy runs for a condition of a stage, or for a value of an environment: they run there, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model.settings import Layout, Settings
from tests.whole_jobs import converted, declarative

_COUNTED = "sh(script: 'echo run >> count; cat VERSION', returnStdout: true).trim()"
_PARAMETER = "parameters { string(name: 'X', defaultValue: 'x') }\n"


@pytest.mark.parametrize("layout", [Layout.STAGED, Layout.FUSED])
@pytest.mark.parametrize("guard", ["", "when { expression { params.X == 'y' } }\n"])
def test_a_value_of_the_environment_is_computed_once(tmp_path: Path, layout: Layout, guard: str) -> None:
    head = f'{_PARAMETER}environment {{ V = {_COUNTED}; W = "v${{V}}" }}'
    stages = (
        f"{guard}steps {{ sh 'echo \"first $V $W\"' }}",
        "steps { sh 'echo \"second $V $W, $(grep -c . count)\"; echo 2 > VERSION' }",
        "agent any\n steps { sh 'echo \"third $V $W\"' }",
    )
    run = converted(tmp_path, declarative(*stages, head=head), Settings(layout=layout)).run({"VERSION": "1.2\n"})
    assert run.succeeded
    assert ("first 1.2 v1.2\n" in run.output) is (not guard)
    assert "second 1.2 v1.2, 1\n" in run.output
    assert "third 1.2 v1.2\n" in run.output


def test_the_environment_of_a_stage_with_inner_stages_is_computed_once(tmp_path: Path) -> None:
    inner = "\n".join(f"stage('{one}') {{ steps {{ sh 'echo \"$V\"; echo 2 > VERSION' }} }}" for one in "AB")
    text = declarative(f"environment {{ V = {_COUNTED} }}\nstages {{\n{inner}\n}}", "steps { sh 'grep -c . count' }")
    run = converted(tmp_path, text).run({"VERSION": "one"})
    assert run.output.count("one\n") == 2
    assert run.output.endswith("1\n")


def test_a_script_that_fails_for_a_value_fails_the_build_before_its_steps(tmp_path: Path) -> None:
    text = declarative("steps { sh 'echo never' }", head="environment { V = sh(script: 'exit 3', returnStdout: true) }")
    run = converted(tmp_path, text).run()
    assert not run.succeeded
    assert "never" not in run.output


def test_without_an_agent_such_a_value_stops_the_pipeline(tmp_path: Path) -> None:
    text = declarative(
        "agent any\nsteps { sh 'echo never' }", head="environment { V = sh(script: 'x', returnStdout: true) }"
    )
    job = converted(tmp_path, text.replace("agent any", "agent none", 1))
    assert any("need an agent" in one for one in job.reasons("gap"))
    assert "never" not in job.run().output


def _asks(command: str) -> str:
    return f"sh(script: 'echo run >> asked; {command}', returnStatus: true) == 0"


@pytest.mark.parametrize(
    ("condition", "runs", "asked"),
    [
        (f"expression {{ {_asks('test -f file')} }}", True, True),
        (f"expression {{ {_asks('test -f nothing')} }}", False, True),
        ("expression { def t = sh(script: 'cat file', returnStdout: true)\nreturn t.contains('it') }", True, False),
        (f"not {{ expression {{ {_asks('true')} }} }}", False, True),
        (f"expression {{ params.X == 'y' }}\nexpression {{ {_asks('true')} }}", False, False),
        (f"expression {{ params.X == 'x' }}\nexpression {{ {_asks('true')} }}", True, True),
        ("expression { return readFile('file').trim() == 'it' }", True, False),
    ],
)
def test_a_stage_asks_a_script(tmp_path: Path, condition: str, runs: bool, asked: bool) -> None:
    stages = (
        f"when {{\n{condition}\n}}\nsteps {{ sh 'echo it runs' }}\npost {{ always {{ sh 'echo its post' }} }}",
        "steps { sh 'if [ -e asked ]; then echo was asked; fi' }",
    )
    job = converted(tmp_path, declarative(*stages, head=_PARAMETER))
    run = job.run({"file": "it\n"})
    assert run.succeeded, run.output
    assert (runs, runs, asked) == tuple(one in run.output for one in ("\nit runs", "\nits post", "was asked"))
    assert not job.reasons("gap")


def test_a_script_that_fails_for_a_condition_fails_its_stage(tmp_path: Path) -> None:
    text = declarative("when { expression { sh(script: 'exit 4', returnStdout: true) } }\nsteps { sh 'echo never' }")
    run = converted(tmp_path, text).run()
    assert not run.succeeded
    assert "never" not in run.output


@pytest.mark.parametrize(
    "condition",
    [
        "anyOf { branch 'main'; expression { sh(script: 'true', returnStatus: true) == 0 } }",
        "expression { env.DONE = 'yes'; sh(script: 'true', returnStatus: true) == 0 }",
        "expression { unstable 'no'; sh(script: 'true', returnStatus: true) == 0 }",
    ],
)
def test_a_condition_that_does_more_or_need_not_be_asked_stops_its_stage(tmp_path: Path, condition: str) -> None:
    job = converted(tmp_path, declarative(f"when {{ {condition} }}\nsteps {{ sh 'echo never' }}"))
    assert any("not understood" in one for one in job.reasons("gap"))
    assert "never" not in job.run().output


def test_a_condition_that_is_known_behind_its_steps(tmp_path: Path) -> None:
    when = "when { expression {\necho 'asked'\nreturn false\n} }"
    run = converted(tmp_path, declarative(f"{when}\nsteps {{ echo 'never' }}")).run()
    assert run.succeeded
    assert "asked\n" in run.output
    assert "never" not in run.output


@pytest.mark.parametrize("use", ["sh groovy.json.JsonOutput.toJson(r)", "writeJSON file: 'told', json: r"])
def test_a_text_of_what_is_not_understood_is_a_gap(tmp_path: Path, use: str) -> None:
    took = "def r = [took: System.currentTimeMillis() - params.START.toLong()]"
    job = converted(tmp_path, f"node {{ {took}\n{use} }}")
    assert any("not understood" in one for one in job.reasons("gap"))
