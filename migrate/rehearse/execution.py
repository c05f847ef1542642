"""An execution of a pipeline: stages in order, their conditions, and what happens where one fails."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

from migrate.rehearse.actions import Actions, Given
from migrate.rehearse.conditions import Broken, broken
from migrate.rehearse.declared import Action, Condition, Pipeline, Stage
from migrate.rehearse.results import ActionResult, StageResult, Status
from migrate.rehearse.variables import Variables
from migrate.rehearse.watching import Watcher


@dataclass(slots=True)
class Execution:
    """Runs the stages after the sources. `artifacts` and `variables` hold what is there so far."""

    pipeline: Pipeline
    actions: Actions
    watcher: Watcher
    artifacts: dict[str, Path]
    variables: Variables
    commit: str = ""
    telling: Lock = field(default_factory=Lock)

    def run(self) -> Iterator[StageResult]:
        """The results of all stages but the first, whose actions are sources. After one that fails none runs."""
        failed = False
        for stage in self.pipeline.stages[1:]:
            if failed:
                result = StageResult(stage.name, Status.NOT_RUN)
            else:
                started = time.monotonic()
                result = self._stage(stage)
                result = replace(result, seconds=time.monotonic() - started)
                failed = result.status is Status.FAILED
            with self.telling:
                self.watcher.stage_ended(result)
            yield result

    # ---- stages --------------------------------------------------------------------------------------------------

    def _stage(self, stage: Stage) -> StageResult:
        with self.telling:
            self.watcher.stage_begins(stage)
        if entry := self._broken(stage, stage.before_entry):
            return _kept_out(stage, entry)
        result = self._attempt(stage, stage.groups(), ())
        if result.status is Status.FAILED and stage.on_failure.result == "RETRY":
            result = self._again(stage, result)
        if result.status is Status.FAILED:
            return self._failed(stage, result)
        if after := self._broken(stage, stage.on_success):
            return replace(result, status=Status.FAILED, because=f"{after.because}; the stage gets {after.result}")
        return result

    def _attempt(self, stage: Stage, groups: Iterable[list[Action]], before: tuple[ActionResult, ...]) -> StageResult:
        """Run the groups of actions until one of an action fails; `before` are results to keep."""
        results = list(before)
        failed = False
        for group in groups:
            if failed:
                results += [ActionResult(one.name, one.provider, Status.NOT_RUN) for one in group]
                continue
            found = self._group(stage, group)
            results += found
            failed = any(one.status is Status.FAILED for one in found)
        return StageResult(stage.name, Status.FAILED if failed else Status.SUCCEEDED, tuple(results))

    def _again(self, stage: Stage, result: StageResult) -> StageResult:
        """The one retry that CodePipeline makes by itself: of the actions that failed and of those that did not run,
        or of all."""
        good = {one.name for one in result.actions if one.status is Status.SUCCEEDED}
        kept = good if stage.on_failure.retries == "FAILED_ACTIONS" else set[str]()
        groups = [[one for one in group if one.name not in kept] for group in stage.groups()]
        before = tuple(one for one in result.actions if one.name in kept)
        return replace(self._attempt(stage, filter(None, groups), before), attempts=2)

    def _failed(self, stage: Stage, result: StageResult) -> StageResult:
        if stage.on_failure.result == "SKIP":
            return replace(result, status=Status.SKIPPED, because="it failed, and is skipped then")
        if stage.on_failure.result == "ROLLBACK":
            return replace(result, because="it would be rolled back to its last successful execution")
        if after := self._broken(stage, stage.on_failure.conditions):
            return replace(result, because=f"{after.because}; the stage gets {after.result}")
        return result

    def _broken(self, stage: Stage, conditions: tuple[Condition, ...]) -> Broken | None:
        return broken(conditions, self.variables, lambda rule: self.actions.holds(stage, rule, self._given()))

    # ---- actions -------------------------------------------------------------------------------------------------

    def _group(self, stage: Stage, group: list[Action]) -> list[ActionResult]:
        """Actions of one run order: all end, also where one fails."""
        given = self._given()
        with ThreadPoolExecutor(len(group)) as pool:
            futures = [pool.submit(self._action, stage, one, given) for one in group]
            try:
                return [one.result() for one in futures]
            except BaseException:
                self.actions.builds.stop.set()
                raise

    def _given(self) -> Given:
        return Given(dict(self.artifacts), Variables(dict(self.variables.known)), self.commit)

    def _action(self, stage: Stage, action: Action, given: Given) -> ActionResult:
        with self.telling:
            self.watcher.action_begins(stage, action)
        result, artifacts = self.actions.run(stage, action, given)
        with self.telling:
            self.artifacts |= artifacts if result.status is Status.SUCCEEDED else {}
            if action.namespace:
                self.variables.add(action.namespace, result.variables)
            self.watcher.action_ended(stage, result)
        return result


def _kept_out(stage: Stage, entry: Broken) -> StageResult:
    status = Status.SKIPPED if entry.result == "SKIP" else Status.FAILED
    actions = tuple(ActionResult(one.name, one.provider, Status.NOT_RUN) for one in stage.actions)
    return StageResult(stage.name, status, actions, entry.because)
