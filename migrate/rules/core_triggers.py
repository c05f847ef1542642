"""When Jenkins starts a job: timers, polling, and the end of other jobs."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, ignored, partial
from migrate.model import contribution as c
from migrate.model.contribution import Contribution
from migrate.model.source import Slot

plugin = Plugin(
    "core-triggers",
    title="Jenkins core: triggers",
    aws_docs="https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html",
)


@plugin.rule(
    "hudson.triggers.TimerTrigger",
    "cron",
    slots=(Slot.TRIGGER,),
    settings=(converted("spec", to="an EventBridge schedule"),),
)
def timer(call: Call) -> Iterator[Contribution]:
    yield c.Schedule(call.text("spec"))


@plugin.rule(
    "hudson.triggers.SCMTrigger",
    "pollSCM",
    slots=(Slot.TRIGGER,),
    settings=(
        converted("scmpoll_spec", to="change detection of the source action"),
        converted("spec", to="change detection of the source action"),
        partial("ignorePostCommitHooks", because="a change starts the pipeline however it is noticed", default="false"),
    ),
    behaviour=(partial("polling", because="a change starts the pipeline at once, not at the next poll"),),
)
def poll(call: Call) -> Iterator[Contribution]:
    yield c.Schedule(call.text("spec") or call.text("scmpoll_spec"), poll=True)


_THRESHOLDS = ("SUCCESS", "UNSTABLE", "FAILURE")


@plugin.rule(
    "jenkins.triggers.ReverseBuildTrigger",
    "upstream",
    slots=(Slot.TRIGGER,),
    settings=(
        converted("upstreamProjects", to="an EventBridge rule"),
        converted("threshold", to="the states of the EventBridge rule"),
        converted("threshold.name", to="the states of the EventBridge rule"),
        ignored("threshold.*", because="it repeats the threshold's name"),
        ignored("spec", because="it is always empty"),
    ),
)
def upstream(call: Call) -> Iterator[Contribution]:
    jobs = tuple(job.strip() for job in call.text("upstreamProjects").split(",") if job.strip())
    inner = call.nested("threshold")
    threshold = inner[0].text("name", "SUCCESS") if inner else call.text("threshold", "SUCCESS")
    if threshold == "SUCCESS":
        call.partial("a build that Jenkins marks UNSTABLE passes on AWS, and starts this job too")
    if threshold not in _THRESHOLDS:
        call.partial("an execution that is stopped starts nothing", "threshold.name" if inner else "threshold")
    yield c.UpstreamTrigger(jobs, threshold if threshold in _THRESHOLDS else "FAILURE")
