"""Issues in Jira: https://plugins.jenkins.io/jira/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "jira",
    title="Jira",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html",
)

plugin.nothing("hudson.plugins.jira.JiraProjectProperty", because="links on Jenkins' pages")
plugin.lost(
    "hudson.plugins.jira.JiraIssueUpdater",
    "jiraComment",
    because="a pipeline tells Jira nothing about its builds: a rule on its events can",
)
