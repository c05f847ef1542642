"""Whether each command is a complete shell command, asked of bash itself: one process for thousands of commands.

CodeBuild takes every list item as a command of its own, so an `if` split over two items fails there. bash parses, and
runs nothing: `bash -D` prints the strings that are marked for translation, so a marked string between two commands is
printed only where the parser stands outside of every quote and here-document, and `case` around each command lets no
`if`, `{` or `(` reach into the next one. https://www.gnu.org/software/bash/manual/html_node/Invoking-Bash.html
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from migrate.validate.command import Command
from migrate.validate.finding import Finding
from migrate.validate.leftovers import check_leftovers

_MARK = "@@j2cp:"
_MOST = 2000
_CLEAN = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}  # BASH_ENV would run a file
_PLACE = re.compile(r"^.*?: (?:line )?(\d+): (?:line \d+: )?", re.MULTILINE)


def check_commands(commands: Iterable[str], shell: str = "") -> Iterator[Finding]:
    """The commands of one list, in order; `path` is `commands[n]`."""
    return check_all([Command(text, "", f"commands[{n}]", shell) for n, text in enumerate(commands)])


def check_all(commands: Sequence[Command]) -> Iterator[Finding]:
    """Commands of any number of buildspecs, best all at once. PowerShell and cmd.exe are not looked at."""
    whole: list[Command] = []
    for command in commands:
        leftovers = list(check_leftovers(command)) if command.is_posix else []
        yield from leftovers
        if command.is_posix and not leftovers:
            whole.append(command)
    bash = shutil.which("bash")
    if whole and bash is None:
        yield whole[0].warning("shell/no-bash", "install bash: the syntax of shell commands was not checked")
    elif bash is not None:
        for start in range(0, len(whole), _MOST):
            yield from _Parser(bash, whole[start : start + _MOST]).check()


class _Parser:
    def __init__(self, bash: str, commands: Sequence[Command]) -> None:
        self.bash = bash
        self.commands = commands

    def check(self) -> Iterator[Finding]:
        with tempfile.TemporaryDirectory() as folder:
            script = Path(folder) / "script"
            good: list[Command] = []
            rest = list(self.commands)
            while rest:
                count = self._parsed(script, rest)
                good += rest[:count]
                if count < len(rest):
                    found = list(self._alone(script, rest[count]))
                    yield from found
                    good += [] if found else [rest[count]]
                rest = rest[count + 1 :]
            yield from self._default_shell(script, [command for command in good if command.shell != "bash"])

    def _parsed(self, script: Path, commands: Sequence[Command]) -> int:
        """How many commands from the first on are complete."""
        script.write_text(_joined(commands), "utf-8", "surrogateescape")
        output = _run(self.bash, "-O", "extglob", "-D", str(script)).stdout
        marks = set(re.findall(f'"{_MARK}(\\d+)"', output))
        return next((n for n in range(len(commands)) if str(n) not in marks), len(commands))

    def _alone(self, script: Path, command: Command) -> Iterator[Finding]:
        script.write_text(command.text + "\n", "utf-8", "surrogateescape")
        run = _run(self.bash, "-O", "extglob", "-n", str(script))
        message = _PLACE.sub(r"line \1: ", run.stderr).strip().split("\n")[0]
        if run.returncode:
            yield command.error("shell/syntax", f"make it one complete command: {message}")
        elif "here-document" in run.stderr:
            yield command.warning("shell/here-document", f"close the here-document: {message}")

    def _default_shell(self, script: Path, commands: Sequence[Command]) -> Iterator[Finding]:
        """/bin/sh is dash on CodeBuild's Ubuntu images: what bash alone understands fails there."""
        shell = shutil.which("dash")
        rest = list(commands) if shell else []
        while rest and shell:
            script.write_text(_joined(rest), "utf-8", "surrogateescape")
            run = _run(shell, "-n", str(script))
            place = _PLACE.search(run.stderr)
            if not run.returncode or not place:
                return
            index = _index(rest, int(place[1]))
            script.write_text(rest[index].text + "\n", "utf-8", "surrogateescape")
            if _run(shell, "-n", str(script)).returncode:
                yield rest[index].warning("shell/not-posix", "set env.shell to bash: /bin/sh may not understand it")
            rest = rest[index + 1 :]


def _joined(commands: Sequence[Command]) -> str:
    return "".join(f'case x in x)\n{one.text}\n;; esac\n: $"{_MARK}{n}"\n' for n, one in enumerate(commands))


def _index(commands: Sequence[Command], line: int) -> int:
    """Which command the line of the joined script belongs to."""
    last = 0
    for index, command in enumerate(commands):
        last += command.text.count("\n") + 4
        if line <= last:
            return index
    return len(commands) - 1


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments,
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env=_CLEAN,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
