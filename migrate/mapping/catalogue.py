"""What is known about plugins, told: all of it as data, one class or step in words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from migrate.errors import UsageError
from migrate.mapping.registry import Registry
from migrate.mapping.rule import Rule


def as_data(registry: Registry) -> list[dict[str, Any]]:
    """Every plugin that has rules, with its classes and steps and each setting's outcome."""
    return [
        {
            "plugin": plugin.id,
            "title": plugin.title,
            "link": plugin.link,
            "aws_docs": plugin.aws_docs,
            "names": [name for rule in plugin.rules for name in rule.names],
            "settings": [
                {"key": f"{rule.key}.{one.name}", "outcome": one.outcome.value, "because": one.because, "to": one.to}
                for rule in plugin.rules
                for one in rule.settings
            ],
        }
        for plugin in registry.plugins
    ]


def explain(name: str, registry: Registry) -> str:
    """What becomes of a plugin, class or step, as text. Raises UsageError with the nearest names."""
    plugins = [one for one in registry.plugins if name == one.id]
    rules = [rule for one in registry.plugins for rule in one.rules if one in plugins or name in rule.names]
    if not rules:
        near = _near(name, [key for one in registry.plugins for key in (one.id, *_names(one.rules))])
        hint = f"did you mean {' or '.join(near)}? or see j2cp rules" if near else "see j2cp rules"
        raise UsageError(f"no rule for {name or 'nothing'}", hint)
    return "\n\n".join(_explained(rule) for rule in rules)


def _names(rules: Iterable[Rule]) -> list[str]:
    return [name for rule in rules for name in rule.names]


def _near(name: str, known: list[str]) -> list[str]:
    """The nearest names, however they are capitalized."""
    by_lower = {one.lower(): one for one in reversed(known)}
    return [by_lower[one] for one in difflib.get_close_matches(name.lower(), by_lower, 3, 0.7)]


def _explained(rule: Rule) -> str:
    lines = [f"{', '.join(rule.names)}: {rule.plugin.title} ({rule.plugin.link})"]
    for one in (*rule.settings, *rule.behaviour):
        reason = one.because or (f"becomes {one.to}" if one.to else "")
        lines.append(f"  {one.outcome.value:<10} {one.name or '(all of it)'}{': ' if reason else ''}{reason}")
    return "\n".join(lines)
