"""A build fails where SonarQube says so: https://plugins.jenkins.io/sonar-quality-gates/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "sonar-quality-gates",
    title="Quality gates of SonarQube",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager",
)

plugin.blocked(
    "org.quality.gates.jenkins.plugin.QGPublisher",
    "org.quality.gates.jenkins.plugin.QGBuilder",
    because="nobody asks the server for its verdict: let the scanner wait for it, with sonar.qualitygate.wait=true",
)
