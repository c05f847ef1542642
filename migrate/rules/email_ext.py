"""Extended mails: https://plugins.jenkins.io/email-ext/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Contribution, Notification, When
from migrate.model.source import Literal

plugin = Plugin(
    "email-ext",
    title="Extended mails",
    aws_docs="https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html",
)

_TOPIC = "the message goes to the topic: subscribe these addresses to it"
_FIRST = "each failure sends a message"
_WHEN = {
    "AlwaysTrigger": When.ALWAYS,
    "SuccessTrigger": When.SUCCESS,
    "FailureTrigger": When.FAILURE,
    "FirstFailureTrigger": When.FAILURE,
    "SecondFailureTrigger": When.FAILURE,
    "StillFailingTrigger": When.FAILURE,
    "XNthFailureTrigger": When.FAILURE,
}


@plugin.rule(
    "emailext",
    advisory=True,
    settings=(
        converted("subject", to="the subject of the message"),
        converted("body", to="the text of the message"),
        partial("to", because=_TOPIC),
        partial("recipientProviders", because="who changed the source is not known on AWS"),
        ignored("recipientProviders.**", because="who changed the source is not known on AWS"),
        partial("mimeType", because="messages are plain text", default=("text/plain", "")),
        *(gap(name, because="a message has no attachments", default=("false", ""))
          for name in ("attachLog", "attachmentsPattern", "compressLog")),
        *(ignored(name, because="the topic's own address sends") for name in ("from", "replyTo")),
        *(gap(name, because="a script of Jenkins that changes the mail does not run", default="")
          for name in ("presendScript", "postsendScript")),
        ignored("saveOutput", because="a file of Jenkins alone"),
    ),
)  # fmt: skip
def send(call: Call) -> Iterator[Contribution]:
    names = tuple(str(one.value) for one in call.items("to") if isinstance(one, Literal) and one.value)
    yield Notification("email", names, call.value("subject"), call.value("body"))


@plugin.rule(
    "hudson.plugins.emailext.ExtendedEmailPublisher",
    "extendedEmailPublisher",
    "email-ext",
    advisory=True,
    settings=(
        partial("recipientList", because=_TOPIC),
        partial("defaultSubject", because="tokens of Jenkins in it are not filled in"),
        partial("defaultContent", because="tokens of Jenkins in it are not filled in"),
        ignored("configuredTriggers", because="it is empty"),
        partial("configuredTriggers[AlwaysTrigger|FailureTrigger|SuccessTrigger].**", because="all go to the one topic"),
        partial("configuredTriggers[FirstFailureTrigger|SecondFailureTrigger|StillFailingTrigger|XNthFailureTrigger].**",
                because=_FIRST),
        gap("configuredTriggers.**", because="a build knows its own success and failure alone"),
        gap("presendScript", because="a script of Jenkins that changes the mail does not run",
            default=("", "$DEFAULT_PRESEND_SCRIPT")),
        gap("postsendScript", because="a script of Jenkins that follows the mail does not run",
            default=("", "$DEFAULT_POSTSEND_SCRIPT")),
        gap("attachmentsPattern", because="a message has no attachments", default=""),
        gap("attachBuildLog", because="a message has no attachments", default="false"),
        gap("compressBuildLog", because="a message has no attachments", default="false"),
        converted("disabled", to="no message"),
        *(ignored(name, because="it is about mails of Jenkins alone")
          for name in ("contentType", "replyTo", "from", "saveOutput", "classpath", "matrixTriggerMode", "throttlingEnabled")),
        gap("classpath.**", because="classes for scripts of Jenkins are not loaded"),
    ),
    behaviour=(partial("its own recipients and texts for each trigger", because="one topic gets one message"),),
)  # fmt: skip
def publish(call: Call) -> Iterator[Contribution]:
    if call.flag("disabled"):
        return
    when = {_WHEN[one.name] for one in call.nested("configuredTriggers") if one.name in _WHEN}
    subject = call.text("defaultSubject").replace("$DEFAULT_SUBJECT", "") or "Jenkins job ended"
    recipients = tuple(call.text("recipientList").replace(",", " ").split())
    for one in sorted({When.ALWAYS} if When.ALWAYS in when else when, key=lambda one: one.value):
        content = call.text("defaultContent").replace("$DEFAULT_CONTENT", "") or subject
        yield Notification("email", recipients, Literal(subject), Literal(content), one)


plugin.blocked("emailextrecipients", because="who changed the source is not known on AWS")
plugin.nothing("hudson.plugins.emailext.watching.EmailExtWatchJobProperty", because="who watches the job on Jenkins")
