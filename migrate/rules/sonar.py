"""SonarQube: https://plugins.jenkins.io/sonar/"""

from __future__ import annotations

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "sonar",
    title="SonarQube",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager",
)

_SERVER = (
    "address and token of the server are the controller's: give the build SONAR_HOST_URL and a secret SONAR_TOKEN, and run the "
    "scanner in a command"
)

plugin.blocked("withSonarQubeEnv", "hudson.plugins.sonar.SonarBuildWrapper", because=_SERVER)
plugin.blocked(
    "waitForQualityGate",
    because="the server tells Jenkins of its verdict: let the scanner wait for it, with sonar.qualitygate.wait=true",
    slots=(Slot.STEP,),
)
for _name in (
    "hudson.plugins.sonar.SonarRunnerBuilder",
    "hudson.plugins.sonar.SonarPublisher",
    "hudson.plugins.sonar.MsBuildSQRunnerBegin",
    "hudson.plugins.sonar.MsBuildSQRunnerEnd",
):
    plugin.blocked(_name, because=_SERVER)
