"""Scripts of the controller: https://plugins.jenkins.io/managed-scripts/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "managed-scripts",
    title="Scripts of the controller",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "org.jenkinsci.plugins.managedscripts.ScriptBuildStep",
    "org.jenkinsci.plugins.managedscripts.WinBatchBuildStep",
    "org.jenkinsci.plugins.managedscripts.PowerShellBuildStep",
    slots=(Slot.STEP,),
    because="a script of the controller is not there: keep it in the repository",
)
