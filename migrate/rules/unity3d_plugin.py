"""Unity: https://plugins.jenkins.io/unity3d-plugin/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "unity3d-plugin",
    title="Unity",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "org.jenkinsci.plugins.unity3d.Unity3dBuilder",
    slots=(Slot.STEP,),
    because="where Unity is, and its licence, the controller knows: run it in a command of an image that has it",
)
