"""GitHub: https://plugins.jenkins.io/github/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, ignored
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
plugin.nothing(
    "com.cloudbees.jenkins.GitHubCommitNotifier",
    "com.cloudbees.jenkins.GitHubSetCommitStatusBuilder",
    "org.jenkinsci.plugins.github.status.GitHubCommitStatusSetter",
    because="a connection reports the pipeline's state to GitHub by itself",
)
