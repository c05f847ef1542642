"""Scripts, folders and machines in a pipeline: https://plugins.jenkins.io/workflow-durable-task-step/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model import contribution as c
from migrate.model.contribution import Contribution
from migrate.model.source import Slot

plugin = Plugin(
    "workflow-durable-task-step",
    title="Scripts in pipelines",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_INTERPRETERS = {
    "sh": c.Interpreter.SHELL,
    "bat": c.Interpreter.BATCH,
    "powershell": c.Interpreter.POWERSHELL,
    "pwsh": c.Interpreter.PWSH,
}
_VALUE = "the value of the step is lost: it is read by Groovy, which is not evaluated yet"


@plugin.rule(
    *_INTERPRETERS,
    slots=(Slot.STEP,),
    settings=(
        converted("script", to="a command of the build phase"),
        ignored("label", because="a name in Jenkins' log"),
        partial("encoding", because="the log is UTF-8", default=("UTF-8", "utf-8", "")),
        gap("returnStdout", because=_VALUE, default="false", blocking=True),
        gap("returnStatus", because=_VALUE, default="false", blocking=True),
    ),
)
def script(call: Call) -> Iterator[Contribution]:
    yield c.Command(call.value("script"), _INTERPRETERS[call.describable.name])


@plugin.rule("dir", slots=(Slot.STEP,), settings=(converted("path", to="a change of folder around the steps"),))
def folder(call: Call) -> Iterator[Contribution]:
    yield c.InDirectory(call.value("path"))


@plugin.rule("ws", slots=(Slot.STEP,), settings=(partial("dir", because="the steps run in the build's own folder"),))
def workspace(call: Call) -> Iterator[Contribution]:
    yield c.Plain()


@plugin.rule(
    "node",
    slots=(Slot.STEP,),
    settings=(gap("label", because="another machine inside a stage is not converted yet", default="", blocking=True),),
    behaviour=(partial("a workspace of its own", because="the steps run in the workspace of their stage"),),
)
def node(call: Call) -> Iterator[Contribution]:
    yield c.Plain()
