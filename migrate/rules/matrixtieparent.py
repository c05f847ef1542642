"""Matrix parent: https://plugins.jenkins.io/matrixtieparent/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "matrixtieparent",
    title="Matrix parent",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.nothing(
    "matrixtieparent.BuildWrapperMtp",
    slots=(Slot.WRAPPER,),
    because="the part of a matrix job that starts the others needs no machine",
)
