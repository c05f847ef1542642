"""Messages to IRC: https://plugins.jenkins.io/ircbot/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "ircbot",
    title="IRC",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html",
)

plugin.lost(
    "hudson.plugins.ircbot.IrcPublisher",
    "ircNotify",
    because="nobody writes to IRC: a rule on the events of the pipeline can",
)
