"""Failed builds that are started again from time to time: https://plugins.jenkins.io/periodic-reincarnation/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored
from migrate.model.contribution import Contribution

plugin = Plugin(
    "periodic-reincarnation",
    title="Periodic reincarnation",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-retry.html",
)


_AGAIN = "a failed execution is not started again by itself: retry its stage"


@plugin.rule(
    "org.jenkinsci.plugins.periodicreincarnation.JobLocalConfiguration",
    advisory=True,
    settings=(
        gap("isLocallyConfigured", because=_AGAIN, default="false"),
        ignored("isLocallyDeactivated", because="nothing is started again"),
        gap("**", because=_AGAIN),
    ),
    behaviour=(ignored("", because="the job's own part of a setting of the controller"),),
)
def start_again(call: Call) -> Iterator[Contribution]:
    yield from ()
