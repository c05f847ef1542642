"""Lines between parameters: https://plugins.jenkins.io/parameter-separator/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "parameter-separator",
    title="Parameter separator",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html",
)

plugin.nothing(
    "jenkins.plugins.parameter_separator.ParameterSeparatorDefinition",
    "separator",
    slots=(Slot.PARAMETER,),
    because="it is about the page on which a build is started",
)
