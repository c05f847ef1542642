"""Maven release: https://plugins.jenkins.io/m2release/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "m2release",
    title="Maven release",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.lost(
    "org.jvnet.hudson.plugins.m2release.M2ReleaseBuildWrapper",
    slots=(Slot.WRAPPER,),
    because="a release is a build of another kind, started from a page of Jenkins: it needs a pipeline of its own",
)
