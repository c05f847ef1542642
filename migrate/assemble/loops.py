"""Loops over lists that only the run knows: text with a mark behind each item, as `text_functions` has it."""

from __future__ import annotations

from migrate.assemble.shell import subshell


def loop(variable: str, items: str, first: str, turn: str) -> str:
    """The command that runs `turn` for each item, which is in the variable then. `items` is a word of the shell."""
    rest = f"rest_of_{variable}"
    lines = [
        first,
        f"mark=$(printf '\\036') {rest}={items}",
        f'while [ -n "${rest}" ]; do',
        f'{variable}=${{{rest}%%"$mark"*}} {rest}=${{{rest}#*"$mark"}}',
        turn or ":",
        "done",
    ]
    return subshell(*lines)
