"""Test results of many tools: https://plugins.jenkins.io/xunit/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import ArchiveArtifacts, Contribution, TestReport

plugin = Plugin(
    "xunit",
    title="xUnit",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/test-reporting.html",
)


_FORMS = {
    "JUNITXML": ("JUnitType", "JUnit", "GoogleTestType", "GoogleTest", "PHPUnitJunitHudsonTestType", "PHPUnit"),
    "NUNITXML": ("NUnitJunitHudsonTestType", "NUnit2"),
    "NUNIT3XML": ("NUnit3TestType", "NUnit3"),
    "VISUALSTUDIOTRX": ("MSTestJunitHudsonTestType", "MSTest"),
}
_FORM_OF = {name: form for form, names in _FORMS.items() for name in names}
_UNREAD = "CodeBuild does not read this form: the files are archived"
_FAILS = "counts of tests fail no build"
_OLD = "files of an earlier build are no concern: each starts with its own workspace"
_PAGE = "it is about how Jenkins reads and shows the files"


@plugin.rule(
    "xunit",
    "org.jenkinsci.plugins.xunit.XUnitPublisher",
    "org.jenkinsci.plugins.xunit.XUnitBuilder",
    settings=(
        *(converted(f"{name}.pattern", to="a report group of the build") for name in ("tools", "types")),
        *(converted(f"{name}.skipNoTestFiles", to="whether the build fails when no file matches") for name in ("tools", "types")),
        *(gap(f"{name}.excludesPattern", because="no file is left out of the report", default="") for name in ("tools", "types")),
        *(partial(f"{name}.stopProcessingIfError", because="a broken file fails nothing", default="false")
          for name in ("tools", "types")),
        *(ignored(f"{name}.{one}", because=_OLD)
          for name in ("tools", "types") for one in ("failIfNotNew", "deleteOutputFiles")),
        *(partial(f"{name}.customXSL", because=_UNREAD) for name in ("tools", "types")),
        *(gap(name, because="without a tool nothing is read") for name in ("tools", "types")),
        *(gap(f"thresholds.{one}", because=_FAILS, default="", blocking=True)
          for one in ("failureThreshold", "failureNewThreshold")),
        *(partial(f"thresholds.{one}", because="a build that Jenkins marks UNSTABLE passes on AWS", default="")
          for one in ("unstableThreshold", "unstableNewThreshold")),
        ignored("thresholds", because="it is empty"),
        ignored("thresholds[FailedThreshold|SkippedThreshold|PassedThreshold|failed|skipped|passed]", because="it is empty"),
        ignored("thresholdMode", because="it says what the thresholds count"),
        *(ignored(name, because=_PAGE)
          for name in ("testTimeMargin", "extraConfiguration", "extraConfiguration.**", "followSymlink", "reduceLog", "sleepTime",
                       "checksName", "skipPublishingChecks", "testDataPublishers")),
        gap("testDataPublishers.**", because="what is attached to tests is shown by Jenkins alone"),
    ),
)  # fmt: skip
def publish_reports(call: Call) -> Iterator[Contribution]:
    for tool in (*call.nested("tools"), *call.nested("types")):
        files, allow_empty = tool.expanded_patterns("pattern"), tool.flag("skipNoTestFiles")
        if files == ():
            tool.partial("without a pattern nothing is read", "pattern")
        elif tool.name in _FORM_OF:
            yield TestReport(files, _FORM_OF[tool.name], allow_empty=allow_empty)
        else:
            tool.partial(_UNREAD, "pattern")
            yield ArchiveArtifacts(files, allow_empty=allow_empty, artifact="xunit")
