"""Loops over lists that only the run knows: text with a mark behind each item, as `text_functions` has it."""

from __future__ import annotations

from migrate.assemble.shell import subshell


def loop(variable: str, items: str, first: str, turn: str) -> str:
    """The command that runs `turn` for each item, which is in the variable then. `items` is a word of the shell."""
    rest = f"j2cp_{variable}"
    lines = [
        first,
        f"j2cp_mark=$(printf '\\036') {rest}={items}",
        f'while [ -n "${rest}" ]; do',
        f'{variable}=${{{rest}%%"$j2cp_mark"*}} {rest}=${{{rest}#*"$j2cp_mark"}}',
        turn or ":",
        "done",
    ]
    return subshell(*lines)
