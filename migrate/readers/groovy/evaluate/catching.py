"""What runs after a failure in a `try`: the catch that takes it, or of two the one that the run chooses.

A build tells interruptions, which time-outs are, from all other failures, and no more than that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from migrate.model.source import Reference, ReferenceKind
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate.conditions import truth_of
from migrate.readers.groovy.evaluate.failures import (
    INTERRUPTED,
    Failure,
    Handled,
    class_of,
    is_interruption,
    names_of,
    never_taken,
    takers,
)
from migrate.readers.groovy.evaluate.values import Kind, ThrownError, Unknown, Value
from migrate.readers.groovy.evaluate.ways import Way, Ways

_AFTER_TIME_OUTS = "a build that is stopped runs nothing more: this runs after a time-out within alone"


def handled(machine: Ways, node: tree.Try, body: Way) -> Handled:
    """How the catches of a `try` take what goes wrong in its body. Raises NotFoldedError where that is not known."""
    kinds = machine.host.failures(body.steps) if body.steps else _thrown(body)
    interrupted, otherwise = takers(node.catches, kinds)
    found = interrupted or otherwise
    failure = machine.host.exception(found.name, kinds, body.steps, body.signal) if found else None
    variable = machine.host.fresh("interrupted") if interrupted is not otherwise else ""
    remark = _remark(machine, node, interrupted, otherwise) if body.steps else ""
    return Handled(interrupted, otherwise, failure, kinds, variable, remark)


def _thrown(body: Way) -> frozenset[str]:
    return frozenset((body.signal.kind,) if isinstance(body.signal, ThrownError) else ())


def _remark(machine: Ways, node: tree.Try, interrupted: tree.Catch | None, otherwise: tree.Catch | None) -> str:
    """What is not as in Jenkins: a catch that nothing comes to, or less."""
    remarks = []
    for one in node.catches:
        because = _AFTER_TIME_OUTS if one is interrupted and is_interruption(one) else ""
        if one is not interrupted and one is not otherwise and (because := never_taken(one)):
            machine.host.unreached(one.body, because)
        remarks += [f"catch ({names_of(one)}): {because}"] if because else []
    return "; ".join(remarks)


def run_catch(
    machine: Ways,
    found: Handled,
    run: Callable[[tree.Catch, Failure], Value],
    pass_on: Callable[[Failure], Value],
) -> Value:
    """Run the catch, or the one that the run chooses; what none of them takes goes on up."""
    catch = found.interrupted or found.otherwise
    assert catch is not None
    assert found.failure is not None
    if not found.variable:
        return run(catch, found.failure)
    told = truth_of(Unknown(Reference(ReferenceKind.VARIABLE, found.variable), Kind.BOOLEAN))
    assert isinstance(told, Unknown)
    ways = [
        partial(run, one, failure) if one else partial(pass_on, failure)
        for one, failure in (
            (found.interrupted, replace(found.failure, kind=INTERRUPTED)),
            (found.otherwise, replace(found.failure, kind=class_of(found.kinds - {INTERRUPTED}))),
        )
    ]
    return machine.decide(catch, told, *ways)
