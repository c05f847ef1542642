"""Groovy pipelines: https://plugins.jenkins.io/workflow-cps/

`parallel` has its branches as children, each a `parallel.branch` with its steps as children.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored, partial
from migrate.model.contribution import Blocked, Contribution, InParallel, Plain
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
