"""Shared libraries: https://plugins.jenkins.io/pipeline-groovy-lib/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored
from migrate.model.contribution import Blocked, Contribution
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "pipeline-groovy-lib",
    title="Shared libraries",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts.html",
)

_NOT_READ = "the shared library is not read yet"


@plugin.rule(
    "lib",
    "library",
    slots=(Slot.LIBRARY, Slot.STEP),
    settings=(
        gap("identifier", because=_NOT_READ, blocking=True),
        ignored("changelog", because="it is about a page of Jenkins"),
        gap("retriever.**", because=_NOT_READ, blocking=True),
    ),
)
def library(call: Call) -> Iterator[Contribution]:
    name = call.value("identifier")
    which = f" {name.value}" if isinstance(name, Literal) else ""
    because = f"the shared library{which} is not read yet"
    call.gap(because, blocking=True)
    yield Blocked(because)


plugin.blocked(
    "libraryResource",
    because="the text of a shared library's file is read by Groovy, which is not evaluated yet",
    slots=(Slot.STEP,),
)
