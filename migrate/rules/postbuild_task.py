"""Scripts that run where the log of a build has a text: https://plugins.jenkins.io/postbuild-task/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored
from migrate.model.contribution import Command, Contribution
from migrate.model.source import Literal

plugin = Plugin(
    "postbuild-task",
    title="Post build task",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)


_LOG = "a build on AWS does not read its own log, which says whether the script runs: write what it looks for as a condition of a command"
_ALWAYS = ("", ".*")


@plugin.rule(
    "hudson.plugins.postbuildtask.PostbuildTask",
    settings=(
        converted("tasks.script", to="a command"),
        converted("tasks.EscalateStatus", to="whether a failure of the script fails the build"),
        gap(
            "tasks.RunIfJobSuccessful",
            because="whether it runs is not asked of the result",
            default="false",
            blocking=True,
        ),
        converted("tasks.logTexts.logText", to="whether the script runs"),
        ignored("tasks.logTexts.operator", because="it joins texts, of which every log has each"),
        gap("tasks.logTexts", because="without a text the script never runs"),
        gap("tasks", because="there is no script"),
    ),
)
def run_scripts(call: Call) -> Iterator[Contribution]:
    """A failure of the script is none of the build's without EscalateStatus."""
    for task in call.nested("tasks"):
        texts = [one.text("logText") for one in task.nested("logTexts")]
        fails, script = task.flag("EscalateStatus"), task.text("script")
        because = _why_not(texts, script)
        if because:
            _lose(task, because)
        elif not task.flag("RunIfJobSuccessful"):
            yield Command(Literal(script))
        if not fails:
            task.partial("a script that fails fails the build, whatever this says", "EscalateStatus")


def _why_not(texts: list[str], script: str) -> str:
    """Only texts that every log has are known now: the empty one, and `.*`. What matches may stand in the script."""
    if not texts:
        return "without a text to look for the script never runs"
    if any(text not in _ALWAYS for text in texts):
        return _LOG
    return "parts of the log may stand in the script, where it has a percent sign" if "%" in script else ""


def _lose(task: Call, because: str) -> None:
    for setting in ("script", "EscalateStatus"):
        task.gap(because, setting, blocking=True)
    for text in task.nested("logTexts"):
        for setting in ("logText", "operator"):
            text.gap(because, setting, blocking=True)
