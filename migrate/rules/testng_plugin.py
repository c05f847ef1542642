"""Test results of TestNG: https://plugins.jenkins.io/testng-plugin/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Contribution, TestReport

plugin = Plugin(
    "testng-plugin",
    title="TestNG test results",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/test-reporting.html",
)

_PAGE = "it changes only what Jenkins' page shows"
_FAILS = "failed and skipped tests fail no build"
_UNSTABLE = "a build has no UNSTABLE: failed and skipped tests show in the report group alone"


@plugin.rule(
    "hudson.plugins.testng.Publisher",
    "testNG",
    settings=(
        converted("reportFilenamePattern", to="a report group of the build"),
        gap("failedFails", because=_FAILS, default="100", blocking=True),
        gap("failedSkips", because=_FAILS, default="100", blocking=True),
        partial("unstableFails", because=_UNSTABLE, default="100"),
        partial("unstableSkips", because=_UNSTABLE, default="100"),
        gap("failureOnFailedTestConfig", because="a failed configuration of tests fails no build", default="false", blocking=True),
        *(ignored(name, because=_PAGE) for name in ("escapeTestDescp", "escapeExceptionMsg", "showFailedBuilds")),
        ignored("thresholdMode", because="it says what the other numbers count"),
    ),
    behaviour=(partial("failed tests mark the build UNSTABLE", because=_UNSTABLE),),
)  # fmt: skip
def publish_report(call: Call) -> Iterator[Contribution]:
    """In mode 2, the default, the bounds are percentages, which 100 never exceed; in mode 1 they are counts."""
    if call.text("thresholdMode", "2") == "1":
        call.gap(_FAILS, "thresholdMode", blocking=True)
    files = call.globs("reportFilenamePattern") or ("**/testng-results.xml",)
    yield TestReport(files, "TESTNGXML", allow_empty=True)
