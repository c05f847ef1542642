"""Files and commands over SSH: https://plugins.jenkins.io/publish-over-ssh/

`BapSshPublisherPlugin` holds servers, each with transfers: files, and then a command. It does nothing in a build that
has failed; a failure of its own makes the build UNSTABLE, or FAILURE where `failOnError` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.mapping.expressions import expand, template, text_of
from migrate.mapping.rule import Call, NotKnownError, Plugin, Promise, converted, gap, ignored, partial
from migrate.model.contribution import Contribution, Patterns, Protocol, Transfer, When
from migrate.model.source import Literal, Reference, Slot, Template

plugin = Plugin(
    "publish-over-ssh",
    title="Publish over SSH",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager",
)

_SERVER = "host, port, user, key and folder of this server are a secret of its name: fill it in"
_TO = "files put there by sftp"
_THERE = "a command run there by ssh"
_OFF = ("false", "")
_SEPARATOR = "[, ]+"
_UNSTABLE = "a transfer that fails fails the build: nothing is UNSTABLE, and what follows does not run"
_SHOWN = "it is about the log"
_PROMOTION = "it is about builds that Jenkins promotes"
_BEHAVIOUR = (
    partial("host keys", because="the key of the host is taken as it comes at first: put known ones into the image"),
    partial("permissions", because="files have the permissions that they have in the build"),
    partial("a password of the server", because="a server is reached with a key, from the network of the build"),
)


def _settings(prefix: str, retry: str, label: str, login: str) -> tuple[Promise, ...]:
    """Those of an instance, below `prefix`; a pipeline has other names for some."""
    server, transfer = f"{prefix}publishers.", f"{prefix}publishers.transfers."
    return (
        partial(f"{server}configName", because=_SERVER),
        *(converted(f"{transfer}{name}", to=_TO)
          for name in ("sourceFiles", "excludes", "removePrefix", "remoteDirectory", "flatten", "noDefaultExcludes")),
        *(converted(f"{transfer}{name}", to=_THERE) for name in ("execCommand", "execTimeout", "usePty")),
        gap(f"{transfer}patternSeparator", because="patterns are separated in another way", default=(_SEPARATOR, ""),
            blocking=True),
        gap(f"{transfer}remoteDirectorySDF", because="a date in the name of the folder is not converted", default=_OFF,
            blocking=True),
        gap(f"{transfer}cleanRemote", because="the folder on the server is not emptied", default=_OFF, blocking=True),
        gap(f"{transfer}makeEmptyDirs", because="empty folders are not made", default=_OFF, blocking=True),
        gap(f"{transfer}useAgentForwarding", because="the key is not forwarded", default=_OFF, blocking=True),
        gap(f"{transfer}useSftpForExec", because="commands of sftp are not converted", default=_OFF, blocking=True),
        ignored(f"{transfer}keepFilePermissions", because="files keep their permissions in any case"),
        ignored(f"{server}transfers", because="it is empty"),
        ignored(f"{prefix}publishers", because="it is empty"),
        ignored(f"{server}verbose", because=_SHOWN),
        *(ignored(f"{server}{name}", because=_PROMOTION) for name in ("useWorkspaceInPromotion", "usePromotionTimestamp")),
        partial(f"{server}{retry}.**", because="a transfer that fails is not tried again"),
        ignored(f"{server}{label}.**", because="all servers are published to"),
        gap(f"{server}{login}.**", because="another login than that of the server is not converted", blocking=True),
        partial(f"{prefix}failOnError", because=_UNSTABLE, default="true"),
        partial(f"{prefix}continueOnError", because="a transfer that fails ends the build", default=_OFF),
        partial(f"{prefix}alwaysPublishFromMaster", because="the build itself must reach the server", default=_OFF),
        ignored(f"{prefix}masterNodeName", because="it is the controller's name in a variable"),
        gap(f"{prefix}paramPublish.**", because="servers are not chosen by a parameter", blocking=True),
    )  # fmt: skip


def _of_xml(prefix: str) -> tuple[Promise, ...]:
    inner = _settings(f"{prefix}delegate.", "retry", "label", "credentials")
    empty = ignored(f"{prefix}delegate", because="it is empty")
    return (*inner, empty, ignored(f"{prefix}consolePrefix", because=_SHOWN))


@plugin.rule(
    "sshPublisher",
    "jenkins.plugins.publish_over_ssh.BapSshPublisherPlugin",
    settings=(*_settings("", "sshRetry", "sshLabel", "sshCredentials"), *_of_xml("")),
    behaviour=_BEHAVIOUR,
)
def publish(call: Call) -> Iterator[Contribution]:
    for instance in call.nested("delegate") or (call,):
        yield from _transfers(instance, When.SUCCESS)


@plugin.rule(
    "jenkins.plugins.publish_over_ssh.BapSshBuilderPlugin",
    slots=(Slot.STEP,),
    settings=_of_xml("delegate."),
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
    if not instance.flag("failOnError"):
        instance.partial(_UNSTABLE, "failOnError")
    for server in instance.nested("publishers"):
        for one in server.nested("transfers"):
            yield _transfer(server.text("configName"), one, when)


def _transfer(server: str, call: Call, when: When) -> Transfer:
    return Transfer(
        server=_ascii(server),
        protocol=Protocol.SFTP,
        files=_patterns(call, "sourceFiles"),
        excludes=_patterns(call, "excludes"),
        default_excludes=not call.flag("noDefaultExcludes"),
        prefix=call.expanded("removePrefix"),
        folder=call.expanded("remoteDirectory"),
        flat=call.flag("flatten"),
        command=call.value("execCommand"),
        seconds=round(call.number("execTimeout", 120000) / 1000),
        terminal=call.flag("usePty"),
        when=when,
    )


def _patterns(call: Call, name: str) -> Patterns:
    """Ant patterns with commas or blanks between; their text where variables stand in it."""
    value = expand(call.value(name))
    if isinstance(value, Literal):
        return tuple(one for one in re.split(_SEPARATOR, text_of(value).strip()) if one)
    if not isinstance(value, Template):
        raise NotKnownError(call.prefix + name)
    parts = [Literal(re.sub(_SEPARATOR, ",", text_of(one))) if isinstance(one, Literal) else one for one in value.parts]
    return template(parts) if any(isinstance(one, Reference) for one in parts) else ()  # type: ignore[return-value]


def _ascii(name: str) -> str:
    """A name that no other has, of signs that the name of a secret may have."""
    return re.sub(r"[^A-Za-z0-9._-]", lambda sign: f"_{ord(sign[0]):x}_", name)
