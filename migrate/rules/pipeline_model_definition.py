"""Declarative pipelines: agents, options, conditions. https://plugins.jenkins.io/pipeline-model-definition/

What a condition means is what `when/impl/*.java` and `*Script.groovy` of the plugin do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.mapping.expressions import ant_regex, escaped, portable_regex, text_of
from migrate.mapping.rule import Call, Plugin, converted, ignored, partial
from migrate.model import contribution as c
from migrate.model.contribution import Contribution, Operator
from migrate.model.source import Derived, Literal, Opaque, Reference, ReferenceKind, Slot, Template, Value

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
        partial("customWorkspace", because="a build has its own folder: paths below the custom one differ", default=""),
        ignored("retries", because="a machine of CodeBuild is there until the build ends"),
    ),
)
def labelled_agent(call: Call) -> Iterator[Contribution]:
    yield c.Machine(call.value("label"))


# ---- steps and options -------------------------------------------------------------------------------------------


@plugin.rule("script", slots=(Slot.STEP,), settings=(converted("scriptBlock", to="commands of the build phase"),))
def script(call: Call) -> Iterator[Contribution]:
    """A block that the evaluator has understood has steps as children; one that it has not is Opaque, and a gap."""
    call.value("scriptBlock")
    yield c.Plain()


plugin.blocked(
    "validateDeclarativePipeline",
    because="Jenkins' own check of a Jenkinsfile has no meaning on AWS",
    slots=(Slot.STEP,),
)
plugin.blocked(
    "envVarsForTool",
    because="the environment of a tool is read by Groovy, which is not evaluated yet",
    slots=(Slot.STEP,),
)


@plugin.rule(
    "skipDefaultCheckout", slots=_OPTION, settings=(converted("skipDefaultCheckout", to="an empty workspace"),)
)
def skip_checkout(call: Call) -> Iterator[Contribution]:
    if call.flag("skipDefaultCheckout", True):
        yield c.SkipCheckout()


@plugin.rule(
    "checkoutToSubdirectory",
    slots=_OPTION,
    settings=(converted("subdirectory", to="the folder of the source"),),
)
def checkout_directory(call: Call) -> Iterator[Contribution]:
    path = call.text("subdirectory")
    if path.startswith(("/", "~")) or ".." in path.split("/"):
        call.gap("a folder outside of the workspace is not there in a build", "subdirectory", blocking=True)
    else:
        yield c.CheckoutDirectory(path)


@plugin.rule(
    "parallelsAlwaysFailFast",
    slots=_OPTION,
    behaviour=(
        partial("the other branches stop", because="actions that run at the same time go on to their own end"),
    ),
)  # fmt: skip
def fail_fast(call: Call) -> Iterator[Contribution]:
    yield c.FailFast()


@plugin.rule("skipStagesAfterUnstable", slots=_OPTION)
def skip_after_unstable(call: Call) -> Iterator[Contribution]:
    yield c.SkipAfterUnstable()


@plugin.rule(
    "quietPeriod", slots=_OPTION, settings=(partial("quietPeriod", because="a pipeline starts at once", default="0"),)
)
def quiet_period(call: Call) -> Iterator[Contribution]:
    yield from ()


plugin.nothing(
    "preserveStashes",
    "org.jenkinsci.plugins.pipeline.modeldefinition.properties.PreserveStashesJobProperty",
    because="it is for restarts from a stage: CodePipeline keeps artifacts for as long as the bucket does",
    slots=_OPTION,
)


@plugin.rule("disableRestartFromStage", slots=_OPTION,
             behaviour=(partial("no restart from a stage", because="who may retry a stage is decided by IAM: codepipeline:RetryStageExecution"),))  # fmt: skip
def no_restart(call: Call) -> Iterator[Contribution]:
    yield from ()


@plugin.rule("maven", "jdk", "ant", "go", "gradle", "groovy", slots=(Slot.TOOL,),
             settings=(partial("name", because="the nearest version that the image has is used"),))  # fmt: skip
def tool(call: Call) -> Iterator[Contribution]:
    yield c.UseTool(call.describable.name, call.value("name"))


# ---- conditions --------------------------------------------------------------------------------------------------

_BRANCH = Reference(ReferenceKind.ENVIRONMENT, "BRANCH_NAME")
_TAG = Reference(ReferenceKind.ENVIRONMENT, "TAG_NAME")
_NOT_PORTABLE = "the shell has no regular expression that is surely true for the same names"
_NO_TRIGGER = "no trigger of CodePipeline is known to be what Jenkins calls {}"
_STARTED_BY = Derived(ReferenceKind.DERIVED, "started_by")
# The causes of builds by their classes, and what starts an execution in their place.
_CAUSES = {
    **dict.fromkeys(("TimerTriggerCause", "ParameterizedTimerTriggerCause"), "timer"),
    "UserIdCause": "user",
    **dict.fromkeys(("UpstreamCause", "BuildUpstreamCause"), "upstream"),
    **dict.fromkeys(("SCMTriggerCause", "GitHubPushCause", "GitLabWebHookCause", "BitBucketPushCause"), "change"),
    **dict.fromkeys(("BranchEventCause", "GenericCause", "GogsCause", "CommitHookCause"), "change"),
}
_NEVER = "the pipeline is started by pushes to branches: this is never true"
_NO_REQUESTS = partial("a build of a pull request", because=_NEVER)


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
    """No branch matches nothing: outside of a multibranch job BRANCH_NAME is unset, and the condition false."""
    yield _named(_BRANCH, call)


def _named(name: Reference, call: Call) -> Contribution:
    """The condition on the name of a branch or tag: by default a pattern of Ant's without regard to case."""
    pattern, comparator = call.text("pattern"), call.text("comparator").upper()
    if comparator == "REGEXP":
        return _regexp(name, pattern, call)
    if comparator == "EQUALS":
        return c.Compare(name, Operator.EQUALS, Literal(pattern))
    if "*" in pattern or "?" in pattern:
        return c.Compare(name, Operator.MATCHES, Literal(ant_regex(pattern)), ignore_case=True)
    return c.Compare(name, Operator.EQUALS, Literal(pattern.rstrip("/")), ignore_case=True)


