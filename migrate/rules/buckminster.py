"""Buckminster: https://plugins.jenkins.io/buckminster/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "buckminster",
    title="Buckminster",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "hudson.plugins.buckminster.EclipseBuckminsterBuilder",
    slots=(Slot.STEP,),
    because="where Buckminster is the controller knows: run it in a command of an image that has it",
)
