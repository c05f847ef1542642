"""Messages to SNS: https://plugins.jenkins.io/snsnotify/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.aws_calls import CLI, inputs, needs
from migrate.mapping.rule import Call, Plugin, converted, ignored, partial
from migrate.model.contribution import CallAws, Contribution

plugin = Plugin(
    "snsnotify",
    title="Amazon SNS build notifier",
    aws_docs="https://docs.aws.amazon.com/cli/latest/reference/sns/publish.html",
)


@plugin.rule(
    "org.jenkinsci.plugins.snsnotify.AmazonSNSNotifier",
    advisory=True,
    settings=(
        converted("projectTopicArn", to=CLI),
        converted("subjectTemplate", to="the subject", default=""),
        converted("messageTemplate", to="the message", default=""),
        ignored("sendOnStart", because="a build tells of its end alone"),
    ),
    behaviour=(partial("when it is sent", because="it is sent at the end of each build"),),
)
def notify(call: Call) -> Iterator[Contribution]:
    """Without a topic of its own it has that of the whole Jenkins."""
    if not call.text("projectTopicArn"):
        call.gap("the topic of the controller is not known here", "projectTopicArn")
        return
    yield CallAws(
        """\
subject=$(printf %.99s "${subjectTemplate:-Build $JOB_NAME}")
aws sns publish --topic-arn "$projectTopicArn" --subject "$subject" --message "${messageTemplate:-$subject}\"""",
        inputs(call, "projectTopicArn", "subjectTemplate", "messageTemplate", expanded=True),
        needs=tuple(needs(call, "sns:Publish", "{projectTopicArn}", expanded=True)),
    )
