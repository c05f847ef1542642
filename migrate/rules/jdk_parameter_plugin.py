"""JDK parameter: https://plugins.jenkins.io/jdk-parameter-plugin/"""

from __future__ import annotations

from migrate.mapping.open_parameters import open_parameter
from migrate.mapping.rule import Plugin

plugin = Plugin(
    "jdk-parameter-plugin",
    title="JDK parameter",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html",
)


open_parameter(
    plugin,
    "com.datalex.jdkparameter.JavaParameterDefinition",
    default="defaultJDK",
    offers=("allowedJDKs", "allowedJDKs.**"),
)
