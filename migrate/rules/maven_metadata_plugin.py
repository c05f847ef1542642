"""Maven metadata parameter: https://plugins.jenkins.io/maven-metadata-plugin/"""

from __future__ import annotations

from migrate.mapping.open_parameters import open_parameter
from migrate.mapping.rule import Plugin

plugin = Plugin(
    "maven-metadata-plugin",
    title="Maven metadata parameter",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html",
)


open_parameter(
    plugin,
    "eu.markov.jenkins.plugin.mvnmeta.MavenMetadataParameterDefinition",
    offers=(
        "repoBaseUrl",
        "groupId",
        "artifactId",
        "packaging",
        "classifier",
        "versionFilter",
        "sortOrder",
        "maxVersions",
        "currentArtifactInfoUrl",
        "currentArtifactInfoLabel",
        "currentArtifactInfoPattern",
        "username",
        "password",
        "credentialsId",
    ),
)
