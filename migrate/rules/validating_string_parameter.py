"""Validating string parameter: https://plugins.jenkins.io/validating-string-parameter/"""

from __future__ import annotations

from migrate.mapping.open_parameters import open_parameter
from migrate.mapping.rule import Plugin

plugin = Plugin(
    "validating-string-parameter",
    title="Validating string parameter",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html",
)


open_parameter(
    plugin,
    "hudson.plugins.validating_string_parameter.ValidatingStringParameterDefinition",
    "validatingString",
    offers=("regex", "failedValidationMessage"),
)
