"""Tests in progress: https://plugins.jenkins.io/testInProgress/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "testInProgress",
    title="Tests in progress",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.nothing(
    "org.jenkinsci.plugins.testinprogress.TestInProgressBuildWrapper",
    slots=(Slot.WRAPPER,),
    because="a page of Jenkins",
)
