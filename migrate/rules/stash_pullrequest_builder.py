"""Bitbucket Server pull requests: https://plugins.jenkins.io/stash-pullrequest-builder/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "stash-pullrequest-builder",
    title="Bitbucket Server pull requests",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html",
)

plugin.lost(
    "stashpullrequestbuilder.stashpullrequestbuilder.StashBuildTrigger",
    slots=(Slot.TRIGGER,),
    because="a pull request starts nothing here",
)
