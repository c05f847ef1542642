"""Node and label parameters: https://plugins.jenkins.io/nodelabelparameter/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, ignored, partial
from migrate.model.contribution import Contribution, Parameter
from migrate.model.source import Slot

plugin = Plugin(
    "nodelabelparameter",
    title="Node and label parameters",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html",
)

_ANY = "a pipeline variable takes any text: nothing offers or checks values"


@plugin.rule(
    "org.jvnet.jenkins.plugins.nodelabelparameter.LabelParameterDefinition",
    "labelParam",
    slots=(Slot.PARAMETER,),
    settings=(
        converted("name", to="a pipeline variable"),
        converted("description", to="the variable's description"),
        converted("defaultValue", to="the variable's default"),
        partial("allNodesMatchingLabel", because=_ANY),
        partial("nodeEligibility", because=_ANY),
        partial("nodeEligibility.**", because=_ANY),
        ignored("triggerIfResult", because="it is about the page on which a build is started"),
    ),
    behaviour=(partial("where it runs", because="the machine is that of the project, whatever value is given"),),
)
def parameter(call: Call) -> Iterator[Contribution]:
    yield Parameter(call.text("name"), call.value("defaultValue"), call.text("description"))


plugin.blocked(
    "org.jvnet.jenkins.plugins.nodelabelparameter.NodeParameterDefinition",
    "nodeParam",
    slots=(Slot.PARAMETER,),
    because="a build can't be sent to one machine, or to several",
)
