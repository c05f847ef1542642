"""What Maven says of dependencies: https://plugins.jenkins.io/dependencyanalyzer/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "dependencyanalyzer",
    title="Dependency analyzer",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/test-reporting.html",
)

plugin.nothing(
    "hudson.plugins.dependencyanalyzer.DependencyAnalyzerPublisher",
    because="Jenkins' page shows what Maven writes into the log",
)
