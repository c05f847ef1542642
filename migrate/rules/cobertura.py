"""Coverage in Cobertura's form: https://plugins.jenkins.io/cobertura/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Contribution, TestReport

plugin = Plugin(
    "cobertura",
    title="Cobertura coverage",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/code-coverage-report.html",
)

_PAGE = "it changes only what Jenkins' page shows"
_UNSTABLE = "a target that is missed marks a build as UNSTABLE, which passes on AWS"
_TARGETS = ("lineCoverage", "packageCoverage", "fileCoverage", "classCoverage", "methodCoverage", "conditionalCoverage")


@plugin.rule(
    "hudson.plugins.cobertura.CoberturaPublisher",
    "cobertura",
    settings=(
        converted("coberturaReportFile", to="a report group of the build"),
        converted("failNoReports", to="whether the build fails when no file matches"),
        partial("onlyStable", because="the report is made whatever became of the build", default="false"),
        gap("failUnhealthy", because="coverage fails no build", default="false", blocking=True),
        gap("failUnstable", because="coverage fails no build", default="false", blocking=True),
        *(partial(f"{name}Targets", because=_UNSTABLE, default="") for name in _TARGETS),
        *(ignored(name, because="it is empty") for name in ("healthyTarget", "unhealthyTarget", "failingTarget")),
        ignored("healthyTarget.**", because="a build has no health"),
        ignored("unhealthyTarget.**", because="a build has no health, and only failUnhealthy fails it"),
        partial("failingTarget.**", because=_UNSTABLE),
        *(ignored(name, because=_PAGE)
          for name in ("sourceEncoding", "maxNumberOfBuilds", "zoomCoverageChart", "enableNewApi")),
        *(partial(name, because="targets do not move with the coverage", default="false")
          for name in ("autoUpdateHealth", "autoUpdateStability")),
    ),
)  # fmt: skip
def publish_coverage(call: Call) -> Iterator[Contribution]:
    """Without `failNoReports` nothing to read is a failure, as it is where Jenkins has the setting by default."""
    allow_empty = not call.flag("failNoReports", True)
    yield TestReport(call.globs("coberturaReportFile"), "COBERTURAXML", allow_empty=allow_empty)
