"""How many builds run at once: https://plugins.jenkins.io/throttle-concurrents/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, ignored
from migrate.model.contribution import Concurrency, Contribution, Mode
from migrate.model.source import Slot

plugin = Plugin(
    "throttle-concurrents",
    title="Throttle concurrent builds",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html#how-it-works-modes",
)

_MODE = "the execution mode"
_CATEGORY = "builds of other jobs of the category count too"


@plugin.rule(
    "hudson.plugins.throttleconcurrents.ThrottleJobProperty",
    "throttleJobProperty",
    slots=(Slot.PROPERTY, Slot.OPTION),
    settings=(
        *(converted(name, to=_MODE) for name in ("throttleEnabled", "throttleOption", "maxConcurrentTotal")),
        *(
            converted(name, to=_MODE)
            for name in ("maxConcurrentPerNode", "categories", "limitOneJobWithMatchingParams")
        ),
        ignored("paramsToUseForLimit", because="it belongs to limitOneJobWithMatchingParams"),
        ignored("matrixOptions", because="how a matrix is throttled follows from the rest"),
        ignored("matrixOptions.**", because="how a matrix is throttled follows from the rest"),
        ignored("configVersion", because="a record of Jenkins alone"),
    ),
)
def throttle(call: Call) -> Iterator[Contribution]:
    """Exact where it is off, and where one build of this job runs at a time."""
    enabled = call.flag("throttleEnabled")
    project = (call.text("throttleOption") or "project") == "project"
    total, per_node = call.number("maxConcurrentTotal"), call.number("maxConcurrentPerNode")
    matching = call.flag("limitOneJobWithMatchingParams")
    call.has("categories")  # they matter to throttleOption alone
    if not enabled:
        return
    if not project:
        call.gap(_CATEGORY, blocking=True)
    elif total == 1:
        yield Concurrency(Mode.QUEUED)
    elif total > 1 or per_node > 0 or matching:
        call.gap("executions run one by one or up to 50 at a time, with no number between", blocking=True)


plugin.blocked("throttle", because=_CATEGORY, slots=(Slot.STEP,))
