"""Locks: https://plugins.jenkins.io/locks-and-latches/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, ignored
from migrate.model.contribution import Contribution, WithLock
from migrate.model.source import Slot

plugin = Plugin(
    "locks-and-latches",
    title="Locks",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)


@plugin.rule(
    "hudson.plugins.locksandlatches.LockWrapper",
    slots=(Slot.WRAPPER,),
    settings=(converted("locks.name", to="a lock around the steps"), ignored("locks", because="it is empty")),
)
def around(call: Call) -> Iterator[Contribution]:
    for lock in call.nested("locks"):
        yield WithLock(lock.value("name"))
