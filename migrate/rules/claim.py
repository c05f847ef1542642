"""Who looks after a failed build: https://plugins.jenkins.io/claim/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "claim",
    title="Claims",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html",
)

plugin.nothing(
    "hudson.plugins.claim.ClaimPublisher",
    because="people claim failed builds on Jenkins' pages",
)
