"""Values of the run whose class tells what Groovy makes of them: booleans, characters, and what a type casts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.codebuild import SHELLS
from tests.declarative import job_of, with_steps
from tests.test_assemble_values import Pipeline

_CAST = """
String size = params.X.size()
log(size + 1)
String items = params.X.tokenize(',')
log(items.size())
String number = readJSON(file: 'a.json').n
log(number == '3' ? 'a text' : 'none')
String none = readJSON(file: 'a.json').no
log(none ?: 'null')
log(readJSON(file: 'a.json').name + 'x')
"""


@pytest.fixture(params=SHELLS)
def pipeline(request: pytest.FixtureRequest, tmp_path: Path) -> Pipeline:
    return Pipeline(tmp_path, str(request.param))


def test_a_string_holds_the_text_of_what_it_is_given(pipeline: Pipeline) -> None:
    assert pipeline.script(_CAST, {"X": "a,b"}).succeeded
    assert pipeline.log() == ["31", "6", "a text", "null", "it's $xx"]


def test_a_parameter_of_the_class_string_takes_a_text(pipeline: Pipeline) -> None:
    code = "def f = { String text -> text + '!' }\nlog(f(readJSON(file: 'a.json').name))"
    assert pipeline.script(code).succeeded
    assert pipeline.log() == ["it's $x!"]


@pytest.mark.parametrize("member", ["n", "list"])
def test_a_number_given_as_a_string_stops(pipeline: Pipeline, member: str) -> None:
    code = f"def f = {{ String text -> text + '!' }}\nlog(f(readJSON(file: 'a.json').{member}))\nsh 'touch next'"
    assert not pipeline.script(code).succeeded
    assert not (pipeline.workspace / "next").exists()


def test_nothing_is_added_to_a_boolean_in_json(pipeline: Pipeline) -> None:
    assert not pipeline.script("log(readJSON(file: 'a.json').on + 'x')").succeeded
    assert pipeline.log() == []


@pytest.mark.parametrize(
    "code",
    [
        "echo(params.FLAG + 'x')",
        "echo(true + params.X)",
        "echo([a: 1] + params.X)",
        "echo(params.X.charAt(0) + 'x')",
        "Set items = params.X.tokenize(',')",
        "double size = params.X.size()",
        "Integer size = params.X",
        "char sign = params.X[0]",
    ],
)
def test_what_groovy_refuses_or_makes_another_value_of_is_a_gap(code: str) -> None:
    parameters = "agent any\nparameters { string name: 'X'\nbooleanParam name: 'FLAG', defaultValue: false }"
    [step] = job_of(with_steps(f"script {{ {code} }}", sections=parameters)).stages[0].steps
    assert "Opaque(" in repr(step)
