"""What the build makes of lists that only the run knows, in the shell, and of closures over them, as Groovy does."""

from __future__ import annotations

import re

import pytest

from tests import groovy_oracle
from tests.declarative import job_of, with_steps
from tests.groovy_values import asked
from tests.runtime_texts import PARAMETERS, groovy_text, outcomes, script_of, script_of_condition, value_of

SHELLS = ("dash", "bash")
READ = "readJSON(text: params.X)"
PAIRS = (
    ('{"a": "x", "of": []}', "main"),
    ('{"a": "", "of": [{"n": 1, "sha": "0123456789"}]}', ""),
    ('{"a": "it\'s $HOME", "of": [{"n": 12, "sha": "abcdefgh"}, {"n": 3, "sha": "ABCDEFG é"}]}', "x y"),
    ('{"a": "x/y", "of": [{"n": true, "sha": "short"}, {"sha": "abcdefghi"}]}', "it's"),
    ('{"a": "no list at all"}', '`id` \\ " $HOME'),
    ('{"a": "b", "of": [{"sha": "one\\ntwo\\n\\nand a half"}, {"sha": "* [a] 1"}]}', "a"),
    ("no JSON", "a"),
)
EXPRESSIONS = r"""
J.of.collect { it.n }.join(' ')
J.of.collect { it.sha }.join('')
J.of.collect { "+refs/${it.n}:${it.n}/${Y}" }.join(' ')
J.of.collect { it.sha[0..<7] }.join('_')
J.of.collect { it.sha.toUpperCase() + '-' + Y }.size()
J.of.collect { "${it.n}" }
J.of.collect { "${J.a} ${it.sha.substring(1, 3)}" }.join('|')
J.of.collect { 'x' }.join(Y)
(["$Y."] + J.of.collect { "<${it.n}>" }).join(' ')
(J.of.collect { "<${it.n}>" } + ['z']).join(' ')
(J.of.collect { "<${it.n}>" } + 'z').join(' ')
(J.of.collect { "<${it.n}>" } - '<1>').join(' ')
([J.a, 'x', Y, ''] - '').join('/')
(['a', "$Y"] - Y).size()
(['a', 'x', 'y', J.a] - Y)
[J.a[0..<1], J.of.collect { it.sha[0..<2] }.join('_')].join('-')
[J.a, Y].join('/') + ['a', J.a].join('-')
J.a[0..<2]
J.a[0..0]
Y.tokenize(' ').collect { "-f ${it}" }.join(' ')
Y.tokenize(' ').collect { it + '.' + Y }
Y.tokenize(' ').collect { it.trim() + "'" }
J.of.collect { p -> Y.tokenize(' ').collect { "${p.sha}${it}" }.join('+') }.join(',')
Y.tokenize(' ').collect { w -> J.of.collect { "${w}${it.n}" }.join('+') }
(Y.tokenize(' ') + ["$Y"]).join(';')
Y[0..<1]
Y[1..<3]
""".splitlines()[1:]
CONDITIONS = ("J.of.collect { it.sha }", "J.of.collect { it.sha }.size() > 1", "([J.a, Y] - '').size() == 2")


def _reader(expression: str) -> str:
    return re.sub(r"(?<![\w.{$])Y\b|(?<=\{)Y\b", "params.Y", expression.replace("$Y", "${Y}")).replace("J.", f"{READ}.")


def _groovy(expressions: tuple[str, ...] | list[str], form: str) -> list[list[str | None]]:
    read = "def J = new groovy.json.JsonSlurperClassic().parseText(X)"
    bodies = [form.format(one) for one in expressions]
    calls = [
        f"{{ X, Y -> {read}; {one} }}({groovy_text(x)}, {groovy_text(y)})"
        if "J." in one
        else f"{{ Y -> {one} }}({groovy_text(y)})"
        for one in bodies
        for x, y in PAIRS
    ]
    found = [None if one.thrown or one.typed == "null" else one.text for one in asked(calls)]
    return [found[start : start + len(PAIRS)] for start in range(0, len(found), len(PAIRS))]


