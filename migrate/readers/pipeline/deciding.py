"""What the run decides: conditions, loops and catches, told as steps with parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from migrate.model.source import Describable, Literal, Opaque, Setting, Slot
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate import conditions
from migrate.readers.groovy.evaluate.failures import Failure, Handled
from migrate.readers.groovy.evaluate.values import Unknown
from migrate.readers.pipeline import thrown
from migrate.readers.pipeline.failing import catching, exception, failures
from migrate.readers.pipeline.telling import Telling, part_of
from migrate.readers.secrets import redact


@dataclass(slots=True)
class Deciding(Telling):
    """Tells of ways that a pipeline may take."""

    def choice(self, node: tree.Node, condition: Unknown, then: list[Any], otherwise: list[Any]) -> None:
        leaf = self._leaf(node, "if")
        test = condition.value
        if not isinstance(test, Describable):
            because = test.because if isinstance(test, Opaque) else "a condition"
            test = conditions.unclear(redact(test.text)[0] if isinstance(test, Opaque) else "", because)
        parts = (
            part_of("if.condition", leaf, [conditions.placed(test, leaf)]),
            part_of("if.then", leaf, then),
            part_of("if.else", leaf, otherwise),
        )
        self.machine.out.append(Describable("if", Slot.STEP, (), leaf, leaf, parts))

    def loop(self, node: tree.Node, items: Unknown, variable: str, first: list[Any], body: list[Any]) -> None:
        leaf = self._leaf(node, "for")
        given = {"items": items.value, "variable": Literal(variable)}
        settings = tuple(Setting(key, value, leaf, ()) for key, value in given.items())
        parts = (part_of("for.first", leaf, first), part_of("for.body", leaf, body))
        self.machine.out.append(Describable("for", Slot.STEP, settings, leaf, leaf, parts))

    def attempt(
        self, node: tree.Try, body: list[Any], caught: list[Any] | None, last: list[Any], handled: Handled
    ) -> None:
        leaf = self._leaf(node, "try")
        parts = [part_of("try.body", leaf, body)]
        parts += [] if caught is None else [catching(leaf, caught, handled)]
        parts += [part_of("try.finally", leaf, last)] if last else []
        remark = (Setting("remark", Literal(handled.remark), leaf, ()),) if handled.remark else ()
        self.machine.out.append(Describable("try", Slot.STEP, remark, leaf, leaf, tuple(parts)))

    def unreached(self, node: tree.Statement, because: str) -> None:
        self.why_not[id(node)] = (node, because)

    def failures(self, steps: list[Any]) -> frozenset[str]:
        return failures(steps)

    def exception(self, name: str, kinds: frozenset[str], steps: list[Any], signal: Exception | None) -> Failure:
        return exception(self.fresh(name), kinds, steps, signal)

    def is_instance(self, failure: Failure, name: str) -> bool | Unknown:
        return thrown.is_instance(failure, name, self.fresh)
