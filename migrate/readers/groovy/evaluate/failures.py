"""Exceptions: which catch takes one, by the classes that Java and Jenkins have them extend, and what a catch gets.

https://javadoc.jenkins.io/hudson/AbortException.html,
https://javadoc.jenkins.io/plugin/workflow-step-api/org/jenkinsci/plugins/workflow/steps/FlowInterruptedException.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate.values import JenkinsObject, NotFoldedError, Value

ALL = frozenset(("def", "Object", "Exception", "Throwable"))
_RUNTIME = (
    *("NullPointerException", "ClassCastException", "ArithmeticException", "UnsupportedOperationException"),
    *("IllegalStateException", "NoSuchElementException", "MissingPropertyException", "MissingMethodException"),
)
_EXTENDS = {
    "AbortException": "IOException",
    "FileNotFoundException": "IOException",
    "IOException": "Exception",
    "FlowInterruptedException": "InterruptedException",
    "InterruptedException": "Exception",
    "NumberFormatException": "IllegalArgumentException",
    "IllegalArgumentException": "RuntimeException",
    "IndexOutOfBoundsException": "RuntimeException",
    "ArrayIndexOutOfBoundsException": "IndexOutOfBoundsException",
    "StringIndexOutOfBoundsException": "IndexOutOfBoundsException",
    **dict.fromkeys(_RUNTIME, "RuntimeException"),
    "RuntimeException": "Exception",
    "AssertionError": "Error",
    "Error": "Throwable",
    "Exception": "Throwable",
}
_PACKAGES = {"AbortException": "hudson", **dict.fromkeys(("Exception", "RuntimeException", "Error"), "java.lang")}
_PACKAGES |= dict.fromkeys(("IllegalArgumentException", "IllegalStateException"), "java.lang")
_SEVERAL = "which of the catches takes the failure is known only when the pipeline runs"


@dataclass(frozen=True, slots=True, eq=False)
class Failure(JenkinsObject):
    """What a catch gets: its class ("" where that is not known), its message, and its text as a whole."""

    kind: str = ""
    message: Value = None
    text: Value = None


def full_name(kind: str) -> str:
    """The qualified name of a class of exceptions; "" for one that is not known here."""
    return f"{_PACKAGES[kind]}.{kind}" if kind in _PACKAGES else ""


def catch_for(catches: list[tree.Catch], kinds: Iterable[str] | None) -> tree.Catch | None:
    """The catch that takes failures of these kinds (None: of any), or None. Raises NotFoldedError where it may be more
    than one."""
    if kinds is None:
        if catches and not _types(catches[0]) & ALL:
            raise NotFoldedError(_SEVERAL)
        return catches[0] if catches else None
    found = {id(one): one for one in (_first(catches, kind) for kind in kinds)}
    if len(found) > 1:
        raise NotFoldedError(_SEVERAL)
    return next(iter(found.values()), None)


def _first(catches: list[tree.Catch], kind: str) -> tree.Catch | None:
    classes = {"def", "Object", *_ancestry(kind)}
    if kind not in _EXTENDS and any(not _types(one) & ALL for one in catches):
        raise NotFoldedError(f"what {kind} extends is not known")
    return next((one for one in catches if _types(one) & classes), None)


def _ancestry(kind: str) -> Iterator[str]:
    """The class and those that it extends; one that is not known is an Exception at least."""
    yield kind
    current = kind
    while current != "Throwable":
        current = _EXTENDS.get(current, "Exception")
        yield current


def _types(catch: tree.Catch) -> set[str]:
    """The classes that a catch names, without their packages; without any it takes every Exception."""
    return {one.name.rpartition(".")[2] for one in catch.types} or {"Exception"}
