"""Results of JMeter and other tests of load: https://plugins.jenkins.io/performance/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored, partial
from migrate.model.contribution import ArchiveArtifacts, Contribution

plugin = Plugin(
    "performance",
    title="Performance",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.artifacts",
)


_KEPT = "no report is made of tests of load: their files are archived"
_FAILS = "errors and times decide about a build in Jenkins, and fail none here: check them in a command"
_NEVER = "no build fails by it: it is off, or of a way to compare that is not chosen"
_RELATIVE = ("relativeFailedThresholdPositive", "relativeFailedThresholdNegative")
_OFF = ("", "false", "-1", "-1.0")
_PAGE = ("configType", "graphType", "optionType", "xml", "modePerformancePerTestCase", "excludeResponseTime", "modeThroughput",
         "junitOutput", "percentiles", "persistConstraintLog", "ignoreFailedBuilds", "ignoreUnstableBuilds", "nthBuildNumber",
         "compareBuildPrevious", "modeOfThreshold", "modeRelativeThresholds", "baselineBuild")  # fmt: skip
_UNSTABLE = ("errorUnstableThreshold", "errorUnstableResponseTimeThreshold", "relativeUnstableThresholdPositive",
             "relativeUnstableThresholdNegative")  # fmt: skip


@plugin.rule(
    "hudson.plugins.performance.PerformancePublisher",
    "perfReport",
    settings=(
        partial("sourceDataFiles", because=_KEPT, to="an output artifact"),
        partial("parsers.glob", because=_KEPT, to="an output artifact"),
        partial("failBuildIfNoResultFile", because=_KEPT),
        *(ignored(name, because=_NEVER) for name in ("errorFailedThreshold", *_RELATIVE)),
        *(
            partial(name, because="a build that Jenkins marks UNSTABLE passes on AWS", default=_OFF)
            for name in _UNSTABLE
        ),
        *(
            ignored(name, because="it says how figures are shown or compared, and the thresholds what they do")
            for name in _PAGE
        ),
        gap("modeEvaluation", because=_FAILS, default="false", blocking=True),
        ignored("constraints", because="it is empty"),
        gap("constraints.**", because=_FAILS, blocking=True),
    ),
    behaviour=(partial("", because=_KEPT),),
)
def keep_results(call: Call) -> Iterator[Contribution]:
    """Of old a parser for each form had its files."""
    for name in _that_fail(call):
        call.gap(_FAILS, name, blocking=True)
    allow_empty = not call.flag("failBuildIfNoResultFile", not call.is_published)
    for files in (call.patterns("sourceDataFiles"), *(one.patterns("glob") for one in call.nested("parsers"))):
        if files:
            yield ArchiveArtifacts(files, allow_empty=allow_empty, artifact="performance")


def _that_fail(call: Call) -> Iterator[str]:
    """The bounds that may fail a build (`evaluateInStandardMode`): shares of errors, or differences to another build. A
    negative one is off, and no share is above 100."""
    if call.flag("modeEvaluation"):
        return
    if call.flag("modeOfThreshold"):
        yield from (name for name in _RELATIVE if call.has(name) and call.number(name) >= 0)
    elif 0 <= call.number("errorFailedThreshold", -1) < 100:
        yield "errorFailedThreshold"
