"""Conditions of builders and publishers: https://plugins.jenkins.io/run-condition/

What a condition can't make sense of is an exception, which the runner around it handles: a variable that nobody sets, a
number that is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from migrate.mapping.expressions import expand, portable_regex
from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model import contribution as c
from migrate.model.contribution import Contribution, Operator
from migrate.model.source import Literal, Reference, ReferenceKind, Slot, Template, Value

plugin = Plugin(
    "run-condition",
    title="Conditions of builders and publishers",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_CORE = "org.jenkins_ci.plugins.run_condition.core"
_LOGIC = "org.jenkins_ci.plugins.run_condition.logic"
_CONTRIBUTED = "org.jenkins_ci.plugins.run_condition.contributed"
_CONDITION = (Slot.CONDITION,)
_TESTED = "a test of the shell"
_LOST = "this kind of condition is not understood"


# ---- texts and numbers -----------------------------------------------------------------------------------------------

_OF_ENVIRONMENT = re.compile(r"""\$\{ENV,\s*var\s*=\s*(["'])([A-Za-z_]\w*)\1\s*\}""")
_MACRO = re.compile(r"\$\{[A-Za-z]\w*[^\w}]|#\{")
_YES = " *(1|y|yes|t|true|on|run) *"


def _filled(call: Call, name: str) -> Value:
    """A setting with its variables in it, each of which must be set: https://plugins.jenkins.io/token-macro/"""
    text = _OF_ENVIRONMENT.sub(r"${\2}", call.text(name))
    if _MACRO.search(text):
        call.gap("a macro is not understood", name, blocking=True)
    return _must_be_set(expand(Literal(text)))


def _must_be_set(value: Value) -> Value:
    if not isinstance(value, Template):
        return value
    return Template(tuple(replace(one, bare=True) if isinstance(one, Reference) else one for one in value.parts))


@plugin.rule(
    f"{_CORE}.StringsMatchCondition",
    slots=_CONDITION,
    settings=(
        converted("arg1", to=_TESTED),
        converted("arg2", to=_TESTED),
        converted("ignoreCase", to=_TESTED),
    ),
)
def strings_match(call: Call) -> Iterator[Contribution]:
    if not (call.has("arg1") and call.has("arg2")):
        yield c.Constant(False)
        return
    yield c.Compare(_filled(call, "arg1"), Operator.EQUALS, _filled(call, "arg2"), call.flag("ignoreCase"))


@plugin.rule(f"{_CORE}.BooleanCondition", slots=_CONDITION, settings=(converted("token", to=_TESTED),))
def is_true(call: Call) -> Iterator[Contribution]:
    yield c.Compare(_filled(call, "token"), Operator.MATCHES, Literal(_YES), ignore_case=True)


@plugin.rule(
    f"{_CORE}.ExpressionCondition",
    slots=_CONDITION,
    settings=(converted("expression", to=_TESTED), converted("label", to=_TESTED)),
)
def matches(call: Call) -> Iterator[Contribution]:
    """The regular expression must match the whole label."""
    expression, label = _filled(call, "expression"), _filled(call, "label")
    pattern = portable_regex(str(expression.value)) if isinstance(expression, Literal) else None
    if pattern is None:
        call.gap("this regular expression of Java has no equal in a shell", "expression", blocking=True)
        yield c.Constant(False)
        return
    yield c.Compare(label, Operator.MATCHES, Literal(pattern))


# The comparators, and whether the numbers change places.
_COMPARATORS = {
    "LessThan": (Operator.BELOW, False),
    "GreaterThan": (Operator.BELOW, True),
    "EqualTo": (Operator.SAME, False),
    "NotEqualTo": (Operator.OTHER, False),
    "LessThanOrEqualTo": (Operator.AT_MOST, False),
    "GreaterThanOrEqualTo": (Operator.AT_MOST, True),
}


@plugin.rule(
    f"{_CORE}.NumericalComparisonCondition",
    slots=_CONDITION,
    settings=(
        converted("lhs", to=_TESTED),
        converted("rhs", to=_TESTED),
        converted(f"comparator[{'|'.join(_COMPARATORS)}]", to=_TESTED),
        gap("comparator.**", because=_LOST, blocking=True),
    ),
)
def compare(call: Call) -> Iterator[Contribution]:
    left, right = _filled(call, "lhs"), _filled(call, "rhs")
    operator, swapped = next((_COMPARATORS[one.name] for one in call.nested("comparator") if one.name in _COMPARATORS),
                             (None, False))  # fmt: skip
    if operator is None:
        call.gap(_LOST, blocking=True)
        return
    yield c.Compare(right if swapped else left, operator, left if swapped else right)


@plugin.rule(f"{_CORE}.AlwaysRun", slots=_CONDITION)
def always(call: Call) -> Iterator[Contribution]:
    yield c.Constant(True)


@plugin.rule(f"{_CORE}.NeverRun", slots=_CONDITION)
def never(call: Call) -> Iterator[Contribution]:
    yield c.Constant(False)


# ---- the result of the build so far ----------------------------------------------------------------------------------

_RESULTS = ("SUCCESS", "UNSTABLE", "FAILURE", "NOT_BUILT", "ABORTED")  # the best first


@plugin.rule(
    f"{_CORE}.StatusCondition",
    slots=_CONDITION,
    settings=tuple(
        one
        for name in ("worstResult", "bestResult")
        for one in (
            converted(f"{name}.name", to=_TESTED),
            converted(name, to=_TESTED),
            *(ignored(f"{name}.{field}", because="it repeats the result's name")
              for field in ("ordinal", "color", "completeBuild")),
        )
    ),
)  # fmt: skip
def has_result(call: Call) -> Iterator[Contribution]:
    best, worst = _result(call, "bestResult"), _result(call, "worstResult")
    if best is None or worst is None:
        call.gap("one of the results is not known", blocking=True)
        return
    names = _RESULTS[best : worst + 1]
    if names in ((), _RESULTS):
        yield c.Constant(bool(names))
        return
    yield c.Compare(Reference(ReferenceKind.BUILD, "currentResult"), Operator.MATCHES, Literal("|".join(names)))


def _result(call: Call, name: str) -> int | None:
    """The place of a result in their order."""
    inner = call.nested(name)
    text = inner[0].text("name") if inner else call.text(name)
    return _RESULTS.index(text) if text in _RESULTS else None


# ---- scripts and files -----------------------------------------------------------------------------------------------


def _passes(call: Call, command: c.Command) -> Iterator[Contribution]:
    """A script that runs ahead of the test, and whether its status was 0."""
    variable = _variable(call)
    yield c.Capture(variable, command, status=True)
    yield c.Compare(Reference(ReferenceKind.VARIABLE, variable), Operator.EQUALS, Literal("0"))


def _variable(call: Call) -> str:
    """A name that no other condition has."""
    return f"condition_{call.describable.location.line}_{call.describable.location.column}"


@plugin.rule(
    f"{_CONTRIBUTED}.ShellCondition", slots=_CONDITION, settings=(converted("command", to="a command and its status"),)
)
def shell(call: Call) -> Iterator[Contribution]:
    yield from _passes(call, c.Command(call.value("command")))


@plugin.rule(
    f"{_CONTRIBUTED}.BatchFileCondition",
    slots=_CONDITION,
    settings=(converted("command", to="a command and its status"),),
)
def batch(call: Call) -> Iterator[Contribution]:
    yield from _passes(call, c.Command(call.value("command"), c.Interpreter.BATCH))


_BASE = (
    ignored("baseDir[Workspace]", because="the build runs there"),
    gap("baseDir[ArtifactsDir|JenkinsHome]", because="a build does not see the controller's disk", blocking=True),
    gap("baseDir.**", because=_LOST, blocking=True),
)


@plugin.rule(f"{_CORE}.FileExistsCondition", slots=_CONDITION, settings=(converted("file", to=_TESTED), *_BASE))
def file_exists(call: Call) -> Iterator[Contribution]:
    yield c.Compute(_variable(call), "fileExists", _filled(call, "file"))
    yield c.Compare(Reference(ReferenceKind.VARIABLE, _variable(call)), Operator.EQUALS, Literal("true"))


@plugin.rule(
    f"{_CORE}.FilesMatchCondition",
    slots=_CONDITION,
    settings=(converted("includes", to=_TESTED), converted("excludes", to=_TESTED), *_BASE),
)
def files_match(call: Call) -> Iterator[Contribution]:
    yield c.FindFiles(_variable(call), call.globs("includes") or ("**",), call.globs("excludes"))
    yield c.Compare(Reference(ReferenceKind.VARIABLE, _variable(call)), Operator.DIFFERS, Literal("[]"))


# ---- time ------------------------------------------------------------------------------------------------------------

_ZONE = "the time is UTC, where Jenkins takes the time zone of its controller"
_START = "whether it is the time when the build in CodeBuild has started, or now"
_TIME = (converted("useBuildTime", to=_START),)


def _date(call: Call, form: str) -> str:
    """A command that prints a part of the time."""
    at = ' -d "@${CODEBUILD_START_TIME%???}"' if call.flag("useBuildTime") else ""
    return f"$(date -u{at} +{form})"


_DAYS = {"Weekday": "[1-5]", "Weekend": "[67]"}


@plugin.rule(
    f"{_CORE}.DayCondition",
    slots=_CONDITION,
    settings=(
        *_TIME,
        partial("daySelector[Weekday|Weekend]", because=_ZONE, to=_TESTED),
        partial("daySelector[SelectDays].days.day", because=_ZONE, to=_TESTED),
        converted("daySelector[SelectDays].days.selected", to=_TESTED),
        gap("daySelector.**", because=_LOST, blocking=True),
    ),
    behaviour=(partial("", because=_ZONE),),
)
def day(call: Call) -> Iterator[Contribution]:
    (selector,) = call.nested("daySelector")
    pattern = _DAYS.get(selector.name) or _selected(selector)
    yield from _passes(call, c.Command(Literal(f"case {_date(call, '%u')} in {pattern}) ;; *) false ;; esac")))


def _selected(selector: Call) -> str:
    """The days as `date` counts them, from Monday on; java.util.Calendar counts from Sunday on."""
    chosen = [int(one.number("day")) for one in selector.nested("days") if one.flag("selected")]
    return "|".join(str((number + 5) % 7 + 1) for number in chosen) or "none"


_CLOCK = ("earliest", "latest")


@plugin.rule(
    f"{_CORE}.TimeCondition",
    slots=_CONDITION,
    settings=(
        *(partial(f"{name}{part}", because=_ZONE, to=_TESTED) for name in _CLOCK for part in ("", "Hours", "Minutes")),
        *_TIME,
    ),
    behaviour=(partial("", because=_ZONE),),
)
def time(call: Call) -> Iterator[Contribution]:
    """Both minutes are within. A `1` in front keeps the shell from reading octal numbers."""
    earliest, latest = (_minute(call, name) for name in _CLOCK)
    lines = (f"now=1{_date(call, '%H%M')}", f"[ $now -ge 1{earliest} ]", f"[ $now -le 1{latest} ]")
    yield from _passes(call, c.Command(Literal("\n".join(lines))))


def _minute(call: Call, name: str) -> str:
    """A time of the day as `date` gives it, without the colon."""
    if call.has(name):
        return call.text(name).replace(":", "").zfill(4)
    return "".join(f"{int(call.number(f'{name}{part}')):02}" for part in ("Hours", "Minutes"))


# ---- conditions of conditions ----------------------------------------------------------------------------------------

_SCRIPTS = ("ShellCondition", "BatchFileCondition")
_ALL_RUN = "its scripts all run, where Jenkins stops at the condition that decides"
_HELD = gap("conditions", because=_LOST, blocking=True)


@plugin.rule(
    f"{_LOGIC}.And",
    slots=_CONDITION,
    settings=(_HELD,),
    holds=(("conditions", Slot.CONDITION, None),),
)
def every(call: Call) -> Iterator[Contribution]:
    _tell_scripts(call)
    yield c.AllOf() if call.handed else c.Constant(True)


@plugin.rule(
    f"{_LOGIC}.Or",
    slots=_CONDITION,
    settings=(_HELD,),
    holds=(("conditions", Slot.CONDITION, None),),
)
def some(call: Call) -> Iterator[Contribution]:
    _tell_scripts(call)
    yield c.AnyOf() if call.handed else c.Constant(False)


def _tell_scripts(call: Call) -> None:
    if any(name in repr(one) for one in call.handed[1:] for name in _SCRIPTS):
        call.partial(_ALL_RUN)


@plugin.rule(f"{_LOGIC}.ConditionContainer", slots=_CONDITION, settings=(gap("condition", because=_LOST, blocking=True),),
             hands_on=(("condition", Slot.CONDITION),))  # fmt: skip
def container(call: Call) -> Iterator[Contribution]:
    yield from ()


@plugin.rule(
    f"{_LOGIC}.Not",
    slots=_CONDITION,
    settings=(gap("condition", because=_LOST, blocking=True),),
    holds=(("condition", Slot.CONDITION, None),),
)
def negated(call: Call) -> Iterator[Contribution]:
    yield c.NotAny()


# ---- what a build does not know --------------------------------------------------------------------------------------

plugin.blocked(
    f"{_CORE}.CauseCondition", because="a build does not know what has started its pipeline", slots=_CONDITION
)
plugin.blocked(
    f"{_CORE}.NodeCondition", because="a build has a machine of its own, and no agent's name", slots=_CONDITION
)
plugin.blocked(
    f"{_CORE}.VariableExistsCondition", because="which variables Jenkins has is not known here", slots=_CONDITION
)
