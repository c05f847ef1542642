"""Environment file: https://plugins.jenkins.io/envfile/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "envfile",
    title="Environment file",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "hudson.plugins.envfile.EnvFileBuildWrapper",
    slots=(Slot.WRAPPER,),
    because="variables from a file are not converted",
)
