"""A task of a Nexus server: https://plugins.jenkins.io/nexus-task-runner/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "nexus-task-runner",
    title="Tasks of Nexus",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager",
)

plugin.blocked(
    "org.jenkinsci.plugins.nexus.NexusTaskPublisher",
    because="no task of Nexus is started: call its API in a command",
)
