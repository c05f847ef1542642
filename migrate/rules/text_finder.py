"""Text that decides about a build: https://plugins.jenkins.io/text-finder/"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, Promise, converted, ignored
from migrate.model.contribution import Contribution, FindText
from migrate.model.java_regex import compiled

plugin = Plugin(
    "text-finder",
    title="Text finder",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_RESULT = "the result of the build where the text is found"
_NO_UNSTABLE = "a build has no UNSTABLE"
_OLD = ("succeedIfFound", "unstableIfFound", "notBuiltIfFound")


def _finder(prefix: str) -> tuple[Promise, ...]:
    return (
        converted(f"{prefix}regexp", to="what is looked for, line by line"),
        converted(f"{prefix}fileSet", to="the files in which it is looked for", default=""),
        converted(f"{prefix}alsoCheckConsoleOutput", to="whether it is looked for in the log", default="false"),
        converted(f"{prefix}buildResult", to=_RESULT),
        converted(f"{prefix}changeCondition", to="whether it must be found, or must not"),
    )


@plugin.rule(
    "hudson.plugins.textfinder.TextFinderPublisher",
    "findText",
    settings=(
        *_finder("textFinders."),
        ignored("textFinders", because="it is empty"),
        *_finder(""),
        *(converted(name, to=_RESULT, default="false") for name in _OLD),
    ),
)
def find_text(call: Call) -> Iterator[Contribution]:
    """Each finder has a say. Of old there was one, whose fields stood here (`TextFinderPublisher.readResolve`)."""
    for finder in call.nested("textFinders") or (call,):
        result = _result(finder)
        missing = finder.text("changeCondition") == "MATCH_NOT_FOUND" or finder.flag("succeedIfFound")
        pattern, log = finder.text("regexp"), finder.flag("alsoCheckConsoleOutput")
        files = tuple(filter(None, re.split("[, ]+", finder.text("fileSet"))))  # as Ant's own `FileSet.setIncludes`
        try:
            compiled(pattern)
        except ValueError as error:
            finder.gap(f"only Java knows {error}", "regexp", blocking=True)
            continue
        if "UNSTABLE" in result:
            finder.partial(_NO_UNSTABLE, "buildResult" if finder.has("buildResult") else "unstableIfFound")
        yield FindText(pattern, result, files, log, missing)


def _result(finder: Call) -> str:
    """NOT_BUILT goes before UNSTABLE."""
    unstable, not_built = finder.flag("unstableIfFound"), finder.flag("notBuiltIfFound")
    old = "NOT_BUILT" if not_built else "UNSTABLE" if unstable else "FAILURE"
    return (finder.text("buildResult").strip() or old).upper()
