"""Android emulator: https://plugins.jenkins.io/android-emulator/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "android-emulator",
    title="Android emulator",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "hudson.plugins.android_emulator.AndroidEmulator",
    slots=(Slot.WRAPPER,),
    because="an emulator is not started: use an image that starts one, or Device Farm",
)
