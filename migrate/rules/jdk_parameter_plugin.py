"""JDK parameter: https://plugins.jenkins.io/jdk-parameter-plugin/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, partial
from migrate.model.contribution import Contribution, Parameter
from migrate.model.source import Slot

plugin = Plugin(
    "jdk-parameter-plugin",
    title="JDK parameter",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html",
)

_ANY = "a pipeline variable takes any text: nothing offers or checks values"


@plugin.rule(
    "com.datalex.jdkparameter.JavaParameterDefinition",
    slots=(Slot.PARAMETER,),
    settings=(
        converted("name", to="a pipeline variable"),
        converted("description", to="the variable's description"),
        converted("defaultJDK", to="the variable's default"),
        partial("allowedJDKs", because=_ANY),
        partial("allowedJDKs.**", because=_ANY),
    ),
    behaviour=(partial("the page", because="whoever starts the pipeline types the value"),),
)
def parameter(call: Call) -> Iterator[Contribution]:
    yield Parameter(call.text("name"), call.value("defaultJDK"), call.text("description"))
