"""Filters of branches by their names: https://plugins.jenkins.io/scm-api/"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted
from migrate.model.contribution import BranchFilter, Contribution
from migrate.model.source import Slot

plugin = Plugin(
    "scm-api",
    title="Filters of branches",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-filter.html",
)

_TO = "the branches of the trigger"
_NO_GLOB = "no globs say the same: pushes start nothing until the trigger gets a filter"
_SIGNS = re.compile(r"[*?\[\]{}\\]")


@plugin.rule(
    "jenkins.scm.impl.trait.WildcardSCMHeadFilterTrait",
    slots=(Slot.TRAIT,),
    settings=(converted("includes", to=_TO), converted("excludes", to=_TO)),
)
def by_wildcards(call: Call) -> Iterator[Contribution]:
    """Texts with blanks between, in which `*` stands for anything, slashes too (`getPattern`)."""
    includes, excludes = _globs(call.text("includes") or "*"), _globs(call.text("excludes"))
    if includes is None or excludes is None:
        call.gap(_NO_GLOB, "includes" if includes is None else "excludes")
    yield BranchFilter(includes or (), excludes or ()) if excludes is not None else BranchFilter(())


def _globs(patterns: str) -> tuple[str, ...] | None:
    """The globs of Jenkins' wildcards; None where another sign has a meaning in one."""
    words = tuple(word for word in patterns.split(" ") if word)
    if any(_SIGNS.search(word.replace("*", "")) for word in words):
        return None
    return tuple(re.sub(r"\*+", "**", word) for word in words)


@plugin.rule(
    "jenkins.scm.impl.trait.RegexSCMHeadFilterTrait",
    slots=(Slot.TRAIT,),
    settings=(converted("regex", to=_TO),),
)
def by_regex(call: Call) -> Iterator[Contribution]:
    includes = globs_of_regex(call.text("regex"))
    if includes is None:
        call.gap(_NO_GLOB, "regex")
    yield BranchFilter(includes or ())


_ATOM = re.compile(
    r"(?P<any>\.\*)|(?P<folder>\[\^/\]\*)|(?P<some>(?<=/)\.\+\Z)|\\(?P<sign>[^A-Za-z0-9])|(?P<text>[A-Za-z0-9_/-])"
)
_GROUP = re.compile(r"(?P<before>[^()|]*)\((?:\?:)?(?P<inner>[^()]*)\)(?P<after>[^()|]*)\Z")


def globs_of_regex(regex: str) -> tuple[str, ...] | None:
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
