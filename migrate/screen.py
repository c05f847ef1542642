"""A rehearsal on the terminal: a live tree of stages and actions; in a pipe, a line for each action that has ended."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console, Group
from rich.live import Live
from rich.prompt import Confirm
from rich.text import Text
from rich.tree import Tree

from migrate.rehearse.declared import Action, Pipeline, Stage
from migrate.rehearse.results import ActionResult, Rehearsal, StageResult, Status
from migrate.rehearse.watching import Watcher

_SIGNS = {
    Status.SUCCEEDED: ("✔", "green"),
    Status.FAILED: ("✘", "bold red"),
    Status.SKIPPED: ("↷", "yellow"),
    Status.NOT_RUN: ("·", "dim"),
}
_RUNNING = ("●", "cyan")
_LINES = 12  # of a command that failed, and of what it printed


class Screen(Watcher):
    """Shows a rehearsal. `approve` says what becomes of approvals: `all`, `none`, or `ask`."""

    def __init__(self, console: Console, approve: str) -> None:
        self.console, self.approve = console, approve
        self.pipeline: Pipeline | None = None
        self.started: dict[tuple[str, str], float] = {}
        self.actions: dict[tuple[str, str], ActionResult] = {}
        self.stages: dict[str, StageResult] = {}
        self.live = Live(console=console, get_renderable=self.tree, refresh_per_second=8, transient=False)

    # ---- what happens --------------------------------------------------------------------------------------------

    def note(self, text: str) -> None:
        self.console.print(f"note: {text}", style="yellow", markup=False)

    def begins(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline
        if self.console.is_terminal:
            self.live.start()

    def stage_begins(self, stage: Stage) -> None:
        for action in stage.actions:
            self.actions.pop((stage.name, action.name), None)

    def action_begins(self, stage: Stage, action: Action) -> None:
        self.actions.pop((stage.name, action.name), None)
        self.started[stage.name, action.name] = time.monotonic()

    def action_ended(self, stage: Stage, result: ActionResult) -> None:
        self.actions[stage.name, result.name] = result
        if not self.console.is_terminal:
            self.console.print(Text.assemble(f"{stage.name} / ", _of_action(result)))

    def stage_ended(self, result: StageResult) -> None:
        self.stages[result.name] = result
        if not self.console.is_terminal and (result.because or result.status in (Status.SKIPPED, Status.NOT_RUN)):
            self.console.print(_of_stage(result))

    def approves(self, stage: Stage, action: Action, details: Mapping[str, str]) -> bool:
        if self.approve != "ask":
            return self.approve == "all"
        running = self.live.is_started
        self.live.stop()
        said = "".join(f"\n  {name}: {value}" for name, value in details.items())
        approved = Confirm.ask(Text(f"Approve {stage.name} / {action.name}?{said}\n"), console=self.console)
        if running:
            self.live.start()
        return approved

    def close(self) -> None:
        """Leave the tree as it is; nothing is shown any more."""
        self.live.stop()

    # ---- what is shown -------------------------------------------------------------------------------------------

    def tree(self) -> Tree:
        if self.pipeline is None:
            return Tree("")
        tree = Tree(Text(self.pipeline.name, "bold"), guide_style="dim")
        for stage in self.pipeline.stages:
            only = stage.actions[0] if [one.name for one in stage.actions] == [stage.name] else None
            if only and (stage.name, only.name) in self.started:  # one line says it
                tree.add(self._action(stage, only))
                continue
            branch = tree.add(self._stage(stage))
            for action in () if only else stage.actions:
                branch.add(self._action(stage, action))
        return tree

    def _stage(self, stage: Stage) -> Text:
        if stage.name in self.stages:
            return _of_stage(self.stages[stage.name])
        if any(name == stage.name for name, _ in self.started):
            return Text.assemble(_RUNNING, f" {stage.name}")
        return Text(f"  {stage.name}", "dim")

    def _action(self, stage: Stage, action: Action) -> Text:
        key = (stage.name, action.name)
        if key in self.actions:
            return _of_action(self.actions[key])
        if key in self.started:
            return Text.assemble(_RUNNING, f" {action.name}", (_seconds(time.monotonic() - self.started[key]), "dim"))
        return Text(f"  {action.name}", "dim")


def _seconds(seconds: float) -> str:
    return f"  {seconds:.1f} s" if seconds >= 0.05 else ""


def _of_stage(result: StageResult) -> Text:
    sign, style = _SIGNS[result.status]
    because = f"  {result.because}" if result.because else ""
    again = f"  (attempt {result.attempts})" if result.attempts > 1 else ""
    return Text.assemble((sign, style), f" {result.name}", (_seconds(result.seconds) + again + because, "dim"))


def _of_action(result: ActionResult) -> Text:
    sign, style = _SIGNS[result.status]
    tests = _tests(result)
    what = _not_run(result) if result.status is Status.NOT_RUN and result.details else ""
    because = f"  {result.because}" if result.because else ""
    return Text.assemble((sign, style), f" {result.name}", (_seconds(result.seconds) + tests + what + because, "dim"))


def _not_run(result: ActionResult) -> str:
    count = sum(map(len, result.details.get("files", {}).values()))
    return f"  {result.provider}: not run here" + (f", it would get {count} file{'s' * (count != 1)}" if count else "")


def _tests(result: ActionResult) -> str:
    total = sum(one.total for one in result.reports.values())
    failed = sum(one.failed for one in result.reports.values())
    return f"  {total} tests, {failed} failed" if total else ""


# ---- the end ---------------------------------------------------------------------------------------------------------


def show_end(console: Console, rehearsal: Rehearsal, out: Path) -> None:
    """Say how it ended: the commands that failed with their place in Jenkins, then where everything is."""
    for stage in rehearsal.stages:
        for action in stage.actions:
            if action.status is Status.FAILED:
                console.print(_failure(stage, action, out))
    tests = rehearsal.tests
    counted = f", {tests.total} tests: {tests.failed} failed, {tests.skipped} skipped" if tests.total else ""
    sign, style = _SIGNS[Status.SUCCEEDED if rehearsal.succeeded else Status.FAILED]
    ended = "succeeded" if rehearsal.succeeded else "failed"
    console.print(Text.assemble("\n", (f"{sign} The rehearsal of {rehearsal.pipeline} {ended}", style), counted))
    console.print(f"Look at {out}/rehearsal.json, {out}/logs and {out}/archive.", markup=False)


def _failure(stage: StageResult, action: ActionResult, out: Path) -> Group:
    lines = [Text.assemble("\n", ("✘ ", "bold red"), (f"{stage.name} / {action.name}", "bold"), f": {action.because}")]
    if action.failed:
        if action.failed.place:
            lines.append(Text.assemble(("  from ", "dim"), (action.failed.place, "cyan")))
        lines.append(Text(_indented(_first(action.failed.text)), "bold"))
        lines.append(Text(_indented(_last(action.failed.output)), "dim"))
    if action.log:
        lines.append(Text(f"  the whole log: {out / action.log}", "dim"))
    return Group(*(one for one in lines if one.plain.strip()))


def _first(text: str) -> str:
    lines = text.strip().splitlines()
    return "\n".join((*lines[:_LINES], *(["…"] if len(lines) > _LINES else [])))


def _last(text: str) -> str:
    return "\n".join(text.splitlines()[-_LINES:])


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
