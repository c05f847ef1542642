"""Methods on texts that only the run knows do in a build's shell what Groovy does, or fail where it throws."""

from __future__ import annotations

import random
import re

import pytest

from tests import groovy_oracle
from tests.groovy_values import asked
from tests.runtime_texts import groovy_text, outcomes, script_of, script_of_condition, value_of

SHELLS = ("dash", "bash")
TEXTS = (
    *("", "a", " a b ", "a,b,,c,,", ",a", ",", "a/b/c", "v1.2.3-rc.1", "main", "release/1.0", "refs/tags/v1", "12"),
    *(" 007 ", "-0", "+5", "2147483648", "1e3", "0x1", "true", " TRUE\n", "Y", "1", "yes", "A B\tC\n"),
    *("one\ntwo\n\nthree\n", "a\r\nb\rc\n", "\n", "\n\n", "it's", 'a"b', "$HOME `id` \\\\ \\", "*", "[a-z]*?"),
    *("a]b", "-n", "é, ü", "a b", "  x\t y  ", "a.b|c^d", "x=y=z", "a-b_c d/e", "100%", "%s", "abcabc", "aXbXc"),
)
METHODS = r"""
X.trim()
X.toLowerCase()
X.toUpperCase()
X.capitalize()
X.replace('a', 'bb')
X.replace('.', '')
X.replace('.', Y)
X.minus('a')
X - Y
X.concat('!')
X.length()
X.size()
X.indexOf('b')
X.lastIndexOf('/')
X.indexOf(Y)
X.substring(1)
X.substring(1, 3)
X.take(3)
X.drop(2)
X[0]
X[-1]
X[0..1]
X[1..-1]
X[-3..-2]
X.charAt(1)
X.charAt(-1)
X.padLeft(5)
X.padLeft(4, '0')
X.padLeft(6, 'ab')
X.substring(X.lastIndexOf('/') + 1)
X.substring(0, X.indexOf('.'))
X.toInteger()
X.toInteger() + 1
X.toInteger() * 2 - 3
X.toInteger() % 4
X.isInteger()
X.toBoolean()
X.split(',')[0]
X.split(',')[1]
X.split('/')[-1]
X.split(',').size()
X.split(',').length
X.split(',').join('|')
X.split('\\.')[0]
X.split('=', 2)[1]
X.split('=', -1).size()
X.split().size()
X.split()[0]
X.split('\\s+').join('|')
X.split('[,/]').join('|')
X.split('\n').size()
X.split(',').toList()
X.split('/')[1] ?: 'none'
X.split('/').sort()[1] ?: 'none'
X.tokenize('/')[1] ?: 'none'
X.tokenize('/')[-2] ?: 'none'
X.tokenize('/').get(1) ?: 'none'
X.tokenize('/').get(-1)
X.tokenize('/').get(X.size() - 4)
X.tokenize('/').first() ?: 'none'
X.tokenize(',').size()
X.tokenize('./').join('|')
X.tokenize()
X.tokenize('-]^')
X.tokenize('.')[0]
X.tokenize('.').first()
X.tokenize('/').last()
X.tokenize('/')[0..1]
X.tokenize('/').reverse()
X.tokenize('/').sort()
X.tokenize('/').take(2)
X.tokenize('/').drop(1)
X.tokenize('/').tail()
X.tokenize('/').init()
X.tokenize('/').join('')
X.readLines().size()
X.readLines().join('|')
X.readLines()[0]
X.readLines()*.trim()
X.tokenize(',').collect { it.trim() }
X.tokenize(',').collect { it.toUpperCase() }
X.readLines().findAll { it }
X ?: 'other'
X ?: Y
X.replaceAll('[^a-zA-Z0-9]+', '-')
X.replaceAll('\\s+', ' ')
X.replaceAll('[^\\w-.]+', '_').take(4)
X.replaceAll('[\\d-\\s]', '_')
X.replaceAll('^v', '')
X.replaceAll('/', '_')
X.replaceAll('c$', '!')
X.replaceAll('\\.', '&')
X.replaceFirst('a', 'b/c')
X.replaceAll('[/.]', '-')
X.replaceAll('b.', '<>')
X.replaceAll('\\d+', 'N')
X.replaceAll('\\s+$', '')
X.replaceAll('[\\s,]', '')
X.replaceAll('^\\s+', '')
X.replaceFirst('[0-9]+', '#')
X.replaceAll('a\\w?', '-')
X.trim().toUpperCase()
""".splitlines()[1:]
CONDITIONS = r"""
X
!X
X == 'main'
X != Y
X.contains('b')
X.contains(Y)
X.startsWith('v')
X.endsWith('c')
X.startsWith(Y)
X.endsWith('\n')
X.isEmpty()
X.trim()
!X.trim()
X.trim() == 'a b'
X ==~ /v\d+\.\d+.*/
X ==~ /[a-z]+/
X.matches('release/.*')
X =~ /b/
X =~ /[0-9]+/
X =~ /a.b/
X ==~ /[^,]*/
X ==~ /(a|one)[^b]*/
X ==~ /.*[^c]/
X =~ /^one/
X =~ /^t/
X =~ /c$/
X =~ /e$/
X =~ /^[^b]*$/
X =~ /^$/
X =~ /[^a-z]/
X =~ /[^\/]\/[^\/]/
X =~ /\/.$/
X in ['main', 'a']
['main', 'a'].contains(X)
X.equals('main')
X.equalsIgnoreCase('MAIN')
X.toBoolean()
!X.toBoolean()
X < 'b'
X >= 'release/1.0'
X > Y
X.length() > 3
X.size() == 0
X.tokenize(',').contains('b')
'b' in X.tokenize(',')
X.split(',').size() > 1
X.tokenize(',')
X && X.toInteger() > 5
X.isInteger() && X.toInteger() <= 12
X.contains('/') && X.split('/')[1] == 'b'
X.trim().toLowerCase() == 'true' || X == '1'
X.length() % 2 == 1
X[0] == 'a'
X.charAt(0) == 'a'
X.charAt(0) != 'b' && X.charAt(0)
""".splitlines()[1:]


