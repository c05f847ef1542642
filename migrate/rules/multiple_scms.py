"""Several repositories in one job: https://plugins.jenkins.io/multiple-scms/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "multiple-scms",
    title="Several repositories",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts.html",
)

plugin.blocked(
    "org.jenkinsci.plugins.multiplescms.MultiSCM",
    slots=(Slot.SCM,),
    because="a job with several repositories is not converted yet",
)
