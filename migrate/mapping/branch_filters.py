"""Filters of branches by their names, as globs of a trigger.

What a glob matches: https://docs.aws.amazon.com/codepipeline/latest/userguide/syntax-glob.html
"""

from __future__ import annotations

import re

from migrate.mapping.rule import Call
from migrate.model.contribution import BranchFilter

_NO_GLOB = "no globs say the same: pushes start nothing until the trigger gets a filter"
_SIGNS = re.compile(r"[*?\[\]{}\\]")


def wildcard_filter(call: Call) -> BranchFilter:
    """The filter of `includes` and `excludes`: texts with blanks between, in which `*` stands for anything, slashes too
    (`getPattern`). A gap, and no branch, where no globs say the same."""
    includes, excludes = _globs(call.text("includes") or "*"), _globs(call.text("excludes"))
    if includes is None or excludes is None:
        call.gap(_NO_GLOB, "includes" if includes is None else "excludes")
    return BranchFilter(includes or (), excludes or ()) if excludes is not None else BranchFilter(())


def _globs(patterns: str) -> tuple[str, ...] | None:
    """The globs of Jenkins' wildcards; None where another sign has a meaning in one."""
    words = patterns.split()
    if any(_SIGNS.search(word.replace("*", "")) for word in words):
        return None
    return tuple(re.sub(r"\*+", "**", word) for word in words)


def regex_filter(call: Call) -> BranchFilter:
    """The filter of `regex`, likewise."""
    includes = _globs_of_regex(call.text("regex"))
    if includes is None:
        call.gap(_NO_GLOB, "regex")
    return BranchFilter(includes or ())


_ATOM = re.compile(
    r"(?P<any>\.\*)|(?P<folder>\[\^/\]\*)|(?P<some>(?<=/)\.\+\Z)|\\(?P<sign>[^A-Za-z0-9])|(?P<text>[A-Za-z0-9_/-])"
)
_GROUP = re.compile(r"(?P<before>[^()|]*)\((?:\?:)?(?P<inner>[^()]*)\)(?P<after>[^()|]*)\Z")


def _globs_of_regex(regex: str) -> tuple[str, ...] | None:
    """The globs that match what a regular expression matches as a whole: alternatives of texts, `.*` and `[^/]*`, at
    most one group of them. None for any other."""
    group = _GROUP.match(regex)
    inner = group["inner"].split("|") if group else []
    ways = [group["before"] + one + group["after"] for one in inner] if group else regex.split("|")
    globs = tuple(_glob(way.removeprefix("^").removesuffix("$")) for way in ways)
    return globs if all(globs) else None


def _glob(regex: str) -> str:
    """The glob of a regular expression without alternatives; "" where there is none."""
    found, position = "", 0
    while position < len(regex):
        atom = _ATOM.match(regex, position)
        if atom is None or _SIGNS.search(atom["sign"] or ""):
            return ""
        found += "**" if atom["any"] or atom["some"] else "*" if atom["folder"] else atom["sign"] or atom["text"]
        position = atom.end()
    return found
