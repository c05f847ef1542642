"""Declarative pipelines: agents, options, conditions. https://plugins.jenkins.io/pipeline-model-definition/"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model import contribution as c
from migrate.model.contribution import Contribution, Operator
from migrate.model.source import Literal, Reference, ReferenceKind, Slot

plugin = Plugin(
    "pipeline-model-definition",
    title="Declarative pipelines",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works-conditions.html",
)

_AGENT = (Slot.AGENT,)
_WHEN = (Slot.CONDITION,)
_OPTION = (Slot.OPTION, Slot.PROPERTY)


# ---- agents ------------------------------------------------------------------------------------------------------


@plugin.rule("any", slots=_AGENT)
def any_agent(call: Call) -> Iterator[Contribution]:
    yield c.Machine()


@plugin.rule("none", slots=_AGENT)
def no_agent(call: Call) -> Iterator[Contribution]:
    yield c.NoMachine()


@plugin.rule(
    "label",
    "node",
    slots=_AGENT,
    settings=(
        converted("label", to="the image of the build"),
        partial("customWorkspace", because="a build has its own folder"),
    ),
)
def labelled_agent(call: Call) -> Iterator[Contribution]:
    yield c.Machine(call.value("label"))


plugin.blocked("kubernetes", because="a pod of several containers has no equivalent in CodeBuild", slots=_AGENT)


# ---- steps and options -------------------------------------------------------------------------------------------


@plugin.rule("script", settings=(converted("scriptBlock", to="commands of the build phase"),))
def script(call: Call) -> Iterator[Contribution]:
    call.value("scriptBlock")
    yield c.Plain()


@plugin.rule("skipDefaultCheckout", slots=_OPTION, settings=(converted("skip", to="an empty workspace"),))
def skip_checkout(call: Call) -> Iterator[Contribution]:
    if call.flag("skip", True):
        yield c.SkipCheckout()


@plugin.rule("parallelsAlwaysFailFast", slots=_OPTION,
             behaviour=(partial("the other branches stop", because="actions that run at the same time end by themselves"),))  # fmt: skip
def fail_fast(call: Call) -> Iterator[Contribution]:
    yield c.FailFast()


@plugin.rule(
    "disableConcurrentBuilds",
    "org.jenkinsci.plugins.workflow.job.properties.DisableConcurrentBuildsJobProperty",
    slots=_OPTION,
    settings=(
        partial("abortPrevious", because="a waiting execution is superseded, a running one ends", default="false"),
    ),
)
def queue_builds(call: Call) -> Iterator[Contribution]:
    yield c.Concurrency(c.Mode.SUPERSEDED if call.flag("abortPrevious") else c.Mode.QUEUED)


plugin.nothing("durabilityHint", "disableResume", "preserveStashes", "disableRestartFromStage", "newContainerPerStage",
               "org.jenkinsci.plugins.workflow.job.properties.DisableResumeJobProperty",
               "org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty",
               "org.jenkinsci.plugins.pipeline.modeldefinition.properties.PreserveStashesJobProperty",
               because="it is about restarts of Jenkins", slots=_OPTION)  # fmt: skip
plugin.nothing("skipStagesAfterUnstable", because="there is no UNSTABLE", slots=_OPTION)
plugin.nothing("quietPeriod", because="a pipeline starts at once", slots=_OPTION)
plugin.blocked("checkoutToSubdirectory", because="the source is checked out into the build's own folder", slots=_OPTION)
plugin.blocked("library", because="the shared library is not read yet", slots=(Slot.STEP,))


@plugin.rule(
    "lib",
    slots=(Slot.LIBRARY,),
    settings=(
        gap("identifier", because="the shared library is not read yet: steps that it defines are gaps of their own"),
    ),
    behaviour=(gap("", because="the shared library is not read yet: steps that it defines are gaps of their own"),),
)
def library(call: Call) -> Iterator[Contribution]:
    yield from ()


@plugin.rule("maven", "jdk", "nodejs", "gradle", "go", slots=(Slot.TOOL,),
             settings=(partial("name", because="the nearest version that the image has is used"),))  # fmt: skip
def tool(call: Call) -> Iterator[Contribution]:
    yield c.UseTool(call.describable.name, call.value("name"))


# ---- conditions --------------------------------------------------------------------------------------------------

_BRANCH = Reference(ReferenceKind.ENVIRONMENT, "BRANCH_NAME")


@plugin.rule("allOf", slots=_WHEN)
def all_of(call: Call) -> Iterator[Contribution]:
    yield c.AllOf()


@plugin.rule("anyOf", slots=_WHEN)
def any_of(call: Call) -> Iterator[Contribution]:
    yield c.AnyOf()


@plugin.rule("not", slots=_WHEN)
def none_of(call: Call) -> Iterator[Contribution]:
    yield c.NotAny()


@plugin.rule(
    "branch",
    slots=_WHEN,
    settings=(
        converted("pattern", to="a condition on the branch"),
        converted("comparator", to="the form of the pattern"),
    ),
)
def branch(call: Call) -> Iterator[Contribution]:
    pattern, comparator = call.text("pattern"), call.text("comparator", "GLOB").upper()
    if comparator == "REGEXP":
        yield c.Compare(_BRANCH, Operator.MATCHES, Literal(pattern))
    elif comparator == "EQUALS" or not re.search(r"[*?]", pattern):
        yield c.Compare(_BRANCH, Operator.EQUALS, Literal(pattern))
    else:
        yield c.Compare(_BRANCH, Operator.MATCHES, Literal(_glob(pattern)))


def _glob(pattern: str) -> str:
    """An Ant pattern over `/` as a regular expression for the whole name."""
    pieces = re.split(r"(\*\*/|/\*\*$|\*\*|\*|\?)", pattern)
    signs = {"**/": "(.*/)?", "/**": "(/.*)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(signs.get(piece) or re.escape(piece).replace(r"\-", "-").replace(r"\/", "/") for piece in pieces)


@plugin.rule(
    "environment",
    slots=_WHEN,
    settings=(
        converted("name", to="a condition on the variable"),
        converted("value", to="a condition on the variable"),
        converted("ignoreCase", to="a comparison without case"),
    ),
)
def environment(call: Call) -> Iterator[Contribution]:
    variable = Reference(ReferenceKind.ENVIRONMENT, call.text("name"))
    yield c.Compare(variable, Operator.EQUALS, call.value("value"), call.flag("ignoreCase"))


@plugin.rule(
    "equals",
    slots=_WHEN,
    settings=(
        converted("expected", to="a comparison"),
        converted("actual", to="a comparison"),
    ),
)
def equals(call: Call) -> Iterator[Contribution]:
    expected, actual = call.value("expected"), call.value("actual")
    if isinstance(expected, Literal) and isinstance(actual, Literal):
        yield c.Constant(type(expected.value) is type(actual.value) and expected.value == actual.value)
    else:
        yield c.Compare(actual, Operator.EQUALS, expected)


@plugin.rule("expression", slots=_WHEN, settings=(converted("expression", to="a condition"),))
def expression(call: Call) -> Iterator[Contribution]:
    """The reader writes simple expressions as other conditions; a value that stands alone is Groovy's truth."""
    value = call.value("expression")
    if isinstance(value, Literal):
        yield c.Constant(_truth(value))
    else:
        yield c.Compare(value, Operator.EQUALS, Literal("true"))


