"""Matrix projects: https://plugins.jenkins.io/matrix-project/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Contribution
from migrate.model.source import Slot

plugin = Plugin(
    "matrix-project",
    title="Matrix projects",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/action-requirements.html",
)

_ACTIONS = "an action for each combination"
_VARIABLE = "a variable of the build"
_MACHINE = "the image of each build"
_OF_THE_RUN = "the values of the axis are known only when the job runs"
_STRATEGY = "combinations are chosen and ordered in a way of their own"
_NO_SHARING = "a combination has a workspace of its own"
_IN_ORDER = "a combination that fails stops those after it, which Jenkins would build"
_TEXTS = "[TextAxis|Axis]"
_LABELS = "[LabelAxis|LabelExpAxis]"
_CLASSIC = "executionStrategy[DefaultMatrixExecutionStrategyImpl]"
_GOES_ON = "where one of the first combinations fails, the others are not built"
_UNSTABLE = "a build that Jenkins marks UNSTABLE passes on AWS: the other combinations are built after it too"


@plugin.rule(
    "combinations",
    slots=(Slot.PROPERTY,),
    settings=(
        converted("axes", to=_ACTIONS),
        *(converted(f"axes{_TEXTS}.{name}", to=_VARIABLE) for name in ("name", "values")),
        converted(f"axes{_LABELS}.name", to=_VARIABLE),
        converted(f"axes{_LABELS}.values", to=_MACHINE),
        converted("axes[JDKAxis].name", to=_VARIABLE),
        partial("axes[JDKAxis].values", because="the Java of the image stands for that which Jenkins installs"),
        ignored("axes.orientation", because="how Jenkins shows the axis"),
        gap("axes.**", because=_OF_THE_RUN, blocking=True),
        converted("combinationFilter", to=_ACTIONS, default=""),
        ignored(_CLASSIC, because="it is the default"),
        *(
            one
            for prefix in (f"{_CLASSIC}.", "")
            for one in (
                partial(f"{prefix}runSequentially", because=_IN_ORDER, default="false"),
                converted(f"{prefix}touchStoneCombinationFilter", to="a stage of its own", default=""),
                converted(f"{prefix}touchStoneResultCondition.name", to="the order of the stages"),
                ignored(f"{prefix}touchStoneResultCondition.*", because="it repeats the name of the result"),
                ignored(f"{prefix}sorter[NoopMatrixConfigurationSorter]", because="it is the default"),
                partial(f"{prefix}sorter.**", because="combinations start in the order of the axes"),
            )
        ),
        partial(f"{_CLASSIC}.scheduleDelayMillis", because="all combinations start at once", default="0"),
        gap("executionStrategy.**", because=_STRATEGY, blocking=True),
        partial("childCustomWorkspace", because=_NO_SHARING, default=""),
        partial("customWorkspace", because=_NO_SHARING, default=""),
    ),
)  # fmt: skip
def combine(call: Call) -> Iterator[Contribution]:
    """The reader has made the combinations: here is what becomes of the settings that say which they are."""
    for axis in call.nested("axes"):
        if axis.name in ("TextAxis", "LabelAxis", "LabelExpAxis", "JDKAxis", "Axis"):
            axis.text("name")
            axis.texts("values")
    call.text("combinationFilter")
    for holder in (call, *call.nested("executionStrategy")):
        if holder.text("touchStoneCombinationFilter").strip():
            _touch(holder)
    yield from ()


def _touch(holder: Call) -> None:
    """Jenkins goes on with the other combinations unless the result of the first ones is worse than the condition."""
    condition = next((one.text("name") for one in holder.nested("touchStoneResultCondition")), "")
    if condition == "SUCCESS":
        holder.partial(_UNSTABLE, "touchStoneResultCondition.name")
    elif condition != "UNSTABLE":
        holder.partial(_GOES_ON, "touchStoneResultCondition.name" if condition else "touchStoneCombinationFilter")
