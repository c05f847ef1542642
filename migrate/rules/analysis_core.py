"""Findings of Checkstyle, PMD, compilers and the like, as the plugins before Warnings NG read them: https://plugins.jenkins.io/analysis-core/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, Promise, gap, ignored, partial
from migrate.model.contribution import ArchiveArtifacts, Contribution

plugin = Plugin(
    "analysis-core",
    title="Static analysis, of old",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)


_KEPT = "no report is made of findings: their files are archived"
_FAILS = "findings fail no build: let the tool itself fail where it finds too many"
_KINDS = [f"{age}{priority}" for age in ("Total", "New") for priority in ("All", "High", "Normal", "Low")]
_SHOWN = (
    *("healthy", "unHealthy", "thresholdLimit", "pluginName", "defaultEncoding", "canRunOnFailed"),
    *("shouldDetectModules", "usePreviousBuildAsReference", "useStableBuildAsReference", "useDeltaValues"),
    *("dontComputeNew", "doNotResolveRelativePaths"),
)
_SHOWN_OF_REPORTS = (
    *("isRankActivated", "includePattern", "excludePattern", "messagesPattern", "categoriesPattern"),
    *("normalThreshold", "highThreshold"),
    *(f"is{one}Deactivated"
      for one in ("CheckStyle", "Dry", "FindBugs", "Pmd", "OpenTasks", "Warnings", "AndroidLint")),
)  # fmt: skip
_SHOWN_OF_TASKS = ("excludePattern", "high", "normal", "low", "ignoreCase", "asRegexp")


def _shown(*names: str) -> tuple[Promise, ...]:
    return tuple(ignored(one, because="it is about findings that Jenkins alone reads and shows") for one in names)


_LIMITS = (
    *(gap(f"{prefix}failed{kind}", because=_FAILS, default="", blocking=True)
      for prefix in ("", "thresholds.") for kind in _KINDS),
    *(partial(f"{prefix}unstable{kind}", because="a build that Jenkins marks UNSTABLE passes on AWS", default="")
      for prefix in ("", "thresholds.") for kind in _KINDS),
    *_shown(*_SHOWN),
    ignored("thresholds", because="it is empty"),
)  # fmt: skip


@plugin.rule(
    "hudson.plugins.warnings.WarningsPublisher",
    "hudson.plugins.checkstyle.CheckStylePublisher",
    "hudson.plugins.pmd.PmdPublisher",
    "hudson.plugins.findbugs.FindBugsPublisher",
    "hudson.plugins.dry.DryPublisher",
    "hudson.plugins.analysis.collector.AnalysisPublisher",
    "org.jenkinsci.plugins.android_lint.LintPublisher",
    "hudson.plugins.warnings.WarningsReporter",
    "hudson.plugins.checkstyle.CheckStyleReporter",
    "hudson.plugins.pmd.PmdReporter",
    "hudson.plugins.findbugs.FindBugsReporter",
    "hudson.plugins.dry.DryReporter",
    "checkstyle",
    "pmd",
    "findbugs",
    "dry",
    "warnings",
    "androidLint",
    settings=(
        partial("pattern", because=_KEPT, to="an output artifact"),
        partial("parserConfigurations.pattern", because=_KEPT, to="an output artifact"),
        ignored("parserConfigurations.parserName", because="findings are shown by Jenkins alone"),
        ignored("parserConfigurations", because="it is empty"),
        ignored("consoleParsers.parserName", because="findings in the log are shown by Jenkins alone"),
        ignored("consoleParsers", because="it is empty"),
        *_LIMITS,
        *_shown(*_SHOWN_OF_REPORTS),
    ),
    behaviour=(ignored("", because="findings are shown by Jenkins alone"),),
)  # fmt: skip
def keep_findings(call: Call) -> Iterator[Contribution]:
    """Reporters of Maven jobs name no files."""
    for one in (call, *call.nested("parserConfigurations")):
        if one.text("pattern"):
            yield ArchiveArtifacts(one.patterns("pattern"), allow_empty=True, artifact="findings")


@plugin.rule(
    "hudson.plugins.tasks.TasksPublisher",
    "hudson.plugins.tasks.TasksReporter",
    "openTasks",
    settings=(
        ignored("pattern", because="open tasks are looked for by Jenkins alone"),
        *_LIMITS,
        *_shown(*_SHOWN_OF_TASKS),
    ),
    behaviour=(ignored("", because="open tasks are shown by Jenkins alone"),),
)
def open_tasks(_: Call) -> Iterator[Contribution]:
    """The pattern is that of sources, which are no report."""
    yield from ()
