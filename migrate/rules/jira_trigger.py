"""Jira trigger: https://plugins.jenkins.io/jira-trigger/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "jira-trigger",
    title="Jira trigger",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html",
)

plugin.lost(
    "com.ceilfors.jenkins.plugins.jiratrigger.JiraChangelogTrigger",
    "com.ceilfors.jenkins.plugins.jiratrigger.JiraCommentTrigger",
    slots=(Slot.TRIGGER,),
    because="what happens in Jira starts no pipeline: let a web hook of Jira start it with the API",
)
