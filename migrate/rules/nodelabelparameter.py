"""Node and label parameters: https://plugins.jenkins.io/nodelabelparameter/"""

from __future__ import annotations

from migrate.mapping.open_parameters import open_parameter
from migrate.mapping.rule import Plugin, partial
from migrate.model.source import Slot

plugin = Plugin(
    "nodelabelparameter",
    title="Node and label parameters",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html",
)


open_parameter(
    plugin,
    "org.jvnet.jenkins.plugins.nodelabelparameter.LabelParameterDefinition",
    "labelParam",
    offers=("allNodesMatchingLabel", "nodeEligibility", "nodeEligibility.**"),
    shows=("triggerIfResult",),
    differs=partial("where it runs", because="the machine is that of the project, whatever value is given"),
)


plugin.blocked(
    "org.jvnet.jenkins.plugins.nodelabelparameter.NodeParameterDefinition",
    "nodeParam",
    slots=(Slot.PARAMETER,),
    because="a build can't be sent to one machine, or to several",
)
