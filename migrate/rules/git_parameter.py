"""Git parameter: https://plugins.jenkins.io/git-parameter/"""

from __future__ import annotations

from migrate.mapping.open_parameters import open_parameter
from migrate.mapping.rule import Plugin

plugin = Plugin(
    "git-parameter",
    title="Git parameter",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html",
)


open_parameter(
    plugin,
    "net.uaznia.lukanus.hudson.plugins.gitparameter.GitParameterDefinition",
    "gitParameter",
    offers=("type", "branch", "branchFilter", "tagFilter", "useRepository", "requiredParameter"),
    shows=("uuid", "sortMode", "selectedValue", "quickFilterEnabled", "listSize"),
)