def _differences(
    expressions: tuple[str, ...] | list[str], scripts: list[str], theirs: list[list[str | None]]
) -> list[tuple[object, ...]]:
    return [
        (shell, expression, pair, mine, his)
        for shell in SHELLS
        for expression, all_mine, all_his in zip(expressions, outcomes(shell, scripts, PAIRS), theirs, strict=True)
        for pair, mine, his in zip(PAIRS, all_mine, all_his, strict=True)
        if mine != his and not (mine is None and not pair[0].isascii())
    ]


@pytest.mark.skipif(not groovy_oracle.AVAILABLE, reason="Debian's groovy 2.4.21 or a JDK is not installed")
def test_lists_are_what_groovy_makes_of_them() -> None:
    scripts = [script_of(_reader(one)) for one in EXPRESSIONS]
    assert _differences(EXPRESSIONS, scripts, _groovy(EXPRESSIONS, "{}")) == []


@pytest.mark.skipif(not groovy_oracle.AVAILABLE, reason="Debian's groovy 2.4.21 or a JDK is not installed")
def test_lists_hold_where_groovys_do() -> None:
    scripts = [script_of_condition(_reader(one)) for one in CONDITIONS]
    assert _differences(CONDITIONS, scripts, _groovy(CONDITIONS, "({}) ? true : false")) == []


@pytest.mark.parametrize(
    "expression",
    (
        "J.of.collect { it.n + 1 }",
        "J.of.collect { it.size() }",
        "J.of.collect { env.NAME }",
        "J.of.collect { readFile(it.n) }",
        "J.of.collect { if (it.n) { 'a' } else { 'b' } }",
        "J.of.collect { k, v -> k }",
        "J.of.findAll { it.n }",
        "(J.of - 'a')",
        "([1, J.a] - '')",
        "([params.Y] - '')",
        "(J.of.collect { 'a' } + J.of)",
    ),
)
def test_what_may_differ_from_groovy_is_not_computed(expression: str) -> None:
    with_any = _reader(expression).replace("params.Y", "params.UNDECLARED")
    assert "Opaque(" in repr(value_of(with_any))


@pytest.mark.parametrize("shell", SHELLS)
def test_what_has_another_text_in_json_stops_the_build(shell: str) -> None:
    """A null of JSON, an object and a list, where a list of texts, or its text, is wanted."""
    expressions = ("J.of.collect { it.n }", "J.of.collect { it.n }.join()", "([J.of, 'a'] - '').join('/')")
    pairs = [('{"of": null}', ""), ('{"of": 5}', ""), ('{"of": {"a": 1}}', ""), ('{"of": [{"n": {}}]}', "")]
    assert outcomes(shell, [script_of(_reader(one)) for one in expressions], pairs) == [[None] * 4] * 3


def _echoed(script: str) -> str:
    """What the last step of a script prints, as the source model has it."""
    [block] = job_of(with_steps(f"script {{ {script} }}", sections=PARAMETERS)).stages[0].steps
    return repr((block.children or (block,))[-1].settings)


CHANGES = ("l << 1", "l.add(0, 'b')", "l.unique()", "def m = l; m.remove(0)", "l[0] = 'b'")


@pytest.mark.parametrize("change", CHANGES)
def test_a_list_of_the_run_that_is_changed_in_place_is_not_known_after_it(change: str) -> None:
    before = "def l = params.X.readLines()"
    assert "Opaque(" not in _echoed(f"{before}; echo l.join(' ')")
    assert "Opaque(" in _echoed(f"{before}; {change}; echo l.join(' ')")


def test_a_closure_that_sets_a_variable_is_not_computed() -> None:
    script = "def last = ''; def l = params.X.readLines().collect { last = it; 'a' + it }; echo l.join(' ') + last"
    assert "Opaque(" in _echoed(script)
