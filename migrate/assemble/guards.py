"""`when` conditions: as a shell test inside the build, or as VariableCheck rules at the entry of the stage."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from migrate.assemble.shell import single_quoted, spliced, word
from migrate.assemble.workbench import Workbench
from migrate.model.contribution import AllOf, AnyOf, Compare, Constant, NotAny, Operator
from migrate.model.delivery import VariableCheck
from migrate.model.plan import Placed
from migrate.model.source import Literal, Reference, ReferenceKind

_CONDITIONS = (Compare, Constant, AllOf, AnyOf, NotAny)


def shell_test(guards: tuple[Placed, ...], bench: Workbench) -> str:
    """A shell condition that is true when every guard is. A guard that was not converted must be stopped before."""
    return " && ".join(_test(guard, bench) for guard in guards) or "true"


def _test(placed: Placed, bench: Workbench) -> str:
    match placed.contribution:
        case Constant(value):
            return "true" if value else "false"
        case AllOf():
            return _group(" && ", placed, bench)
        case AnyOf():
            return _group(" || ", placed, bench)
        case NotAny():
            return "! " + _group(" || ", placed, bench)
        case Compare():
            return _comparison(placed.contribution, placed, bench)
        case other:
            raise TypeError(f"{other} is no condition")


def _group(operator: str, placed: Placed, bench: Workbench) -> str:
    return "{ " + operator.join(_test(one, bench) for one in placed.body) + "; }"


def _comparison(compare: Compare, placed: Placed, bench: Workbench) -> str:
    expansion = partial(bench.expansion, placed.origin)
    value, expected = word(compare.value, expansion), word(compare.expected, expansion)
    if compare.operator is Operator.MATCHES:
        pattern = spliced(compare.expected, lambda _: "", str)
        flags = "-qxiE" if compare.ignore_case else "-qxE"
        return f"printf '%s\\n' {value} | grep {flags} -e {single_quoted(pattern)}"
    if compare.operator is Operator.CONTAINS:
        return f"printf '%s\\n' {value} | grep -qF -e {expected}"
    if compare.ignore_case:
        return (
            f"printf '%s\\n' {value} | grep {'-qxiF' if compare.operator is Operator.EQUALS else '-qviF'} -e {expected}"
        )
    sign = "=" if compare.operator is Operator.EQUALS else "!="
    return f"[ {value} {sign} {expected} ]"


def blocked(guards: tuple[Placed, ...]) -> Placed | None:
    """A condition that was not converted or is none: then the stage must stop, not run and not be skipped."""
    for guard in guards:
        if not isinstance(guard.contribution, _CONDITIONS):
            return guard
        if inner := blocked(guard.body):
            return inner
    return None


def entry_rules(guards: tuple[Placed, ...], namespace_of: Mapping[str, str]) -> tuple[VariableCheck, ...] | None:
    """The guards as rules that must all hold, or None where CodePipeline has no such rules.

    `namespace_of` maps the names that CodePipeline knows (`BRANCH_NAME`, a parameter) to their `#{…}` form.
    """
    rules: list[VariableCheck] = []
    for guard in guards:
        inner = entry_rules(guard.body, namespace_of) if isinstance(guard.contribution, AllOf) else None
        own = _rule(guard.contribution, namespace_of, len(rules))
        found = inner if inner is not None else own
        if not found:
            return None
        rules.extend(found)
    return tuple(rules) if 0 < len(rules) <= 5 else None


def _rule(guard: object, namespace_of: Mapping[str, str], count: int) -> tuple[VariableCheck, ...] | None:
    if not isinstance(guard, Compare) or guard.ignore_case or not isinstance(guard.expected, Literal):
        return None
    if not isinstance(guard.value, Reference) or guard.value.kind is ReferenceKind.BUILD:
        return None
    variable = namespace_of.get(guard.value.name)
    expected = spliced(guard.expected, lambda _: "", str)
    if variable is None or not expected:
        return None
    return (VariableCheck(f"when-{count + 1}", variable, guard.operator.value, expected),)
