"""A scan by Checkmarx, whose findings may fail the build: https://plugins.jenkins.io/checkmarx/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "checkmarx",
    title="Checkmarx",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager",
)

plugin.blocked(
    "com.checkmarx.jenkins.CxScanBuilder",
    because="the source is not scanned, which may decide about the build: run Checkmarx' command line with a token from Secrets Manager",
)
