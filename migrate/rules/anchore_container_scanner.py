"""A scan of images, whose findings may fail the build: https://plugins.jenkins.io/anchore-container-scanner/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "anchore-container-scanner",
    title="Anchore",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager",
)

plugin.blocked(
    "com.anchore.jenkins.plugins.anchore.AnchoreBuilder",
    "anchore",
    because="no image is scanned, which may decide about the build: run Anchore's command line, or let Amazon Inspector scan the registry",
)
