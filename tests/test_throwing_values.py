"""Values that throw inside of a `try`: the build computes them there, and a catch takes what Groovy throws."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.codebuild import SHELLS
from tests.test_assemble_values import Pipeline

# What each piece logs for the values "12/x", "7" and "" of X.
_PIECES = {
    "try { def n = params.X.toInteger(); log('a number') } catch (e) { log('none') }": ["none", "a number", "none"],
    "try { params.X as Integer; log('a number') } catch (e) { log('none') }": ["none", "a number", "none"],
    "def n = 1; try { n = params.X.toInteger() } catch (e) { echo 'none' }; log('after')": ["after"] * 3,
    "def f = { try { return params.X.toInteger() + 1 } catch (e) { return -1 } }\nlog(params.X ? f() : 0)": [
        *("stops", "8", "0"),
    ],
    "def f = { try { Integer.parseInt(params.X); true } catch (e) { false } }\nlog(f() ? 'yes' : 'no')": [
        *("no", "yes", "no"),
    ],
    "def f = { try { params.X.toInteger() } catch (e) { 0 } }\nlog(f())": ["0", "7", "0"],
    "def f = { try { if (params.X == '7') { sh 'false' }; 'ok' } catch (e) { 'bad' } }\nlog(f())": ["ok", "bad", "ok"],
    "try { def v = params.X.split('/')[1]; log(v) } catch (e) { log('one part') }": ["x", "one part", "one part"],
    "try { def (a, b) = params.X.split('/'); log('two') } catch (e) { log('one') }": ["two", "one", "one"],
    "try { def o = readJSON(text: params.X); log('JSON') } catch (e) { log('none') }": ["none", "JSON", "none"],
    "try { def v = readJSON(file: 'a.json').name.deep.er; log(v) } catch (e) { log('no member') }": ["no member"] * 3,
}
_VALUES = ("12/x", "7", "")


@pytest.fixture(params=SHELLS)
def pipeline(request: pytest.FixtureRequest, tmp_path: Path) -> Pipeline:
    return Pipeline(tmp_path, str(request.param))


@pytest.mark.parametrize("number", range(len(_VALUES)))
@pytest.mark.parametrize("code", _PIECES)
def test_a_catch_takes_what_a_value_throws(pipeline: Pipeline, code: str, number: int) -> None:
    expected = _PIECES[code][number]
    assert pipeline.script(code, {"X": _VALUES[number]}).succeeded is (expected != "stops")
    assert pipeline.log() == ([] if expected == "stops" else [expected])


def test_a_catch_of_numbers_takes_no_other_failure(pipeline: Pipeline) -> None:
    code = """
    def number = { text ->
        try {
            Integer.parseInt(text)
            return 'a number'
        } catch (NumberFormatException e) {
            return 'none'
        }
    }
    log(number(params.X))
    """
    assert pipeline.script(code, {"X": "x"}).succeeded
    assert pipeline.log() == ["none"]


@pytest.mark.parametrize("value", ["short", "é is long enough"])
def test_a_place_that_may_be_there_for_groovy_stops_in_spite_of_a_catch(pipeline: Pipeline, value: str) -> None:
    code = "try { def v = params.X.substring(6); log(v) } catch (e) { log('caught') }\nlog('next')"
    assert not pipeline.script(code, {"X": value}).succeeded
    assert pipeline.log() == []


_ON_ONE_WAY = {
    "log(params.X ? 'x'.toInteger() : 1)": ["stops", "1"],
    "try { log(params.X ? 'x'.toInteger() : 1) } catch (e) { log('caught') }": ["caught", "1"],
    "def f = { a -> try { if (params.X) { return a.toInteger() }; 1 } catch (e) { 0 } }\nlog(f('x'))": ["0", "1"],
}


@pytest.mark.parametrize("value", ["x", ""])
@pytest.mark.parametrize("code", _ON_ONE_WAY)
def test_what_throws_on_one_way_alone_fails_there(pipeline: Pipeline, code: str, value: str) -> None:
    expected = _ON_ONE_WAY[code][not value]
    assert pipeline.script(code, {"X": value}).succeeded is (expected != "stops")
    assert pipeline.log() == ([] if expected == "stops" else [expected])
