"""How steps fail: the class of what they throw, where that is sure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrate.model.location import Location
from migrate.model.source import Describable, Literal, Opaque, Reference, ReferenceKind, Setting, Slot, Template
from migrate.readers.groovy.evaluate.failures import Failure, full_name
from migrate.readers.groovy.evaluate.values import Kind, ThrownError, Unknown, Value

ABORT = "AbortException"
THROW = "throw"
_THROWS = {
    **dict.fromkeys(("sh", "bat", "powershell", "pwsh", "error"), (ABORT,)),
    "timeout": ("FlowInterruptedException",),
}
# Steps that never fail by themselves.
_NEVER = frozenset(
    (
        *("echo", "env", "keep", "sleep", "unstable", "stage", "dir", "withEnv", "timestamps", "ansiColor", "script"),
        *("if", "if.then", "if.else", "try", "try.catch", "try.finally", "catchError", "warnError", "retry"),
        *("currentBuild.result", "currentBuild.displayName", "currentBuild.description", "parallel", "parallel.branch"),
        *("text.trim", "text.replace", "text.toLowerCase", "text.toUpperCase", "fileExists", "pwd", "isUnix"),
    )
)
_CAUGHT = frozenset(("catchError", "warnError"))


def failures(steps: Iterable[Describable]) -> frozenset[str] | None:
    """The classes of what steps may throw; None where it may be anything."""
    found = [kind for one in steps for kind in _failures(one)]
    return None if None in found else frozenset(kind for kind in found if kind)


def _failures(step: Describable) -> Iterator[str | None]:
    if step.name in _CAUGHT or step.name == "if.condition":
        return
    if step.name == THROW:
        kind = step.setting("class")
        yield str(kind.value.value) if kind and isinstance(kind.value, Literal) else None
    elif step.name in _THROWS:
        yield from _THROWS[step.name]
    elif step.name not in _NEVER and step.name != "try.body":
        yield None
    children = step.children or ()
    caught = step.name == "try" and any(one.name == "try.catch" for one in children)
    yield from (kind for one in children if not (caught and one.name == "try.body") for kind in _failures(one))


def exception(variable: str, steps: list[Describable], signal: Exception | None) -> Failure:
    """What a catch gets. The build keeps the message in the variable; that of most steps is not known, and then it is
    no text to ask anything of."""
    if not steps and isinstance(signal, ThrownError):
        name = full_name(signal.kind)
        known = f"{name}: {signal.message}" if name else Unknown(Opaque(signal.kind, "the class of an exception"))
        return Failure("exception", signal.kind, signal.message, known)
    kinds = failures(steps)
    kind = next(iter(kinds)) if kinds is not None and len(kinds) == 1 else ""
    message = Reference(ReferenceKind.VARIABLE, variable)
    name = full_name(kind) or full_name(ABORT)
    text = Template((Literal(f"{name}: "), message))
    sure = kinds is not None and _is_told(kinds)
    return Failure(
        "exception",
        kind,
        Unknown(message, Kind.TEXT if sure else Kind.ANY),
        Unknown(text, Kind.TEXT if sure and full_name(kind) else Kind.ANY),
    )


def _is_told(kinds: frozenset[str]) -> bool:
    """Whether the build knows the message of all failures of these classes."""
    return not any(kind.endswith("InterruptedException") for kind in kinds)


def catching(leaf: Location, caught: list[Describable], failure: Value) -> Describable:
    """The part of an attempt that runs after a failure, with the variable for its message where a step reads that."""
    given: dict[str, str | bool] = {}
    message = failure.message if isinstance(failure, Failure) else None
    read = message.value if isinstance(message, Unknown) else None
    if isinstance(message, Unknown) and isinstance(read, Reference) and repr(read) in repr(caught):
        given = {"variable": read.name, "told": message.kind is Kind.TEXT}
    settings = tuple(Setting(name, Literal(value), leaf, ()) for name, value in given.items())
    return Describable("try.catch", Slot.STEP, settings, leaf, None, tuple(caught))
