"""Steps whose result is the state of a commit on GitHub: https://plugins.jenkins.io/pipeline-gitstatuswrapper/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, partial
from migrate.model.contribution import Contribution, Plain
from migrate.model.source import Slot

plugin = Plugin(
    "pipeline-gitstatuswrapper",
    title="States of commits around steps",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html",
)
_STATE = "a pipeline does not report the state of its steps to GitHub: a rule on its events can"


@plugin.rule(
    "gitStatusWrapper",
    slots=(Slot.STEP, Slot.OPTION),
    settings=(gap("**", because=_STATE),),
    behaviour=(partial("the state of the commit", because=_STATE),),
    advisory=True,
)
def wrapped(call: Call) -> Iterator[Contribution]:
    """The steps run as they would without it."""
    yield Plain()
