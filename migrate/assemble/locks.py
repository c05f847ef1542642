"""Locks on resources that one job alone takes: its executions run one after the other."""

from __future__ import annotations

from collections import Counter

from migrate.assemble.results import contributions_in
from migrate.model import contribution as c
from migrate.model.plan import Plan
from migrate.model.settings import Settings
from migrate.model.source import Literal


def held_by_queueing(plan: Plan, settings: Settings) -> frozenset[str]:
    """The resources that no other job takes, as the user says, and no two parts of this one, which may run beside each
    other."""
    taken = [one.resource for one in contributions_in(plan) if isinstance(one, c.WithLock)]
    known = Counter(str(one.value) for one in taken if isinstance(one, Literal))
    return frozenset(name for name, count in known.items() if count == 1 and name in settings.locks)
