"""Colours in the log: https://plugins.jenkins.io/ansicolor/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted
from migrate.model.contribution import Contribution, WithVariables
from migrate.model.source import Literal

plugin = Plugin(
    "ansicolor",
    title="AnsiColor",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details.html",
)


@plugin.rule(
    "hudson.plugins.ansicolor.AnsiColorBuildWrapper",
    "ansiColor",
    settings=(converted("colorMapName", to="the variable TERM"),),
)
def colours(call: Call) -> Iterator[Contribution]:
    yield WithVariables((("TERM", Literal(call.text("colorMapName") or "xterm")),))