def _regexp(name: Reference, pattern: str, call: Call) -> Contribution:
    """`.*` must not be true where there is no such name."""
    portable = ".+" if pattern in (".*", "^.*$") else portable_regex(pattern)
    if portable is None or re.fullmatch(portable, ""):
        call.gap(_NOT_PORTABLE, "pattern", blocking=True)
        return c.Blocked(_NOT_PORTABLE)
    return c.Compare(name, Operator.MATCHES, Literal(portable))


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
    """An unset variable equals an empty value."""
    variable = Reference(ReferenceKind.ENVIRONMENT, call.text("name"))
    operator = Operator.EMPTY if call.value("value") == Literal("") else Operator.EQUALS
    yield c.Compare(variable, operator, call.value("value"), call.flag("ignoreCase"))


@plugin.rule(
    "equals",
    slots=_WHEN,
    settings=(
        converted("expected", to="a comparison"),
        converted("actual", to="a comparison"),
    ),
)
def equals(call: Call) -> Iterator[Contribution]:
    """Groovy's `==`: a number or a boolean never equals a text, so the kinds decide before the values do."""
    expected, actual = call.value("expected"), call.value("actual")
    if isinstance(expected, Literal) and isinstance(actual, Literal):
        yield c.Constant(_same(expected.value, actual.value))
    elif isinstance(expected, Literal):
        yield _equals(actual, expected, call)
    elif isinstance(actual, Literal):
        yield _equals(expected, actual, call)
    else:
        if not _checked(call):
            call.partial("a text and a boolean with the same words count as equal too")
        yield c.Compare(actual, Operator.EQUALS, expected)


def _same(first: object, second: object) -> bool:
    kinds = [bool if isinstance(one, bool) else float if isinstance(one, int | float) else type(one)
             for one in (first, second)]  # fmt: skip
    return kinds[0] is kinds[1] and first == second


_RESULTS = ("result", "currentResult")
_READ_OF_BUILD = (*_RESULTS, "displayName", "number", "id")  # what a build knows of itself


def _equals(unknown: Value, known: Literal, call: Call) -> Contribution:
    parameter = isinstance(unknown, Reference) and unknown.kind is ReferenceKind.PARAMETER
    if isinstance(unknown, Reference) and unknown.kind is ReferenceKind.BUILD and unknown.name not in _READ_OF_BUILD:
        because = f"currentBuild.{unknown.name} is not known to a build"
        call.gap(because, blocking=True)
        return c.Blocked(because)
    of_build = isinstance(unknown, Reference) and unknown.kind in (ReferenceKind.VARIABLE, ReferenceKind.DERIVED)
    if isinstance(unknown, Reference) and unknown.kind is ReferenceKind.BUILD and unknown.name in _RESULTS:
        return c.Compare(unknown, Operator.EQUALS, known)
    if known.value is None and isinstance(unknown, Reference) and not of_build:
        call.partial("an unset variable and an empty one count as equal")
        return c.Compare(unknown, Operator.EMPTY, Literal(""))
    if known.value is None or not (isinstance(known.value, str) or (parameter and isinstance(known.value, bool))):
        return c.Constant(False)
    if parameter and text_of(known) in ("true", "false") and not _checked(call):
        call.partial("a text and a boolean with the same words count as equal too")
    return c.Compare(unknown, Operator.EQUALS, Literal(text_of(known)))


