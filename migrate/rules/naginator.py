"""Builds that are started again where they fail: https://plugins.jenkins.io/naginator/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "naginator",
    title="Naginator",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-retry.html",
)

plugin.lost(
    "com.chikli.hudson.plugin.naginator.NaginatorPublisher",
    because="a failed execution is not started again by itself: retry its stage",
)
plugin.nothing(
    "com.chikli.hudson.plugin.naginator.NaginatorOptOutProperty",
    because="no execution is started again by itself",
)
