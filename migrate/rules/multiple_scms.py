"""Several repositories in one job: https://plugins.jenkins.io/multiple-scms/

The first is the source of the pipeline; the build checks the others out itself, in their order.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, ignored
from migrate.model.contribution import Contribution
from migrate.model.source import Slot

plugin = Plugin(
    "multiple-scms",
    title="Several repositories",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts.html",
)


@plugin.rule(
    "org.jenkinsci.plugins.multiplescms.MultiSCM",
    slots=(Slot.SCM,),
    hands_on=(("scms", Slot.SCM),),
    settings=(ignored("scms", because="it is empty"),),
)
def repositories(_: Call) -> Iterator[Contribution]:
    yield from ()
