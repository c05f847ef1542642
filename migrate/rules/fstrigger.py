"""File system trigger: https://plugins.jenkins.io/fstrigger/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "fstrigger",
    title="File system trigger",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html",
)

plugin.lost(
    "org.jenkinsci.plugins.fstrigger.triggers.FileNameTrigger",
    "org.jenkinsci.plugins.fstrigger.triggers.FolderContentTrigger",
    slots=(Slot.TRIGGER,),
    because="a change in a file system starts no pipeline: put the files into S3, whose events can",
)
