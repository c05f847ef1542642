"""Groovy 2.4, the language of Jenkinsfiles and shared libraries, read without running it.

The grammar is that of Groovy 2.4.21, the version inside Jenkins, and so are the refusals: what its compiler does not
accept up to the phase of conversion is a problem here too. `tests/groovy_oracle` compares the two. Escapes like
`\\u0041` are read inside strings alone, and never as a string's own signs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from migrate.readers.groovy import tree
from migrate.readers.groovy.lexer import lex
from migrate.readers.groovy.statements import Statements

_FRAMES = 20_000  # DEEPEST levels of nesting, up to forty calls of ours for each


@contextmanager
def deep() -> Iterator[None]:
    """Within, calls may nest as deep as our own bounds let them: whoever calls us has no influence."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def parse(text: str) -> tree.Script:
    """Read a script. Never raises: what is wrong stands in `problems`, and what could not be read is Opaque."""
    tokens = lex(text)
    with deep():
        statements = Statements(text, tokens).script()
    script = tree.Script(text, statements, ())
    found = sorted({(problem.offset, problem.message) for problem in tokens.problems})
    script.problems = tuple(tree.Problem(message, at, *script.position(at)) for at, message in found)
    return script


__all__ = ["deep", "parse", "tree"]
