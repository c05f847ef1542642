"""Git parameter: https://plugins.jenkins.io/git-parameter/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, ignored, partial
from migrate.model.contribution import Contribution, Parameter
from migrate.model.source import Slot

plugin = Plugin(
    "git-parameter",
    title="Git parameter",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html",
)

_ANY = "a pipeline variable takes any text: nothing offers or checks values"


@plugin.rule(
    "net.uaznia.lukanus.hudson.plugins.gitparameter.GitParameterDefinition",
    "gitParameter",
    slots=(Slot.PARAMETER,),
    settings=(
        converted("name", to="a pipeline variable"),
        converted("description", to="the variable's description"),
        converted("defaultValue", to="the variable's default"),
        partial("type", because=_ANY),
        partial("branch", because=_ANY),
        partial("branchFilter", because=_ANY),
        partial("tagFilter", because=_ANY),
        partial("useRepository", because=_ANY),
        partial("requiredParameter", because=_ANY),
        ignored("uuid", because="it is about the page on which a build is started"),
        ignored("sortMode", because="it is about the page on which a build is started"),
        ignored("selectedValue", because="it is about the page on which a build is started"),
        ignored("quickFilterEnabled", because="it is about the page on which a build is started"),
        ignored("listSize", because="it is about the page on which a build is started"),
    ),
    behaviour=(partial("the page", because="whoever starts the pipeline types the value"),),
)
def parameter(call: Call) -> Iterator[Contribution]:
    yield Parameter(call.text("name"), call.value("defaultValue"), call.text("description"))
