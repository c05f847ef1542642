"""Commands over SSH: https://plugins.jenkins.io/ssh/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.publish_over import server_named
from migrate.mapping.rule import Call, Plugin, ignored, partial
from migrate.model.contribution import Contribution, Protocol, Transfer
from migrate.model.source import Slot

plugin = Plugin(
    "ssh",
    title="Commands over SSH",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_FILLED = (
    "values of the build's variables stand in its text, within single quotes too, where Jenkins defines them there"
)
_SERVER = "host, port, user, key and folder of this server are a secret of its name: fill it in"


@plugin.rule(
    "org.jvnet.hudson.plugins.SSHBuilder",
    slots=(Slot.STEP,),
    settings=(
        partial("siteName", because=_SERVER),
        partial("command", because=_FILLED),
        ignored("execEachLine", because="all lines run in one shell there, which ends with the status of the last"),
        ignored("hideCommand", because="it is about the log"),
    ),
    behaviour=(partial("host keys", because="the key of the host is taken as it comes at first"),),
)
def there(call: Call) -> Iterator[Contribution]:
    """The plugin fills in the variables of the build, as `Util.replaceMacro` does."""
    if call.flag("execEachLine"):
        call.gap("lines that run one by one are not converted", "execEachLine", blocking=True)
    server = server_named(call.text("siteName"))
    yield Transfer(server, Protocol.SFTP, command=call.value("command"))


plugin.blocked(
    "org.jvnet.hudson.plugins.SSHBuildWrapper",
    slots=(Slot.WRAPPER,),
    because="commands around a build are not converted: make them builders",
)
