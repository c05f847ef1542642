"""A script of the user's as one complete shell command that runs it as Jenkins would: a process of its own, `sh -e`.

A script without references stands in a subshell, readable as it was. One with references is an argument of `sh -ec`, in
double quotes: the outer shell puts the values into the text, and the inner one reads the result, as Groovy and Jenkins
do. A script whose very first bytes are `#!` becomes a file and runs by itself, without `-e`.
"""

from __future__ import annotations

import re

from migrate.assemble.shell import (
    Expansion,
    in_double_quotes,
    in_here_document,
    literal_text,
    single_quoted,
    spliced,
    subshell,
)
from migrate.model.source import Literal, Template, Value

# What tells a subshell from a shell of its own: its name, its own arguments, its process id.
_OWN_PROCESS = re.compile(r"\$[0@*#$]|\$\{[0@*#]|BASH_SOURCE|\bexec\b|\btrap\b|<<-?\s*\\?['\"]?\w+['\"]?[^\n]*\Z")

_QUOTES = re.compile(r"""'[^']*'|"(?:\\.|[^"\\])*"|\\.|(?:(?<=\s)|^)\#[^\n]*|['"`]""", re.S)

# A bracket right behind a word is a function's or an array's in a shell: anything else is another language.
_NO_SHELL = re.compile(r"[^\s$<>(=;|&!?*@+`]\((?!\s*\))")


def script_command(script: Value, expansion: Expansion, *, traced: bool = False, shown: bool = False) -> str:
    """The command for a script. `expansion` gives the shell form of its references. A shell of its own that is not
    `traced` prints nothing of what it does, whatever the shell around does. A script that is `shown` tells what it
    does where the shell around does not."""
    options = "-xec" if traced or shown else "-ec"
    if _first_text(script).startswith("#!"):
        return _as_file(script, expansion)
    if isinstance(script, Literal):
        return _as_subshell(literal_text(script).replace("\r\n", "\n"), options, shown=shown)
    return f'sh {options} "{spliced(script, expansion, in_double_quotes)}"'


def _first_text(script: Value) -> str:
    first = script.parts[0] if isinstance(script, Template) and script.parts else script
    return literal_text(first) if isinstance(first, Literal) else ""


def _as_subshell(text: str, options: str, *, shown: bool) -> str:
    if not text.strip():
        return ":"
    if _OWN_PROCESS.search(text) or not _is_balanced(text):
        return f'sh {options} "{in_double_quotes(text)}"'
    return subshell("set -x" if shown else "", text.rstrip("\n"))


def _is_balanced(text: str) -> bool:
    """Whether the text can stand between `(` and `)`: it must not end inside a quote, a comment or a continuation."""
    tokens = [match.group() for match in _QUOTES.finditer(text)]
    if text.rstrip("\n").endswith("\\") or {"'", '"'} & set(tokens) or tokens.count("`") % 2:
        return False
    bare = _QUOTES.sub(" ", text)
    return not _NO_SHELL.search(bare) and ("case" in bare or bare.count("(") == bare.count(")"))


def _as_file(script: Value, expansion: Expansion) -> str:
    known = isinstance(script, Literal)
    text = spliced(script, expansion, str if known else in_here_document).replace("\r\n", "\n").rstrip("\n")
    mark = _mark(text)
    return subshell(
        'script="$(mktemp)"',
        f'cat > "$script" <<{single_quoted(mark) if known else mark}',
        text,
        mark,
        'chmod +x "$script"',
        '"$script"',
    )


def _mark(text: str) -> str:
    """A word that ends the here-document and is no line of the text."""
    mark = "SCRIPT"
    while mark in text:
        mark += "_"
    return mark
