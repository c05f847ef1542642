"""Finds the rules: one module per plugin id in `migrate.rules`, each with a `plugin`. Nothing central is edited."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import ModuleType

from migrate import rules
from migrate.errors import UsageError
from migrate.mapping.rule import Plugin, Rule, simple_name
from migrate.model.source import Slot

_SYMBOL = re.compile(r"[a-z]\w*")
# What readers call a part of Groovy that they have understood: a library may have a step of the same name.
_OF_READERS = frozenset(("if", "for", "try", "throw", "keep", "env", "wait", "script"))


class DuplicateRuleError(UsageError):
    """Two rules for the same class or step."""


class Registry:
    """The rules by the names that they are for."""

    def __init__(self, plugins: Iterable[Plugin]) -> None:
        self.plugins = tuple(sorted(plugins, key=lambda plugin: plugin.id))
        self._rules: dict[str, list[Rule]] = {}
        replaced = {name: plugin.id for plugin in self.plugins for name in plugin.replaces}
        for plugin in self.plugins:
            for rule in plugin.rules:
                self._add(rule, replaced)

    def _add(self, rule: Rule, replaced: Mapping[str, str]) -> None:
        for name in rule.names:
            if replaced.get(name, rule.plugin.id) != rule.plugin.id:
                continue
            rivals = self._rules.setdefault(name, [])
            for rival in rivals:
                if not (rival.slots and rule.slots and rival.slots.isdisjoint(rule.slots)):
                    raise DuplicateRuleError(
                        f"{rival.plugin.id} and {rule.plugin.id} both have a rule for {name}", "keep one of them"
                    )
            rivals.append(rule)

    def find(self, name: str, slot: Slot) -> Rule | None:
        """The rule for a class or symbol in this slot. `[$class: 'Simple']` finds its class by simple name."""
        found = next((rule for rule in self._rules.get(name, ()) if rule.takes(slot)), None)
        return found or (self._by_simple_name(name, slot) if name[:1].isupper() and "." not in name else None)

    def steps(self) -> frozenset[str]:
        """The names of all steps of pipelines that rules are for."""
        return frozenset(
            name
            for name, rules in self._rules.items()
            if _SYMBOL.fullmatch(name) and name not in _OF_READERS and any(rule.takes(Slot.STEP) for rule in rules)
        )

    def _by_simple_name(self, name: str, slot: Slot) -> Rule | None:
        full = (known for known in self._rules if "." in known and simple_name(known) == name)
        return next((rule for known in full for rule in self._rules[known] if rule.takes(slot)), None)


@cache
def built_in() -> Registry:
    """All rules of `migrate.rules`, found by folder walk."""
    names = sorted(module.name for module in pkgutil.iter_modules(rules.__path__))
    return Registry(_plugin_of(importlib.import_module(f"{rules.__name__}.{name}")) for name in names)


def _plugin_of(module: ModuleType) -> Plugin:
    plugin = getattr(module, "plugin", None)
    if not isinstance(plugin, Plugin):
        raise TypeError(f"{module.__name__} has no `plugin`")
    return plugin
