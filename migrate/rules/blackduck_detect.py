"""A scan by Detect, whose findings may fail the build: https://plugins.jenkins.io/blackduck-detect/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "blackduck-detect",
    title="Black Duck Detect",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager",
)

plugin.blocked(
    "com.synopsys.integration.jenkins.detect.extensions.postbuild.DetectPostBuildStep",
    "synopsys_detect",
    because="libraries are not checked, which may decide about the build: run Detect in a command with a token from Secrets Manager",
)
