"""Badges and summaries on the page of a build: https://plugins.jenkins.io/badge/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "badge",
    title="Badges",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html",
)

plugin.nothing(
    "addBadge",
    "addInfoBadge",
    "addWarningBadge",
    "addErrorBadge",
    "addHtmlBadge",
    "addShortText",
    "addSummary",
    "removeBadges",
    "removeHtmlBadges",
    "removeSummaries",
    because="a mark on the page of a build",
)
