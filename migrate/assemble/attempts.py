"""Steps that may fail without ending the build, as shell around their finished text.

What was not converted ends the build all the same: a stop within leaves a mark, and no catch or retry goes on behind
it.
Scripts of the user's are never indented: a here-document in them would change.
"""

from __future__ import annotations

import re

from migrate.assemble.functions import FAILURE, INTERRUPTED, STOPPED
from migrate.assemble.shell import subshell

_STOPS = re.compile(r"\b(stop_build|one_line)\b")
_FAILED = '[ "$j2cp_status" -ne 0 ]'


def forget(*, message: bool, interruption: bool) -> str:
    """The command that forgets what a failure has left, which nobody reads any more; "" for nothing."""
    left = [*([FAILURE] if message else []), *([INTERRUPTED] if interruption else [])]
    return f"rm -f {' '.join(left)}" if left else ""


def attempted(body: str, caught: list[str] | None, last: list[str]) -> str:
    """A body, what runs where it fails (None: nothing catches), and what runs in any case: lines of a shell each."""
    lines = [subshell(body), "j2cp_status=$?"]
    if caught is not None:
        fails = f"{_FAILED} && [ ! -e {STOPPED} ]" if _may_stop(body) else _FAILED
        lines += [f"if {fails}; then", *caught, "j2cp_status=$?", "fi"]
    if last:
        lines += [*last, "j2cp_last=$?", '[ "$j2cp_last" -eq 0 ] || j2cp_status=$j2cp_last']
    return subshell(*lines, 'exit "$j2cp_status"', strict=False)


def caught(body: str, failed: str) -> str:
    """A body whose failure runs a command, and is none."""
    lines = [subshell(body), "j2cp_status=$?"]
    if _may_stop(body):
        lines.append(f'if {_FAILED} && [ -e {STOPPED} ]; then exit "$j2cp_status"; fi')
    return subshell(*lines, f'[ "$j2cp_status" -eq 0 ] || {{ {failed}; }}', strict=False)


def unless(body: str, status: int, marks: str) -> str:
    """A body that passes with this status too; `marks` is the command that notes it."""
    lines = [subshell(body), "j2cp_status=$?", f'if [ "$j2cp_status" -eq {status} ]; then']
    return subshell(*lines, *([marks] if marks else []), "exit 0", "fi", 'exit "$j2cp_status"', strict=False)


def printed_into(path: str, body: str) -> str:
    """A body whose output goes to the end of a file too; `path` is a word of the shell."""
    lines = [
        f'mkdir -p "$(dirname {path})" && j2cp_printed=$(mktemp) || exit 1',
        f'{{ {subshell(body)} 2>&1; echo $? > "$j2cp_printed"; }} | tee -a {path}',
        'j2cp_status=$(cat "$j2cp_printed"); rm -f "$j2cp_printed"',
        'exit "$j2cp_status"',
    ]
    return subshell(*lines, strict=False)


def repeated(body: str, count: int, again: list[str]) -> str:
    """A body that is tried again until it passes, so many times at most; `again` are lines before a further attempt."""
    ends = f'[ "$j2cp_status" -eq 0 ] || [ "$j2cp_attempt" -ge {count} ]'
    ends += f" || [ -e {STOPPED} ]" if _may_stop(body) else ""
    lines = [
        "j2cp_attempt=1",
        "while :; do",
        subshell(body),
        "  j2cp_status=$?",
        f'  if {ends}; then exit "$j2cp_status"; fi',
        *(f"  {one}" for one in again),
        "  j2cp_attempt=$((j2cp_attempt + 1))",
        "done",
    ]
    return subshell(*lines, strict=False)


def until(body: str, recalls: str, test: str) -> str:
    """A body that runs again and again, each time after a longer pause, until a test holds; its failure ends it all."""
    lines = [
        "j2cp_delay=1",
        "while :; do",
        subshell(body),
        "j2cp_status=$?",
        '[ "$j2cp_status" -eq 0 ] || exit "$j2cp_status"',
        recalls,
        f"if {test}; then exit 0; fi",
        'sleep "$j2cp_delay"',
        'if [ "$j2cp_delay" -lt 15 ]; then j2cp_delay=$((j2cp_delay + 1)); fi',
        "done",
    ]
    return subshell(*lines, strict=False)


def in_time(body: str, seconds: int, marks: str = "") -> str:
    """A body that is ended after so many seconds; `marks` is the command that notes that it was."""
    lines = [
        f"{subshell(body)} &",
        "j2cp_body=$!",
        f'end_after {seconds} "$j2cp_body" &',
        'wait "$j2cp_body"',
        "j2cp_status=$?",
        f'wait "$!" || [ "$j2cp_status" -eq 0 ] || {marks}' if marks else 'wait "$!"',
        'exit "$j2cp_status"',
    ]
    return subshell(*lines, strict=False)


def while_heard(body: str, seconds: int, marks: str = "") -> str:
    """A body that is ended when it has printed no line for so many seconds. Jenkins traces what scripts do, which is
    output too: so does the body. `tail` shows what it prints, and waits for no process that it has left behind."""
    lines = [
        "j2cp_heard=$(mktemp)",
        f'{subshell("set -x", body)} >> "$j2cp_heard" 2>&1 &',
        "j2cp_body=$!",
        'tail -n +1 -s 1 -f --pid="$j2cp_body" "$j2cp_heard" &',
        "j2cp_shown=$!",
        f'end_when_quiet {seconds} "$j2cp_body" "$j2cp_heard" &',
        'wait "$j2cp_body"',
        "j2cp_status=$?",
        f'wait "$!" || [ "$j2cp_status" -eq 0 ] || {marks}' if marks else 'wait "$!"',
        'wait "$j2cp_shown"',
        'rm -f "$j2cp_heard"',
        'exit "$j2cp_status"',
    ]
    return subshell(*lines, strict=False)


def at_once(commands: list[str], *, told: bool = False) -> str:
    """Commands at the same time; the whole fails when one of them does, after all have ended: where the failure is
    `told`, as the first one has."""
    lines = ["j2cp_first=$(mktemp -d)"] if told else []
    for number, command in enumerate(commands, 1):
        lines += [f"{_telling(command) if told else command} &", f"j2cp_branch_{number}=$!"]
    lines.append("j2cp_status=0")
    lines += [f'wait "$j2cp_branch_{number}" || j2cp_status=1' for number in range(1, len(commands) + 1)]
    lines += ['first_failure "$j2cp_first" || j2cp_status=$?'] if told else []
    return subshell(*lines, 'exit "$j2cp_status"', strict=False)


def in_turn(commands: list[str]) -> str:
    """Commands one after the other, whatever became of those before; the whole fails when one of them has."""
    lines = ["j2cp_failed=0"]
    for command in commands:
        lines += [command, "j2cp_status=$?", f"{_FAILED} && j2cp_failed=1"]
        lines += [f'[ ! -e {STOPPED} ] || exit "$j2cp_status"'] if _may_stop(command) else []
    return subshell(*lines, 'exit "$j2cp_failed"', strict=False)


def _telling(command: str) -> str:
    """A branch that notes how it has failed, if none has before it."""
    notes = f'{_FAILED} && branch_failed "$j2cp_first" "$j2cp_status"'
    return subshell(command, "j2cp_status=$?", notes, 'exit "$j2cp_status"', strict=False)


def _may_stop(body: str) -> bool:
    return _STOPS.search(body) is not None
