"""Active choices: https://plugins.jenkins.io/uno-choice/"""

from __future__ import annotations

from migrate.mapping.open_parameters import open_parameter
from migrate.mapping.rule import Plugin

plugin = Plugin(
    "uno-choice",
    title="Active choices",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html",
)


open_parameter(
    plugin,
    "org.biouno.unochoice.ChoiceParameter",
    "org.biouno.unochoice.CascadeChoiceParameter",
    "org.biouno.unochoice.DynamicReferenceParameter",
    "activeChoice",
    "reactiveChoice",
    "activeChoiceHtml",
    default="",
    offers=("choiceType", "script", "script.**", "referencedParameters", "parameters", "omitValueField"),
    shows=("randomName", "visibleItemCount", "filterable", "filterLength", "projectName", "projectFullName"),
)
