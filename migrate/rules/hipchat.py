"""Messages to HipChat, which is no more: https://plugins.jenkins.io/hipchat/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "hipchat",
    title="HipChat",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html",
)

plugin.lost(
    "jenkins.plugins.hipchat.HipChatNotifier",
    "hipchatSend",
    because="HipChat is no more: a rule on the events of the pipeline can tell another chat",
)
plugin.nothing(
    "jenkins.plugins.hipchat.HipChatNotifier$HipChatJobProperty",
    because="HipChat is no more",
)
