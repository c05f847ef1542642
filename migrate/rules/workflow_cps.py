"""Groovy pipelines: https://plugins.jenkins.io/workflow-cps/

`parallel` has its branches as children, each a `parallel.branch` with its steps as children.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import (
    Attempt,
    Blocked,
    Choice,
    Contribution,
    InParallel,
    Keep,
    Loop,
    Part,
    Plain,
    Role,
    SetVariable,
)
from migrate.model.source import Slot

plugin = Plugin(
    "workflow-cps",
    title="Groovy pipelines",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/actions.html",
)

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


@plugin.rule("try", slots=(Slot.STEP,))
def attempt(call: Call) -> Iterator[Contribution]:
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
    "try.catch": Role.CATCH,
    "try.finally": Role.FINALLY,
}


@plugin.rule(*_ROLES, slots=(Slot.STEP,))
def part(call: Call) -> Iterator[Contribution]:
    yield Part(_ROLES[call.describable.name])


@plugin.rule(
    "keep",
    slots=(Slot.STEP,),
    settings=(converted("variable", to="a variable of the build"), converted("value", to="its value")),
)
def keep(call: Call) -> Iterator[Contribution]:
    yield Keep(call.text("variable"), call.value("value"))


@plugin.rule(
    "env",
    slots=(Slot.STEP,),
    settings=(converted("name", to="a variable of the environment"), converted("value", to="its value")),
)
def set_variable(call: Call) -> Iterator[Contribution]:
    """`env.NAME = value`"""
    yield SetVariable(call.text("name"), call.value("value"))


@plugin.rule(
    "currentBuild.displayName",
    "currentBuild.description",
    slots=(Slot.STEP,),
    settings=(ignored("value", because="how the build looks in Jenkins"),),
)
def looks(call: Call) -> Iterator[Contribution]:
    yield from ()


plugin.blocked(
    "currentBuild.result",
    because="a result that is set by hand is not converted yet",
    slots=(Slot.STEP,),
)
