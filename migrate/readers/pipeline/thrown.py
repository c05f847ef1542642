"""The class of what a catch gets: known, or one of two of which the run tells an interruption."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from migrate.model.source import Literal, Reference, ReferenceKind
from migrate.readers.groovy.evaluate import derived
from migrate.readers.groovy.evaluate.classes import JavaClass
from migrate.readers.groovy.evaluate.conditions import negated, truth_of
from migrate.readers.groovy.evaluate.failures import INTERRUPTED, Failure, class_known, is_a
from migrate.readers.groovy.evaluate.methods import call_method
from migrate.readers.groovy.evaluate.values import JenkinsObject, Kind, NotFoldedError, Unknown, Value

_PROPERTIES = {"simpleName": "getSimpleName", "name": "getName", "canonicalName": "getCanonicalName"}
Fresh = Callable[[str], str]


@dataclass(frozen=True, slots=True, eq=False)
class OneOfTwo(JenkinsObject):
    """The class of a failure that is an interruption, as a variable of the build tells, or is not."""

    told: Reference
    interrupted: JavaClass
    otherwise: JavaClass

    def ask(self, name: str) -> Value:
        """`exception.class.simpleName` and its like, as property or method."""
        asked = _PROPERTIES.get(name, name)
        first, second = (call_method(one, asked, []) for one in (self.interrupted, self.otherwise))
        return derived.derived("text_either", Kind.TEXT, self.told, Literal(first), Literal(second))


def class_of(failure: Failure, fresh: Fresh) -> JavaClass | OneOfTwo:
    """`exception.class`. Raises NotFoldedError where it is not sure."""
    if failure.kind:
        return _sure(failure.kind)
    others = failure.kinds - {INTERRUPTED}
    if INTERRUPTED not in failure.kinds or len(others) != 1:
        raise NotFoldedError("the class of an exception is known only when the pipeline runs")
    return OneOfTwo("class", _told(failure, fresh), _sure(INTERRUPTED), _sure(next(iter(others))))


def is_instance(failure: Failure, name: str, fresh: Fresh) -> bool | Unknown:
    """`exception instanceof Name`. Raises NotFoldedError where that is not sure."""
    name = name.rpartition(".")[2]
    kinds = {failure.kind} if failure.kind else failure.kinds
    found = {kind: is_a(kind, name) for kind in kinds}
    others = {one for kind, one in found.items() if kind != INTERRUPTED}
    if not found or None in found.values() or len(others) > 1:
        raise NotFoldedError("the class of an exception is known only when the pipeline runs")
    answers = set(found.values())
    if len(answers) == 1:
        return True in answers
    told = truth_of(Unknown(_told(failure, fresh), Kind.BOOLEAN))
    return told if found[INTERRUPTED] else negated(told)


def _sure(kind: str) -> JavaClass:
    found = class_known(kind)
    if found is None:
        raise NotFoldedError("the class of an exception is known only when the pipeline runs")
    return found


def _told(failure: Failure, fresh: Fresh) -> Reference:
    """The variable in which the build keeps whether the failure was an interruption."""
    if not failure.asks:
        failure.asks.append(fresh("interrupted"))
    return Reference(ReferenceKind.VARIABLE, failure.asks[0])
