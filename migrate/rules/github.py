"""GitHub: https://plugins.jenkins.io/github/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored
from migrate.model.contribution import Contribution, PushTrigger
from migrate.model.source import Slot

plugin = Plugin(
    "github",
    title="GitHub",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/connections-github.html",
)


@plugin.rule(
    "com.cloudbees.jenkins.GitHubPushTrigger",
    "githubPush",
    slots=(Slot.TRIGGER,),
    settings=(ignored("spec", because="it is always empty"),),
)
def on_push(call: Call) -> Iterator[Contribution]:
    yield PushTrigger()


plugin.nothing(
    "com.coravy.hudson.plugins.github.GithubProjectProperty",
    "githubProjectProperty",
    because="a link on Jenkins' pages",
)
_STATUS = "a pipeline does not report its state to GitHub: an EventBridge rule on its state changes can"


@plugin.rule(
    "com.cloudbees.jenkins.GitHubCommitNotifier",
    "com.cloudbees.jenkins.GitHubSetCommitStatusBuilder",
    "org.jenkinsci.plugins.github.status.GitHubCommitStatusSetter",
    settings=(gap("**", because=_STATUS),),
    behaviour=(gap("", because=_STATUS),),
)
def commit_status(call: Call) -> Iterator[Contribution]:
    yield from ()
