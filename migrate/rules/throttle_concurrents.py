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
_SOME = "executions run one by one: there is no number between that and 50 at a time"
_MATCHING = "executions run one by one, whatever their parameters are"
_PER_NODE = "each build has a machine of its own, so that none shares one; how many machines there are limits nothing"


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
    """One build at a time keeps every limit of the job itself; only a category also counts the builds of others."""
    project = (call.text("throttleOption") or "project") == "project"
    total, per_node = call.number("maxConcurrentTotal"), call.number("maxConcurrentPerNode")
    matching, categories = call.flag("limitOneJobWithMatchingParams"), call.items("categories")
    if not call.flag("throttleEnabled"):
        return
    if matching:
        call.partial(_MATCHING, "limitOneJobWithMatchingParams")
    if not project and categories:
        call.gap(_CATEGORY, blocking=True)
    if project and total > 1:
        call.partial(_SOME, "maxConcurrentTotal")
    if project and per_node > 0:
        call.partial(_PER_NODE, "maxConcurrentPerNode")
    if matching or (project and total > 0):
        yield Concurrency(Mode.QUEUED)


plugin.blocked("throttle", because=_CATEGORY, slots=(Slot.STEP,))
