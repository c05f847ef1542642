"""Descriptions of builds: https://plugins.jenkins.io/description-setter/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "description-setter",
    title="Build descriptions",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts.html",
)

plugin.nothing(
    "hudson.plugins.descriptionsetter.DescriptionSetterPublisher",
    "hudson.plugins.descriptionsetter.DescriptionSetterBuilder",
    because="an execution has an id, and no name or description of its own",
)
