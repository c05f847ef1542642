"""Groovy 2.4, the language of Jenkinsfiles and shared libraries, read without running it."""

from __future__ import annotations

import sys

from migrate.readers.groovy import tree
from migrate.readers.groovy.cursor import ParseError
from migrate.readers.groovy.lexer import lex
from migrate.readers.groovy.statements import Statements
from migrate.readers.groovy.tokens import LexError

_FRAMES = 20_000  # 250 levels of nesting, up to forty calls of ours for each


def parse(text: str) -> tree.Script:
    """Read a script. Never raises: what is wrong stands in `problems`, and what could not be read is Opaque."""
    lexical: list[LexError] = []
    problems: list[ParseError] = []
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _FRAMES))
    try:
        tokens = lex(text, 0, lexical)
        statements = Statements(text, tokens, problems).script()
    finally:
        sys.setrecursionlimit(before)
    script = tree.Script(text, statements, ())
    wrong = [(one.offset, one.message) for one in lexical] + [(one.offset, one.message) for one in problems]
    found = sorted(set(wrong))
    script.problems = tuple(tree.Problem(message, at, *script.position(at)) for at, message in found)
    return script


__all__ = ["parse", "tree"]
