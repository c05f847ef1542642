"""How steps fail: the class of what they throw, where that is sure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrate.model.location import Location
from migrate.model.source import Describable, Literal, Opaque, Reference, ReferenceKind, Setting, Slot, Template
from migrate.readers.groovy.evaluate.failures import (
    ANYTHING,
    INTERRUPTED,
    NO_NUMBER,
    REQUEST,
    SOME,
    Failure,
    Handled,
    class_of,
    full_name,
)
from migrate.readers.groovy.evaluate.throwing import classes
from migrate.readers.groovy.evaluate.values import Kind, ThrownError, Unknown

ABORT = "AbortException"
THROW = "throw"
_THROWS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("sh", "bat", "powershell", "pwsh", "error"), (ABORT,)),
    "timeout": (INTERRUPTED,),
    "http.request": (REQUEST,),
    "build": (ANYTHING,),  # an interruption where the other build fails, and something else where there is none
    "input": (INTERRUPTED, SOME),
}
# Steps that never fail by themselves.
_NEVER = frozenset(
    (
        *("echo", "env", "keep", "sleep", "unstable", "stage", "dir", "withEnv", "timestamps", "ansiColor", "script"),
        *("if", "if.then", "if.else", "try", "try.body", "try.catch", "try.finally", "retry"),
        *("catchError", "warnError", "withCredentials"),  # a build whose secret is missing does not start
        *("currentBuild.result", "currentBuild.displayName", "currentBuild.description", "parallel", "parallel.branch"),
        *("text.trim", "text.replace", "text.toLowerCase", "text.toUpperCase", "fileExists", "pwd", "isUnix"),
    )
)
_CAUGHT = frozenset(("catchError", "warnError"))


def failures(steps: Iterable[Describable]) -> frozenset[str]:
    """The classes of what steps may throw, `SOME` for others that are no interruption, `ANYTHING` for others."""
    return frozenset(kind for one in steps for kind in _failures(one) if kind)


def _failures(step: Describable) -> Iterator[str]:
    if step.name in _CAUGHT or step.name == "if.condition":
        return
    if step.name == THROW:
        kind = step.setting("class")
        yield str(kind.value.value) if kind and isinstance(kind.value, Literal) else ANYTHING
    elif step.name == "keep":
        yield from (kind for one in step.settings if one.name == "value" for kind in classes(one.value))
    elif step.name not in _NEVER:
        yield from _THROWS.get(step.name, (SOME,))
    children = step.children or ()
    caught = step.name == "try" and any(one.name == "try.catch" for one in children)
    inner = [kind for one in children if not (caught and one.name == "try.body") for kind in _failures(one)]
    yield from inner
    if INTERRUPTED in inner and set(inner) != {INTERRUPTED} and _has_several(step, children):
        yield ANYTHING


def _has_several(step: Describable, children: tuple[Describable, ...]) -> bool:
    """Whether steps may fail twice, so that the build does not know which of the failures goes on up."""
    return step.name == "parallel" or any(one.name == "try.finally" for one in children)


def exception(variable: str, kinds: frozenset[str], steps: list[Describable], signal: Exception | None) -> Failure:
    """What a catch gets. The build keeps the message in the variable; that of most steps is not known, and then it is
    no text to ask anything of."""
    if not steps and isinstance(signal, ThrownError):
        name = full_name(signal.kind)
        known = f"{name}: {signal.message}" if name else Unknown(Opaque(signal.kind, "the class of an exception"))
        return Failure("exception", signal.kind, signal.message, known)
    kind = class_of(kinds)
    message = Reference(ReferenceKind.VARIABLE, variable)
    name = full_name(kind) or full_name(ABORT)
    text = Template((Literal(f"{name}: "), message))
    sure = _is_told(kinds) and not any(map(_says_what_is_lost, steps))
    return Failure(
        "exception",
        kind,
        Unknown(message, Kind.TEXT if sure else Kind.ANY),
        Unknown(text, Kind.TEXT if sure and full_name(kind) else Kind.ANY),
        kinds,
    )


def _is_told(kinds: frozenset[str]) -> bool:
    """Whether the build knows the message of all failures of these classes."""
    return not kinds & {INTERRUPTED, "InterruptedException", REQUEST, NO_NUMBER, SOME, ANYTHING}


def _says_what_is_lost(step: Describable) -> bool:
    """Whether a step fails with a message that is not understood: the build shows the Groovy in its place."""
    said = (one.value for one in step.settings if step.name in ("error", THROW))
    parts = [part for value in said for part in (value.parts if isinstance(value, Template) else (value,))]
    return any(isinstance(one, Opaque) for one in parts) or any(map(_says_what_is_lost, step.children or ()))


def catching(leaf: Location, caught: list[Describable], handled: Handled) -> Describable:
    """The part of an attempt that runs after a failure, with the variable for its message where a step reads that."""
    asked = handled.variable or next(iter(handled.failure.asks if handled.failure else ()), "")
    given: dict[str, str | bool] = {"interrupted": asked} if asked else {}
    message = handled.failure.message if handled.failure else None
    read = message.value if isinstance(message, Unknown) else None
    is_read = bool(handled.failure and handled.failure.reads) or repr(read) in repr(caught)
    if isinstance(message, Unknown) and isinstance(read, Reference) and is_read:
        given |= {"variable": read.name, "told": message.kind is Kind.TEXT}
    settings = tuple(Setting(name, Literal(value), leaf, ()) for name, value in given.items())
    return Describable("try.catch", Slot.STEP, settings, leaf, None, tuple(caught))
