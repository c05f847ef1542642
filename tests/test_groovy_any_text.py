"""Whatever a text holds, the Groovy parser returns a tree whose nodes lie where they should, and never raises."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.readers.groovy import parse, tree
from migrate.readers.groovy.tokens import KEYWORDS, OPERATORS

FIXTURES = Path(__file__).parent.parent / "fixtures"
ANYTHING = settings(deadline=None, max_examples=150)
LEVELS = 5_000

_LITERALS = ("a", "B", "x1", "$", "_", "0", "1.5e3", "0x1F", "07", "9G", "''", "'s'", '"d"', '"', "'", "$/", "/$", "/")
_STRINGS = ("'''", '"""', '"${', '"$a', "${", "$a.b", "\\", "\\u", "\\u0041", "\\\n", "//", "/*", "*/", "#!", "\ufeff")
_BLANKS = (" ", "\t", "\n", "\r\n", "\r", "\f", "\x00", "\u00a0", "\ud800", "😀", "é")
TOKENS = sorted((*KEYWORDS, *OPERATORS, *_LITERALS, *_STRINGS, *_BLANKS))
SOUP = st.builds(str.join, st.sampled_from([" ", ""]), st.lists(st.sampled_from(TOKENS), max_size=40))


def _valid_texts() -> list[str]:
    names = [path for path in sorted(FIXTURES.rglob("*")) if path.name == "Jenkinsfile" or path.suffix == ".groovy"]
    return [text for text in (path.read_text("utf-8", "replace") for path in names) if len(text) < 3000]


VALID = _valid_texts()


def below(node: tree.Node) -> Iterator[tree.Node]:
    """The nodes directly below, of every kind."""
    for name in type(node).__dataclass_fields__:
        value = getattr(node, name)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, tree.Node):
                yield one


def check(text: str) -> tree.Script:
    """Parse a text twice; check that both are the same, and every node's and problem's place."""
    script = parse(text)
    assert script.text == text
    waiting: list[tuple[int, int, tree.Node]] = [(0, len(text), node) for node in script.statements]
    seen: set[int] = set()
    while waiting:
        low, high, node = waiting.pop()
        assert low <= node.start <= node.end <= high, (node, text[low:high])
        assert id(node) not in seen, "a node stands in two places"
        seen.add(id(node))
        waiting += [(node.start, node.end, one) for one in below(node)]
    starts = [node.start for node in script.statements]
    assert starts == sorted(starts)
    for problem in script.problems:
        assert 0 <= problem.offset <= len(text)
        assert problem.message
        assert (problem.line, problem.column) == script.position(problem.offset)
    again = parse(text)
    assert (again.statements, again.problems) == (script.statements, script.problems)
    return script


@ANYTHING
@given(st.text())
def test_any_text_gives_a_tree(text: str) -> None:
    check(text)


@settings(deadline=None, max_examples=600)
@given(SOUP)
def test_any_row_of_tokens_gives_a_tree(text: str) -> None:
    check(text)


@ANYTHING
@given(st.sampled_from(VALID), st.data())
def test_a_script_cut_off_gives_a_tree(text: str, data: st.DataObject) -> None:
    check(text[: data.draw(st.integers(0, len(text)))])


@ANYTHING
@given(st.sampled_from(VALID), st.data())
def test_a_script_with_a_hole_gives_a_tree(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    check(text[:at] + text[at + data.draw(st.integers(1, 20)) :])


@ANYTHING
@given(st.sampled_from(VALID), st.sampled_from(TOKENS) | st.text(max_size=3), st.data())
def test_a_script_with_something_between_gives_a_tree(text: str, word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    check(text[:at] + word + text[at:])


def test_the_scripts_of_the_fixtures_are_valid() -> None:
    """Else cutting them up would try little."""
    assert len(VALID) > 5
    assert [text for text in VALID if check(text).problems] == []


# What may nest, as an opening, the innermost, and a closing.
NESTING = {
    "parentheses": ("(", "a", ")"),
    "calls": ("f(", "a", ")"),
    "lists": ("[", "a", "]"),
    "maps": ("[a: ", "b", "]"),
    "indexes": ("a[", "b", "]"),
    "closures": ("a {", "b", "}"),
    "closures with parameters": ("a { x -> ", "b", "}"),
    "blocks": ("if (a) {", "b", "}"),
    "classes": ("class A {", "", "}"),
    "strings": ('"${', "a", '}"'),
    "long strings": ('"""${', "a", '}"""'),
    "slashy strings": ("/${", "a", "}/"),
    "dollar slashy strings": ("$/${", "a", "}/$"),
    "negations": ("!", "a", ""),
    "signs": ("- ", "a", ""),
    "casts": ("(int) ", "a", ""),
    "choices": ("a ? ", "b", " : c"),
    "choices at the end": ("a ? b : ", "c", ""),
    "choices without a second": ("a ?: ", "b", ""),
    "assignments": ("a = ", "b", ""),
    "declarations": ("def a = ", "b", ""),
    "products": ("a * ", "b", ""),
    "powers": ("a ** ", "b", ""),
    "members": ("", "a", ".b"),
    "words": ("a ", "b", ""),
    "conditions": ("if (a) ", "b", ""),
    "other conditions": ("if (a) b else ", "c", ""),
    "loops": ("while (a) ", "b", ""),
    "tries": ("try {", "a", "} finally { }"),
    "switches": ("switch (a) { case 1: ", "b", "}"),
    "labels": ("a: ", "b", ""),
    "generics": ("List<", "A", ">"),
    "annotations": ("@A(", "1", ") int a"),
    "new classes": ("new A() { def a = ", "1", "}"),
    "half a bracket": ("(", "", ""),
    "half a brace": ("{", "", ""),
    "half a string": ('"${', "", ""),
    "only closings": ("", "", ")"),
    "only closing braces": ("", "", "}"),
}
# These can't nest, or need more than the three parts.
NO_GROOVY = (
    "signs",
    "declarations",
    "annotations",
    "generics",
    *(name for name in NESTING if "half" in name or "only" in name),
)


@pytest.mark.parametrize("name", NESTING)
def test_nesting_of_thousands_of_levels_gives_a_tree(name: str) -> None:
    opening, innermost, closing = NESTING[name]
    before = sys.getrecursionlimit()
    parse(opening * LEVELS + innermost + closing * LEVELS)
    parse(opening * LEVELS + innermost)
    assert sys.getrecursionlimit() == before


@pytest.mark.parametrize("name", [name for name in NESTING if name not in NO_GROOVY])
def test_nesting_that_people_write_is_read(name: str) -> None:
    opening, innermost, closing = NESTING[name]
    script = check(opening * 40 + innermost + closing * 40)
    assert [problem.message for problem in script.problems] == []


@pytest.mark.parametrize("name", ["parentheses", "lists", "closures", "blocks", "negations", "choices", "strings"])
def test_nesting_that_is_too_deep_is_one_problem_and_opaque(name: str) -> None:
    opening, innermost, closing = NESTING[name]
    script = check("a = 1\n" + opening * LEVELS + innermost + closing * LEVELS + "\nb = 2")
    assert [problem.message for problem in script.problems] == ["the text is nested too deeply"]
    assert script.problems[0].line == 2
    kinds = [type(node) for node in script.statements]
    assert kinds == [tree.Evaluate, tree.Opaque, tree.Evaluate]
