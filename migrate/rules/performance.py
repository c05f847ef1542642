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
_OFF = ("", "false", "0.0", "-1", "-1.0")
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
        gap("errorFailedThreshold", because=_FAILS, default=("", "-1", "100"), blocking=True),
        *(
            gap(f"relativeFailedThreshold{one}", because=_FAILS, default=_OFF, blocking=True)
            for one in ("Positive", "Negative")
        ),
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
    """Of old a parser for each form had its files. A bound of 0 lets one error fail the build, one of 100 none."""
    allow_empty = not call.flag("failBuildIfNoResultFile")
    for files in (call.patterns("sourceDataFiles"), *(one.patterns("glob") for one in call.nested("parsers"))):
        if files:
            yield ArchiveArtifacts(files, allow_empty=allow_empty, artifact="performance")
