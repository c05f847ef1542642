"""Conditions of stages: https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works-conditions.html"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from migrate.rehearse.declared import Condition, Rule
from migrate.rehearse.variables import UnresolvedError, Variables

# What CodePipeline's VariableCheck compares with; MATCHES is a Java regular expression for the whole value.
_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "EQ": lambda value, expected: value == expected,
    "NE": lambda value, expected: value != expected,
    "CONTAINS": lambda value, expected: expected in value,
    "MATCHES": lambda value, expected: re.fullmatch(expected, value) is not None,
}
CommandsRule = Callable[[Rule], bool]


@dataclass(frozen=True, slots=True)
class Broken:
    """A condition that does not hold: what the stage gets, and why."""

    result: str
    because: str


def broken(conditions: Iterable[Condition], variables: Variables, commands: CommandsRule) -> Broken | None:
    """The first condition that does not hold. Rules that need AWS are taken to hold."""
    for condition in conditions:
        for rule in condition.rules:
            if because := _because(rule, variables, commands):
                return Broken(condition.result, because)
    return None


def not_run(conditions: Iterable[Condition]) -> list[str]:
    """The rules that need AWS."""
    rules = (rule for one in conditions for rule in one.rules)
    return [f"{rule.name} ({rule.provider})" for rule in rules if rule.provider not in ("VariableCheck", "Commands")]


def _because(rule: Rule, variables: Variables, commands: CommandsRule) -> str:
    if rule.provider == "VariableCheck":
        return _check(rule, variables)
    if rule.provider == "Commands":
        return "" if commands(rule) else f"rule {rule.name}: its commands failed"
    return ""


def _check(rule: Rule, variables: Variables) -> str:
    given = rule.configuration
    try:
        value = variables.resolved(given["Variable"])
    except UnresolvedError as error:
        return f"rule {rule.name}: {error}"
    expected = variables.resolved(given["Value"])
    if _OPERATORS[given["Operator"]](value, expected):
        return ""
    return f"rule {rule.name}: {given['Variable']} is {value!r}, not {given['Operator']} {expected!r}"
