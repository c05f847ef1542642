"""What the build does with regular expressions that only Java has, in the shell: what Groovy does, or it fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests import groovy_oracle
from tests.codebuild import SHELLS
from tests.groovy_values import asked
from tests.runtime_texts import groovy_text, outcomes, script_of, script_of_condition
from tests.test_assemble_values import Pipeline

PAIRS = (
    *(("", "$0"), ("a b ", "\\"), ("ab,,a", "b"), ("aab1ba", "<$2>"), ("é, ü b7", "é"), ("fix (#12) ", "$1")),
    *(("one\ntwo\n\nb3\n", "-"), ("b\n", "*"), ('it\'s a "b" `id` $HOME \\', "\\$1"), ("key = val V1=A2", " ")),
    *(("xay\u2028", "b"), ("a\r\nb", "b"), ("a\U0001f600b", "b")),
)
EXPRESSIONS = r"""
(X =~ /(\w)(\d)?/)[0][1]
(X =~ /(\w)(\d)?/)[0][2]
(X =~ /(\w)(\d)?/)[-1][2] ?: 'none'
(X =~ /\w+/)[0]
(X =~ /\w+/)[1]
(X =~ /(\w+)\W+(\w+)/)[0][1..2].join('+')
(X =~ /(a)|(b)/).collect { "${it[1]}-${it[2]}" }.join(' ')
(X =~ /(\w+)\s*=\s*(\w+)/).collect { all, key, value -> "$key:$value" }.join(' ')
(X =~ /a|b/).collect { "<$it>" }.join(' ')
(X =~ /([a-z])\d/).findAll()[0][1]
(X =~ /[a-z]/).count
(X =~ /([a-z])/).size()
X.replaceAll('(\\w)(\\W)', '$2$1')
X.replaceAll('a|ab', '-')
X.replaceAll('a*', '-')
X.replaceAll('a*b*', '-')
X.replaceAll('a.*?b', '-')
X.replaceAll('[^a]$', '-')
X.replaceAll('(?m)^', '> ')
X.replaceAll('(?i)[A-C]', '\\$\\\\')
X.replaceAll('(a)|(b)', '[$1$2]')
X.replaceFirst('(?<n>[a-z])', '[${n}]')
X.replaceAll('(a)(b)?', Y)
X.split('a|b').join('|')
X.split('(,)+', 2).join('|')
X.split('').size()
X.split('[^a]', -1).size()
X.find(/b(.)/)
X.find(/[0-9]+/) ?: 'none'
X.findAll(/[a-z]\d?/).join('/')
X.findAll(/(a)b?/).size()
""".splitlines()[1:]
CONDITIONS = r"""
X =~ /\(#\d+\)\s*$/
X =~ /a\b/
X =~ /a$|^b/
X ==~ /(?i)V1.*/
!(X =~ /(?m)^b/)
X.matches('(?s).*\\n.*')
(X =~ /a\b/) && Y
(X =~ /(a)(b)?/)[0][2] == null
(X =~ /(a)(b)?/)[0][2]
(X =~ /(a)(b)?/)[0][2] == 'b'
(X =~ /a/).count > 1
(X =~ /\w\W?/).matches()
(X =~ /a\b/).find()
X ==~ 'one\ntwo\n\nb3\n'
X =~ 'b\n'
X =~ '[\n,]'
X.find(/\d/)
X.find(/\d/) == null
""".splitlines()[1:]


def _groovy(expressions: list[str], form: str) -> list[list[str | None]]:
    """What Groovy gives for each expression and each pair; None where it throws."""
    calls = [
        f"{{ X, Y -> {form.format(one)} }}({groovy_text(x)}, {groovy_text(y)})" for one in expressions for x, y in PAIRS
    ]
    found = [None if one.thrown else one.text for one in asked(calls)]
    return [found[start : start + len(PAIRS)] for start in range(0, len(found), len(PAIRS))]


def _is_beyond(text: str) -> bool:
    """Whether Java may read a text in another way: the ledger says that it stops the build."""
    return not text.isascii() or "\r" in text


def _differences(expressions: list[str], script: Callable[[str], str], form: str) -> list[tuple[object, ...]]:
    scripts = [script(one.replace("X", "params.X").replace("Y", "params.Y")) for one in expressions]
    theirs = _groovy(expressions, form)
    return [
        (expression, pair, mine, his)
        for expression, all_mine, all_his in zip(expressions, outcomes("dash", scripts, PAIRS), theirs, strict=True)
        for pair, mine, his in zip(PAIRS, all_mine, all_his, strict=True)
        if mine != his and not (mine is None and _is_beyond(pair[0]))
    ]


@pytest.mark.skipif(not groovy_oracle.AVAILABLE, reason="Debian's groovy 2.4.21 or a JDK is not installed")
def test_matches_and_replacements_are_groovys() -> None:
    assert _differences(EXPRESSIONS, script_of, "{}") == []


@pytest.mark.skipif(not groovy_oracle.AVAILABLE, reason="Debian's groovy 2.4.21 or a JDK is not installed")
def test_conditions_hold_where_groovys_do() -> None:
    assert _differences(CONDITIONS, script_of_condition, "({}) ? true : false") == []


# ---- matchers that are kept in variables -----------------------------------------------------------------------------


@pytest.fixture(params=SHELLS)
def pipeline(request: pytest.FixtureRequest, tmp_path: Path) -> Pipeline:
    return Pipeline(tmp_path, str(request.param))


_CODE = r"""
def m = params.X =~ /v(?<major>\d+)\.(\d+)(-rc)?/
if (m) {
    log(m.group('major') + '/' + m.group(2))
    log(m[0][3] ?: 'final')
    def (whole, major, minor) = m[0]
    log("$whole: $minor of $major")
} else {
    log('none')
}
boolean fits = params.X =~ /a\b/
if (fits) { log('a') }
if (fits) { log('a again') }
(params.X =~ /(\w+)=(\S+)/).each { log("${it[1]} is ${it[2]}") }
(params.X =~ /\bb\d/).each { log(it) }
def whole = params.X =~ /.*?(\d)/
log(whole.matches() ? whole.group(1) : 'no number')
"""
_LOGGED = {
    "v1.20": ["1/20", "final", "v1.20: 20 of 1", "0"],
    "a v3.4-rc": ["3/4", "-rc", "v3.4-rc: 4 of 3", "a", "a again", "no number"],
    "k=v b1 key=it's b2": ["none", "k is v", "key is it's", "b1", "b2", "2"],
}


@pytest.mark.parametrize("text", _LOGGED)
def test_a_matcher_knows_its_last_match(pipeline: Pipeline, text: str) -> None:
    assert pipeline.script(_CODE, {"X": text}).succeeded
    assert pipeline.log() == _LOGGED[text]


_OF_NULL: Mapping[str, str] = {
    "env.SET =~ /u/": "found",
    "env.SET =~ /\\bn/": "found",
    "env.SET ==~ /(?i)NULL/": "not",
    "env.SET =~ /x/": "not",
    "(env.SET =~ /n(u)?/).matches()": "not",
    "(env.SET =~ /n(u)?ll/).matches()": "found",
}


def test_in_null_its_word_is_searched(pipeline: Pipeline) -> None:
    tests = "\n".join(f"if ({one}) {{ log('found') }} else {{ log('not') }}" for one in _OF_NULL)
    assert pipeline.script(f"{tests}\nif (params.Y) {{ env.SET = 'x' }}").succeeded
    assert pipeline.log() == list(_OF_NULL.values())


def test_a_group_of_no_match_stops_the_build_where_it_is_used(pipeline: Pipeline) -> None:
    ended = pipeline.script("def v = (params.X =~ /(\\d)/)[0][1]\nlog('before')\nlog(v)\nlog('after')", {"X": "a"})
    assert not ended.succeeded
    assert pipeline.log() == ["before"]


def test_a_default_takes_no_place_of_what_throws(pipeline: Pipeline) -> None:
    ended = pipeline.script("log(params.X.substring(9) ?: 'other')", {"X": "a"})
    assert not ended.succeeded
