"""Names of builds: https://plugins.jenkins.io/build-name-setter/"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, ignored
from migrate.model.contribution import Contribution, WithVariables

plugin = Plugin(
    "build-name-setter",
    title="Build names",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts.html",
)

_PAGE = "an execution has an id, and no description of its own"
_NAME = "an execution has an id, and no name of its own: BUILD_DISPLAY_NAME stays the build's number"
# A macro of the token-macro plugin that looks like a variable, and is none.
_ONLY_VARIABLES = re.compile(r"(?:[^$]|\$\{(?!GIT_REVISION|SVN_REVISION|BUILD_USER)[A-Z][A-Z0-9_]*\})+")


@plugin.rule(
    "org.jenkinsci.plugins.buildnamesetter.BuildNameSetter",
    settings=(
        converted("template", to="BUILD_DISPLAY_NAME"),
        converted("runAtStart", to="BUILD_DISPLAY_NAME"),
        ignored("runAtEnd", because="nothing runs after it that could see the name"),
        ignored("descriptionTemplate", because=_PAGE),
    ),
)
def name_around(call: Call) -> Iterator[Contribution]:
    """The pages of Jenkins show the name; commands see it as a variable."""
    if call.flag("runAtStart", True) and _ONLY_VARIABLES.fullmatch(call.text("template")):
        yield WithVariables((("BUILD_DISPLAY_NAME", call.expanded("template")),))
        return
    for setting in ("", "template", "runAtStart"):
        call.gap(_NAME, setting)


plugin.lost(
    "org.jenkinsci.plugins.buildnameupdater.BuildNameUpdater",
    "org.jenkinsci.plugins.pipeline.BuildNameStep",
    "buildName",
    because=_NAME,
)
plugin.nothing("org.jenkinsci.plugins.pipeline.BuildDescriptionStep", "buildDescription", because=_PAGE)