def _truth(value: Literal) -> bool:
    return bool(value.value)


@plugin.rule(
    "expression.matches",
    slots=_WHEN,
    settings=(converted("value", to="a comparison"), converted("pattern", to="a comparison")),
)
def matches(call: Call) -> Iterator[Contribution]:
    """What the reader makes of `==~`, `startsWith` and their like."""
    yield c.Compare(call.value("value"), Operator.MATCHES, call.value("pattern"))


@plugin.rule("buildingTag", slots=_WHEN,
             behaviour=(partial("a build of a tag", because="the pipeline is started by pushes to branches: never true"),))  # fmt: skip
def building_tag(call: Call) -> Iterator[Contribution]:
    yield c.Constant(False)


@plugin.rule("tag", "changeRequest", slots=_WHEN,
             settings=(ignored("**", because="never true"),),
             behaviour=(partial("a build of a tag or pull request",
                                because="the pipeline is started by pushes to branches: never true"),))  # fmt: skip
def tag(call: Call) -> Iterator[Contribution]:
    yield c.Constant(False)


@plugin.rule("isRestartedRun", slots=_WHEN)
def restarted(call: Call) -> Iterator[Contribution]:
    yield c.Constant(False)


for _name in ("changeset", "changelog", "triggeredBy"):
    plugin.blocked(_name, because="what started the execution and what changed is not known to a build", slots=_WHEN)
