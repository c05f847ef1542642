"""Builds that wait while others run: https://plugins.jenkins.io/build-blocker-plugin/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored
from migrate.model.contribution import Contribution

plugin = Plugin(
    "build-blocker-plugin",
    title="Build blocker",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html",
)


@plugin.rule(
    "hudson.plugins.buildblocker.BuildBlockerProperty",
    "buildBlocker",
    settings=(
        gap("useBuildBlocker", because="pipelines do not wait for others", default="false", blocking=True),
        *(ignored(name, because="it is about what useBuildBlocker waits for")
          for name in ("blockLevel", "scanQueueFor", "blockingJobs")),
    ),
)  # fmt: skip
def wait_for_others(call: Call) -> Iterator[Contribution]:
    yield from ()
