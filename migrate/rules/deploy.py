"""Archives put on a server of web applications: https://plugins.jenkins.io/deploy/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "deploy",
    title="Deployment to a container",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "hudson.plugins.deploy.DeployPublisher",
    "deploy",
    because="the archive is not put on the server: let a command do it, with the login as a bound credential",
)
