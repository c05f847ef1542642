"""What the utility steps read and write, converted and run as CodeBuild would."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.codebuild import SHELLS
from tests.declarative import job_of, with_steps
from tests.runtime_texts import PARAMETERS
from tests.test_assemble_values import Pipeline


@pytest.fixture(params=SHELLS)
def pipeline(request: pytest.FixtureRequest, tmp_path: Path) -> Pipeline:
    return Pipeline(tmp_path, str(request.param))


# ---- lists and maps in texts -----------------------------------------------------------------------------------------

SHOWN = {
    '"$o"': "[a:[1, x y, [:], null], b:[c:[]]]",
    '"<${o.a}>"': "<[1, x y, [:], null]>",
    "'' + o.b": "[c:[]]",
}


@pytest.mark.parametrize("code", SHOWN)
def test_lists_and_maps_of_json_in_texts(pipeline: Pipeline, code: str) -> None:
    ended = pipeline.script(
        f"def o = readJSON(text: params.X)\nlog({code})", {"X": '{"a": [1, "x y", {}, null], "b": {"c": []}}'}
    )
    assert (ended.succeeded, pipeline.log()) == (True, [SHOWN[code]]), ended.output


def test_the_json_of_a_list_is_another_text(pipeline: Pipeline) -> None:
    """`toString` gives JSON in Jenkins, and not what a GString has: the build stops."""
    assert not pipeline.script("log(readJSON(text: params.X).toString())", {"X": '["a"]'}).succeeded


CONDITIONS = {
    "o.containsKey('a')": "true",
    "o.a.size() > 4": "false",
    "params.X == params.Y || o.b": "true",
}


@pytest.mark.parametrize("code", CONDITIONS)
def test_conditions_in_texts(pipeline: Pipeline, code: str) -> None:
    ended = pipeline.script(
        f'def o = readJSON(text: params.X)\nlog("<${{{code}}}>")', {"X": '{"a": [1, 2, 3, 4], "b": 1}'}
    )
    assert (ended.succeeded, pipeline.log()) == (True, [f"<{CONDITIONS[code]}>"]), ended.output


# ---- JSON that is written --------------------------------------------------------------------------------------------

# What net.sf.json writes: https://github.com/jenkinsci/json-lib. A single entry takes no line of its own.
WRITTEN = {
    "writeJSON file: 'out/a.json', json: readJSON(text: params.X)": (
        '{"a":[1,1.5,2,null,true],"b":{"c":"<\\/x \\u0001é"}}'
    ),
    "writeJSON file: 'out/a.json', json: [a: 1, b: ['x', params.Y, \"${params.Y}!\"], c: [:], d: null, e: 1.50]": (
        '{"a":1,"b":["x","it\'s \\"","it\'s \\"!"],"c":{},"d":null,"e":1.5}'
    ),
    "writeJSON file: 'out/a.json', json: [[a: 1], [b: [1, 2], c: [d: [e: 1, f: 2]]]], pretty: 2": (
        '[\n  {"a": 1},\n    {\n    "b":     [\n      1,\n      2\n    ],\n    "c": {"d":     {\n      "e": 1,\n'
        '      "f": 2\n    }}\n  }\n]'
    ),
    "writeJSON file: 'out/a.json', json: '{\"z\": [ 1 ]}'": '{"z":[1]}',
    "writeFile file: 'out/a.json', text: writeJSON(returnText: true, json: [a: params.Y])": '{"a":"it\'s \\""}',
}


@pytest.mark.parametrize("code", WRITTEN)
def test_json_that_is_written(pipeline: Pipeline, code: str) -> None:
    given = '{"a": [1, 1.50, 2.0, null, true], "b": {"c": "</x \\u0001é"}}'
    ended = pipeline.script(code, {"X": given, "Y": "it's \""})
    assert ended.succeeded, ended.output
    assert (pipeline.workspace / "out/a.json").read_text("utf-8") == WRITTEN[code]


REFUSED = (
    '"{}"',
    '["null"]',
    '["[a]"]',
    "[\"'a'\"]",
    '["function x"]',
    "[1.1234567]",
    "[1e3]",
    "[9223372036854775808]",
    "[NaN]",
    '{"class": 1}',
    '{"a": 1, "a": 2}',
    "[",
)


@pytest.mark.parametrize("text", REFUSED)
def test_json_that_jenkins_may_write_as_another_value_stops_the_build(pipeline: Pipeline, text: str) -> None:
    assert not pipeline.script("writeJSON file: 'a', json: readJSON(text: params.X)", {"X": text}).succeeded
    assert not (pipeline.workspace / "a").exists()


CHANGED = """
def o = readJSON(file: 'a.json')
def before = "${o.name} ${o.more}"
def inner = o.list
o.name = 'new'
o['more'] = params.X
o.n = 4
o.on = true
log("$before ${o.name} ${o.more} ${o.n} ${o.on} ${inner[0].k}")
log(o.name == 'new' ? 'same' : 'other')
writeJSON file: 'changed.json', json: o
"""


def test_json_that_is_changed(pipeline: Pipeline) -> None:
    ended = pipeline.script(CHANGED, {"X": "x"})
    assert (ended.succeeded, pipeline.log()) == (True, ["it's $x null new x 4 true a b", "same"]), ended.output
    text = (pipeline.workspace / "changed.json").read_text("utf-8")
    assert text == '{"name":"new","n":4,"f":1.5,"on":true,"list":[{"k":"a b"},{"k":"*"}],"no":null,"more":"x"}'


def test_json_that_is_read_and_changed_in_an_attempt(pipeline: Pipeline) -> None:
    code = "try { def o = readJSON(text: params.X); o.a = 'new'; log(o.a) } catch (e) { log('none') }"
    assert pipeline.script(code, {"X": '{"a": 1}'}).succeeded
    assert pipeline.log() == ["new"]


NOT_CHANGED = (
    "def p = o; o.a = 'x'",
    "def all = [o]; o.a = 'x'",
    "def all = [k: o]; o.a = 'x'",
    "def p = null; if (params.X) { p = o }; o.a = 'x'",
    "for (one in params.X.split(',')) { o.a = one }",
    "def f = { v -> v.a = 'x' }; f(o)",
    "o.list.a = 'x'",
    "o.list[0] = 'x'",
    'o.a = "${params.X}"',
    'def s = params.X ?: "${params.Y}"; o.a = s',
    "o.a = env.NAME",
    "o.a = null",
    "o.a = 'null'",
    "o.a = [1]",
    "o.put('a', 'x')",
    "o.remove('a')",
    "def o2 = readYaml(file: 'a.yaml'); o2.a = 'x'",
)


@pytest.mark.parametrize("code", NOT_CHANGED)
def test_a_change_of_json_that_others_may_see_or_that_is_not_exact_is_a_gap(code: str) -> None:
    found = with_steps(f"script {{ def o = readJSON(file: 'a.json'); {code}; echo o.a }}", sections=PARAMETERS)
    assert "Opaque(" in repr(job_of(found))


# ---- properties ------------------------------------------------------------------------------------------------------

PROPERTIES = {
    "readProperties(file: 'p', defaults: [a: 'x', d: params.Y])": ["1", "${a}/${b}/${c}", "2", "y"],
    "readProperties(file: 'p', interpolate: true)": ["1", "1/2/${c}", "2", "null"],
    "readProperties(file: 'none', defaults: [a: params.Y, b: 'x'])": ["y", "null", "x", "null"],
    "readProperties(text: params.X, defaults: [b: 'x', d: 'z'], interpolate: true)": ["é", "x", "x", "z"],
}


@pytest.mark.parametrize("code", PROPERTIES)
def test_how_properties_are_read(pipeline: Pipeline, code: str) -> None:
    (pipeline.workspace / "p").write_text("a=1\nb=2\nlong=${a}/${b}/${c}\n", "utf-8")
    before = f"def p = {code}\n"
    ended = pipeline.script(before + "log(p.a); log(p.long); log(p.b); log(p.d)", {"X": "a=é\nlong=${b}", "Y": "y"})
    assert (ended.succeeded, pipeline.log()) == (True, PROPERTIES[code]), ended.output


@pytest.mark.parametrize("text", ("a=${a}", "a=${b}\nb=${a}", "a=$${b}", "a=${env:HOME}", "a=${b:-c}", "a=${x${b}}"))
def test_what_interpolation_may_do_more_of_stops_the_build(pipeline: Pipeline, text: str) -> None:
    assert not pipeline.script("log(readProperties(text: params.X, interpolate: true).a)", {"X": text}).succeeded


def test_a_file_of_properties_has_one_byte_for_each_character(pipeline: Pipeline) -> None:
    (pipeline.workspace / "p").write_bytes(b"a=\xe9\n")
    assert pipeline.script("log(readProperties(file: 'p').a)").succeeded
    assert pipeline.log() == ["é"]


# ---- files -----------------------------------------------------------------------------------------------------------


def test_files_that_are_found(pipeline: Pipeline) -> None:
    for path, text in (("x/b.txt", "12"), ("x/y/a.txt", "1"), ("x/c.md", ""), ("x/d.txt~", ""), ("x/it's $.txt", "")):
        file = pipeline.workspace / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    code = """
    def found = findFiles(glob: 'x/**', excludes: '**/*.md')
    log(found.collect { it.name }.sort().join(','))
    for (one in found) { log("${one.path} ${one.length} ${one.directory}") }
    log("${found.size()} ${found.length} ${found[0].name}")
    log("${findFiles(glob: params.X).size()} ${findFiles(glob: 'none/*') ? 'some' : 'none'}")
    """
    ended = pipeline.script(code, {"X": "x/*.md, x/*.txt"})
    assert ended.succeeded, ended.output
    first, *lines = ["x/b.txt 2 false", "x/it's $.txt 0 false", "x/y/a.txt 1 false", "3 3 b.txt", "3 none"]
    assert pipeline.log() == ["a.txt,b.txt,it's $.txt", first, *lines]


def test_a_sorted_list_of_json_is_so_under_its_name(pipeline: Pipeline) -> None:
    code = "def l = readJSON(text: params.X).collect { it.n }\ndef m = l\nl.sort()\nlog(m.join(' '))"
    assert pipeline.script(code, {"X": '[{"n": "b"}, {"n": "a"}]'}).succeeded
    assert pipeline.log() == ["a b"]


def test_numbers_are_not_sorted_as_texts(pipeline: Pipeline) -> None:
    code = "log(readJSON(text: params.X).collect { it.n }.sort().join(' '))"
    assert not pipeline.script(code, {"X": '[{"n": 10}, {"n": 9}]'}).succeeded


def test_a_part_of_json_is_not_sorted() -> None:
    found = with_steps("script { def o = readJSON(file: 'a'); o.list.sort(); echo o.list[0] }", sections=PARAMETERS)
    assert "Opaque(" in repr(job_of(found))


def test_checksums(pipeline: Pipeline) -> None:
    content = (pipeline.workspace / "list.txt").read_bytes()
    assert pipeline.script("log(sha1('list.txt')); log(sha256(file: 'list.txt'))").succeeded
    assert pipeline.log() == [hashlib.sha1(content).hexdigest(), hashlib.sha256(content).hexdigest()]


def test_the_checksum_of_a_missing_file_stops_the_build(pipeline: Pipeline) -> None:
    assert not pipeline.script("log(sha1('none'))").succeeded
