"""A check of libraries, whose findings may fail the build: https://plugins.jenkins.io/whitesource/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "whitesource",
    title="WhiteSource (Mend)",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager",
)

plugin.blocked(
    "org.whitesource.jenkins.WhiteSourcePublisher",
    because="libraries are not checked, which may decide about the build: run Mend's unified agent in a command",
)
