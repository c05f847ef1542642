"""Copies to and from the controller: https://plugins.jenkins.io/copy-to-slave/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "copy-to-slave",
    title="Copies to and from the controller",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "com.michelin.cio.hudson.plugins.copytoslave.CopyToSlaveBuildWrapper",
    slots=(Slot.WRAPPER,),
    because="a build has no files of a controller",
)
plugin.blocked(
    "com.michelin.cio.hudson.plugins.copytoslave.CopyToMasterNotifier",
    slots=(Slot.PUBLISHER,),
    because="there is no controller to copy files to: archive them",
)
