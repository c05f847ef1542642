"""What the plugins of the family `publish-over` have in common: servers, each with transfers of files.

https://github.com/jenkinsci/publish-over-plugin: a publisher does nothing in a build that has failed; a failure of its
own makes the build UNSTABLE, or FAILURE where `failOnError` says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from migrate.mapping.expressions import expand, template, text_of
from migrate.mapping.rule import Call, NotKnownError, Promise, converted, gap, ignored, partial
from migrate.model.contribution import Patterns, Protocol, Transfer, When
from migrate.model.source import Literal, Reference, Template

OFF = ("false", "")
_SEPARATOR = "[, ]+"
_UNSTABLE = "a transfer that fails fails the build: nothing is UNSTABLE, and what follows does not run"
_SHOWN = "it is about the log"
_OF_PROMOTIONS = ("useWorkspaceInPromotion", "usePromotionTimestamp")
_FILES = ("sourceFiles", "excludes", "removePrefix", "remoteDirectory", "flatten", "noDefaultExcludes")

OfTransfers = Callable[[str], tuple[Promise, ...]]


def of_step(name: str, server: str, to: str, more: OfTransfers) -> tuple[Promise, ...]:
    """The settings of a pipeline's step, whose parts have names of their own, such as `sshRetry`. `server` says what
    becomes of one, `to` what of files, and `more` gives what the plugin alone has, below the prefix of a transfer."""
    return _settings("", tuple(f"{name}{part}" for part in ("Retry", "Label", "Credentials")), server, to, more)


def of_xml(prefix: str, server: str, to: str, more: OfTransfers) -> tuple[Promise, ...]:
    """The settings of an instance in config.xml, below a prefix."""
    inner = _settings(f"{prefix}delegate.", ("retry", "label", "credentials"), server, to, more)
    empty = ignored(f"{prefix}delegate", because="it is empty")
    return (*inner, empty, ignored(f"{prefix}consolePrefix", because=_SHOWN))


def _settings(prefix: str, parts: tuple[str, ...], reaches: str, to: str, more: OfTransfers) -> tuple[Promise, ...]:
    server, transfer = f"{prefix}publishers.", f"{prefix}publishers.transfers."
    retry, label, login = parts
    return (
        partial(f"{server}configName", because=reaches),
        *(converted(f"{transfer}{name}", to=to) for name in _FILES),
        gap(f"{transfer}patternSeparator", because="patterns are separated in another way", default=(_SEPARATOR, ""),
            blocking=True),
        gap(f"{transfer}remoteDirectorySDF", because="a date in the name of the folder is not converted", default=OFF,
            blocking=True),
        gap(f"{transfer}cleanRemote", because="the folder on the server is not emptied", default=OFF, blocking=True),
        gap(f"{transfer}makeEmptyDirs", because="empty folders are not made", default=OFF, blocking=True),
        *more(transfer),
        ignored(f"{server}transfers", because="it is empty"),
        ignored(f"{prefix}publishers", because="it is empty"),
        ignored(f"{server}verbose", because=_SHOWN),
        *(ignored(f"{server}{name}", because="it is about builds that Jenkins promotes") for name in _OF_PROMOTIONS),
        partial(f"{server}{retry}.**", because="a transfer that fails is not tried again"),
        ignored(f"{server}{label}.**", because="all servers are published to"),
        gap(f"{server}{login}.**", because="another login than that of the server is not converted", blocking=True),
        partial(f"{prefix}failOnError", because=_UNSTABLE, default="true"),
        partial(f"{prefix}continueOnError", because="a transfer that fails ends the build", default=OFF),
        partial(f"{prefix}alwaysPublishFromMaster", because="the build itself must reach the server", default=OFF),
        ignored(f"{prefix}masterNodeName", because="it is the controller's name in a variable"),
        gap(f"{prefix}paramPublish.**", because="servers are not chosen by a parameter", blocking=True),
    )  # fmt: skip


def transfers(instance: Call, protocol: Protocol, when: When) -> Iterator[tuple[Transfer, Call]]:
    """The files of each transfer of an instance, and its settings."""
    if not instance.flag("failOnError"):
        instance.partial(_UNSTABLE, "failOnError")
    for server in instance.nested("publishers"):
        for one in server.nested("transfers"):
            yield _transfer(server_named(server.text("configName")), protocol, one, when), one


def _transfer(server: str, protocol: Protocol, call: Call, when: When) -> Transfer:
    return Transfer(
        server=server,
        protocol=protocol,
        files=_patterns(call, "sourceFiles"),
        excludes=_patterns(call, "excludes"),
        default_excludes=not call.flag("noDefaultExcludes"),
        prefix=call.expanded("removePrefix"),
        folder=call.expanded("remoteDirectory"),
        flat=call.flag("flatten"),
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


def server_named(name: str) -> str:
    """A name that no other server has, of signs that the name of a secret may have."""
    return re.sub(r"[^A-Za-z0-9._-]", lambda sign: f"_{ord(sign[0]):x}_", name)