def _checked(call: Call) -> bool:
    """Whether the reader made this of an `expression`, and so has compared the kinds: its settings have no leaves."""
    return not any(setting.leaves for setting in call.describable.settings)


@plugin.rule("expression", slots=_WHEN, settings=(converted("expression", to="a condition"),))
def expression(call: Call) -> Iterator[Contribution]:
    """The reader writes simple expressions as other conditions. A value that stands alone is Groovy's truth: a text
    that is not empty, or a boolean parameter."""
    value = call.value("expression")
    if isinstance(value, Literal):
        yield c.Constant(bool(value.value))
    elif isinstance(value, Template) and any(isinstance(part, Literal) for part in value.parts):
        yield c.Constant(True)
    elif isinstance(value, Reference) and value.kind is ReferenceKind.PARAMETER:
        yield c.Compare(value, Operator.EQUALS, Literal("true"))
    elif isinstance(value, Reference) and value.kind is ReferenceKind.ENVIRONMENT:
        yield c.Compare(value, Operator.DIFFERS, Literal(""))
    elif not isinstance(value, Opaque):
        call.gap("whether this is true is not known to a build", blocking=True)


_MATCHING = tuple(converted(name, to="a comparison") for name in ("value", "pattern", "computed"))


@plugin.rule(
    "expression.matches",
    slots=_WHEN,
    settings=_MATCHING,
)
def matches(call: Call) -> Iterator[Contribution]:
    """What the reader makes of `==~`, and `matches`."""
    yield from _matching(call, Operator.MATCHES, portable_regex(call.text("pattern")))


def _matching(call: Call, operator: Operator, portable: str | None) -> Iterator[Contribution]:
    """The shell's own expression, where it is true for the same texts; else what a function of the build says."""
    if portable is not None:
        yield c.Compare(call.value("value"), operator, Literal(portable))
    elif call.has("computed"):
        yield c.Compare(call.value("computed"), Operator.EQUALS, Literal("true"))
    else:
        call.gap(_NOT_PORTABLE, blocking=True)


@plugin.rule(
    "expression.finds",
    slots=_WHEN,
    settings=_MATCHING,
)
def finds(call: Call) -> Iterator[Contribution]:
    """`=~`: `^` and `$` may stand at the ends of the whole pattern."""
    pattern = call.text("pattern")
    start, end = pattern.startswith("^"), re.search(r"(?<!\\)(?:\\\\)*\$\Z", pattern) is not None
    inner = pattern[start : len(pattern) - end]
    portable = None if re.search(r"(?<![\\\[])[\^$]", inner) else portable_regex(inner)
    if portable is None or ((start or end) and "|" in inner):
        yield from _matching(call, Operator.FINDS, None)
    else:
        yield from _matching(call, Operator.FINDS, f"{'^' * start}{portable}{'$' * end}")


_COMPARISONS = {
    "expression.contains": Operator.CONTAINS,
    "expression.startsWith": Operator.STARTS,
    "expression.endsWith": Operator.ENDS,
    "expression.equalsIgnoreCase": Operator.EQUALS,
    "expression.holds": Operator.HOLDS,
    "expression.less": Operator.LESS,
    "expression.before": Operator.BEFORE,
    "expression.isNullOr": Operator.EMPTY,
}


@plugin.rule(
    *_COMPARISONS,
    slots=_WHEN,
    settings=(converted("value", to="a comparison"), converted("other", to="a comparison")),
)
def comparison(call: Call) -> Iterator[Contribution]:
    """What the reader makes of `contains`, `<` and their like."""
    name = call.describable.name
    yield c.Compare(call.value("value"), _COMPARISONS[name], call.value("other"), name.endswith("IgnoreCase"))


