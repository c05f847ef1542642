"""Publish test results in JUnit's form: https://plugins.jenkins.io/junit/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Contribution, TestReport

plugin = Plugin(
    "junit",
    title="JUnit test results",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/test-reporting.html",
)

_PAGE = "it changes only what Jenkins' page shows"


@plugin.rule(
    "hudson.tasks.junit.JUnitResultArchiver",
    "junit",
    settings=(
        converted("testResults", to="a report group of the build"),
        converted("allowEmptyResults", to="whether the build fails when no file matches"),
        gap("healthScaleFactor", because="a build has no health", default=("1.0", "1")),
        *(ignored(name, because=_PAGE)
          for name in ("keepLongStdio", "stdioRetention", "keepProperties", "keepTestNames", "skipOldReports")),
        ignored("checksName", because="checks are published by Jenkins alone"),
        ignored("skipPublishingChecks", because="checks are published by Jenkins alone"),
        ignored("skipMarkingBuildUnstable", because="a failed test never changes the result of a build"),
        ignored("testDataPublishers", because="it is empty"),
        gap("testDataPublishers.**", because="what is attached to tests is shown by Jenkins alone"),
    ),
    behaviour=(
        partial("failed tests mark the build UNSTABLE", because="a build has no UNSTABLE: they show in the report group alone"),
    ),
)  # fmt: skip
def publish_report(call: Call) -> Iterator[Contribution]:
    yield TestReport(call.expanded_patterns("testResults"), allow_empty=call.flag("allowEmptyResults"))


plugin.nothing(
    "hudson.tasks.test.AggregatedTestResultPublisher", because="a page of Jenkins with the results of other jobs"
)
