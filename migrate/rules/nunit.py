"""Test results of NUnit: https://plugins.jenkins.io/nunit/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored, partial
from migrate.model.contribution import Contribution, TestReport

plugin = Plugin(
    "nunit",
    title="NUnit test results",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/test-reporting.html",
)

_FORM = "files are read as those of NUnit 3: for NUnit 2 the format of the report is NUNITXML"
_KEPT = "no results of JUnit's form are written"


@plugin.rule(
    "hudson.plugins.nunit.NUnitPublisher",
    "nunit",
    settings=(
        partial("testResultsPattern", because=_FORM, to="a report group of the build"),
        partial("failIfNoResults", because="it is about any file, not about tests in it", default="true"),
        gap("failedTestsFailBuild", because="failed tests fail no build", default="false", blocking=True),
        gap("skipJUnitArchiver", because="the results go into a report group all the same", default="false"),
        gap("keepJUnitReports", because=_KEPT, default="false"),
        *(ignored(name, because="it is about how Jenkins reads and shows the files")
          for name in ("debug", "healthScaleFactor")),
    ),
    behaviour=(
        partial("failed tests mark the build UNSTABLE", because="a build has no UNSTABLE: they show in the report group alone"),
    ),
)  # fmt: skip
def publish_report(call: Call) -> Iterator[Contribution]:
    allow_empty = not call.flag("failIfNoResults", not call.is_published)
    yield TestReport(call.expanded_patterns("testResultsPattern"), "NUNIT3XML", allow_empty=allow_empty)
