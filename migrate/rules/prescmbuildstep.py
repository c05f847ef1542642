"""Builders before the checkout: https://plugins.jenkins.io/preSCMbuildstep/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "preSCMbuildstep",
    title="Builders before the checkout",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "org.jenkinsci.plugins.preSCMbuildstep.PreSCMBuildStepsWrapper",
    slots=(Slot.WRAPPER,),
    because="the source is there before the first command: what runs before a checkout is not converted",
)
