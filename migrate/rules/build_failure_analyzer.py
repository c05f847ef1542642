"""Known causes of failures: https://plugins.jenkins.io/build-failure-analyzer/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "build-failure-analyzer",
    title="Build failure analyzer",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html",
)

plugin.nothing(
    "com.sonyericsson.jenkins.plugins.bfa.model.ScannerJobProperty",
    because="causes of failures are shown on Jenkins' pages",
)
