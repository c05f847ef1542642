"""Persistent parameters: https://plugins.jenkins.io/persistent-parameter/"""

from __future__ import annotations

from migrate.mapping.open_parameters import open_parameter
from migrate.mapping.rule import Plugin

plugin = Plugin(
    "persistent-parameter",
    title="Persistent parameters",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html",
)


open_parameter(
    plugin,
    "com.gem.persistentparameter.PersistentStringParameterDefinition",
    "com.gem.persistentparameter.PersistentTextParameterDefinition",
    "persistentString",
    "persistentText",
    offers=("successfulOnly", "trim"),
)
