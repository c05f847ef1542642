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
_WHEN = {"FailureTrigger": When.FAILURE, "SuccessTrigger": When.SUCCESS, "AlwaysTrigger": When.ALWAYS}


@plugin.rule(
    "emailext",
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
    recipients = call.value("to")
    names = (str(recipients.value),) if isinstance(recipients, Literal) and recipients.value else ()
    yield Notification("email", names, call.value("subject"), call.value("body"))


@plugin.rule(
    "hudson.plugins.emailext.ExtendedEmailPublisher",
    "extendedEmailPublisher",
    settings=(
        partial("recipientList", because=_TOPIC),
        partial("defaultSubject", because="tokens of Jenkins in it are not filled in"),
        partial("defaultContent", because="tokens of Jenkins in it are not filled in"),
        ignored("configuredTriggers", because="it is empty"),
        partial("configuredTriggers[FailureTrigger|SuccessTrigger|AlwaysTrigger].**", because="all go to the one topic"),
        gap("configuredTriggers.**", because="a build knows its own success and failure alone"),
        gap("presendScript", because="a script of Jenkins that changes the mail does not run",
            default=("", "$DEFAULT_PRESEND_SCRIPT")),
        gap("postsendScript", because="a script of Jenkins that follows the mail does not run",
            default=("", "$DEFAULT_POSTSEND_SCRIPT")),
        gap("attachmentsPattern", because="a message has no attachments", default=""),
        gap("attachBuildLog", because="a message has no attachments", default="false"),
        gap("compressBuildLog", because="a message has no attachments", default="false"),
        gap("disabled", because="the message is sent all the same", default="false"),
        *(ignored(name, because="it is about mails of Jenkins alone")
          for name in ("contentType", "replyTo", "from", "saveOutput", "classpath", "matrixTriggerMode", "throttlingEnabled")),
        gap("classpath.**", because="classes for scripts of Jenkins are not loaded"),
    ),
    behaviour=(partial("its own recipients and texts for each trigger", because="one topic gets one message"),),
)  # fmt: skip
def publish(call: Call) -> Iterator[Contribution]:
    if call.flag("disabled"):
        return
    names = {one.name for one in call.nested("configuredTriggers")}
    subject = call.text("defaultSubject").replace("$DEFAULT_SUBJECT", "") or "Jenkins job ended"
    recipients = tuple(call.text("recipientList").replace(",", " ").split())
    for name in sorted(names & _WHEN.keys()):
        content = call.text("defaultContent").replace("$DEFAULT_CONTENT", "") or subject
        yield Notification("email", recipients, Literal(subject), Literal(content), _WHEN[name])
