"""Messages about builds to web addresses: https://plugins.jenkins.io/notification/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "notification",
    title="Notifications to addresses",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html",
)

plugin.lost(
    "com.tikal.hudson.plugins.notification.HudsonNotificationProperty",
    because="a rule on the events of the pipeline can call the address, which gets them in another form",
)
