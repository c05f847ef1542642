"""Exceptions: which catch takes one, by the classes that Java and Jenkins have them extend, and what a catch gets.

https://javadoc.jenkins.io/hudson/AbortException.html,
https://javadoc.jenkins.io/plugin/workflow-step-api/org/jenkinsci/plugins/workflow/steps/FlowInterruptedException.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate.classes import JavaClass
from migrate.readers.groovy.evaluate.values import JenkinsObject, NotFoldedError, Value

ALL = frozenset(("def", "Object", "Exception", "Throwable"))
_RUNTIME = (
    *("NullPointerException", "ClassCastException", "ArithmeticException", "UnsupportedOperationException"),
    *("IllegalStateException", "NoSuchElementException", "MissingPropertyException", "MissingMethodException"),
)
REQUEST = "the exception of a request over HTTP"  # of an IOException's class that the run decides
NO_NUMBER = "the exception of a text that is no number"  # with a message that only Java has
_EXTENDS = {
    NO_NUMBER: "NumberFormatException",
    "AbortException": "IOException",
    "FileNotFoundException": "IOException",
    "IOException": "Exception",
    REQUEST: "IOException",
    "FlowInterruptedException": "InterruptedException",
    "RejectedAccessException": "SecurityException",
    "SecurityException": "RuntimeException",
    "InterruptedException": "Exception",
    "NumberFormatException": "IllegalArgumentException",
    "IllegalArgumentException": "RuntimeException",
    "IndexOutOfBoundsException": "RuntimeException",
    "ArrayIndexOutOfBoundsException": "IndexOutOfBoundsException",
    "StringIndexOutOfBoundsException": "IndexOutOfBoundsException",
    **dict.fromkeys(_RUNTIME, "RuntimeException"),
    "RuntimeException": "Exception",
    **dict.fromkeys(("AssertionError", "NoSuchMethodError", "StackOverflowError", "OutOfMemoryError"), "Error"),
    "Error": "Throwable",
    "Exception": "Throwable",
}
_PACKAGES = {"AbortException": "hudson", **dict.fromkeys(("Exception", "RuntimeException", "Error"), "java.lang")}
_PACKAGES |= dict.fromkeys(("IllegalArgumentException", "IllegalStateException"), "java.lang")
_MORE_PACKAGES = {
    **dict.fromkeys(("NullPointerException", "ClassCastException", "ArithmeticException"), "java.lang"),
    **dict.fromkeys(("UnsupportedOperationException", "NumberFormatException", "InterruptedException"), "java.lang"),
    "SecurityException": "java.lang",
    **dict.fromkeys(("MissingPropertyException", "MissingMethodException"), "groovy.lang"),
    **dict.fromkeys(("IOException", "FileNotFoundException"), "java.io"),
    "FlowInterruptedException": "org.jenkinsci.plugins.workflow.steps",
    "RejectedAccessException": "org.jenkinsci.plugins.scriptsecurity.sandbox",
}
INTERRUPTED = "FlowInterruptedException"
ANYTHING = "anything"  # of any class, an interruption too
SOME = "an exception"  # of a class that is not known; no interruption, and no error of the virtual machine
STOPPED = "a build that is stopped, or whose time-out around this is over, runs nothing more: this never runs"
_INTERRUPTIONS = frozenset((INTERRUPTED, "InterruptedException"))
_NEVER = {
    STOPPED: _INTERRUPTIONS,
    "a build has no sandbox that rejects calls: this never runs": frozenset(("RejectedAccessException",)),
    "a build whose secret is missing does not start: this never runs": frozenset(("CredentialNotFoundException",)),
    "nothing that a build runs throws this error: it never runs": frozenset(
        one for one, parent in _EXTENDS.items() if "Error" in (one, parent)
    ),
}
_OF_REQUESTS = frozenset(
    (
        *("FileNotFoundException", "UnknownHostException", "ConnectException", "SocketException", "SSLException"),
        *("SocketTimeoutException", "NoRouteToHostException", "SSLHandshakeException", "ProtocolException"),
        *("HttpRetryException", "EOFException", "InterruptedIOException", "MalformedURLException"),
    )
)
_IMPOSSIBLE = frozenset(kind for because, kinds in _NEVER.items() if because != STOPPED for kind in kinds)
_SEVERAL = "which of the catches takes the failure is known only when the pipeline runs"


@dataclass(frozen=True, slots=True, eq=False)
class Failure(JenkinsObject):
    """What a catch gets: its class ("" where that is not known), its message, and its text as a whole.

    Of several `kinds` the run tells an interruption: `asks` holds the variable for that, where somebody has asked.
    `reads` notes that somebody has read the message, whose variable the build then keeps.
    """

    kind: str = ""
    message: Value = None
    text: Value = None
    kinds: frozenset[str] = frozenset()
    asks: list[str] = field(default_factory=list)
    reads: list[Value] = field(default_factory=list)

    def read(self, what: Value) -> Value:
        """Note that the message, or the text with it, is read."""
        self.reads.append(what)
        return what


@dataclass(frozen=True, slots=True)
class Handled:
    """How catches take the failures of an attempt: the one that takes an interruption, and the one for all else; what
    they get, the variable that tells which it was ("" where nobody asks), and what is not as in Jenkins."""

    interrupted: tree.Catch | None
    otherwise: tree.Catch | None
    failure: Failure | None
    kinds: frozenset[str]
    variable: str
    remark: str

    @property
    def is_caught(self) -> bool:
        return bool(self.interrupted or self.otherwise)


def class_known(kind: str) -> JavaClass | None:
    """The class of exceptions of a kind; None where it is not sure."""
    sure = kind and kind not in (ANYTHING, SOME, REQUEST, "AssertionError")  # an assertion has one of two classes
    return JavaClass(kind, _PACKAGES.get(kind) or _MORE_PACKAGES.get(kind, "")) if sure else None


def is_a(kind: str, name: str) -> bool | None:
    """`exception instanceof Name`; None where that is not known."""
    if name in ("Object", "Throwable"):
        return True
    if kind == SOME and name in _INTERRUPTIONS:
        return False
    return name in _ancestry(kind) if kind in _EXTENDS and kind != REQUEST else None


def full_name(kind: str) -> str:
    """The qualified name of a class of exceptions; "" for one that is not known here."""
    return f"{_PACKAGES[kind]}.{kind}" if kind in _PACKAGES else ""


def class_of(kinds: frozenset[str]) -> str:
    """The class of failures of these kinds, as far as it is known: "" where it may be an interruption or not."""
    if not kinds or ANYTHING in kinds:
        return ""
    return next(iter(kinds)) if len(kinds) == 1 else "" if INTERRUPTED in kinds else SOME


def takers(catches: list[tree.Catch], kinds: Iterable[str]) -> tuple[tree.Catch | None, tree.Catch | None]:
    """The catches that take an interruption, and all else of these kinds; twice the same one where nobody needs to ask.
    Raises NotFoldedError where it may be more of them."""
    known = frozenset(kinds)
    if ANYTHING in known:
        possible = {name for kind in known & _EXTENDS.keys() for name in _ancestry(kind)}
        anything = _first_of_any([one for one in catches if not _types(one) <= _IMPOSSIBLE - possible])
        return anything, anything
    found = {id(one): one for one in (_first(catches, kind) for kind in known - {INTERRUPTED})}
    if len(found) > 1:
        raise NotFoldedError(_SEVERAL)
    otherwise = next(iter(found.values()), None)
    interrupted = _first(catches, INTERRUPTED) if INTERRUPTED in known else otherwise
    return interrupted, otherwise if known - {INTERRUPTED} else interrupted


def never_taken(catch: tree.Catch) -> str:
    """Why no failure of a build comes to a catch; "" for one that may take some."""
    found = {kind: because for because, kinds in _NEVER.items() for kind in _types(catch) if kind in kinds}
    return "; ".join(dict.fromkeys(found.values())) if found.keys() == _types(catch) else ""


def names_of(catch: tree.Catch) -> str:
    return " | ".join(sorted(_types(catch)))


def is_interruption(catch: tree.Catch) -> bool:
    """Whether a catch is for what is interrupted, and for nothing else."""
    return _types(catch) <= _INTERRUPTIONS


def _first(catches: list[tree.Catch], kind: str) -> tree.Catch | None:
    if kind == SOME:
        return _first_of_any([one for one in catches if not never_taken(one)])
    if kind == REQUEST and any(_types(one) & _OF_REQUESTS for one in catches):
        raise NotFoldedError(_SEVERAL)
    classes = {"def", "Object", *_ancestry(kind)}
    if kind not in _EXTENDS and any(not _types(one) & ALL and not is_interruption(one) for one in catches):
        raise NotFoldedError(f"what {kind} extends is not known")
    return next((one for one in catches if _types(one) & classes), None)


def _first_of_any(catches: list[tree.Catch]) -> tree.Catch | None:
    if catches and not _types(catches[0]) & ALL:
        raise NotFoldedError(_SEVERAL)
    return catches[0] if catches else None


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
