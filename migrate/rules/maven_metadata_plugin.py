"""Maven metadata parameter: https://plugins.jenkins.io/maven-metadata-plugin/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, partial
from migrate.model.contribution import Contribution, Parameter
from migrate.model.source import Slot

plugin = Plugin(
    "maven-metadata-plugin",
    title="Maven metadata parameter",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html",
)

_ANY = "a pipeline variable takes any text: nothing offers or checks values"


@plugin.rule(
    "eu.markov.jenkins.plugin.mvnmeta.MavenMetadataParameterDefinition",
    slots=(Slot.PARAMETER,),
    settings=(
        converted("name", to="a pipeline variable"),
        converted("description", to="the variable's description"),
        converted("defaultValue", to="the variable's default"),
        partial("repoBaseUrl", because=_ANY),
        partial("groupId", because=_ANY),
        partial("artifactId", because=_ANY),
        partial("packaging", because=_ANY),
        partial("classifier", because=_ANY),
        partial("versionFilter", because=_ANY),
        partial("sortOrder", because=_ANY),
        partial("maxVersions", because=_ANY),
        partial("currentArtifactInfoUrl", because=_ANY),
        partial("currentArtifactInfoLabel", because=_ANY),
        partial("currentArtifactInfoPattern", because=_ANY),
        partial("username", because=_ANY),
        partial("password", because=_ANY),
        partial("credentialsId", because=_ANY),
    ),
    behaviour=(partial("the page", because="whoever starts the pipeline types the value"),),
)
def parameter(call: Call) -> Iterator[Contribution]:
    yield Parameter(call.text("name"), call.value("defaultValue"), call.text("description"))
