"""Mercurial, which no source action reads: https://plugins.jenkins.io/mercurial/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, ignored, partial
from migrate.model.contribution import Checkout, Contribution
from migrate.model.source import Slot

plugin = Plugin(
    "mercurial",
    title="Mercurial",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html",
)

_HELD = "the S3 object of the source must hold these files, with the folders that they have here"
_FETCHED = "the files come from the S3 object: nothing logs in, and each build starts with them alone"


@plugin.rule(
    "hudson.plugins.mercurial.MercurialSCM",
    slots=(Slot.SCM,),
    settings=(
        partial("source", because=_HELD),
        partial("modules", because=_HELD),
        partial("revision", because=_HELD),
        partial("revisionType", because=_HELD),
        partial("branch", because=_HELD),
        partial("subdir", because=_HELD),
        ignored("installation", because=_FETCHED),
        ignored("clean", because=_FETCHED),
        ignored("credentialsId", because=_FETCHED),
        ignored("disableChangeLog", because=_FETCHED),
        ignored("browser", because=_FETCHED),
        ignored("browser.**", because=_FETCHED),
        ignored("forest", because=_FETCHED),
    ),
    behaviour=(
        partial("variables of the checkout", because="those that the plugin sets, as for the revision, are not there"),
    ),
)
def source(call: Call) -> Iterator[Contribution]:
    """A job's source: an S3 object, as for a job without a repository. A step of a pipeline stops."""
    yield Checkout(scm="hg")
