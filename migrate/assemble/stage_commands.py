"""Whole stages as shell: their environment, guard, steps and `post`."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.assemble import guards
from migrate.assemble.shell import single_quoted, subshell
from migrate.assemble.steps import Steps
from migrate.model import contribution as c
from migrate.model.location import Location
from migrate.model.plan import NestedStage, Placed, PlannedPost, PlannedStage, Variable
from migrate.model.source import Literal

# Jenkins' own order, not the order of the text. The others depend on states that a build does not have.
_POST_TESTS = {
    "always": "",
    "success": "1",
    "unsuccessful": "0",
    "failure": "0",
    "cleanup": "",
}
_NEVER = {
    "unstable": "an action succeeds or fails: there is no UNSTABLE, so this never runs",
    "aborted": "a stopped build runs nothing more, so this never runs",
    "notBuilt": "there is no NOT_BUILT, so this never runs",
    "changed": "a build does not know how the one before ended, so this never runs",
    "fixed": "a build does not know how the one before ended, so this never runs",
    "regression": "a build does not know how the one before ended, so this never runs",
}
_STAGE_NAME = "STAGE_NAME"
_BLOCKS = (
    c.WithTimeout,
    c.WithRetry,
    c.WithSecrets,
    c.WithVariables,
    c.InDirectory,
    c.CatchFailure,
    c.Plain,
    c.WithLock,
)


class StageCommands(Steps):
    """Writes the stages of one build."""

    def stage_items(self, stage: PlannedStage) -> Iterator[tuple[str, Location]]:
        """The stage as items of the build phase: one for each step, or one for all where a guard holds for them."""
        if stage.guards:
            yield self.compound(stage), stage.origin
            return
        for line in self._setup(stage):
            yield line, stage.origin
        with self.bench.defining(names_of(stage)):
            yield from self._inner(stage)

    def compound(self, stage: PlannedStage) -> str:
        """The stage as one complete command, in a shell of its own."""
        setup = list(self._setup(stage))
        with self.bench.defining(names_of(stage)):
            body = self._with_post(stage, "\n".join(text for text, _ in self._inner(stage)))
            return subshell(*setup, self._guarded(stage, body))

    def _guarded(self, stage: PlannedStage, body: str) -> str:
        if not stage.guards:
            return body
        if guards.is_blocked(stage.guards):
            return self._stop(f"the condition of stage {stage.name}")
        skipped = single_quoted(f"Stage {stage.name} skipped due to when conditional")
        test = guards.shell_test(stage.guards, self.bench)
        return f"if {test}; then\n{subshell(body)}\nelse\n  echo {skipped}\nfi"

    def _with_post(self, stage: PlannedStage, body: str) -> str:
        if not stage.post:
            return body
        lines = [
            subshell(body),
            "status=$? post_failed=0",
            'if [ "$status" -eq 0 ]; then stage_ok=1; else stage_ok=0; fi',
            *(text for text, _ in self.post(stage.post, "$stage_ok")),
            '[ "$status" -eq 0 ] && [ "$post_failed" -eq 0 ]',
        ]
        return subshell(*lines, strict=False)

    def _setup(self, stage: PlannedStage) -> Iterator[str]:
        """What stands before the steps: the stage's own name, where something reads it, and its environment."""
        if _STAGE_NAME in repr(stage):
            yield f"export {_STAGE_NAME}={self.word(Literal(stage.name), stage.origin)}"
        with self.bench.defining((_STAGE_NAME,)):
            yield from self.setup(stage.environment)

    def setup_items(self, environment: tuple[Variable | Placed, ...]) -> list[tuple[str, Location]]:
        """`environment` as exports with their places, in its order: each entry may use those before it."""
        names: list[str] = []
        items: list[tuple[str, Location]] = []
        for entry in environment:
            with self.bench.defining(names):
                items += [(line, entry.origin) for line in self._entry(entry)]
            names += _names((entry,))
        return items

    def setup(self, environment: tuple[Variable | Placed, ...]) -> list[str]:
        return [line for line, _ in self.setup_items(environment)]

    def _entry(self, entry: Variable | Placed) -> Iterator[str]:
        if isinstance(entry, Variable):
            yield f"export {entry.name}={self.word(entry.value, entry.origin)}"
        elif isinstance(entry.contribution, c.WithSecrets):
            bound = self.bind(entry)
            yield from bound.lines if bound else (self._stop("the id of a credential"),)
        else:
            yield from (text for text, _ in self.commands((entry,)))

    def _inner(self, stage: PlannedStage) -> Iterator[tuple[str, Location]]:
        yield from self.commands(_work(stage))

    # ---- post ----------------------------------------------------------------------------------------------------

    def post(self, posts: tuple[PlannedPost, ...], ok: str, *, failed: bool = False) -> list[tuple[str, Location]]:
        """The post conditions as commands that never fail themselves: a failure sets `post_failed`.

        With `failed` they stand where the build is known to have failed.
        """
        for one in posts:
            if one.condition in _NEVER:
                self._never(one.work, _NEVER[one.condition])
        return [
            (self._post_item(post, "" if failed else test, ok), post.origin)
            for condition, test in _POST_TESTS.items()
            for post in posts
            if post.condition == condition and post.work and not (failed and test == "1")
        ]

    def _post_item(self, post: PlannedPost, test: str, ok: str) -> str:
        command = f"{subshell(self.sequence(post.work))}\n[ $? -eq 0 ] || post_failed=1"
        if not test:
            return command
        fails = " || [ $post_failed -ne 0 ]" if test == "0" else " && [ $post_failed -eq 0 ]"
        return f'if [ "{ok}" = {test} ]{fails}; then\n{command}\nfi'

    def _never(self, work: tuple[Placed, ...], because: str) -> None:
        for placed in work:
            self.bench.gap(placed.origin, because, blocking=False)
            self._never(placed.body, because)


def _work(stage: PlannedStage) -> tuple[Placed, ...]:
    """All that a stage does: its steps, or its inner stages, inside the blocks that its options put around them."""
    inner = tuple(Placed(NestedStage(one), one.origin) for one in stage.stages)
    branches = tuple(Placed(NestedStage(one), one.origin) for one in stage.parallel)
    together = (Placed(c.InParallel(stage.fail_fast), stage.origin, branches),) if branches else ()
    work = (*stage.work, *inner, *together)
    for one in reversed(stage.traits):
        if isinstance(one.contribution, _BLOCKS):
            work = (Placed(one.contribution, one.origin, work),)
    return (*(one for one in stage.traits if isinstance(one.contribution, c.Blocked)), *work)


def names_of(stage: PlannedStage) -> list[str]:
    """The variables that a stage defines for its steps and its `post`."""
    return [_STAGE_NAME, *_names(stage.environment)]


def _names(environment: tuple[Variable | Placed, ...]) -> list[str]:
    names: list[str] = []
    for entry in environment:
        if isinstance(entry, Variable):
            names.append(entry.name)
        elif isinstance(entry.contribution, c.WithSecrets):
            names += [one.name + end for one in entry.contribution.variables for end in ("", "_USR", "_PSW")]
    return names
