"""Hidden parameter: https://plugins.jenkins.io/hidden-parameter/"""

from __future__ import annotations

from migrate.mapping.open_parameters import open_parameter
from migrate.mapping.rule import Plugin

plugin = Plugin(
    "hidden-parameter",
    title="Hidden parameter",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html",
)


open_parameter(
    plugin,
    "com.wangyin.parameter.WHideParameterDefinition",
)
