"""Builders of another job: https://plugins.jenkins.io/template-project/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "template-project",
    title="Builders of another job",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "hudson.plugins.templateproject.ProxyBuilder",
    slots=(Slot.STEP,),
    because="the builders are those of another job: repeat them here",
)
