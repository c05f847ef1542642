"""Abort builds that take too long: https://plugins.jenkins.io/build-timeout/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Contribution, WithTimeout

plugin = Plugin(
    "build-timeout",
    title="Build timeout",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/change-project.html",
)


@plugin.rule(
    "hudson.plugins.build_timeout.BuildTimeoutWrapper",
    settings=(
        converted("strategy[AbsoluteTimeOutStrategy].timeoutMinutes", to="a time-out around the steps"),
        converted("strategy[NoActivityTimeOutStrategy].timeoutSecondsString", to="a time-out by inactivity"),
        converted("strategy[NoActivityTimeOutStrategy].timeoutSeconds", to="a time-out by inactivity"),
        partial("strategy[ElasticTimeOutStrategy].timeoutMinutesElasticDefault",
                because="durations of earlier builds are not known: this limit always holds"),
        *(ignored(f"strategy[ElasticTimeOutStrategy].{name}", because="durations of earlier builds are not known")
          for name in ("timeoutPercentage", "numberOfBuilds", "failSafeTimeoutDuration")),
        partial("strategy[LikelyStuckTimeOutStrategy].**",
                because="durations of earlier builds are not known: the build project's own time-out holds"),
        gap("strategy.**", because="this kind of time-out has no equivalent", blocking=True),
        gap("timeoutEnvVar", because="the variable with the time-out is not set", default="", blocking=True),
        ignored("operationList", because="the build ends as failed"),
        *(ignored(f"operationList[{name}]", because="the build ends as failed") for name in ("AbortOperation", "FailOperation")),
        ignored("operationList[WriteDescriptionOperation].**", because="a text on Jenkins' page"),
        gap("operationList.**", because="no step runs after the time-out"),
        converted("timeoutMinutes", to="a time-out around the steps"),
        gap("timeoutType", because="durations of earlier builds are not known", default=("absolute", ""), blocking=True),
        *(ignored(name, because="durations of earlier builds are not known")
          for name in ("timeoutPercentage", "timeoutMinutesElasticDefault")),
        ignored("failBuild", because="the build ends as failed"),
        ignored("writingDescription", because="a text on Jenkins' page"),
    ),
    behaviour=(partial("the build is ABORTED", because="a build that takes too long fails"),),
)  # fmt: skip
def time_out(call: Call) -> Iterator[Contribution]:
    """Three minutes are the least. Before 1.12 the wrapper itself had the strategy's fields."""
    if call.has("timeoutMinutes"):
        yield WithTimeout(max(3, int(call.number("timeoutMinutes", 3))) * 60)
    for strategy in call.nested("strategy"):
        if strategy.name == "AbsoluteTimeOutStrategy":
            yield WithTimeout(max(3, int(strategy.number("timeoutMinutes", 3))) * 60)
        elif strategy.name == "ElasticTimeOutStrategy":
            yield WithTimeout(int(strategy.number("timeoutMinutesElasticDefault", 60)) * 60)
        elif strategy.name == "NoActivityTimeOutStrategy":
            seconds = strategy.number("timeoutSecondsString", 0) or strategy.number("timeoutSeconds", 180)
            yield WithTimeout(int(seconds), activity=True)


plugin.blocked(
    "hudson.plugins.build_timeout.BuildStepWithTimeout", because="a time-out around one builder is not converted yet"
)
