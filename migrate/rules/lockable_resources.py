"""Locks: https://plugins.jenkins.io/lockable-resources/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Blocked, Contribution, WithLock
from migrate.model.source import Slot

plugin = Plugin(
    "lockable-resources",
    title="Lockable resources",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html#how-it-works-modes",
)

_POOL = "one of several resources that are free can't be chosen"
_LOST = "a lock has no equivalent on AWS"


@plugin.rule(
    "lock",
    slots=(Slot.STEP, Slot.OPTION),
    settings=(
        converted("resource", to="the execution mode"),
        gap("label", because=_POOL, default="", blocking=True),
        gap("quantity", because=_POOL, default="0", blocking=True),
        gap("variable", because="the name of the locked resource is not known to the steps", default="", blocking=True),
        gap("extra", because=_POOL, blocking=True),
        gap("extra.**", because=_POOL, blocking=True),
        gap("skipIfLocked", because="a build waits, it can't skip the steps", default="false", blocking=True),
        partial("inversePrecedence", because="executions get their turn in the order of their start", default="false"),
        partial("priority", because="executions get their turn in the order of their start", default="0"),
        ignored("resourceSelectStrategy", because="it chooses among several resources"),
        ignored("reason", because="a text on Jenkins' page"),
    ),
)
def lock(call: Call) -> Iterator[Contribution]:
    """Around a whole pipeline or stage it must not be lost: it is for assembly to say when it is exact."""
    if call.slot is Slot.OPTION:
        call.has("resource")
        call.gap(_LOST, blocking=True)
        yield Blocked(_LOST)
    elif call.has("resource"):
        yield WithLock(call.value("resource"))
    else:
        call.gap(_POOL, blocking=True)


plugin.blocked(
    "org.jenkins.plugins.lockableresources.RequiredResourcesProperty",
    because="the job waits for a resource that other jobs use too: " + _LOST,
    slots=(Slot.PROPERTY,),
)
for _name in ("updateLock", "findLocksByLabel"):
    plugin.blocked(_name, because="resources of the Jenkins controller are not there on AWS", slots=(Slot.STEP,))
