"""Jobs that a person starts behind a build: https://plugins.jenkins.io/build-pipeline-plugin/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored, partial
from migrate.model.contribution import Contribution
from migrate.model.source import Slot

plugin = Plugin(
    "build-pipeline-plugin",
    title="Jobs that a person starts",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-rerun-manually.html",
)


@plugin.rule(
    "au.com.centrumsystems.hudson.plugin.buildpipeline.trigger.BuildPipelineTrigger",
    slots=(Slot.PUBLISHER,),
    settings=(
        partial(
            "downstreamProjectNames",
            because="nothing starts these jobs by itself, as in Jenkins: a person starts their pipelines, without a "
            "button behind this one's execution",
        ),
        ignored("configs", because="it is empty"),
        gap("configs.**", because="a person who starts the pipeline gives its parameters: none come from this build"),
    ),
)
def wait_for_a_person(call: Call) -> Iterator[Contribution]:
    """`BuildPipelineTrigger.perform` does nothing: the button is on a view of Jenkins."""
    yield from ()
