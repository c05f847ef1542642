"""Links to what Maven has deployed: https://plugins.jenkins.io/maven-deployment-linker/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "maven-deployment-linker",
    title="Links to deployed artifacts",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details.html",
)

plugin.nothing(
    "hudson.plugins.mavendeploymentlinker.MavenDeploymentLinkerRecorder",
    because="links on Jenkins' pages, from the lines of the log about uploads",
)
