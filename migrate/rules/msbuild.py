"""MSBuild: https://plugins.jenkins.io/msbuild/"""

from __future__ import annotations

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "msbuild",
    title="MSBuild",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html",
)

plugin.blocked(
    "hudson.plugins.msbuild.MsBuildBuilder",
    "msbuild",
    slots=(Slot.STEP,),
    because="where MSBuild is the controller knows: run it in a batch step, on a Windows image that has it",
)
