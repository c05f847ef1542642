"""Builds that wait while others run: https://plugins.jenkins.io/build-blocker-plugin/"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, ignored
from migrate.model.contribution import Contribution, WaitForJobs

plugin = Plugin(
    "build-blocker-plugin",
    title="Build blocker",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-invoke-lambda-function.html",
)

_NAME = re.compile(r"[\w./ -]+")
_LATE = "the pipeline waits behind its source action: what has changed meanwhile is built by the execution after"
_ORDER = "an execution that has started later is not waited for: it waits for this one"
_UNKNOWN = "which jobs fit a pattern only the controller knows: name each one"
_NO_QUEUE = "executions that wait themselves count as running"
_ABOUT = "it is about what useBuildBlocker waits for"


@plugin.rule(
    "hudson.plugins.buildblocker.BuildBlockerProperty",
    "buildBlocker",
    settings=(
        converted("useBuildBlocker", to="a function of Lambda that waits", default="false"),
        ignored("blockLevel", because="a pipeline waits wherever the other runs, as with GLOBAL"),
        ignored("scanQueueFor", because=_ABOUT),
        ignored("blockingJobs", because=_ABOUT),
    ),
)
def wait_for_others(call: Call) -> Iterator[Contribution]:
    """Each line is a pattern of full names; a plain name is one job."""
    lines = [line.strip() for line in call.text("blockingJobs").splitlines() if line.strip()]
    if not call.flag("useBuildBlocker") or not lines:
        return
    if not all(_NAME.fullmatch(line) for line in lines):
        call.gap(_UNKNOWN, "blockingJobs", blocking=True)
        return
    call.partial(_LATE, "useBuildBlocker")
    call.partial(_ORDER, "blockingJobs")
    if call.text("scanQueueFor", "DISABLED") != "DISABLED":
        call.partial(_NO_QUEUE, "scanQueueFor")
    yield WaitForJobs(tuple(lines))
