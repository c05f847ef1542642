"""An SSH agent with the job's keys: https://plugins.jenkins.io/ssh-agent/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.expressions import expand
from migrate.mapping.rule import Call, Plugin, converted, partial
from migrate.model.contribution import Contribution, WithSshKeys
from migrate.model.source import Slot

plugin = Plugin(
    "ssh-agent",
    title="SSH agent",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager",
)

_TO = "an ssh-agent around the steps"


@plugin.rule(
    "sshagent",
    "com.cloudbees.jenkins.plugins.sshagent.SSHAgentBuildWrapper",
    slots=(Slot.STEP, Slot.WRAPPER, Slot.OPTION),
    settings=(
        converted("credentials", to=_TO),
        converted("credentialIds", to=_TO),
        converted("credentialHolders.id", to=_TO),
        converted("user", to=_TO),
        partial("ignoreMissing", because="a credential that is missing fails the build", default="false"),
    ),
)
def agent(call: Call) -> Iterator[Contribution]:
    """A pipeline names ids; config.xml has had them as `user`, as holders, and as a list of strings."""
    ids = [*call.items("credentials"), *call.items("user"), *call.items("credentialIds")]
    ids += [one.value("id") for one in call.nested("credentialHolders")]
    yield WithSshKeys(tuple(expand(one) for one in ids))
