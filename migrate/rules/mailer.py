"""Mails about failed builds: https://plugins.jenkins.io/mailer/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, partial
from migrate.model.contribution import Contribution, Notification, When
from migrate.model.source import Literal, Reference, ReferenceKind, Template

plugin = Plugin(
    "mailer", title="Mailer", aws_docs="https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html"
)

_JOB = Reference(ReferenceKind.ENVIRONMENT, "JOB_NAME")
_URL = Reference(ReferenceKind.ENVIRONMENT, "BUILD_URL")


@plugin.rule(
    "hudson.tasks.Mailer",
    advisory=True,
    settings=(
        partial("recipients", because="the message goes to the topic: subscribe these addresses to it"),
        gap("dontNotifyEveryUnstableBuild", because="each failure sends a message", default="false"),
        gap("notifyEveryUnstableBuild", because="each failure sends a message", default="true"),
        gap("sendToIndividuals", because="who broke the build is not known on AWS", default="false"),
    ),
    behaviour=(partial("a mail when the build is unstable, or stable again", because="only failures send a message"),),
)
def send_mail(call: Call) -> Iterator[Contribution]:
    """Without recipients Jenkins writes to nobody, unless to individuals."""
    recipients = tuple(call.text("recipients").replace(",", " ").split())
    if recipients or call.flag("sendToIndividuals"):
        subject = Template((Literal("Build failed in Jenkins job "), _JOB))
        yield Notification("email", recipients, subject, Template((Literal("See "), _URL)), When.FAILURE)
