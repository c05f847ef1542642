"""Extended choice parameter: https://plugins.jenkins.io/extended-choice-parameter/"""

from __future__ import annotations

from migrate.mapping.open_parameters import open_parameter
from migrate.mapping.rule import Plugin

plugin = Plugin(
    "extended-choice-parameter",
    title="Extended choice parameter",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html",
)


open_parameter(
    plugin,
    "com.cwctravel.hudson.plugins.extended_choice_parameter.ExtendedChoiceParameterDefinition",
    "extendedChoice",
    offers=(
        "type",
        "value",
        "multiSelectDelimiter",
        "quoteValue",
        "projectName",
        "propertyFile",
        "groovyScript",
        "groovyScriptFile",
        "bindings",
        "groovyClasspath",
        "propertyKey",
        "defaultPropertyFile",
        "defaultGroovyScript",
        "defaultGroovyScriptFile",
        "defaultBindings",
        "defaultGroovyClasspath",
        "defaultPropertyKey",
    ),
    shows=(
        "descriptionPropertyValue",
        "descriptionPropertyFile",
        "descriptionGroovyScript",
        "descriptionGroovyScriptFile",
        "descriptionBindings",
        "descriptionGroovyClasspath",
        "descriptionPropertyKey",
        "javascriptFile",
        "javascript",
        "saveJSONParameterToFile",
        "visibleItemCount",
    ),
)
