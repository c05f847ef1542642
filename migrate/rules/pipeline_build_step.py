"""Start another job: https://plugins.jenkins.io/pipeline-build-step/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, partial
from migrate.model.contribution import Contribution, StartJob

plugin = Plugin(
    "pipeline-build-step",
    title="Build another job",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StartPipelineExecution.html",
)


@plugin.rule(
    "build",
    settings=(
        converted("job", to="a start of the other pipeline"),
        converted("wait", to="whether the build waits for the other pipeline"),
        converted("propagate", to="whether its failure fails the build"),
        converted("parameters[string|text|booleanParam|StringParameterValue|BooleanParameterValue|TextParameterValue].name",
                  to="variables of the other pipeline"),
        converted("parameters[string|text|booleanParam|StringParameterValue|BooleanParameterValue|TextParameterValue].value",
                  to="variables of the other pipeline"),
        gap("parameters", because="parameters that are computed are not converted", blocking=True),
        gap("parameters.**", because="a parameter of this kind can't be handed to a pipeline", blocking=True),
        partial("quietPeriod", because="a pipeline starts at once", default="0"),
        gap("waitForStart", because="the build waits for the end or not at all", default="false", blocking=True),
    ),
)  # fmt: skip
def start(call: Call) -> Iterator[Contribution]:
    variables = tuple((one.text("name"), one.value("value")) for one in call.nested("parameters"))
    yield StartJob(call.value("job"), variables, call.flag("wait", True), call.flag("propagate", True))
