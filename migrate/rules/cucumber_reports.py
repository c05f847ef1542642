"""Results of Cucumber: https://plugins.jenkins.io/cucumber-reports/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Contribution, TestReport

plugin = Plugin(
    "cucumber-reports",
    title="Cucumber results",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/test-reporting.html",
)

_COUNTS = ("failedSteps", "skippedSteps", "pendingSteps", "undefinedSteps", "failedScenarios", "failedFeatures")
_PAGE = "it is about Jenkins' pages"


@plugin.rule(
    "net.masterthought.jenkins.CucumberReportPublisher",
    "cucumber",
    settings=(
        converted("fileIncludePattern", to="a report group of the build"),
        converted("jsonReportDirectory", to="a report group of the build"),
        gap("fileExcludePattern", because="no file is left out of the report", default=""),
        gap("buildStatus", because="results of Cucumber fail no build", default=("", "UNSTABLE", "SUCCESS"), blocking=True),
        *(partial(f"{name}{kind}", because="buildStatus says what more of them do to a build", default=("0", "-1", "0.0", "-1.0"))
          for name in _COUNTS for kind in ("Number", "Percentage")),
        gap("stopBuildOnFailedReport", because="results of Cucumber fail no build", default="false", blocking=True),
        *(ignored(name, because=_PAGE)
          for name in ("trendsLimit", "parallelTesting", "sortingMethod", "classifications.**", "classifications",
                       "classificationsFilePattern", "mergeFeaturesById", "mergeFeaturesWithRetest", "hideEmptyHooks",
                       "skipEmptyJSONFiles", "expandAllSteps", "customCssFiles", "customJsFiles", "reportTitle",
                       "skippedAsNotFailingStatus", "pendingAsNotFailingStatus", "undefinedAsNotFailingStatus",
                       "failedAsNotFailingStatus")),
    ),
)  # fmt: skip
def publish_report(call: Call) -> Iterator[Contribution]:
    """JSON below a folder."""
    folder = call.text("jsonReportDirectory").strip().strip("/")
    if "$" in folder:
        call.gap("the folder of the results is known only when the pipeline runs", "jsonReportDirectory", blocking=True)
    files = call.globs("fileIncludePattern") or ("**/*.json",)
    inside = tuple(f"{folder}/{one}" if folder not in ("", ".") else one for one in files)
    yield TestReport(inside, "CUCUMBERJSON", allow_empty=True)
