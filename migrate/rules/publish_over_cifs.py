"""Publish over CIFS: https://plugins.jenkins.io/publish-over-cifs/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "publish-over-cifs",
    title="Publish over CIFS",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "jenkins.plugins.publish_over_cifs.CifsPublisherPlugin",
    "cifsPublisher",
    slots=(Slot.PUBLISHER,),
    because="files are not put on a share of Windows: use smbclient in a command, or FSx",
)
plugin.blocked(
    "jenkins.plugins.publish_over_cifs.CifsBuilderPlugin",
    slots=(Slot.STEP,),
    because="files are not put on a share of Windows: use smbclient in a command, or FSx",
)
