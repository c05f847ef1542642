"""Files and commands over SSH: https://plugins.jenkins.io/publish-over-ssh/

Each transfer puts files on the server, and then runs a command there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migrate.mapping.publish_over import OFF, of_step, of_xml, transfers
from migrate.mapping.rule import Call, Plugin, Promise, converted, gap, ignored, partial
from migrate.model.contribution import Contribution, Protocol, Transfer, When
from migrate.model.source import Slot

plugin = Plugin(
    "publish-over-ssh",
    title="Publish over SSH",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager",
)

_SERVER = "host, port, user, key and folder of this server are a secret of its name: fill it in"
_TO = "files put there by sftp"
_THERE = "a command run there by ssh"
_BEHAVIOUR = (
    partial("host keys", because="the key of the host is taken as it comes at first: put known ones into the image"),
    partial("permissions", because="files have the permissions that they have in the build"),
    partial("a password of the server", because="a server is reached with a key, from the network of the build"),
)


def _more(transfer: str) -> tuple[Promise, ...]:
    return (
        *(converted(f"{transfer}{name}", to=_THERE) for name in ("execCommand", "execTimeout", "usePty")),
        gap(f"{transfer}useAgentForwarding", because="the key is not forwarded", default=OFF, blocking=True),
        gap(f"{transfer}useSftpForExec", because="commands of sftp are not converted", default=OFF, blocking=True),
        ignored(f"{transfer}keepFilePermissions", because="files keep their permissions in any case"),
    )


@plugin.rule(
    "sshPublisher",
    "jenkins.plugins.publish_over_ssh.BapSshPublisherPlugin",
    settings=(*of_step("ssh", _SERVER, _TO, _more), *of_xml("", _SERVER, _TO, _more)),
    behaviour=_BEHAVIOUR,
)
def publish(call: Call) -> Iterator[Contribution]:
    for instance in call.nested("delegate") or (call,):
        yield from _transfers(instance, When.SUCCESS)


@plugin.rule(
    "jenkins.plugins.publish_over_ssh.BapSshBuilderPlugin",
    slots=(Slot.STEP,),
    settings=of_xml("delegate.", _SERVER, _TO, _more),
    behaviour=_BEHAVIOUR,
)
def build(call: Call) -> Iterator[Contribution]:
    """A builder runs only where those before it have passed; what it holds is a publisher."""
    for publisher in call.nested("delegate"):
        for instance in publisher.nested("delegate"):
            yield from _transfers(instance, When.ALWAYS)


plugin.blocked(
    "jenkins.plugins.publish_over_ssh.BapSshPreBuildWrapper",
    "jenkins.plugins.publish_over_ssh.BapSshPostBuildWrapper",
    "jenkins.plugins.publish_over_ssh.BapSshPromotionPublisherPlugin",
    because="transfers around a build, or of a promoted one, are not converted: make them a builder or a publisher",
)


def _transfers(instance: Call, when: When) -> Iterator[Transfer]:
    for files, call in transfers(instance, Protocol.SFTP, when):
        yield replace(
            files,
            command=call.value("execCommand"),
            seconds=round(call.number("execTimeout", 120000) / 1000),
            terminal=call.flag("usePty"),
        )
