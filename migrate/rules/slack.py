"""Messages to Slack: https://plugins.jenkins.io/slack/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored, partial, shown
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
    "tokenCredentialId",
    "baseUrl",
    "botUser",
    "iconEmoji",
    "username",
    "notifyCommitters",
)


@plugin.rule(
    "slackSend",
    advisory=True,
    settings=(
        shown("message", to="the text of the message"),
        partial("channel", because=_CHANNEL),
        *(ignored(name, because="the topic has its own way to Slack") for name in (*_ELSEWHERE, "token")),
        *(ignored(name, because="the look of the message") for name in ("color", "sendAsText", "timestamp", "replyBroadcast")),
        gap("attachments", because="a message is plain text"),
        gap("blocks", because="a message is plain text"),
        gap("failOnError", because="a message that can't be sent does not fail the step", default="false"),
    ),
    behaviour=(partial("a message to Slack", because=_CHANNEL),),
)  # fmt: skip
def send(call: Call) -> Iterator[Contribution]:
    names = tuple(str(one.value) for one in call.items("channel") if isinstance(one, Literal) and one.value)
    yield Notification("slack", names, Literal("Jenkins job"), call.value("message"))


@plugin.rule(
    "jenkins.plugins.slack.SlackNotifier",
    "slackNotifier",
    advisory=True,
    settings=(
        partial("notifyFailure", because=_CHANNEL),
        partial("notifySuccess", because=_CHANNEL),
        partial("room", because=_CHANNEL),
        *(gap(name, because="a build knows its own success and failure alone", default="false")
          for name in ("startNotification", "notifyAborted", "notifyNotBuilt", "notifyUnstable", "notifyRegression",
                       "notifyBackToNormal", "notifyRepeatedFailure", "notifyEveryFailure")),
        *(ignored(name, because="the topic has its own way to Slack")
          for name in (*_ELSEWHERE, "authToken", "authTokenCredentialId", "sendAs", "slackUserIdResolver.**")),
        *(ignored(name, because="the look of the message")
          for name in ("sendAsText", "includeTestSummary", "includeFailedTests", "commitInfoChoice", "matrixTriggerMode")),
        gap("uploadFiles", because="a message has no files", default="false"),
        gap("artifactIncludes", because="a message has no files", default=""),
        *(gap(name, because="the message has a text of its own", default=("", "false"))
          for name in ("includeCustomMessage", "customMessage", "customMessageSuccess", "customMessageFailure",
                       "customMessageAborted", "customMessageNotBuilt", "customMessageUnstable")),
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


plugin.blocked("slackUploadFile", because="a topic takes no files: upload them to a bucket")
plugin.blocked("slackUserIdFromEmail", "slackUserIdsFromCommitters", because="Slack is not asked who somebody is")


@plugin.rule(
    "jenkins.plugins.slack.SlackNotifier$SlackJobProperty",
    advisory=True,
    settings=(
        *(gap(name, because="the messages of the job are not sent: the settings stand apart from the notifier", default="false")
          for name in ("startNotification", "notifySuccess", "notifyAborted", "notifyNotBuilt", "notifyUnstable",
                       "notifyFailure", "notifyBackToNormal", "notifyRepeatedFailure")),
        *(ignored(name, because="the topic has its own way to Slack") for name in ("teamDomain", "token", "room")),
        *(ignored(name, because="the look of the message")
          for name in ("includeTestSummary", "showCommitList", "includeCustomMessage", "customMessage")),
    ),
    behaviour=(ignored("", because="only the notifier sends messages"),),
)  # fmt: skip
def of_the_job(call: Call) -> Iterator[Contribution]:
    """Before version 2.0 the notifier had its settings here."""
    yield from ()
