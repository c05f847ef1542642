"""Size of the log: https://plugins.jenkins.io/logfilesizechecker/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "logfilesizechecker",
    title="Size of the log",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.lost(
    "hudson.plugins.logfilesizechecker.LogfilesizecheckerWrapper",
    slots=(Slot.WRAPPER,),
    because="a build is not stopped because of the size of its log",
)
