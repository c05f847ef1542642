"""Colours in the log: https://plugins.jenkins.io/ansicolor/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, ignored
from migrate.model.contribution import Contribution, Plain

plugin = Plugin(
    "ansicolor",
    title="AnsiColor",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details.html",
)


@plugin.rule(
    "hudson.plugins.ansicolor.AnsiColorBuildWrapper",
    "ansiColor",
    settings=(ignored("colorMapName", because="colours of Jenkins' page"),),
)
def colours(call: Call) -> Iterator[Contribution]:
    yield Plain()
