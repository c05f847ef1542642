"""Validating string parameter: https://plugins.jenkins.io/validating-string-parameter/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, partial
from migrate.model.contribution import Contribution, Parameter
from migrate.model.source import Slot

plugin = Plugin(
    "validating-string-parameter",
    title="Validating string parameter",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html",
)

_ANY = "a pipeline variable takes any text: nothing offers or checks values"


@plugin.rule(
    "hudson.plugins.validating_string_parameter.ValidatingStringParameterDefinition",
    "validatingString",
    slots=(Slot.PARAMETER,),
    settings=(
        converted("name", to="a pipeline variable"),
        converted("description", to="the variable's description"),
        converted("defaultValue", to="the variable's default"),
        partial("regex", because=_ANY),
        partial("failedValidationMessage", because=_ANY),
    ),
    behaviour=(partial("the page", because="whoever starts the pipeline types the value"),),
)
def parameter(call: Call) -> Iterator[Contribution]:
    yield Parameter(call.text("name"), call.value("defaultValue"), call.text("description"))
