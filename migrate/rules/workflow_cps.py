"""Groovy pipelines: https://plugins.jenkins.io/workflow-cps/

`parallel` has its branches as children, each a `parallel.branch` with its steps as children.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial, shown
from migrate.model.contribution import (
    Attempt,
    Blocked,
    Choice,
    Contribution,
    Fail,
    InParallel,
    Keep,
    Loop,
    Part,
    Plain,
    Request,
    Role,
    SetDisplayName,
    SetResult,
    SetVariable,
)
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "workflow-cps",
    title="Groovy pipelines",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/actions.html",
)

_BY_CURL = (
    "the build makes the request where its answer is read, with a curl of 7.55 or later, and the controller did so in "
    "Jenkins: it must reach the server, and headers that the script does not set are curl's; redirects are followed"
)
_INTERRUPTED = "FlowInterruptedException"
_COMPUTED = "branches that are computed are not converted yet"


@plugin.rule(
    "parallel",
    slots=(Slot.STEP,),
    settings=(
        partial("failFast", because="the other branches go on to their own end", default="false"),
        gap("**", because=_COMPUTED, blocking=True),
    ),
)
def branches(call: Call) -> Iterator[Contribution]:
    if call.describable.children is None:
        call.gap(_COMPUTED, blocking=True)
        yield Blocked(_COMPUTED)
    else:
        yield InParallel(call.flag("failFast"))


@plugin.rule("parallel.branch", slots=(Slot.STEP,), settings=(ignored("name", because="a name in Jenkins' log"),))
def branch(call: Call) -> Iterator[Contribution]:
    yield Plain()


plugin.blocked("load", because="a script that is loaded when the job runs is not read yet", slots=(Slot.STEP,))


# ---- what the evaluator makes of Groovy: choices, attempts, values that steps keep ------------------------------------


@plugin.rule("if", slots=(Slot.STEP,))
def choice(call: Call) -> Iterator[Contribution]:
    """Steps that depend on what only the run knows: a condition and two ways as children."""
    yield Choice()


@plugin.rule(
    "try",
    slots=(Slot.STEP,),
    settings=(converted("remark", to="what is not as in Jenkins"),),
)
def attempt(call: Call) -> Iterator[Contribution]:
    if remark := call.text("remark"):
        call.partial(remark)
    yield Attempt()


@plugin.rule(
    "for",
    slots=(Slot.STEP,),
    settings=(converted("items", to="a loop of the shell"), converted("variable", to="a variable of the build")),
)
def repeat(call: Call) -> Iterator[Contribution]:
    """Steps for each item of a list that only the run knows."""
    yield Loop(call.text("variable"), call.value("items"))


_ROLES = {
    "for.first": Role.FIRST,
    "for.body": Role.BODY,
    "if.condition": Role.CONDITION,
    "if.then": Role.THEN,
    "if.else": Role.OTHERWISE,
    "try.body": Role.BODY,
    "wait.body": Role.BODY,
    "try.finally": Role.FINALLY,
    "value.ahead": Role.AHEAD,
}


@plugin.rule(*_ROLES, slots=(Slot.STEP,))
def part(call: Call) -> Iterator[Contribution]:
    yield Part(_ROLES[call.describable.name])


@plugin.rule(
    "try.catch",
    slots=(Slot.STEP,),
    settings=(
        converted("variable", to="a variable of the build"),
        converted("told", to="whether the build knows the message of all that may fail"),
        converted("interrupted", to="a variable of the build: whether a time-out has ended the steps"),
    ),
)
def catch(call: Call) -> Iterator[Contribution]:
    if call.has("variable") and not call.flag("told"):
        call.partial("the message of a step other than a script or `error` is that of a script with its status")
    yield Part(Role.CATCH, call.text("variable"), call.text("interrupted"))


@plugin.rule(
    "throw",
    slots=(Slot.STEP,),
    settings=(
        shown("message", to="a command that fails"),
        ignored("class", because="the build need not know more than whether it is an interruption"),
    ),
)
def throw(call: Call) -> Iterator[Contribution]:
    yield Fail(call.value("message"), call.text("class") == _INTERRUPTED)


@plugin.rule(
    "keep",
    slots=(Slot.STEP,),
    settings=(
        converted("variable", to="a variable of the build"),
        converted("value", to="its value"),
        converted("throws", to="a failure"),
    ),
)
def keep(call: Call) -> Iterator[Contribution]:
    yield Keep(call.text("variable"), call.value("value"), call.has("throws"))


@plugin.rule(
    "http.request",
    slots=(Slot.STEP,),
    settings=(
        partial("url", because=_BY_CURL),
        converted("method", to="an option of curl"),
        converted("headers", to="the header"),
        converted("body", to="the body"),
        converted("connectTimeout", to="an option of curl"),
        converted("readTimeout", to="an option of curl"),
        converted("variable", to="variables of the build"),
    ),
)
def request(call: Call) -> Iterator[Contribution]:
    """`new URL(…).openConnection()` of `java.net`, where Groovy reads of it. Time-outs are in milliseconds."""
    yield Request(
        call.text("variable"),
        call.text("method"),
        call.value("url"),
        call.items("headers"),
        call.value("body") if call.has("body") else None,
        (call.number("connectTimeout") / 1000, call.number("readTimeout") / 1000),
    )


@plugin.rule(
    "env",
    slots=(Slot.STEP,),
    settings=(converted("name", to="a variable of the environment"), converted("value", to="its value")),
)
def set_variable(call: Call) -> Iterator[Contribution]:
    """`env.NAME = value`"""
    yield SetVariable(call.text("name"), call.value("value"))


_LOOKS = (ignored("value", because="how the build looks in Jenkins"),)


@plugin.rule("currentBuild.displayName", slots=(Slot.STEP,), settings=_LOOKS)
def display_name(call: Call) -> Iterator[Contribution]:
    """Commands see it as BUILD_DISPLAY_NAME."""
    yield SetDisplayName(call.value("value"))


@plugin.rule("currentBuild.description", slots=(Slot.STEP,), settings=_LOOKS)
def description(call: Call) -> Iterator[Contribution]:
    yield from ()


_ENDS = {
    "UNSTABLE": "a build succeeds or fails: there is no UNSTABLE",
    "NOT_BUILT": "there is no NOT_BUILT: the build fails in the end",
    "ABORTED": "there is no ABORTED: the build fails in the end",
}


@plugin.rule(
    "currentBuild.result",
    slots=(Slot.STEP,),
    settings=(converted("value", to="the result of the build, which fails in the end where this is no success"),),
)
def result(call: Call) -> Iterator[Contribution]:
    """It only gets worse, and nothing stops: https://www.jenkins.io/doc/pipeline/steps/ and `Run.setResult`."""
    value = call.value("value")
    if value == Literal(None):
        call.gap("Jenkins takes no null for a result", "value", blocking=True)
        return
    known = str(value.value).upper() if isinstance(value, Literal) else "UNSTABLE"
    if known in _ENDS:
        call.partial(_ENDS[known])
    yield SetResult(value)
