"""Environment script: https://plugins.jenkins.io/environment-script/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "environment-script",
    title="Environment script",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "com.lookout.jenkins.EnvironmentScript",
    slots=(Slot.WRAPPER,),
    because="variables that a script sets are not converted",
)
