"""Release: https://plugins.jenkins.io/release/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "release",
    title="Release",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.lost(
    "hudson.plugins.release.ReleaseWrapper",
    slots=(Slot.WRAPPER,),
    because="a release is a build of another kind, started from a page of Jenkins: it needs a pipeline of its own",
)
