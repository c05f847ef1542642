"""Shared libraries: https://plugins.jenkins.io/pipeline-groovy-lib/

A library that is here has been read, and its steps stand where the pipeline calls them. `found` is what speaks for it:
`named`, `guess` with the folder, `version` with the one that is here, or `missing`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored
from migrate.model.contribution import Blocked, Contribution
from migrate.model.source import Slot

plugin = Plugin(
    "pipeline-groovy-lib",
    title="Shared libraries",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts.html",
)

_UNKNOWN = "which shared library it is, is known only when the pipeline runs"
_MISSING = "the shared library {} is not here: name its checkout under [libraries] in migrate.toml"
_SHOWN = 5


@plugin.rule(
    "lib",
    slots=(Slot.LIBRARY,),
    settings=(
        converted("identifier", to="its steps, where the pipeline calls them"),
        converted("found", to="the checkout that was read"),
        ignored("callers", because="the steps that nothing else brings"),
    ),
)
def library(call: Call) -> Iterator[Contribution]:
    name, how = call.text("identifier"), call.text("found")
    word, _, rest = how.partition(" ")
    if word == "missing":
        call.gap(_MISSING.format(name) + _calls(call), setting="identifier")
    elif word == "guess":
        because = f"it was read from {rest}, for its place beside the jobs: name it in migrate.toml to be sure"
        call.partial(because, setting="identifier")
    elif word == "version":
        call.partial(f"the checkout is of {rest}", setting="identifier")
    yield from ()


def _calls(call: Call) -> str:
    """The steps that may come from it, the most frequent first."""
    names = call.texts("callers")
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"; {', '.join(names[:_SHOWN])}{more} may come from it" if names else ""


@plugin.rule(
    "library",
    slots=(Slot.STEP,),
    settings=(
        gap("identifier", because=_UNKNOWN, blocking=True),
        ignored("changelog", because="it is about a page of Jenkins"),
        gap("retriever.**", because=_UNKNOWN),
    ),
)
def unknown_library(call: Call) -> Iterator[Contribution]:
    call.gap(_UNKNOWN, blocking=True)
    yield Blocked(_UNKNOWN)


plugin.blocked(
    "libraryResource",
    because="the file is in no shared library that is here",
    slots=(Slot.STEP,),
)
