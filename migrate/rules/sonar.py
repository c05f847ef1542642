"""SonarQube: https://plugins.jenkins.io/sonar/

What the steps do stands in the plugin's SonarBuildWrapper, SonarRunnerBuilder, SonarMaven and WaitForQualityGateStep.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.expressions import shell_word, shell_words
from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Command, Contribution, QualityGate, SonarScan, When, WithSonarQube
from migrate.model.java_properties import properties_of
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "sonar",
    title="SonarQube",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager",
)

_VARIABLES = "variables for scanners"
_SCANNER = "a command of sonar-scanner"
_MAVEN = "a command of Maven"
_JDK = ("", "(Inherit From Job)")


@plugin.rule(
    "withSonarQubeEnv",
    "hudson.plugins.sonar.SonarBuildWrapper",
    settings=(
        converted("installationName", to=_VARIABLES),
        converted("credentialsId", to="a secret", default=""),
        converted("envOnly", to="no quality gate of these steps", default="false"),
    ),
)
def around(call: Call) -> Iterator[Contribution]:
    name = call.text("installationName").strip()
    yield WithSonarQube(name, call.value("credentialsId"), not call.flag("envOnly"))


@plugin.rule(
    "waitForQualityGate",
    slots=(Slot.STEP,),
    settings=(
        converted("abortPipeline", to="whether another verdict than OK fails the step", default="false"),
        ignored("credentialsId", because="Jenkins takes that of the analysis"),
        ignored("webhookSecretId", because="the build asks the server, which calls nobody"),
        converted("variable", to="its status"),
    ),
)
def gate(call: Call) -> Iterator[Contribution]:
    yield QualityGate(call.flag("abortPipeline"), call.text("variable"))


@plugin.rule(
    "hudson.plugins.sonar.SonarRunnerBuilder",
    slots=(Slot.STEP,),
    settings=(
        converted("installationName", to=_VARIABLES),
        *(partial(name, because="the image's own sonar-scanner is used: put it there", default="")
          for name in ("sonarScannerName", "sonarRunnerName")),
        converted("project", to=_SCANNER, default=""),
        converted("properties", to=_SCANNER, default=""),
        converted("additionalArguments", to=_SCANNER, default=""),
        converted("javaOpts", to="SONAR_SCANNER_OPTS", default=""),
        partial("jdk", because="the image's own Java is used", default=_JDK),
        partial("task", because="sonar-scanner has no tasks", default=("", "scan")),
    ),
    behaviour=(partial("sonar-scanner", because="the image of the build must have it"),),
)  # fmt: skip
def scan(call: Call) -> Iterator[Contribution]:
    words = ["sonar-scanner", "${SONAR_EXTRA_PROPS}", *shell_words(call.text("additionalArguments"))]
    if project := call.text("project").strip():
        words.append(f"-Dproject.settings={shell_word(project)}")
    given = {key: value.strip() for key, value in properties_of(call.text("properties"))}
    words += [f"{shell_word(f'-D{key}')}={shell_word(value)}" for key, value in given.items() if value]
    words += [] if "sonar.projectBaseDir" in given else ['-Dsonar.projectBaseDir="$PWD"']
    options = shell_word(call.text("javaOpts"))
    for setting in ("additionalArguments", "javaOpts"):
        if "$" in call.text(setting):
            call.partial("variables in it are filled in, which Jenkins leaves as they are", setting)
    lines = [f"export SONAR_SCANNER_OPTS={options} SONAR_RUNNER_OPTS={options}", " ".join(words)]
    yield SonarScan(call.text("installationName").strip(), Command(Literal("\n".join(lines))))


@plugin.rule(
    "hudson.plugins.sonar.SonarPublisher",
    slots=(Slot.PUBLISHER,),
    settings=(
        converted("installationName", to=_VARIABLES),
        converted("branch", to=_MAVEN, default=""),
        converted("jobAdditionalProperties", to=_MAVEN, default=""),
        converted("mavenOpts", to="MAVEN_OPTS", default=""),
        converted("rootPom", to=_MAVEN, default=""),
        partial("mavenInstallationName", because="the image's own Maven is used", default=("", "(Default)")),
        partial("jdk", because="the image's own Java is used", default=_JDK),
        converted("usePrivateRepository", to=_MAVEN, default="false"),
        *(gap(f"triggers.{name}", because="the analysis runs whatever has started the build", default="false")
          for name in ("skipScmCause", "skipUpstreamCause")),
        gap("triggers.envVar", because="no variable keeps the analysis from running", default="", blocking=True),
        ignored("settings[DefaultSettingsProvider]", because="Maven's own settings"),
        ignored("globalSettings[DefaultGlobalSettingsProvider]", because="Maven's own settings"),
        *(gap(f"{name}.**", because="settings of Maven are not taken from the controller", blocking=True)
          for name in ("settings", "globalSettings")),
    ),
)  # fmt: skip
def analyse_with_maven(call: Call) -> Iterator[Contribution]:
    """A publisher analyses unless the build has failed."""
    if not call.has("triggers"):
        call.partial("what may keep an analysis from running is a setting of the controller")
    pom = call.text("rootPom").strip()
    if not pom:
        pom = "pom.xml"
        call.partial("a Maven job has a POM, options and a repository of its own, which are not taken here")
    words = ["mvn", "-f", shell_word(pom), "-e", "-B", '"$SONAR_MAVEN_GOAL"', "${SONAR_EXTRA_PROPS}"]
    words += shell_words(call.text("jobAdditionalProperties"))
    words += [f"-Dsonar.branch={shell_word(branch)}"] if (branch := call.text("branch")) else []
    words += ['-Dmaven.repo.local="$WORKSPACE/.repository"'] if call.flag("usePrivateRepository") else []
    options = call.text("mavenOpts")
    lines = [f"export MAVEN_OPTS={shell_word(options)}"] if options else []
    command = Command(Literal("\n".join([*lines, " ".join(words)])), when=When.SUCCESS)
    yield SonarScan(call.text("installationName").strip(), command)


for _name in ("hudson.plugins.sonar.MsBuildSQRunnerBegin", "hudson.plugins.sonar.MsBuildSQRunnerEnd"):
    plugin.blocked(
        _name, because="run the scanner for .NET in a command, with SONAR_HOST_URL and SONAR_AUTH_TOKEN around it"
    )
