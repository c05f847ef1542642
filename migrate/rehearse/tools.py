"""The tools that the commands of a build name, and that this machine does not have."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator

from migrate.rehearse.projects import Project

# The first word of a command: at the start of a line or after what begins one. Words of the shell itself, functions,
# paths and what an expansion gives are none.
_FIRST = re.compile(
    r"(?:^|[;&|({])\s*(?:(?:then|do|else|elif|if|while|until|!|\w+=\S*)\s+)*(?P<word>[a-z][\w.-]*)(?=\s|$|[;&|)])", re.M
)
_FUNCTION = re.compile(r"(?:^|[\s;{(])(\w+)\s*\(\)", re.M)
_HERE = re.compile(r"<<-?\s*(['\"]?)(\w+)\1.*?^\s*\2$", re.M | re.S)
# What begins no command: texts in quotes, comments, arithmetic and expansions.
_SAID = re.compile(r"'[^']*'|\"(?:[^\"\\]|\\.)*\"|(?:^|(?<=\s))#[^\n]*|\$\(\(.*?\)\)|\$\{[^{}]*\}", re.S | re.M)
_WORDS = """
    alias bg break case cd command continue do done echo elif else esac eval exec exit export false fg fi for function
    getopts hash if in jobs kill local printf pwd read readonly return select set shift shopt source test then time
    times trap true type typeset ulimit umask unalias unset until wait while declare let pushd popd dirs
"""
_SHELL = frozenset(_WORDS.split())


def missing_tools(projects: Iterable[Project]) -> list[str]:
    """The names of programs that commands begin with, and that are not found here."""
    found = {word for project in projects for word in _words(project)}
    return sorted(word for word in found if shutil.which(word) is None)


def commands_of(project: Project) -> list[str]:
    """The texts of all commands of a build."""
    phases = project.buildspec.phases.values()
    return [command.text for phase in phases for command in (*phase.commands, *phase.finally_)]


def _words(project: Project) -> Iterator[str]:
    texts = commands_of(project)
    functions = {name for text in texts for name in _FUNCTION.findall(text)}
    for text in texts:
        for match in _FIRST.finditer(_SAID.sub("''", _HERE.sub("", text))):
            if match["word"] not in _SHELL and match["word"] not in functions:
                yield match["word"]
