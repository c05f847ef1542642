"""What a job says of itself, and how long Jenkins keeps its builds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model import contribution as c
from migrate.model.contribution import Contribution
from migrate.model.source import Slot

plugin = Plugin(
    "core-job",
    title="Jenkins core: the job",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html",
)

_WAIT = "pipelines do not wait for others"


@plugin.rule(
    "project",
    "matrix-project",
    "maven2-moduleset",
    "flow-definition",
    "pipeline",
    slots=(Slot.JOB,),
    settings=(
        converted("description", to="the template's description"),
        converted("disabled", to="a disabled transition into the second stage"),
        converted("concurrentBuild", to="the execution mode"),
        ignored("displayName", because="a name on Jenkins' pages"),
        ignored("keepDependencies", because="a record of Jenkins alone"),
        ignored("creationTime", because="a record of Jenkins alone"),
        ignored("advancedAffinityChooser", because="which agent is preferred has no meaning in CodeBuild"),
        partial("quietPeriod", because="a pipeline starts at once", default="0"),
        gap("blockBuildWhenDownstreamBuilding", because=_WAIT, default="false"),
        gap("blockBuildWhenUpstreamBuilding", because=_WAIT, default="false"),
        partial("scmCheckoutRetryCount", because="CodePipeline decides how often it tries", default="0"),
        ignored("scmCheckoutStrategy[DefaultSCMCheckoutStrategyImpl]", because="it is the default"),
        gap("scmCheckoutStrategy", because="a checkout in a way of its own is not converted", blocking=True),
        gap("scmCheckoutStrategy.**", because="a checkout in a way of its own is not converted", blocking=True),
        gap("authToken", because="a token for remote starts has no equivalent: use StartPipelineExecution"),
        ignored("cleanWorkspaceRequired", because="each build starts clean"),
        gap("pollSubjobs", because="changes in the sources of a MultiJob's jobs do not start it", default="false"),
        ignored("resumeEnvVars", because="an execution is never resumed in part"),
        ignored("resumeBlocked", because="it is about restarts of Jenkins"),
    ),
)
def describe(call: Call) -> Iterator[Contribution]:
    """Without `concurrentBuild` a freestyle job runs one build at a time, and a pipeline as many as are started."""
    if call.text("description"):
        yield c.Description(call.text("description"))
    if call.flag("disabled"):
        yield c.Disabled()
    if call.has("concurrentBuild"):
        yield c.Concurrency(c.Mode.PARALLEL if call.flag("concurrentBuild") else c.Mode.QUEUED)


# XStream writes `daysToKeep`, a Jenkinsfile `daysToKeepStr`; -1 and "" are no limit.
_NONE = ("-1", "")
_KEPT = (
    converted("daysToKeep", to="the retention of the log"),
    converted("daysToKeepStr", to="the retention of the log"),
    *(partial(name, because="logs are kept by days, not by number", default=_NONE)
      for name in ("numToKeep", "numToKeepStr")),
    *(partial(name, because="artifacts are kept as long as the bucket's lifecycle rule says", default=_NONE)
      for name in ("artifactDaysToKeep", "artifactDaysToKeepStr", "artifactNumToKeep", "artifactNumToKeepStr")),
    ignored("removeLastBuild", because="a record of Jenkins alone"),
)  # fmt: skip


@plugin.rule(
    "jenkins.model.BuildDiscarderProperty",
    "buildDiscarder",
    settings=(
        *(replace(one, name=f"strategy[LogRotator|logRotator].{one.name}") for one in _KEPT),
        gap("strategy.**", because="this way to choose what is kept is not converted"),
    ),
)
def build_discarder(call: Call) -> Iterator[Contribution]:
    for strategy in call.nested("strategy"):
        if strategy.name.lower() == "logrotator":
            yield from _retention(strategy)


def _retention(call: Call) -> Iterator[Contribution]:
    days = int(call.number("daysToKeep", -1) if call.has("daysToKeep") else call.number("daysToKeepStr", -1))
    yield c.Retention(days if days > 0 else None)
