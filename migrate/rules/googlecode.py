"""Google Code: links, and a source that no source action reads: https://plugins.jenkins.io/googlecode/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, partial
from migrate.model.contribution import Checkout, Contribution
from migrate.model.source import Slot

plugin = Plugin(
    "googlecode",
    title="Google Code",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html",
)

_HELD = "the S3 object of the source must hold these files, as this setting says"


@plugin.rule(
    "hudson.plugins.googlecode.scm.GoogleCodeSCMEx",
    slots=(Slot.SCM,),
    settings=(partial("**", because=_HELD),),
    behaviour=(
        partial("variables of the checkout", because="those that the plugin sets, as for the revision, are not there"),
    ),
)
def source(call: Call) -> Iterator[Contribution]:
    """A job's source: an S3 object, as for a job without a repository. A step of a pipeline stops."""
    yield Checkout(scm="Google Code")


plugin.nothing("hudson.plugins.googlecode.GoogleCodeProjectProperty", because="links on Jenkins' pages")
