"""`when` conditions: as a shell test inside the build, or as VariableCheck rules at the entry of the stage."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from migrate.assemble.ahead import is_ahead
from migrate.assemble.results import RESULTS
from migrate.assemble.shell import single_quoted, spliced, word
from migrate.assemble.workbench import Workbench
from migrate.model.contribution import AllOf, AnyOf, Compare, Constant, NotAny, Operator
from migrate.model.delivery import VariableCheck
from migrate.model.plan import Placed
from migrate.model.source import Derived, Literal, Reference, ReferenceKind, Value

_CONDITIONS = (Compare, Constant, AllOf, AnyOf, NotAny)
_FUNCTIONS = {
    Operator.CONTAINS: "contains",
    Operator.STARTS: "starts_with",
    Operator.ENDS: "ends_with",
    Operator.FINDS: "finds",
    Operator.BEFORE: "before",
    Operator.HOLDS: "list_holds",
}
_FINDING = (Operator.MATCHES, Operator.CONTAINS, Operator.STARTS, Operator.ENDS, Operator.FINDS)
_NUMBERS = {Operator.BELOW: "<", Operator.AT_MOST: "<=", Operator.SAME: "==", Operator.OTHER: "!="}
_AS_EXPRESSIONS = {Operator.STARTS: "{}.*", Operator.ENDS: ".*{}"}


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
    """The expansions stand as words of a command, never in a pipe: a name that must stop the build stops it there."""
    expansion = partial(bench.expansion, placed.origin)
    if compare.operator is Operator.EQUALS and (test := _equality(compare, placed, bench)):
        return test
    value, expected = _side(compare, placed, bench), word(compare.expected, expansion)
    finds = compare.operator in _FINDING
    if (name := bench.perhaps_unset(placed.origin, compare.value)) is not None:
        if compare.operator is Operator.FINDS:
            return _test_of(compare, f'"${{{name}-null}}"', expected, bench)
        test = _test_of(compare, f'"${{{name}-}}"', expected, bench)
        return f'{{ [ -n "${{{name}+set}}" ] && {test}; }}' if finds else test
    if (name := _unset(compare.value, placed, bench)) is None:
        return _test_of(compare, value, expected, bench)
    if compare.operator is Operator.FINDS:
        return _test_of(compare, f'"${{{name}-null}}"', expected, bench)
    value = f'"${{{name}-}}"'
    test = _test_of(compare, value, expected, bench)
    return f"{{ [ -n {value} ] && {test}; }}" if finds else test


def _equality(compare: Compare, placed: Placed, bench: Workbench) -> str:
    """The test whether a value that may be null equals another one; "" where none of both may be. A variable of the
    environment that is empty is null to Jenkins, which null alone equals."""
    names = [_null(one, placed, bench) for one in (compare.value, compare.expected)]
    first, second = (f'"${{{one}-}}"' if one else "" for one in names)
    if first and second:
        return f"[ {first} = {second} ]"
    other = compare.expected if first else compare.value
    if not (first or second) or compare.ignore_case or (isinstance(other, Literal) and other.value != ""):
        return ""
    nullable, known = (compare.value, first) if first else (compare.expected, second)
    is_set = f'"${{{names[0] or names[1]}+set}}"' if isinstance(nullable, Derived) else known
    return f"{{ [ -n {is_set} ] && [ {known} = {word(other, partial(bench.expansion, placed.origin))} ]; }}"


def _null(value: Value, placed: Placed, bench: Workbench) -> str | None:
    """The variable of a value that may be null."""
    return bench.perhaps_unset(placed.origin, value) or _unset(value, placed, bench)


def _side(compare: Compare, placed: Placed, bench: Workbench) -> str:
    """The word of the value; a result that no step has set is null, which a condition takes for nothing."""
    value = compare.value
    if isinstance(value, Reference) and value.kind is ReferenceKind.BUILD and value.name in ("result", "currentResult"):
        unset = "SUCCESS" if value.name == "currentResult" else ""
        result = bench.deciding_result if _asks_if_unstable(compare) else bench.result
        return f'"{result(placed.origin, unset)}"'
    return word(value, partial(bench.expansion, placed.origin))


def _asks_if_unstable(compare: Compare) -> bool:
    """Whether the answer is another one for UNSTABLE than for SUCCESS, or nobody knows."""
    names = {str(compare.expected.value)} if isinstance(compare.expected, Literal) else set()
    if compare.operator is Operator.MATCHES:
        names = {part for one in names for part in one.split("|")}
    return not names <= RESULTS or not names or ("UNSTABLE" in names) is not ("SUCCESS" in names)


def _test_of(compare: Compare, value: str, expected: str, bench: Workbench) -> str:
    if script := _search(compare):
        bench.functions["fits"] = None
        return f"fits {value} {single_quoted(script)}"
    if compare.operator is Operator.MATCHES:
        pattern = single_quoted(spliced(compare.expected, lambda _: "", str))
        bench.functions["matches"] = None
        return f"matches {value} -{'i' if compare.ignore_case else ''}E -e {pattern}"
    if name := _FUNCTIONS.get(compare.operator):
        bench.functions[name] = None
        return f"{name} {value} {expected}"
    if sign := _NUMBERS.get(compare.operator):
        bench.functions["numbers"] = None
        return f"numbers {value} '{sign}' {expected}"
    if compare.operator is Operator.EMPTY:
        return f"[ -z {value} ]"
    if compare.operator is Operator.LESS:
        return f"[ {value} -lt {expected} ]"
    if compare.ignore_case:
        bench.functions |= dict.fromkeys(("matches", "equals_without_case"))
        return f"{'' if compare.operator is Operator.EQUALS else '! '}equals_without_case {value} {expected}"
    return f"[ {value} {'=' if compare.operator is Operator.EQUALS else '!='} {expected} ]"


def _search(compare: Compare) -> str:
    """The command of sed that looks for a regular expression which may match the end of a line, or stands at an end of
    the text: `grep` goes by lines. "" for any other one, and for names, which have no lines."""
    if compare.operator not in (Operator.MATCHES, Operator.FINDS) or compare.ignore_case:
        return ""
    pattern = spliced(compare.expected, lambda _: "", str)
    start, end = _is_held(pattern) if compare.operator is Operator.FINDS else (False, False)
    if not (start or end or "[^" in pattern):
        return ""
    inner = _SIGN.sub(lambda found: "[^\\n\\r]" if found[0] == "." else found[0], pattern[start : len(pattern) - end])
    whole = f"^({inner})$" if compare.operator is Operator.MATCHES else f"{'^' * start}{inner}{_LAST_END * end}"
    delimiter = next(one for one in _DELIMITERS if one not in whole)
    return f"\\{delimiter}{whole}{delimiter}!q1"


def _is_held(pattern: str) -> tuple[bool, bool]:
    """Whether an expression stands at the start of the text, and at its end."""
    return pattern.startswith("^"), re.search(r"(?<!\\)(?:\\\\)*\$\Z", pattern) is not None


_SIGN = re.compile(r"\\.|\[[^\]]*\]|\.", re.S)
_DELIMITERS = "/,:;#@~!%_=&<>\x01"
_LAST_END = r"(\r\n|\n|\r)?$"  # for Java the end of a text is in front of the end of its last line too


def _unset(value: Value, placed: Placed, bench: Workbench) -> str | None:
    """The name of a variable that Jenkins does not have in this job: it is null."""
    named = isinstance(value, Reference) and value.kind is ReferenceKind.ENVIRONMENT
    return value.name if isinstance(value, Reference) and named and bench.is_unset(placed.origin, value) else None


def blocked(guards: tuple[Placed, ...]) -> Placed | None:
    """A condition that was not converted or is none: then the stage must stop, not run and not be skipped."""
    for guard in guards:
        if is_ahead(guard):
            continue
        if not isinstance(guard.contribution, _CONDITIONS):
            return guard
        if inner := blocked(guard.body):
            return inner
    return None


Names = Callable[[Reference], str | None]


def entry_rules(guards: tuple[Placed, ...], known: Names) -> tuple[VariableCheck, ...] | None:
    """The guards as rules that must all hold, or None where CodePipeline has no such rules.

    `known` gives the `#{…}` form of what CodePipeline knows: a parameter, or the branch.
    """
    rules: list[VariableCheck] = []
    for guard in guards:
        inner = entry_rules(guard.body, known) if isinstance(guard.contribution, AllOf) else None
        own = _rule(guard.contribution, known, len(rules))
        found = inner if inner is not None else own
        if not found:
            return None
        rules.extend(found)
    unique = tuple(replace(one, name=f"when-{count}") for count, one in enumerate(rules, 1))
    return unique if 0 < len(rules) <= 5 else None


def _rule(guard: object, known: Names, count: int) -> tuple[VariableCheck, ...] | None:
    if not isinstance(guard, Compare) or not isinstance(guard.expected, Literal):
        return None
    variable = known(guard.value) if isinstance(guard.value, Reference) else None
    check = _operator(guard, spliced(guard.expected, lambda _: "", str))
    if variable is None or check is None:
        return None
    return (VariableCheck(f"when-{count + 1}", variable, *check),)


def _operator(guard: Compare, expected: str) -> tuple[str, str] | None:
    """Operator and value of a rule. A regular expression of Java's is held at both ends, however it is searched for."""
    if not expected:
        return None
    if form := _AS_EXPRESSIONS.get(guard.operator):
        return Operator.MATCHES.value, f"^({form.format(_PATTERN_SIGN.sub(_ESCAPED, expected))})$"
    if guard.operator is Operator.MATCHES:
        return guard.operator.value, f"{'(?i)' if guard.ignore_case else ''}^({expected})$"
    if guard.operator not in (Operator.EQUALS, Operator.DIFFERS, Operator.CONTAINS):
        return None
    if not guard.ignore_case:
        return guard.operator.value, expected
    if guard.operator is Operator.EQUALS and expected.isascii():
        return Operator.MATCHES.value, f"(?i)^({_PATTERN_SIGN.sub(_ESCAPED, expected)})$"
    return None


_PATTERN_SIGN = re.compile(r"([\\^$.|?*+()\[\]{}#])")
_ESCAPED = r"\\\1"
