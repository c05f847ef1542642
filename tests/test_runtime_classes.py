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


_NUMBERS = """
def o = readJSON(file: 'numbers.json')
log(o.three == 3 ? 'equal' : 'not')
log(o.whole == 3 ? 'equal' : 'not')
log(o.text == 3 ? 'equal' : 'not')
log(o.text == 51 ? 'its code' : 'not')
log(o.long == 51 ? 'equal' : 'not')
switch (o.three) {
    case 4: log('4'); break
    case '3': log('the text'); break
    default: log('none')
}
for (one in o.list) { log(one.n) }
"""


def test_numbers_in_json_are_equal_by_their_value(pipeline: Pipeline) -> None:
    numbers = '{"three": 3, "whole": 3.00, "text": "3", "long": "51", "list": [{"n": 1.5}, {"n": 2}]}'
    (pipeline.workspace / "numbers.json").write_text(numbers, "utf-8")
    assert pipeline.script(_NUMBERS).succeeded
    assert pipeline.log() == ["equal", "equal", "not", "its code", "not", "the text", "1.5", "2"]


@pytest.mark.parametrize("number", ["1.50", "1e3"])
def test_a_number_whose_digits_json_slurper_keeps_stops(pipeline: Pipeline, number: str) -> None:
    code = "log('start')\ndef o = new groovy.json.JsonSlurper().parseText(params.X)\nlog(o.v)\nlog(o.n)"
    assert not pipeline.script(code, {"X": f'{{"v": 1, "n": {number}}}'}).succeeded
    assert pipeline.log() == ["start"]


def test_texts_of_several_lines_are_equal_without_case(pipeline: Pipeline) -> None:
    code = "log(params.X.equalsIgnoreCase('a,B') ? 'equal' : 'not')"
    assert pipeline.script(code, {"X": "A,b\n"}).succeeded
    assert pipeline.log() == ["not"]
