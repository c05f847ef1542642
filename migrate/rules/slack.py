"""Messages to Slack: https://plugins.jenkins.io/slack/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Contribution, Notification, When
from migrate.model.source import Literal, Reference, ReferenceKind, Template

plugin = Plugin(
    "slack",
    title="Slack",
    aws_docs="https://docs.aws.amazon.com/chatbot/latest/adminguide/slack-setup.html",
)

_CHANNEL = "the message goes to the topic: connect it to the channel in Amazon Q Developer in chat applications"
_ELSEWHERE = (
    "teamDomain",
    "token",
    "tokenCredentialId",
    "baseUrl",
    "botUser",
    "iconEmoji",
    "username",
    "notifyCommitters",
)


@plugin.rule(
    "slackSend",
    settings=(
        converted("message", to="the text of the message"),
        partial("channel", because=_CHANNEL),
        *(ignored(name, because="the topic has its own way to Slack") for name in _ELSEWHERE),
        *(ignored(name, because="the look of the message") for name in ("color", "sendAsText", "timestamp", "replyBroadcast")),
        gap("attachments", because="a message is plain text"),
        gap("blocks", because="a message is plain text"),
        gap("failOnError", because="a message that is not sent fails the step", default="true"),
    ),
    behaviour=(partial("a message to Slack", because=_CHANNEL),),
)  # fmt: skip
def send(call: Call) -> Iterator[Contribution]:
    channel = call.value("channel")
    names = (str(channel.value),) if isinstance(channel, Literal) and channel.value else ()
    yield Notification("slack", names, Literal("Jenkins job"), call.value("message"))


@plugin.rule(
    "jenkins.plugins.slack.SlackNotifier",
    settings=(
        partial("notifyFailure", because=_CHANNEL),
        partial("notifySuccess", because=_CHANNEL),
        partial("room", because=_CHANNEL),
        *(gap(name, because="a build knows its own success and failure alone", default="false")
          for name in ("startNotification", "notifyAborted", "notifyNotBuilt", "notifyUnstable", "notifyRegression",
                       "notifyBackToNormal", "notifyRepeatedFailure", "notifyEveryFailure")),
        ignored("**", because="the look of the message, and how Jenkins reaches Slack"),
    ),
)  # fmt: skip
def notify(call: Call) -> Iterator[Contribution]:
    job = Reference(ReferenceKind.ENVIRONMENT, "JOB_NAME")
    room = (call.text("room"),) if call.text("room") else ()
    for setting, when, what in (
        ("notifyFailure", When.FAILURE, " failed"),
        ("notifySuccess", When.SUCCESS, " succeeded"),
    ):
        if call.flag(setting):
            text = Template((job, Literal(what)))
            yield Notification("slack", room, text, text, when)
