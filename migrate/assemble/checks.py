"""Checks that the files of the repository still are what a pipeline was converted with."""

from __future__ import annotations

from functools import singledispatch

from migrate.assemble.files import sentence, tests_of
from migrate.assemble.shell import Expansion, single_quoted, subshell, word
from migrate.assemble.workbench import Workbench
from migrate.model.contribution import CheckExists, CheckFile, CheckFiles

Check = CheckFile | CheckExists | CheckFiles


def checked(check: Check, expansion: Expansion, bench: Workbench) -> str:
    """The command. What comes behind it is for these files: no catch goes on where it fails."""
    line = _line(check, expansion, bench)
    bench.functions[line.partition(" ")[0]] = None
    stop = bench.stop_all()
    return subshell(f"{line} || {{ {stop}; exit 1; }}") if stop else line


@singledispatch
def _line(check: Check, expansion: Expansion, bench: Workbench) -> str:
    raise TypeError(f"{check} is no check")


@_line.register
def _(check: CheckFile, expansion: Expansion, bench: Workbench) -> str:
    return f"unchanged {word(check.path, expansion)} {check.checksum}"


@_line.register
def _(check: CheckExists, expansion: Expansion, bench: Workbench) -> str:
    return f"exists_still {word(check.path, expansion)} {str(check.exists).lower()}"


@_line.register
def _(check: CheckFiles, expansion: Expansion, bench: Workbench) -> str:
    tests = tests_of(check.files, check.excludes, expansion, bench)
    patterns, paths = sentence("", check.files, expansion), single_quoted("\n".join(check.paths))
    return f"unchanged_files {patterns} {paths} {tests}"
