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
_FAILS = "coverage fails no build"
_TARGETS = ("lineCoverage", "packageCoverage", "fileCoverage", "classCoverage", "methodCoverage", "conditionalCoverage")


@plugin.rule(
    "hudson.plugins.cobertura.CoberturaPublisher",
    "cobertura",
    settings=(
        converted("coberturaReportFile", to="a report group of the build"),
        converted("failNoReports", to="whether the build fails when no file matches"),
        partial("onlyStable", because="the report is made whatever became of the build", default="false"),
        gap("failUnhealthy", because=_FAILS, default="false", blocking=True),
        gap("failUnstable", because=_FAILS, default="false", blocking=True),
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
    """A step of a pipeline has all that fails a build by default (`CoberturaPublisher()`), a job's publisher nothing."""
    given = [name for name in _TARGETS if call.has(f"{name}Targets")]
    left_out = [name for name in ("failUnhealthy", "failUnstable") if not call.has(name)]
    if given and left_out and not call.is_published:
        call.gap(f"{_FAILS}: {left_out[0]} is true where a step does not set it", blocking=True)
    allow_empty = not call.flag("failNoReports", not call.is_published)
    yield TestReport(call.expanded_patterns("coberturaReportFile"), "COBERTURAXML", allow_empty=allow_empty)
