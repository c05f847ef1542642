"""Ant patterns and Java's regular expressions, in words that the shell understands alike."""

from __future__ import annotations

import re
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.mapping.expressions import ant_regex, escaped, portable_regex


def _matches_path(pattern: list[str], path: list[str]) -> bool:
    """Ant's `SelectorUtils.matchPath`, by its definition: `**` stands for any number of folders."""
    if not pattern:
        return not path
    first, *rest = pattern
    if first == "**":
        return any(_matches_path(rest, path[index:]) for index in range(len(path) + 1))
    return bool(path) and _matches_name(first, path[0]) and _matches_path(rest, path[1:])


def _matches_name(pattern: str, name: str) -> bool:
    if not pattern:
        return not name
    if pattern[0] == "*":
        return any(_matches_name(pattern[1:], name[index:]) for index in range(len(name) + 1))
    return bool(name) and pattern[0] in ("?", name[0]) and _matches_name(pattern[1:], name[1:])


NAMES = st.lists(st.text("ab.+x-", min_size=1, max_size=4), min_size=1, max_size=4)
PATTERNS = st.lists(
    st.one_of(st.just("**"), st.text("ab.+?*", min_size=1, max_size=4)), min_size=1, max_size=4
)  # fmt: skip


@given(PATTERNS, NAMES)
def test_an_ant_pattern_matches_what_ant_matches(pattern: list[str], name: list[str]) -> None:
    found = re.fullmatch(ant_regex("/".join(pattern)), "/".join(name)) is not None
    assert found == _matches_path(pattern, name)


@given(PATTERNS)
def test_no_ant_pattern_matches_the_empty_name(pattern: list[str]) -> None:
    assert not re.fullmatch(ant_regex("/".join(pattern)), "")


@given(st.text(min_size=1, max_size=8))
def test_escaped_text_matches_itself(text: str) -> None:
    assert re.fullmatch(escaped(text), text)


PORTABLE = {
    r"release-\d+\.\d+": r"release-[0-9]+\.[0-9]+",
    "^main$|^dev$": "main|dev",
    "feature/.*?": "feature/.*",
    r"[\w\-.]+": "[A-Za-z0-9_.-]+",
    "a(?:b|c){2,}": "a(b|c){2,}",
    r"x\/y\-z": "x/y-z",
    r"[^\d]+": "[^0-9]+",
    r"\W\D": "[^A-Za-z0-9_][^0-9]",
    "a]b": "a]b",
    r"\[x\]": r"\[x]",
}


@pytest.mark.parametrize("pattern", PORTABLE)
def test_a_regular_expression_keeps_its_meaning(pattern: str) -> None:
    assert portable_regex(pattern) == PORTABLE[pattern]


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "(?i)x",
            "(?=x)y",
            r"\bfoo",
            r"(a)\1",
            r"\Qx\E",
            r"\s",
            r"\p{L}",
            "a++",
            "a*+",
            "[a&&b]",
            "[[a]b]",
            r"[a\]b]",
            "[^^]",
        ),
        *("a^b", "a$b", "(^a)", "(a$)", "*a", "(*a)", "a|*", "a{", "a{x}", "(a", "a)", ")a(", "[a", "a\\"),
    ],
)
def test_what_the_shell_could_read_otherwise_is_refused(pattern: str) -> None:
    assert portable_regex(pattern) is None


PIECES = st.sampled_from(
    ["a", "b", "-", "/", r"\.", r"\d", r"\w", "[ab]", "[^a]", ".", "*", "+", "?", "{2}", "(", ")", "|", "^", "$"]
)


@given(st.lists(PIECES, max_size=6), st.lists(st.text("ab1.-/", max_size=4), min_size=1, max_size=6))
def test_python_and_the_shell_agree_on_it(pieces: list[str], texts: list[str]) -> None:
    """Python's `re` is Java's for these pieces, but for `$` before a line's end."""
    pattern = "".join(pieces)
    portable = portable_regex(pattern)
    if portable is None:
        return
    lines = "".join(f"{one}\n" for one in texts)
    found = subprocess.run(["grep", "-xE", "-e", portable], input=lines, capture_output=True, text=True, check=False)
    assert found.stderr == ""
    assert found.stdout.splitlines() == [one for one in texts if re.fullmatch(pattern, one)]
