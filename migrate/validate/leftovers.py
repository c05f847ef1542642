"""Groovy that reached a shell command untranslated: `${env.X}`, `currentBuild.result = …`.

The shell calls `${env.X}` a bad substitution when it runs, so no syntax check sees it. What stands in single quotes,
comments and quoted here-documents never reaches the shell's expansion and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.validate.command import Command
from migrate.validate.finding import Finding

_EXPANSION = re.compile(r"\$\{([^}]*)\}")
_VALID = re.compile(r"[!#]?([A-Za-z_]\w*|\d+|[@*#?$!\-])([\[:#%/^,@+=?~\-].*)?|#", re.DOTALL)
_GROOVY = re.compile(r"[.(]|\?\s|^\s*[A-Za-z_]\w*\s+[=!<>|&?]")
_STATEMENT = re.compile(
    r"^[ \t]*(?:(?:currentBuild|params|env|manager)\.\w+(?:\s|=|$)|def[ \t]+\w+[ \t]*=)", re.MULTILINE
)
_HERE = re.compile(r"<<(-?)[ \t]*(?:\\(\w+)|'([^'\n]*)'|\"([^\"\n]*)\"|(\w+))")
_BEFORE_COMMENT = " \t\n;&|()"


def check_leftovers(command: Command) -> Iterator[Finding]:
    """At most one finding: the first leftover or bad substitution."""
    if not any(True for _ in _suspects(command.text)):
        return
    for rule, text in _suspects(_visible(command.text)):
        yield command.error(rule, f"{text!r} is no shell: translate it")
        return


def _suspects(text: str) -> Iterator[tuple[str, str]]:
    for match in _EXPANSION.finditer(text):
        if not _VALID.fullmatch(match[1]):
            yield "shell/groovy" if _GROOVY.search(match[1]) else "shell/substitution", match[0]
    for match in _STATEMENT.finditer(text):
        yield "shell/groovy", match[0].strip()


def _visible(text: str) -> str:
    """The text with everything blanked that the shell does not expand. Lengths and lines stay."""
    return _Scanner(text).scan()


class _Scanner:
    """Follows quotes, `$(`, comments and here-documents; a wrong guess costs a finding, never a command."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.shown = list(text)
        self.modes = ["plain"]
        self.here: list[tuple[str, bool, bool]] = []
        self.at = 0

    def scan(self) -> str:
        while self.at < len(self.text):
            self._step(self.text[self.at])
        return "".join(self.shown)

    def _step(self, char: str) -> None:
        quoted = self.modes[-1] == "double"
        if char == "\\":
            self._blank(self.at, self.at + 2)
        elif char == '"':
            self._quote(quoted)
        elif self.text.startswith("$(", self.at):
            self.modes.append("substitution")
            self.at += 2
        elif quoted:
            self.at += 1
        elif char == "'":
            end = self.text.find("'", self.at + 1)
            self._blank(self.at, len(self.text) if end < 0 else end + 1)
        elif char == "#" and (self.at == 0 or self.text[self.at - 1] in _BEFORE_COMMENT):
            end = self.text.find("\n", self.at)
            self._blank(self.at, len(self.text) if end < 0 else end)
        else:
            self._plain(char)

    def _plain(self, char: str) -> None:
        here = _HERE.match(self.text, self.at) if char == "<" and self.text[self.at - 1 : self.at] != "<" else None
        if here and not self.text.startswith("<<<", self.at):
            word = next(part for part in here.groups()[1:] if part is not None)
            self.here.append((word, here[5] is None, bool(here[1])))
            self.at = here.end()
            return
        if char == "(":
            self.modes.append("substitution")
        elif char == ")" and self.modes[-1] == "substitution":
            self.modes.pop()
        self.at += 1
        if char == "\n":
            self._here_documents()

    def _quote(self, quoted: bool) -> None:
        if quoted:
            self.modes.pop()
        else:
            self.modes.append("double")
        self.at += 1

    def _here_documents(self) -> None:
        for word, quoted, tabs in self.here:
            start = self.at
            while self.at < len(self.text):
                end = self.text.find("\n", self.at)
                end = len(self.text) if end < 0 else end
                line = self.text[self.at : end]
                self.at = min(end + 1, len(self.text))
                if (line.lstrip("\t") if tabs else line) == word:
                    break
            if quoted:
                self._blank(start, self.at)
        self.here.clear()

    def _blank(self, start: int, end: int) -> None:
        for index in range(start, min(end, len(self.text))):
            if self.shown[index] != "\n":
                self.shown[index] = " "
        self.at = end
