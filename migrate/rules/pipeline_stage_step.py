"""`stage` in a script: https://plugins.jenkins.io/pipeline-stage-step/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored
from migrate.model.contribution import Contribution, Plain
from migrate.model.source import Slot

plugin = Plugin(
    "pipeline-stage-step",
    title="Stages inside a script",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)


@plugin.rule(
    "stage",
    slots=(Slot.STEP,),
    settings=(
        ignored("name", because="a heading in Jenkins' log"),
        gap("concurrency", because="how many builds may be in a stage at once has no equivalent", blocking=True),
    ),
)
def stage(call: Call) -> Iterator[Contribution]:
    """What stands in a script runs in the build of the stage around it."""
    yield Plain()
