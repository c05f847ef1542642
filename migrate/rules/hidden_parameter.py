"""Hidden parameter: https://plugins.jenkins.io/hidden-parameter/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, partial
from migrate.model.contribution import Contribution, Parameter
from migrate.model.source import Slot

plugin = Plugin(
    "hidden-parameter",
    title="Hidden parameter",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html",
)

_ANY = "a pipeline variable takes any text: nothing offers or checks values"


@plugin.rule(
    "com.wangyin.parameter.WHideParameterDefinition",
    slots=(Slot.PARAMETER,),
    settings=(
        converted("name", to="a pipeline variable"),
        converted("description", to="the variable's description"),
        converted("defaultValue", to="the variable's default"),
    ),
    behaviour=(partial("the page", because="whoever starts the pipeline types the value"),),
)
def parameter(call: Call) -> Iterator[Contribution]:
    yield Parameter(call.text("name"), call.value("defaultValue"), call.text("description"))
