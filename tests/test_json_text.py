"""`JsonOutput`, `JsonBuilder` and `JsonSlurper`: folded as Groovy 2.4.21 has them, or functions of the build."""

from __future__ import annotations

import pytest

from tests.test_assemble_values import Pipeline, pipeline
from tests.test_evaluate import steps

__all__ = ["pipeline"]

# What Groovy 2.4.21 prints.
FOLDED = {
    "groovy.json.JsonOutput.toJson([a: 1, b: [true, null, 2.50], c: [:], d: []])": (
        '{"a":1,"b":[true,null,2.50],"c":{},"d":[]}'
    ),
    r"JsonOutput.toJson('q\"\\/\n\t\b\f\r\u001f\u007fé€')": r'"q\"\\/\n\t\b\f\r\u001f\u007f\u00e9\u20ac"',
    "JsonOutput.toJson(a: 'x', (3): 'y', \"${'k'}\": 'a'..'c')": '{"a":"x","3":"y","k":["a","b","c"]}',
    "new groovy.json.JsonBuilder([1, 'a'])": '[1,"a"]',
    "new JsonBuilder([a: 1]).toPrettyString()": '{\n    "a": 1\n}',
    "new JsonBuilder([a: [:], b: [[], [c: 1]]]).toPrettyString()": (
        '{\n    "a": {\n        \n    },\n    "b": [\n        [\n            \n        ],\n'
        '        {\n            "c": 1\n        }\n    ]\n}'
    ),
    "URLEncoder.encode('a b/ü~*-._+&=', 'UTF-8')": "a+b%2F%C3%BC%7E*-._%2B%26%3D",
}


@pytest.mark.parametrize("code", FOLDED)
def test_known_values_are_folded(code: str) -> None:
    assert steps(f'sh "${{{code}}}"') == [f"sh({FOLDED[code]!r})"]


LOST = {
    "an object": "sh JsonOutput.toJson(new JsonSlurper())",
    "an object in it": "def s = new JsonSlurper(); sh JsonOutput.toJson([a: s])",
    "read of no text": "def s = new JsonSlurper(); def o = s.parseText(currentBuild.x); sh o.a",
    "another method": "sh new JsonBuilder([a: 1]).root('a')",
    "no method of output": "sh JsonOutput.unescaped('a')",
    "not understood": "def b = new JsonBuilder([a: 1]); Weird.run(b); sh b.toString()",
    "inside": "sh JsonOutput.toJson([a: Weird.run()])",
    "of no text": "sh new JsonSlurper().parseText(currentBuild.x)",
}


@pytest.mark.parametrize("case", LOST)
def test_what_is_not_sure_is_a_gap(case: str) -> None:
    assert "«" in "; ".join(steps(LOST[case]))


def test_a_builder_holds_what_it_was_made_of() -> None:
    code = "def m = [a: 'x']; def b = new JsonBuilder(m); if (params.B) { m.a = 'y' }; m.b = 'z'; sh b.toString()"
    assert steps(code)[-1] == 'sh({"a":<derived json_written>,"b":"z"})'


_TEXT = 'it\'s "é" $x\\\n\tlast'
_QUOTED = '"it\'s \\"\\u00e9\\" $x\\\\\\n\\tlast"'
COMPUTED = {
    "new JsonBuilder([t: params.X, l: [params.Y.split(','), [:]], n: [params.Y.size()]]).toPrettyString()": (
        '{\n    "t": «»,\n'
        '    "l": [\n        [\n            "a",\n            "b"\n        ],\n        {\n            \n'
        '        }\n    ],\n    "n": [\n        3\n    ]\n}'
    ),
    "JsonOutput.prettyPrint(JsonOutput.toJson([o: readJSON(text: params.Z)]))": (
        '{\n    "o": {\n        "k": [\n            1.5,\n            {\n                \n            }\n        ],\n'
        '        "e": "\\u007f"\n    }\n}'
    ),
    "JsonOutput.prettyPrint(params.Z)": (
        '{\n    "k": [\n        1.50,\n        {\n            \n        }\n    ],\n    "e": "\\u007f"\n}'
    ),
    "JsonOutput.toJson([a: params.X, (params.Y ? 'b' : 'b'): 1])": '{"a":«»,"b":1}',
}


@pytest.mark.parametrize("code", COMPUTED)
def test_values_of_the_run_stand_in_json(pipeline: Pipeline, code: str) -> None:
    ended = pipeline.script(f"log({code})", {"X": _TEXT, "Y": "a,b", "Z": '{"k": [1.50, {}], "e": "\x7f"}'})
    assert (ended.succeeded, "\n".join(pipeline.log())) == (True, COMPUTED[code].replace("«»", _QUOTED)), ended.output


READ = {
    "new JsonSlurper().parseText(params.X).a": "it's",
    "new groovy.json.JsonSlurperClassic().parseText(JsonOutput.toJson([a: [params.Y]])).a[0]": "y",
    "JsonOutput.toJson([b: params.Y, n: params.Y.size()])": '{"b":"y","n":1}',
    "URLEncoder.encode(params.X, 'UTF-8')": "%7B%22a%22%3A+%22it%27s%22%7D",
}


@pytest.mark.parametrize("code", READ)
def test_what_the_build_reads_and_writes(pipeline: Pipeline, code: str) -> None:
    ended = pipeline.script(f"log({code})", {"X": '{"a": "it\'s"}', "Y": "y"})
    assert (ended.succeeded, pipeline.log()) == (True, [READ[code]]), ended.output


@pytest.mark.parametrize(
    ("given", "expected"),
    [("", ["null", "2", "3"]), ('{"a": {"b": 1}}', ["1", "1", "4"]), ('{"c": 5}', ["null", "1", "3"])],
)
def test_null_or_json(pipeline: Pipeline, given: str, expected: list[str]) -> None:
    code = "def d = null; if (params.X) { d = new JsonSlurper().parseText(params.X) }\n"
    ended = pipeline.script(code + "log(d?.a?.b); log(d ? 1 : 2); log(d?.a?.b == null ? 3 : 4)", {"X": given})
    assert (ended.succeeded, pipeline.log()) == (True, expected), ended.output
