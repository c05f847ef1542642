"""Options of pipeline jobs: https://plugins.jenkins.io/workflow-job/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, partial
from migrate.model.contribution import Concurrency, Contribution, Mode
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "workflow-job",
    title="Pipeline jobs",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html#how-it-works-modes",
)

_OPTION = (Slot.OPTION, Slot.PROPERTY)


@plugin.rule(
    "disableConcurrentBuilds",
    "org.jenkinsci.plugins.workflow.job.properties.DisableConcurrentBuildsJobProperty",
    slots=_OPTION,
    settings=(
        partial("abortPrevious", default="false",
                because="a newer execution takes the place of one that waits, and stops none that runs"),
    ),
)  # fmt: skip
def queue_builds(call: Call) -> Iterator[Contribution]:
    """Where only the run tells whether the previous build is aborted, all of them are kept and wait."""
    value = call.value("abortPrevious", "false")
    known = isinstance(value, Literal) and call.flag("abortPrevious")
    yield Concurrency(Mode.SUPERSEDED if known else Mode.QUEUED)


plugin.nothing(
    "durabilityHint",
    "disableResume",
    "org.jenkinsci.plugins.workflow.job.properties.DisableResumeJobProperty",
    "org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty",
    because="it is about restarts of Jenkins",
    slots=_OPTION,
)
