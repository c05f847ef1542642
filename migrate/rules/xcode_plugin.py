"""Xcode: https://plugins.jenkins.io/xcode-plugin/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "xcode-plugin",
    title="Xcode",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "au.com.rayh.XCodeBuilder",
    "xcodeBuild",
    slots=(Slot.STEP,),
    because="xcodebuild needs macOS: run it in a command, on a reserved fleet of CodeBuild",
)
