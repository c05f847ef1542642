"""A check of libraries against policies: https://plugins.jenkins.io/nexus-jenkins-plugin/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "nexus-jenkins-plugin",
    title="Sonatype Nexus IQ",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager",
)

plugin.blocked(
    "org.sonatype.nexus.ci.iq.IqPolicyEvaluatorBuildStep",
    "nexusPolicyEvaluation",
    because="libraries are not checked, which may decide about the build: run Nexus IQ's command line",
)
