"""Scripts that run where the log of a build has a text: https://plugins.jenkins.io/postbuild-task/"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, ignored
from migrate.model.contribution import Command, Contribution, LogTask, RunLogTasks, When
from migrate.model.java_regex import compiled
from migrate.model.source import Literal

plugin = Plugin(
    "postbuild-task",
    title="Post build task",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_NO_TEXT = "without a text to look for the script never runs, in Jenkins neither"
_PART_OF_THE_LOG = "parts of the log may stand in the script, where it has a percent sign and a number"
_SETTINGS = ("script", "EscalateStatus", "RunIfJobSuccessful")


@plugin.rule(
    "hudson.plugins.postbuildtask.PostbuildTask",
    settings=(
        converted("tasks.script", to="a command"),
        converted("tasks.EscalateStatus", to="whether a failure of the script fails the build"),
        converted("tasks.RunIfJobSuccessful", to="whether the script runs after a failure"),
        converted("tasks.logTexts.logText", to="whether the script runs"),
        converted("tasks.logTexts.operator", to="whether one text is enough"),
        ignored("tasks.logTexts", because=_NO_TEXT),
        ignored("tasks", because="there is no script"),
    ),
)
def run_scripts(call: Call) -> Iterator[Contribution]:
    """The texts are looked for in the log as it is before the first script runs."""
    tasks = [task for one in call.nested("tasks") for task in _tasks(one)]
    if tasks:
        yield RunLogTasks(tuple(tasks))


def _tasks(task: Call) -> Iterator[LogTask]:
    texts = [(one.text("operator"), one.text("logText")) for one in task.nested("logTexts")]
    script, fails, after_success = task.text("script"), task.flag("EscalateStatus"), task.flag("RunIfJobSuccessful")
    if because := _why_not([text for _, text in texts], script):
        _lose(task, because)
    elif not texts:
        for setting in _SETTINGS:
            task.partial(_NO_TEXT, setting)
    else:
        command = Command(Literal(script), when=When.SUCCESS if after_success else When.ALWAYS)
        yield LogTask(tuple(_joined(texts)), command, fails)


def _joined(texts: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each text with the operator of the one before it (`PostbuildTask.checkLogTextMatch`): all but AND is OR."""
    before = "or"
    for operator, text in texts:
        yield before, text
        before = "and" if operator == "AND" else "or"


def _why_not(texts: list[str], script: str) -> str:
    """Why a task can't be converted. A group of what is found in the log takes the place of its number in the script."""
    if texts and re.search(r"%\d", script):
        return _PART_OF_THE_LOG
    try:
        for text in texts:
            compiled(text)
    except ValueError as error:
        return f"only Java knows {error}"
    return ""


def _lose(task: Call, because: str) -> None:
    for setting in _SETTINGS:
        task.gap(because, setting, blocking=True)
    for text in task.nested("logTexts"):
        for setting in ("logText", "operator"):
            text.gap(because, setting, blocking=True)
