"""Maps whose keys only the run knows, and Java's static methods on values of the run, converted and run."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.readers.jenkinsfile import read_jenkinsfile
from tests.codebuild import SHELLS
from tests.declarative import job_of, with_steps
from tests.runtime_texts import PARAMETERS, outcomes, script_of
from tests.test_assemble_values import Pipeline

_PARSE = r"""
def parse = { title ->
    def found = [:]
    if (title.indexOf('|') < 0) { return found }
    (title =~ /(\w+)=(\S*)/).each { one -> found[one[1]] = one[2] }
    return found
}
def found = parse(params.X)
"""
_USE = r"""
log("$found")
log(found.size())
log(found.isEmpty() ? 'empty' : 'full')
log(found ? 'true' : 'false')
log(found['a'] ?: 'none')
log(found.b == null ? 'no b' : 'b')
log(found.get('a') == '1' ? 'one' : 'other')
def chosen = 'main'
if (found.containsKey(params.Y)) { chosen = found[params.Y] }
if (chosen.startsWith('v')) { chosen = "refs/${chosen}" }
log(chosen)
found.each { key, value -> log(key + '=' + value) }
"""
_LOGGED = {
    "no a=1": ["[:]", "0", "empty", "false", "none", "no b", "other", "main"],
    "x | a=1 b= y=v2": ["[a:1, b:, y:v2]", "3", "full", "true", "1", "b", "one", "refs/v2", "a=1", "b=", "y=v2"],
    "| y=it's y=$HOME": ["[y:$HOME]", "1", "full", "true", "none", "no b", "other", "$HOME", "y=$HOME"],
}


@pytest.fixture(params=SHELLS)
def pipeline(request: pytest.FixtureRequest, tmp_path: Path) -> Pipeline:
    return Pipeline(tmp_path, str(request.param))


@pytest.mark.parametrize("title", _LOGGED)
def test_a_map_that_a_loop_over_matches_fills(pipeline: Pipeline, title: str) -> None:
    assert pipeline.script(_PARSE + _USE, {"X": title, "Y": "y"}).succeeded
    assert pipeline.log() == _LOGGED[title]


def test_a_map_that_has_entries_before_keeps_their_order(pipeline: Pipeline) -> None:
    code = (
        "def found = [z: 'x', a: params.Y]\nfound[params.X.trim()] = 'new'\nlog(\"$found ${found.keySet().join('+')}\")"
    )
    assert pipeline.script(code, {"X": " z ", "Y": "it's"}).succeeded
    assert pipeline.log() == ["[z:new, a:it's] z+a"]


def test_each_way_keeps_what_it_has_put_into_the_map(pipeline: Pipeline) -> None:
    code = """
    def fill = { which ->
        def found = [a: 'x']
        if (which == 'plain') { found.b = 'known' } else { found[params.Y] = 'run' }
        return found
    }
    log("${fill(params.X)} ${fill(params.Y)}")
    """
    assert pipeline.script(code, {"X": "plain", "Y": "k"}).succeeded
    assert pipeline.log() == ["[a:x, b:known] [a:x, k:run]"]


@pytest.mark.parametrize(
    "code",
    (
        "def a = [:]\ndef b = a\na[params.X] = 'x'",
        "def a = [:]\ndef b = [of: a]\na[params.X] = 'x'",
        "def a = [:]\na[\"${params.X}\"] = 'x'",
        "def a = [n: 1]\na[params.X] = 'x'",
        "def a = [:]\na[params.X] = ['x']",
        "def a = params.Y == 'y' ? [:] : [b: 'x']\na[params.X] = 'x'",
        "def a = [:]\nif (params.Y == 'y') { a[params.X] = 'x' }\na[params.Y] = 'z'",
        "def a = [:]\ndef f = { a }\na[params.X] = 'x'\ndef b = a\na[params.Y] = 'x'",
    ),
)
def test_what_may_change_for_others_who_hold_the_map_is_not_converted(code: str) -> None:
    text = with_steps(f'script {{ {code}\necho "${{a}}" }}', sections=PARAMETERS)
    leaves = repr(read_jenkinsfile(text, name="job", file="Jenkinsfile"))
    assert "Opaque(" in leaves


_FORMATS = {
    "String.format('release-%s', params.X)": ["release- 7", "release-12", "release--3", "release-é"],
    "String.format('%s%02d|%n%%', params.Y, Integer.parseInt(params.X))": [None, "y12|\n%", "y-3|\n%", None],
    "String.format('%d', Integer.valueOf(params.X) + 1)": [None, "13", "-2", None],
    "String.format('%s', 'a') + Math.max(1, 2)": ["a2"] * 4,
}


def test_java_formats_and_parses_texts_of_the_run() -> None:
    pairs = [(" 7", "y"), ("12", "y"), ("-3", "y"), ("é", "y")]
    for shell in ("dash", "bash"):
        assert outcomes(shell, [script_of(one) for one in _FORMATS], pairs) == list(_FORMATS.values())


_TEXTS = """
def tell = { String name, String other ->
    def chosen = name
    if (other =~ /^v(\\d+)$/) { chosen = 'release-' + (other =~ /^v(\\d+)$/)[0][1] }
    log(chosen)
    log(name == null ? 'null' : name.toUpperCase())
    log("$other")
}
def o = readJSON(text: params.X)
tell(o.name, o.other)
"""
_TOLD = {
    '{"name": "main", "other": "v12"}': ["release-12", "MAIN", "v12"],
    '{"name": "main", "other": "version"}': ["main", "MAIN", "version"],
    '{"name": "it\'s", "other": "x"}': ["it's", "IT'S", "x"],
}


@pytest.mark.parametrize("given", _TOLD)
def test_what_a_parameter_takes_for_a_text_is_one_or_null(pipeline: Pipeline, given: str) -> None:
    assert pipeline.script(_TEXTS, {"X": given}).succeeded
    assert pipeline.log() == _TOLD[given]


def test_null_that_is_kept_as_a_text_stops_the_build(pipeline: Pipeline) -> None:
    ended = pipeline.script(_TEXTS, {"X": '{"other": "x"}'})
    assert not ended.succeeded and pipeline.log() == []


_MAP = "def m = [a: params.X]\nif (params.Y) { m.k = 'v' }\n"
_LIST = "def l = [params.X]\ndef other = l\nif (params.Y) { l << 'v' }\n"


@pytest.mark.parametrize(
    "code",
    [
        *(_MAP + one for one in ('echo "${m.size()}"', "m.each { k, v -> sh k }", "for (e in m) { sh e.key }")),
        *(
            _MAP + one
            for one in ("echo m.keySet().join(',')", "if (m.containsKey('k')) { sh 'a' }", "def (a, b) = m.values()")
        ),
        *(
            _LIST + one
            for one in ('echo "${other.size()}"', "for (one in other) { sh one }", "if (other[1]) { sh 'a' }")
        ),
        *(_LIST + one for one in ("sh other*.trim()[0]", "def (a, b) = other", "sh((other + 'z').last())")),
        "def m = [:]\nif (params.X) { m.k = 'v' }\nif (m) { sh 'a' }",
    ],
)
def test_how_much_is_in_what_one_way_adds_to_is_not_known(code: str) -> None:
    parameters = "agent any\nparameters { string name: 'X'\nstring name: 'Y' }"
    found = job_of(with_steps(f"script {{ {code} }}", sections=parameters)).stages[0].steps
    assert "Opaque(" in repr(found)


def test_what_is_surely_in_a_map_is_known(pipeline: Pipeline) -> None:
    code = _MAP + "log(m.a)\nif (m) { log('some') }\nm.a = 'c'\nlog(m.a)"
    assert pipeline.script(code, {"X": "b", "Y": "y"}).succeeded
    assert pipeline.log() == ["b", "some", "c"]
