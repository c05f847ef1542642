"""Pushes to Bitbucket: https://plugins.jenkins.io/bitbucket/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, ignored, partial
from migrate.model.contribution import Contribution, PushTrigger
from migrate.model.source import Slot

plugin = Plugin(
    "bitbucket",
    title="Bitbucket",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/connections-bitbucket.html",
)


@plugin.rule(
    "com.cloudbees.jenkins.plugins.BitBucketTrigger",
    "bitbucketPush",
    slots=(Slot.TRIGGER,),
    settings=(
        ignored("spec", because="it is always empty"),
        partial("overrideUrl", because="a push to the source of the pipeline starts it", default=""),
        partial(
            "buildOnCreatedBranch", because="a push to the branch of the source starts the pipeline", default="false"
        ),
    ),
)
def push(call: Call) -> Iterator[Contribution]:
    yield PushTrigger()
