"""Who looks on while a rehearsal runs, and answers where it asks."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.rehearse.declared import Action, Pipeline, Stage
from migrate.rehearse.results import ActionResult, StageResult


class Watcher:
    """Says nothing and approves everything. Its methods may be called by several threads, one at a time."""

    def begins(self, pipeline: Pipeline) -> None:
        """Everything is checked; the first stage comes next."""

    def note(self, text: str) -> None:
        """Something that the user should know before anything runs."""

    def stage_begins(self, stage: Stage) -> None: ...

    def action_begins(self, stage: Stage, action: Action) -> None: ...

    def action_ended(self, stage: Stage, result: ActionResult) -> None: ...

    def stage_ended(self, result: StageResult) -> None: ...

    def approves(self, stage: Stage, action: Action, details: Mapping[str, str]) -> bool:
        """Whether a manual approval is given."""
        return True
