"""Abort builds that take too long: https://plugins.jenkins.io/build-timeout/"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Contribution, WithTimeout, WithVariables
from migrate.model.source import Literal

_ABSOLUTE, _QUIET = "AbsoluteTimeOutStrategy", "NoActivityTimeOutStrategy"
_EXACT = (_ABSOLUTE, _QUIET)  # those that say for how long a build may run

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
        converted("timeoutEnvVar", to="a variable with the time-out in milliseconds", default=""),
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
    """Before 1.12 the wrapper itself had the strategy's fields. The variable tells how long this build may take."""
    limit = _limit(call)
    name = call.text("timeoutEnvVar")
    if name and (limit is None or limit.name not in _EXACT):
        call.gap("how long this build may take is not known beforehand", "timeoutEnvVar", blocking=True)
    elif name and limit:
        yield WithVariables(((name, Literal(str(limit.time_out.seconds * 1000))),))
    if limit:
        yield limit.time_out


@dataclass(frozen=True, slots=True)
class _Limit:
    name: str
    time_out: WithTimeout


def _limit(call: Call) -> _Limit | None:
    """How long a build may take: three minutes at least, where minutes are given."""
    if call.has("timeoutMinutes"):
        return _Limit(_ABSOLUTE, _minutes(call))
    for strategy in call.nested("strategy"):
        if strategy.name == _ABSOLUTE:
            return _Limit(strategy.name, _minutes(strategy))
        if strategy.name == "ElasticTimeOutStrategy":
            seconds = int(strategy.number("timeoutMinutesElasticDefault", 60)) * 60
            return _Limit(strategy.name, WithTimeout(seconds))
        if strategy.name == _QUIET:
            seconds = int(strategy.number("timeoutSecondsString", 0) or strategy.number("timeoutSeconds", 180))
            return _Limit(strategy.name, WithTimeout(seconds, activity=True))
    return None


def _minutes(call: Call) -> WithTimeout:
    return WithTimeout(max(3, int(call.number("timeoutMinutes", 3))) * 60)


plugin.blocked(
    "hudson.plugins.build_timeout.BuildStepWithTimeout", because="a time-out around one builder is not converted yet"
)
