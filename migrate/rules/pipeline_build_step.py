"""Start another job: https://plugins.jenkins.io/pipeline-build-step/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, partial
from migrate.model.contribution import Contribution, StartJob
from migrate.model.source import Slot

plugin = Plugin(
    "pipeline-build-step",
    title="Build another job",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StartPipelineExecution.html",
)

_KNOWN = "parameters[string|text|booleanParam|StringParameterValue|TextParameterValue|BooleanParameterValue]"


@plugin.rule(
    "build",
    slots=(Slot.STEP,),
    settings=(
        converted("job", to="a start of the other pipeline"),
        converted("wait", to="whether the build waits for the other pipeline"),
        converted("propagate", to="whether its failure fails the build"),
        converted(f"{_KNOWN}.name", to="variables of the other pipeline"),
        converted(f"{_KNOWN}.value", to="variables of the other pipeline"),
        gap("parameters", because="parameters that are computed are not converted", blocking=True),
        gap("parameters.**", because="a parameter of this kind can't be handed to a pipeline", blocking=True),
        partial("quietPeriod", because="a pipeline starts at once", default="0"),
        partial("waitForStart", because="an execution that waits for its turn counts as started", default="false"),
    ),
)
def start(call: Call) -> Iterator[Contribution]:
    """`waitForStart` takes the place of `wait`."""
    known = [one for one in call.nested("parameters") if one.describable.setting("name")]
    variables = tuple((one.text("name"), one.value("value")) for one in known)
    wait = call.flag("wait", True) and not call.flag("waitForStart")
    yield StartJob(call.value("job"), variables, wait, call.flag("propagate", True))


plugin.blocked(
    "waitForBuild",
    because="which build to wait for is known only when the job runs",
    slots=(Slot.STEP,),
)
