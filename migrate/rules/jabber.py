"""Messages to Jabber: https://plugins.jenkins.io/jabber/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "jabber",
    title="Jabber",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html",
)

plugin.lost(
    "hudson.plugins.jabber.im.transport.JabberPublisher",
    "jabberNotify",
    because="nobody writes to Jabber: a rule on the events of the pipeline can",
)
