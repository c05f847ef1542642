"""Custom tools: https://plugins.jenkins.io/custom-tools-plugin/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "custom-tools-plugin",
    title="Custom tools",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "com.cloudbees.jenkins.plugins.customtools.CustomToolInstallWrapper",
    slots=(Slot.WRAPPER,),
    because="a tool that the controller installs is not there: put it into the image",
)
