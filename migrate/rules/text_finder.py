"""Text that decides about a build: https://plugins.jenkins.io/text-finder/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap
from migrate.model.contribution import Contribution

plugin = Plugin(
    "text-finder",
    title="Text finder",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_LOST = "nobody looks for the text"
_FIELDS = ("regexp", "fileSet", "succeedIfFound", "unstableIfFound", "notBuiltIfFound", "alsoCheckConsoleOutput")


@plugin.rule(
    "hudson.plugins.textfinder.TextFinderPublisher",
    settings=(
        *(gap(name, because=_LOST, default=("false", "")) for name in _FIELDS),
        gap("textFinders.**", because=_LOST),
    ),
    behaviour=(gap("", because=_LOST),),
)
def find_text(call: Call) -> Iterator[Contribution]:
    """What only marks a build as UNSTABLE or NOT_BUILT has no meaning on AWS; what fails one, or saves it, is a guard."""
    finders = call.nested("textFinders") or (call,)
    marks = [one.flag("unstableIfFound") or one.text("buildResult") in ("UNSTABLE", "NOT_BUILT") for one in finders]
    if not all(marks):
        call.gap(f"{_LOST}, which decides whether the build has failed", blocking=True)
    yield from ()
