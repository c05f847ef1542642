"""Scripts, folders and machines in a pipeline: https://plugins.jenkins.io/workflow-durable-task-step/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, ignored, partial
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


@plugin.rule(
    *_INTERPRETERS,
    slots=(Slot.STEP,),
    settings=(
        converted("script", to="a command of the build phase"),
        ignored("label", because="a name in Jenkins' log"),
        partial("encoding", because="the log is UTF-8", default=("UTF-8", "utf-8", "")),
        converted("returnStdout", to="a variable of the build", default="false"),
        converted("returnStatus", to="a variable of the build", default="false"),
        converted("variable", to="the name that the evaluator gives to the output or status"),
    ),
)
def script(call: Call) -> Iterator[Contribution]:
    """Where Groovy reads what the script prints or its status, the evaluator has given that a name. Without one nobody
    reads it: the output is in no log all the same, and the status no failure."""
    command = c.Command(call.value("script"), _INTERPRETERS[call.describable.name])
    output, status = call.flag("returnStdout"), call.flag("returnStatus")
    if output and status:
        call.partial(
            "Jenkins gives the status alone, and no log has the output: here the build's log has it", "returnStdout"
        )
    if not (output or status):
        yield command
    else:
        yield c.Capture(call.text("variable", "groovy_unused"), command, status)


@plugin.rule("dir", slots=(Slot.STEP,), settings=(converted("path", to="a change of folder around the steps"),))
def folder(call: Call) -> Iterator[Contribution]:
    yield c.InDirectory(call.value("path"))


@plugin.rule("ws", slots=(Slot.STEP,), settings=(partial("dir", because="the steps run in the build's own folder"),))
def workspace(call: Call) -> Iterator[Contribution]:
    yield c.Plain()


@plugin.rule(
    "node",
    slots=(Slot.STEP,),
    settings=(
        partial("label", because="a build has one machine, on which its stages and what is in them run", default=""),
        ignored("pod", because="it asks for the pod around it"),
    ),
    behaviour=(partial("a workspace of its own", because="the steps run in the workspace of their stage"),),
)
def node(call: Call) -> Iterator[Contribution]:
    """A machine in the midst of a build: an action of its own can stand at the top, in a stage or a branch alone."""
    yield c.OnMachine(None if call.has("pod") else call.value("label"))
