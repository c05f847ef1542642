"""Files of other jobs: https://plugins.jenkins.io/copyartifact/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "copyartifact",
    title="Copy artifacts",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/welcome-introducing-artifacts.html",
)

plugin.blocked(
    "hudson.plugins.copyartifact.CopyArtifact",
    "copyArtifacts",
    slots=(Slot.STEP,),
    because="files of another job's pipeline are not fetched yet",
)
plugin.blocked(
    "hudson.plugins.copyartifact.BuildSelectorParameter",
    "buildSelector",
    slots=(Slot.PARAMETER,),
    because="a pipeline can't choose a build of another job",
)
plugin.nothing(
    "hudson.plugins.copyartifact.CopyArtifactPermissionProperty",
    "copyArtifactPermission",
    because="policies of IAM say who may read the bucket",
)
