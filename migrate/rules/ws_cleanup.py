"""Empty workspaces: https://plugins.jenkins.io/ws-cleanup/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, ignored, partial
from migrate.model.contribution import Contribution, Plain
from migrate.model.source import Slot

plugin = Plugin(
    "ws-cleanup",
    title="Workspace cleanup",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/concepts.html",
)

_CLEAN = "each build starts with a clean machine, and its machine is gone afterwards"


@plugin.rule(
    "hudson.plugins.ws__cleanup.PreBuildCleanup",
    "hudson.plugins.ws_cleanup.PreBuildCleanup",
    settings=(ignored("**", because=_CLEAN),),
)
def before(call: Call) -> Iterator[Contribution]:
    yield Plain()


plugin.nothing("hudson.plugins.ws_cleanup.WsCleanup", because=_CLEAN, slots=(Slot.PUBLISHER,))


@plugin.rule(
    "cleanWs",
    "hudson.plugins.ws_cleanup.WsCleanup",
    slots=(Slot.STEP, Slot.VALUE),
    settings=(ignored("**", because=_CLEAN),),
    behaviour=(partial("in the middle of a stage", because=f"nothing is deleted: {_CLEAN}"),),
)
def step(call: Call) -> Iterator[Contribution]:
    yield from ()
