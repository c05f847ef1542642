"""Known weaknesses of what a build depends on: https://plugins.jenkins.io/dependency-check-jenkins-plugin/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.expressions import shell_words
from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import ArchiveArtifacts, Command, Contribution
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "dependency-check-jenkins-plugin",
    title="OWASP Dependency-Check",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.artifacts",
)

_KEPT = "no report is made of findings: their files are archived"
_FAILS = "findings fail no build: give dependency-check --failOnCVSS"
_UNSTABLE = "a build that Jenkins marks UNSTABLE passes on AWS"
_PAGE = "it is about findings that Jenkins alone reads and shows"
_SKIPS = "whether a change of the source started the build is not asked"
_SEVERITIES = ("Critical", "High", "Medium", "Normal", "Low", "All")
_LIMITS = [f"{age}{severity}" for age in ("Total", "New") for severity in _SEVERITIES]
_OLD = [f"{age}{severity}" for age in ("Total", "New") for severity in ("High", "Normal", "Low", "All")]
_SHOWN = (
    *("healthy", "unHealthy", "thresholdLimit", "pluginName", "defaultEncoding", "canRunOnFailed"),
    *("shouldDetectModules", "usePreviousBuildAsReference", "useStableBuildAsReference", "useDeltaValues"),
    *("dontComputeNew", "doNotResolveRelativePaths", "thresholds"),
    *("totalThresholdAnalysisExploitable", "newThresholdAnalysisExploitable"),
)


@plugin.rule(
    "org.jenkinsci.plugins.DependencyCheck.DependencyCheckPublisher",
    "dependencyCheckPublisher",
    settings=(
        partial("pattern", because=_KEPT, to="an output artifact"),
        *(gap(f"failed{one}", because=_FAILS, default="", blocking=True) for one in _LIMITS),
        *(gap(f"thresholds.failed{one}", because=_FAILS, default="", blocking=True) for one in _OLD),
        *(partial(f"unstable{one}", because=_UNSTABLE, default="") for one in _LIMITS),
        *(partial(f"thresholds.unstable{one}", because=_UNSTABLE, default="") for one in _OLD),
        ignored("stopBuild", because="it is about findings that fail the build"),
        ignored("skipNoReportFiles", because="a missing report marks the build UNSTABLE at most"),
        *(ignored(name, because=_PAGE) for name in _SHOWN),
    ),
    behaviour=(partial("", because=_KEPT),),
)  # fmt: skip
def keep_findings(call: Call) -> Iterator[Contribution]:
    """A missing report fails no build, in versions of old and of now."""
    files = call.patterns("pattern") or ("**/dependency-check-report.xml",)
    yield ArchiveArtifacts(files, allow_empty=True, artifact="dependency_check")


@plugin.rule(
    "org.jenkinsci.plugins.DependencyCheck.DependencyCheckToolBuilder",
    "dependencyCheck",
    "dependencycheck",
    slots=(Slot.STEP,),
    settings=(
        partial("odcInstallation", because="the image's own dependency-check.sh is used"),
        converted("additionalArguments", to="a command of dependency-check.sh"),
        gap("nvdCredentialsId", because="bind the key, and give it by --nvdApiKey", default="", blocking=True),
        gap("skipOnScmChange", because=_SKIPS, default="false", blocking=True),
        gap("skipOnUpstreamChange", because=_SKIPS, default="false", blocking=True),
        ignored("stopBuild", because="a failure stops the build here"),
        ignored("debug", because="it is about the log"),
    ),
    behaviour=(
        partial("a failure", because="it stops the build here, where Jenkins may go on and fail in the end"),
        partial("proxy", because="the settings of the controller's proxy are not handed on"),
    ),
)
def scan(call: Call) -> Iterator[Contribution]:
    """What the arguments do not name is added, as `DependencyCheckToolBuilder.buildArgumentList` does."""
    arguments = call.text("additionalArguments")
    words = ["dependency-check.sh"]
    words += [] if "--project" in arguments else ["--project", '"$JOB_NAME #$BUILD_NUMBER"']
    words += [] if "--scan" in arguments or "-s " in arguments else ["--scan", '"$WORKSPACE"']
    words += [] if "--format" in arguments or "-f " in arguments else ["--format", "XML"]
    yield Command(Literal(" ".join([*words, *shell_words(arguments)])))
