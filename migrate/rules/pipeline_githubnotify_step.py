"""States of commits on GitHub: https://plugins.jenkins.io/pipeline-githubnotify-step/"""

from __future__ import annotations

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "pipeline-githubnotify-step",
    title="States of commits on GitHub",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html",
)

plugin.lost(
    "githubNotify",
    because="a pipeline does not report its state to GitHub: a rule on its events can",
    slots=(Slot.STEP,),
)
