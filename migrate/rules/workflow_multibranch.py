"""Multibranch pipelines: https://plugins.jenkins.io/workflow-multibranch/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Contribution, Description, Disabled, OfJenkinsfile
from migrate.model.source import Slot

plugin = Plugin(
    "workflow-multibranch",
    title="Multibranch pipelines",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html",
)

_ONE_FILE = (
    "every branch runs what the Jenkinsfile of one branch says, as it was when it was converted: a branch that has none "
    "runs that too, and one whose own is another stops"
)
_FACTORY = "factory[WorkflowBranchProjectFactory]"


@plugin.rule(
    "org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject",
    slots=(Slot.JOB,),
    settings=(
        converted("description", to="the template's description"),
        converted("disabled", to="a disabled transition into the second stage"),
        ignored("factory", because="it is empty"),
        ignored(_FACTORY, because="a Jenkinsfile is where it is by default"),
        ignored(f"{_FACTORY}.scriptPath", because="where the Jenkinsfile stands, which is read from there"),
        gap("factory.**", because="what a branch runs is found in a way of its own", blocking=True),
        converted("sources", to="the source action"),
        ignored("displayName", because="a name on Jenkins' pages"),
        *(
            ignored(f"{name}.**", because="it is for Jenkins' pages")
            for name in ("folderViews", "healthMetrics", "icon")
        ),
        *(
            ignored(name, because="it is for Jenkins' pages")
            for name in ("folderViews", "healthMetrics", "icon", "views")
        ),
        ignored("views.**", because="it is for Jenkins' pages"),
        ignored("viewsTabBar.**", because="it is for Jenkins' pages"),
        ignored("orphanedItemStrategy", because="it is about the jobs of branches that are gone"),
        ignored("orphanedItemStrategy.**", because="it is about the jobs of branches that are gone"),
    ),
    behaviour=(partial("one Jenkinsfile", because=_ONE_FILE),),
)
def project(call: Call) -> Iterator[Contribution]:
    """One pipeline for all branches, where Jenkins makes a job for each."""
    call.items("sources")
    if call.text("description"):
        yield Description(call.text("description"))
    if call.flag("disabled"):
        yield Disabled()


@plugin.rule(
    "jenkinsfile",
    slots=(Slot.PROPERTY,),
    settings=(
        converted("path", to="a check of the first build"),
        converted("checksum", to="a check of the first build"),
    ),
)
def jenkinsfile(call: Call) -> Iterator[Contribution]:
    """What the reader makes of the Jenkinsfile that stands for those of all branches."""
    yield OfJenkinsfile(call.text("path"), call.text("checksum"))


plugin.nothing(
    "org.jenkinsci.plugins.workflow.multibranch.BranchJobProperty",
    because="it says which branch Jenkins made the job for",
    slots=(Slot.PROPERTY,),
)
plugin.blocked(
    "properties",
    because="properties that a script sets when it runs are not converted yet: say them in options, parameters and triggers",
    slots=(Slot.STEP,),
)
for _name in ("readTrusted", "resolveScm"):
    plugin.blocked(
        _name,
        because="the value of the step is lost: it is read by Groovy, which is not evaluated yet",
        slots=(Slot.STEP,),
    )
