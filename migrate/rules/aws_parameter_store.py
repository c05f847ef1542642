"""Variables from the Parameter Store: https://plugins.jenkins.io/aws-parameter-store/"""

from __future__ import annotations

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "aws-parameter-store",
    title="AWS Parameter Store",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.parameter-store",
)

plugin.blocked(
    "hudson.plugins.awsparameterstore.AwsParameterStoreBuildWrapper",
    "withAWSParameterStore",
    because="which parameters stand below the path is not known here: name each in env/parameter-store of the buildspec",
)
