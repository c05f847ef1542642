"""Mails to those who changed jobs upstream: https://plugins.jenkins.io/blame-upstream-commiters/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "blame-upstream-commiters",
    title="Mails to those who changed jobs upstream",
    aws_docs="https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html",
)

plugin.lost(
    "hudson.plugins.blame_upstream_commiters.BlameUpstreamCommitersPublisher",
    because="who changed the source is not known on AWS",
)
