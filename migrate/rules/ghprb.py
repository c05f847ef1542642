"""GitHub pull request builder: https://plugins.jenkins.io/ghprb/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "ghprb",
    title="GitHub pull request builder",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html",
)

plugin.lost(
    "org.jenkinsci.plugins.ghprb.GhprbTrigger",
    "githubPullRequest",
    slots=(Slot.TRIGGER,),
    because="a pull request starts nothing here: give the pipeline a trigger for pull requests of its connection",
)