def _pairs() -> list[tuple[str, str]]:
    chance = random.Random(7)
    signs = "ab,./ -\n\t\\'\"*?[]$1é"
    made = ["".join(chance.choice(signs) for _ in range(chance.randrange(9))) for _ in range(25)]
    texts = [*TEXTS, *made]
    return [(text, chance.choice(("a", "b", ".", text[1:3], "é"))) for text in texts]


PAIRS = _pairs()


def _groovy(expressions: list[str], form: str) -> list[list[str | None]]:
    """What Groovy gives for each expression and each pair; None where it throws, or gives null."""
    asked_ = [
        f"{{ X, Y -> {form.format(one)} }}({groovy_text(x)}, {groovy_text(y)})" for one in expressions for x, y in PAIRS
    ]
    found = [None if one.thrown or one.typed == "null" else one.text for one in asked(asked_)]
    return [found[start : start + len(PAIRS)] for start in range(0, len(found), len(PAIRS))]


def _in_parameters(expression: str) -> str:
    """The expression over `params`."""
    return re.sub(r"\b([XY])\b", r"params.\1", expression)


def _differences(
    expressions: list[str], scripts: list[str], shell: str, theirs: list[list[str | None]]
) -> list[tuple[object, ...]]:
    ours = outcomes(shell, scripts, PAIRS)
    return [
        (expression, pair, mine, his)
        for expression, all_mine, all_his in zip(expressions, ours, theirs, strict=True)
        for pair, mine, his in zip(PAIRS, all_mine, all_his, strict=True)
        if mine != his and not ((mine is None and not pair[0].isascii()) or _keeps_case(pair, mine))
    ]


def _keeps_case(pair: tuple[str, str], mine: str | None) -> bool:
    """Letters beyond ASCII keep their case: the ledger says so."""
    return not pair[0].isascii() and mine is not None


NOT_COMPUTED = (
    *("X.replaceAll(Y, '-')", "X.replaceAll('[a&&b]', '-')", "X.replaceAll('a(?=(b))', '-')", "X.split('((a)b)*')"),
    *("X.replace('', '-')", "X.replace(Y, '-')", "X.split(Y)", "X.split('(')", "X.find(Y)", "X.findAll('(?x)a')"),
    *(
        "X.tokenize(Y)",
        "X.tokenize('')",
        "X.tokenize('é')",
        "X.charAt(0).toUpperCase()",
        "X.size().trim()",
        "X[0..<-1]",
        "X.reverse()",
        "X.readLines().collect { it.size() }",
        "X.size() / 2",
    ),
    *("X.tokenize(',').findAll { it != 'a' }", "X.toDouble()", "X.getBytes()"),
)


@pytest.mark.parametrize("expression", NOT_COMPUTED)
def test_what_may_differ_from_groovy_is_not_computed(expression: str) -> None:
    assert "Opaque(" in repr(value_of(_in_parameters(expression)))


@pytest.mark.skipif(not groovy_oracle.AVAILABLE, reason="Debian's groovy 2.4.21 or a JDK is not installed")
def test_methods_give_what_groovy_gives() -> None:
    theirs = _groovy(METHODS, "{}")
    scripts = [script_of(_in_parameters(one)) for one in METHODS]
    for shell in SHELLS:
        assert _differences(METHODS, scripts, shell, theirs) == []


@pytest.mark.skipif(not groovy_oracle.AVAILABLE, reason="Debian's groovy 2.4.21 or a JDK is not installed")
def test_conditions_hold_where_groovys_do() -> None:
    theirs = _groovy(CONDITIONS, "({}) ? true : false")
    scripts = [script_of_condition(_in_parameters(one)) for one in CONDITIONS]
    for shell in SHELLS:
        assert _differences(CONDITIONS, scripts, shell, theirs) == []
