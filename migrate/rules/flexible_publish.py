"""Publishers and builders under a condition: https://plugins.jenkins.io/flexible-publish/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Choice, Contribution, Role
from migrate.model.source import Slot

plugin = Plugin(
    "flexible-publish",
    title="Conditional publishers",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_LOST = "it is not understood"
_STOPS = "a condition that can't be evaluated fails"
_AT_END = "the first of its publishers that fails ends those behind it, where Jenkins runs them all"
_OF_MATRIX = "a condition for all combinations of a matrix job together is not converted"


@plugin.rule(
    "org.jenkins_ci.plugins.flexible_publish.FlexiblePublisher",
    settings=(gap("publishers", because=_LOST, blocking=True),),
    hands_on=(("publishers", Slot.PUBLISHER),),
)
def publishers(call: Call) -> Iterator[Contribution]:
    yield from ()


@plugin.rule(
    "org.jenkins_ci.plugins.flexible_publish.ConditionalPublisher",
    settings=(
        converted("runner[Fail]", to=_STOPS),
        partial("runner[Run|DontRun|Unstable|RunUnstable]", because=f"{_STOPS}, whatever is chosen here"),
        gap("runner.**", because=_LOST, blocking=True),
        converted("executionStrategy[FailFastExecutionStrategy|FailAtEndExecutionStrategy]",
                  to="whether a publisher that fails ends those behind it"),
        gap("executionStrategy.**", because=_LOST, blocking=True),
        *(gap(name, because=_LOST, blocking=True) for name in ("condition", "publisher", "publisherList")),
        gap("aggregationCondition.**", because=_OF_MATRIX, blocking=True),
        ignored("aggregationRunner.**", because="it is about the condition beside it"),
    ),
    holds=(
        ("condition", Slot.CONDITION, Role.CONDITION),
        ("publisherList", Slot.PUBLISHER, Role.THEN),
        ("publisher", Slot.PUBLISHER, Role.THEN),
    ),
)  # fmt: skip
def under_a_condition(call: Call) -> Iterator[Contribution]:
    """A job of before version 0.15 has no strategy, and a single publisher."""
    call.nested("runner")
    names = [one.name for one in call.nested("executionStrategy")]
    behind_condition = len(call.handed) - 2
    if behind_condition > 0 and "FailAtEndExecutionStrategy" in names:
        call.partial(_AT_END)
    yield Choice()
