"""Scans by Fortify: https://plugins.jenkins.io/fortify/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "fortify",
    title="Fortify",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager",
)

plugin.blocked(
    "fortifyUpdate",
    "fortifyClean",
    "fortifyTranslate",
    "fortifyScan",
    "fortifyUpload",
    because="the source is not scanned, which may decide about the build: run sourceanalyzer in a command",
)