@plugin.rule(
    "expression.undeclared",
    slots=_WHEN,
    settings=(converted("value", to="a comparison"), converted("other", to="a comparison")),
    behaviour=(partial("", because="a text and a boolean with the same words count as equal: nobody declares the parameter"),),
)  # fmt: skip
def undeclared(call: Call) -> Iterator[Contribution]:
    """A parameter that may be a boolean or a text."""
    yield c.Compare(call.value("value"), Operator.EQUALS, call.value("other"))


@plugin.rule(
    "tag",
    "buildingTag",
    slots=_WHEN,
    settings=(
        converted("pattern", to="a condition on the tag"),
        converted("comparator", to="the form of the pattern"),
    ),
)
def tag(call: Call) -> Iterator[Contribution]:
    """TAG_NAME tells of a tag. No pushed tag starts the pipeline, but the job may set the variable itself."""
    if call.text("pattern"):
        yield _named(_TAG, call)
    else:
        yield c.Compare(_TAG, Operator.DIFFERS, Literal(""))


@plugin.rule(
    "changeRequest",
    slots=_WHEN,
    behaviour=(_NO_REQUESTS,),
    settings=tuple(
        ignored(name, because=_NEVER)
        for name in (
            "id",
            "target",
            "branch",
            "fork",
            "url",
            "title",
            "author",
            "authorDisplayName",
            "authorEmail",
            "comparator",
        )
    ),
)
def change_request(call: Call) -> Iterator[Contribution]:
    yield c.Constant(False)


@plugin.rule("isRestartedRun", slots=_WHEN,
             behaviour=(partial("a run that was restarted from a stage", because="CodePipeline starts no run from a stage: this is never true"),))  # fmt: skip
def restarted(call: Call) -> Iterator[Contribution]:
    yield c.Constant(False)


@plugin.rule(
    "changeset",
    slots=_WHEN,
    settings=(
        converted("pattern", to="a search in the names of changed files"),
        converted("caseSensitive", to="a search without regard to case, or with it"),
        converted("comparator", to="the form of the pattern"),
    ),
)
def changeset(call: Call) -> Iterator[Contribution]:
    """A file of any commit since the build before; by default a pattern of Ant's without regard to case."""
    pattern, comparator = call.text("pattern"), call.text("comparator").upper()
    expression: str | None = ant_regex(pattern)
    if comparator in ("REGEXP", "EQUALS"):
        expression = portable_regex(pattern) if comparator == "REGEXP" else escaped(pattern)
    any_case = "" if call.flag("caseSensitive") or comparator in ("REGEXP", "EQUALS") else "i"
    yield _changes("files", expression, any_case, call)


@plugin.rule(
    "changelog",
    slots=_WHEN,
    settings=(converted("pattern", to="a search in the messages of commits"),),
)
def changelog(call: Call) -> Iterator[Contribution]:
    """The whole title of a commit, or its whole message with the pattern in it, where `.` stands for an end of a line
    too (`ChangeLogConditional.expandForMultiLine`)."""
    yield _changes("messages", portable_regex(call.text("pattern")), "", call)


def _changes(what: str, expression: str | None, any_case: str, call: Call) -> Contribution:
    if expression is None or "space" in expression:  # `\s` is an end of a line too
        call.gap(_NOT_PORTABLE, "pattern", blocking=True)
        return c.Blocked(_NOT_PORTABLE)
    arguments = tuple(map(Literal, (what, expression, any_case)))
    return c.Compare(Derived(ReferenceKind.DERIVED, "changes_fit", arguments), Operator.EQUALS, Literal("true"))


@plugin.rule(
    "triggeredBy",
    slots=_WHEN,
    settings=(
        converted("cause", to="a condition on the trigger of the execution"),
        partial("detail", because="CodePipeline knows no users of Jenkins: the condition stops the build"),
    ),
)
def triggered_by(call: Call) -> Iterator[Contribution]:
    """The cause is the beginning of a class's name without regard to case, or `UserIdCause` itself
    (`Utils.shouldRunBeAllowed`)."""
    cause = call.text("cause")
    kinds = {kind for name, kind in _CAUSES.items() if name.casefold().startswith(cause.casefold())} if cause else set()
    if len(kinds) != 1 or call.has("detail"):
        because = "who started it is not known to a build" if call.has("detail") else _NO_TRIGGER.format(cause)
        call.gap(because, "detail" if call.has("detail") else "cause", blocking=True)
        yield c.Blocked(because)
    else:
        yield c.Compare(_STARTED_BY, Operator.EQUALS, Literal(kinds.pop()))
