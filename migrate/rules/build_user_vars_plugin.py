"""Variables of the user: https://plugins.jenkins.io/build-user-vars-plugin/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, ignored, partial
from migrate.model.contribution import Contribution, Plain

plugin = Plugin(
    "build-user-vars-plugin",
    title="Variables of the user",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)


@plugin.rule(
    "org.jenkinsci.plugins.builduser.BuildUser",
    "BuildUser",
    "withBuildUser",
    settings=(ignored("**", because="it has no equivalent"),),
    behaviour=(partial("BUILD_USER and the like", because="a build stops where a command uses one"),),
)
def around(call: Call) -> Iterator[Contribution]:
    yield Plain()
