"""Build keeper: https://plugins.jenkins.io/build-keeper-plugin/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "build-keeper-plugin",
    title="Build keeper",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.nothing(
    "org.jenkins_ci.plugins.build_keeper.BuildKeeper",
    slots=(Slot.WRAPPER,),
    because="how long builds are kept is a matter of the bucket",
)
