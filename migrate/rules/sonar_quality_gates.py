"""A build fails where SonarQube says so: https://plugins.jenkins.io/sonar-quality-gates/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, ignored, partial
from migrate.model.contribution import CallAws, Contribution, SecretShape, SecretVariable
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "sonar-quality-gates",
    title="Quality gates of SonarQube",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager",
)

_SERVER = "address and token of the server are a secret of its name: fill it in"


@plugin.rule(
    "org.quality.gates.jenkins.plugin.QGPublisher",
    "org.quality.gates.jenkins.plugin.QGBuilder",
    slots=(Slot.STEP, Slot.PUBLISHER),
    settings=(
        converted("jobConfigData.projectKey", to="a call of SonarQube's API"),
        partial("jobConfigData.sonarInstanceName", because=_SERVER),
        converted("jobConfigData.buildStatus", to="whether the build fails", default="FAILED"),
        ignored("jobConfigData.attemptsToRepeat", because="the server is asked until it has analysed"),
        *(ignored(f"{name}.**", because="it holds no settings, but what the plugin works with")
          for name in ("buildDecision", "sonarInstance")),
        *(ignored(name, because="it holds no settings, but what the plugin works with")
          for name in ("jobConfigurationService", "jobExecutionService")),
    ),
    behaviour=(
        partial("the wait", because="it lasts 5 minutes at most, whatever the controller says"),
        partial("the server", because="it is asked with a token: a user name with a password is not converted"),
    ),
)  # fmt: skip
def gate(call: Call) -> Iterator[Contribution]:
    """Where nothing has failed before."""
    for one in call.nested("jobConfigData"):
        place = Literal(f"sonarqube-server-{one.text('sonarInstanceName').strip() or 'first'}")
        keys = (("SONAR_HOST_URL", "url"), ("SONAR_AUTH_TOKEN", "token"))
        told = one.text("buildStatus") == "UNSTABLE"
        if told:
            one.partial("the verdict is told in the log alone: the build is not UNSTABLE", "buildStatus")
        yield CallAws(
            f'quality_gate_of "$project"{" told" if told else ""}',
            (("project", one.expanded("projectKey")),),
            functions=("quality_gate_of",),
            secrets=tuple(SecretVariable(name, place, SecretShape.SONARQUBE_SERVER, key) for name, key in keys),
            only_if_successful=call.slot is Slot.PUBLISHER,
        )
