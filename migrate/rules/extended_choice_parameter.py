"""Extended choice parameter: https://plugins.jenkins.io/extended-choice-parameter/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, ignored, partial
from migrate.model.contribution import Contribution, Parameter
from migrate.model.source import Slot

plugin = Plugin(
    "extended-choice-parameter",
    title="Extended choice parameter",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html",
)

_ANY = "a pipeline variable takes any text: nothing offers or checks values"


@plugin.rule(
    "com.cwctravel.hudson.plugins.extended_choice_parameter.ExtendedChoiceParameterDefinition",
    "extendedChoice",
    slots=(Slot.PARAMETER,),
    settings=(
        converted("name", to="a pipeline variable"),
        converted("description", to="the variable's description"),
        converted("defaultValue", to="the variable's default"),
        partial("type", because=_ANY),
        partial("value", because=_ANY),
        partial("multiSelectDelimiter", because=_ANY),
        partial("quoteValue", because=_ANY),
        partial("projectName", because=_ANY),
        partial("propertyFile", because=_ANY),
        partial("groovyScript", because=_ANY),
        partial("groovyScriptFile", because=_ANY),
        partial("bindings", because=_ANY),
        partial("groovyClasspath", because=_ANY),
        partial("propertyKey", because=_ANY),
        partial("defaultPropertyFile", because=_ANY),
        partial("defaultGroovyScript", because=_ANY),
        partial("defaultGroovyScriptFile", because=_ANY),
        partial("defaultBindings", because=_ANY),
        partial("defaultGroovyClasspath", because=_ANY),
        partial("defaultPropertyKey", because=_ANY),
        ignored("descriptionPropertyValue", because="it is about the page on which a build is started"),
        ignored("descriptionPropertyFile", because="it is about the page on which a build is started"),
        ignored("descriptionGroovyScript", because="it is about the page on which a build is started"),
        ignored("descriptionGroovyScriptFile", because="it is about the page on which a build is started"),
        ignored("descriptionBindings", because="it is about the page on which a build is started"),
        ignored("descriptionGroovyClasspath", because="it is about the page on which a build is started"),
        ignored("descriptionPropertyKey", because="it is about the page on which a build is started"),
        ignored("javascriptFile", because="it is about the page on which a build is started"),
        ignored("javascript", because="it is about the page on which a build is started"),
        ignored("saveJSONParameterToFile", because="it is about the page on which a build is started"),
        ignored("visibleItemCount", because="it is about the page on which a build is started"),
    ),
    behaviour=(partial("the page", because="whoever starts the pipeline types the value"),),
)
def parameter(call: Call) -> Iterator[Contribution]:
    yield Parameter(call.text("name"), call.value("defaultValue"), call.text("description"))
