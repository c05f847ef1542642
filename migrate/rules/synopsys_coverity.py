"""Scans by Coverity, whose findings may fail the build: https://plugins.jenkins.io/synopsys-coverity/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "synopsys-coverity",
    title="Coverity",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager",
)

plugin.blocked(
    "withCoverityEnvironment",
    "coverityIssueCheck",
    because="Coverity is not asked, which may decide about the build: run its tools in commands",
)
