"""`waitUntil { condition }` in a script: steps that run again and again until their block gives true."""

from __future__ import annotations

from migrate.model.location import Location
from migrate.model.source import Describable, Literal, Setting, Slot
from migrate.readers.groovy.evaluate.conditions import condition, placed
from migrate.readers.groovy.evaluate.memory import UNSET, Memory, State
from migrate.readers.groovy.evaluate.values import Kind, NotFoldedError, Unknown, Value
from migrate.readers.groovy.evaluate.ways import same

_NEVER = condition("equals", expected=Literal("true"), actual=Literal("false"))
_ALWAYS = condition("equals", expected=Literal("true"), actual=Literal("true"))


def waiting(
    leaf: Location, settings: tuple[Setting, ...], steps: list[Describable], found: bool | Unknown
) -> Describable:
    """The loop; `found` is what the block gives in each turn. Raises NotFoldedError where that is not understood."""
    test = found.value if isinstance(found, Unknown) else _ALWAYS if found else _NEVER
    if not isinstance(test, Describable):
        raise NotFoldedError("what it waits for is known only when the pipeline runs")
    body = Describable("wait.body", Slot.STEP, (), leaf, None, tuple(steps))
    until = Describable("if.condition", Slot.STEP, (), leaf, None, (placed(test, leaf),))
    return Describable("wait", Slot.STEP, settings, leaf, leaf, (until, body))


def boolean(value: Value) -> Value:
    """What the block gives. Raises NotFoldedError where Jenkins refuses it."""
    is_one = value.kind is Kind.BOOLEAN if isinstance(value, Unknown) else isinstance(value, bool)
    if not is_one:
        raise NotFoldedError("Jenkins fails where a block to wait for gives neither true nor false")
    return value


def check_unchanged(memory: Memory, before: State) -> None:
    """Each turn starts from the same variables. Raises NotFoldedError where one sets any that was there before."""
    changes = memory.since(before).changes.values()
    if any(one.before is not UNSET and not same(one.before, one.after) for one in changes):
        raise NotFoldedError("a block sets what its next turn reads")
