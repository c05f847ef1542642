"""Perforce (p4), which no source action reads: https://plugins.jenkins.io/p4/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored, partial
from migrate.model.contribution import Checkout, Contribution
from migrate.model.source import Slot

plugin = Plugin(
    "p4",
    title="Perforce (p4)",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html",
)

_HELD = "the S3 object of the source must hold these files, with the folders that they have here"
_FETCHED = "the files come from the S3 object: nothing logs in, and each build starts with them alone"
_NOT_DONE = "not all changes start a build in Jenkins: whoever puts the object there decides"


@plugin.rule(
    "org.jenkinsci.plugins.p4.PerforceScm",
    slots=(Slot.SCM,),
    settings=(
        partial("workspace.spec.view", because=_HELD),
        partial("workspace.spec.streamName", because=_HELD),
        partial("workspace.streamName", because=_HELD),
        partial("workspace.templateName", because=_HELD),
        partial("workspace.name", because=_HELD),
        gap("filter.**", because=_NOT_DONE, default=""),
        ignored("credential", because=_FETCHED),
        ignored("workspace.**", because=_FETCHED),
        ignored("populate.**", because=_FETCHED),
        ignored("populate", because=_FETCHED),
        ignored("browser", because=_FETCHED),
        ignored("browser.**", because=_FETCHED),
        ignored("filter", because=_FETCHED),
        ignored("script", because=_FETCHED),
    ),
    behaviour=(
        partial("variables of the checkout", because="those that the plugin sets, as for the revision, are not there"),
    ),
)
def source(call: Call) -> Iterator[Contribution]:
    """A job's source: an S3 object, as for a job without a repository. A step of a pipeline stops."""
    yield Checkout(scm="perforce")


plugin.lost(
    "org.jenkinsci.plugins.p4.tagging.TagNotifier",
    "p4tag",
    because="the build labels nothing in Perforce: run p4 in a command, with a secret",
)
plugin.blocked(
    "p4sync",
    "p4publish",
    "p4unshelve",
    "p4cleanup",
    "p4",
    slots=(Slot.STEP,),
    because="a build does not log in to Perforce: run p4 in a command, with a secret",
)
