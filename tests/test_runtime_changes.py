"""Lists that a script changes as the run decides: what its commands print is what Groovy prints."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from migrate.app import convert
from migrate.model.settings import Settings
from tests import groovy_oracle
from tests.codebuild import SHELLS, run_build
from tests.declarative import with_steps
from tests.groovy_values import asked
from tests.runtime_texts import PARAMETERS, groovy_text

PAIRS = (("a", "x y"), ("", "x"), ("a b", ""), ("it's $HOME", "* [x]"))
SCRIPTS = {
    "added in a branch": "def l = []; if (X == 'a') { l.add('1') }; l << Y; say(l.join('-')); say(l.size())",
    "added in both": "def l = ['0']; if (X) { l << X } else { l.add('none'); l.add('2') }; say(l.join('|'))",
    "set anew in one": "def l = ['0']; if (X == 'a') { l.add('1') } else { l = ['z', Y] }; l << '9'; say(l.join())",
    "another one in each": "def l; if (X == 'a') { l = ['p', 'q'] } else { l = [Y] }; l.each { say(\"<${it}>\") }",
    "a list of two": "def l = X ? ['p', X] : ['q']; l << 'r'; if (l.contains('q')) { say('q') }; say(l.join(' '))",
    "added in a loop": "def l = ['0']; for (w in Y.tokenize(' ')) { l << w; l.add(X) }; say(l.join(','))",
    "a loop with a choice": "def l = []; Y.tokenize(' ').each { if (it != 'x') { l << it } }; say(l.join(','))",
    "several more": "def l = [X]; l.addAll(Y.tokenize(' ')); l.addAll(['k']); l += 'z'; l += ['y']; say(l.join(','))",
    "two names": "def l = X.tokenize(' '); def m = l; m << 'm'; l.add('l'); say(l.join(',')); say(m.size())",
    "a copy": "def l = X.tokenize(' '); def m = l.collect { it }; m << 'm'; say(l.join(',')); say(m.join(','))",
    "sorted": "def l = Y.tokenize(' '); l << 'a'; l.sort(); say(l.join(','))",
    "in a function": "def l = []; more(l, X); if (Y) { more(l, Y) }; more(l, 'z'); say(l.join(','))",
    "choices in a choice": "def l = []; if (X) { if (Y) { l << 'xy' } else { l << 'x' } } else { l << 'n' }; say(l[0])",
    "in a closure": "def l = []; def put = { l << it }; put(X); if (Y) { put(Y) }; put('c'); say(l.join(','))",
}
REFUSED = {
    "a name for one of both": "def a = ['a']; def l = X ? a : ['b']; l << 'c'; say(a.join() + l.join())",
    "a name in one way only": "def a = ['0']; def b = ['1']; if (X) { b = a }; a << 'c'; say(b.join())",
    "in another list": "def a = []; def all = [a]; if (X) { a << 'x' }; a << 'y'; say(all[0].join())",
    "in a map": "def m = [of: []]; if (X) { m.of << X }; m.of << 'y'; say(m.of.join())",
}
_MORE = "def more(l, t) { l << t }\n"


def _printed(script: str, tmp_path: Path, shell: str) -> list[list[str] | None]:
    """What the commands print for each pair; None where they fail."""
    steps = script.replace("X", "params.X").replace("Y", "params.Y").replace("say(", 'echo("= " + ')
    source = tmp_path / "Jenkinsfile"
    source.write_text(with_steps(f"script {{ {steps} }}", before=_MORE, sections=PARAMETERS), "utf-8")
    convert([source], Settings(), out=tmp_path / "out")
    [spec] = (tmp_path / "out").rglob("buildspecs/*.yml")
    found: list[list[str] | None] = []
    for at, (x, y) in enumerate(PAIRS):
        workspace = tmp_path / f"work{at}"
        workspace.mkdir()
        variables = {"X": x, "Y": y}
        ended = run_build(spec.read_text("utf-8"), workspace, tmp_path / f"run{at}", shell=shell, variables=variables)
        said = [line.removeprefix("= ") for line in ended.output.splitlines() if line.startswith("= ")]
        found.append(said if ended.succeeded else None)
    return found


@cache
def _by_groovy() -> dict[str, list[list[str]]]:
    """What Groovy prints in each case for each pair."""
    before = "def said = []; def say = { said << it.toString() }; def more = { l, t -> l << t }"
    bodies = [f"{before}; {script}; said.join('\\n')" for script in SCRIPTS.values()]
    calls = [f"{{ X, Y -> {body} }}({groovy_text(x)}, {groovy_text(y)})" for body in bodies for x, y in PAIRS]
    printed = iter([one.text.split("\n") for one in asked(calls)])
    return {case: [next(printed) for _ in PAIRS] for case in SCRIPTS}


@pytest.mark.skipif(not groovy_oracle.AVAILABLE, reason="Debian's groovy 2.4.21 or a JDK is not installed")
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("case", SCRIPTS)
def test_a_changed_list_is_what_groovy_makes_of_it(case: str, shell: str, tmp_path: Path) -> None:
    assert _printed(SCRIPTS[case], tmp_path, shell) == _by_groovy()[case]


@pytest.mark.parametrize("case", REFUSED)
def test_a_list_that_another_name_may_have_is_not_changed(case: str, tmp_path: Path) -> None:
    """The commands fail, or show the Groovy that is not understood."""
    found = _printed(REFUSED[case], tmp_path, "bash")
    assert [one for one in found if one and "join()" not in one[-1]] == []
