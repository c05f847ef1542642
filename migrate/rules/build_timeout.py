"""Abort builds that take too long: https://plugins.jenkins.io/build-timeout/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Blocked, Contribution, WithTimeout

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
        gap("strategy.**", because="this kind of time-out has no equivalent", blocking=True),
        gap("timeoutEnvVar", because="the variable with the time-out is not set", default="", blocking=True),
        ignored("operationList", because="the build ends as failed"),
        *(ignored(f"operationList[{name}]", because="the build ends as failed") for name in ("AbortOperation", "FailOperation")),
        ignored("operationList[WriteDescriptionOperation].**", because="a text on Jenkins' page"),
        gap("operationList.**", because="no step runs after the time-out"),
    ),
    behaviour=(partial("the build is ABORTED", because="a build that takes too long fails"),),
)  # fmt: skip
def time_out(call: Call) -> Iterator[Contribution]:
    for strategy in call.nested("strategy"):
        if strategy.name == "AbsoluteTimeOutStrategy":
            yield WithTimeout(max(3, int(strategy.number("timeoutMinutes", 3))) * 60)
        elif strategy.name == "ElasticTimeOutStrategy":
            yield WithTimeout(int(strategy.number("timeoutMinutesElasticDefault", 60)) * 60)
        elif strategy.name == "NoActivityTimeOutStrategy":
            seconds = strategy.number("timeoutSecondsString", 0) or strategy.number("timeoutSeconds", 180)
            yield WithTimeout(int(seconds), activity=True)
    if not call.nested("strategy"):
        call.gap("the time-out is of a form that is not known", blocking=True)
        yield Blocked("the time-out of the job")
