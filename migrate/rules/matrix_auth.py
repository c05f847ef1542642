"""Who may do what with a job: https://plugins.jenkins.io/matrix-auth/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "matrix-auth",
    title="Matrix authorization",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/security-iam.html",
)

plugin.nothing(
    "hudson.security.AuthorizationMatrixProperty",
    "authorizationMatrix",
    because="users of Jenkins are not users of AWS: policies of IAM say who may start the pipeline",
)
