"""Findings of compilers and analysers: https://plugins.jenkins.io/warnings-ng/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored, partial
from migrate.model.contribution import ArchiveArtifacts, Contribution

plugin = Plugin(
    "warnings-ng",
    title="Warnings NG",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.artifacts",
)


_PAGE = "findings are shown by Jenkins alone"
_FAILS = (
    "findings decide about a build in Jenkins, and fail none here: let the tool itself fail where it finds too many"
)
_KEPT = "no report is made of findings: their files are archived"
_TOOLS = ("tool", "tools", "toolProxies.tool", "analysisTools")
_BOUNDS = [f"{age}{kind}" for age in ("New", "Total") for kind in ("All", "High", "Low", "Normal")]
_SHOWN = (
    "aggregatingResults",
    "blameDisabled",
    "enabledForFailure",
    "forensicsDisabled",
    "healthy",
    "id",
    "ignoreFailedBuilds",
    "ignoreQualityGate",
    "isAggregatingResults",
    "isBlameDisabled",
    "isEnabledForFailure",
    "minimumSeverity",
    "name",
    "publishAllIssues",
    "quiet",
    "referenceBuildId",
    "referenceJobName",
    "scm",
    "skipBlames",
    "skipPublishingChecks",
    "sourceCodeEncoding",
    "sourceDirectory",
    "trendChartType",
    "unhealthy",
)


@plugin.rule(
    "io.jenkins.plugins.analysis.core.steps.IssuesRecorder",
    "recordIssues",
    settings=(
        *(partial(f"{name}.pattern", because=_KEPT, to="an output artifact") for name in _TOOLS),
        *(ignored(f"{name}.**", because=_PAGE) for name in ("tool", "tools", "toolProxies", "analysisTools")),
        *(ignored(name, because=_PAGE) for name in ("tool", "tools", "toolProxies", "analysisTools")),
        ignored("qualityGates", because="it is empty"),
        gap("qualityGates.**", because=_FAILS, blocking=True),
        *(gap(f"failed{one}", because=_FAILS, default=("", "0"), blocking=True) for one in _BOUNDS),
        *(
            partial(f"unstable{one}", because="a build that Jenkins marks UNSTABLE passes on AWS", default=("", "0"))
            for one in _BOUNDS
        ),
        gap("failOnError", because="a file that can't be read fails nothing", default="false", blocking=True),
        *(ignored(name, because=_PAGE) for name in (*_SHOWN, "filters", "sourceDirectories", "checksInfo")),
        *(ignored(f"{name}.**", because=_PAGE) for name in ("filters", "sourceDirectories", "checksInfo")),
    ),
    behaviour=(ignored("", because=_PAGE),),
)
def keep_findings(call: Call) -> Iterator[Contribution]:
    """Without a pattern a tool reads the log."""
    proxied = [tool for proxy in call.nested("toolProxies") for tool in proxy.nested("tool")]
    tools = [tool for name in ("tool", "tools", "analysisTools") for tool in call.nested(name)]
    for tool in (*tools, *proxied):
        if tool.text("pattern"):
            yield ArchiveArtifacts(tool.globs("pattern"), allow_empty=True, artifact="findings")


plugin.blocked(
    "scanForIssues",
    "publishIssues",
    because="findings decide about a build in Jenkins, and are not read here: let the tool itself fail where it finds too many",
)
