"""Whole stages as shell: their environment, guard, steps and `post`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from migrate.assemble import aws_calls, guards, scopes, sonarqube
from migrate.assemble.ahead import is_ahead, split
from migrate.assemble.earlier_builds import EXECUTION_ID, FROM_EXECUTIONS, OF_ALL_BRANCHES
from migrate.assemble.functions import FAILED, KEPT
from migrate.assemble.kept import kept_by, kept_in, recall, recalled
from migrate.assemble.names import identifier
from migrate.assemble.shell import single_quoted, subshell
from migrate.assemble.steps import NO_LOGIN, Steps, with_endings
from migrate.model import contribution as c
from migrate.model.location import Location
from migrate.model.plan import NestedStage, Placed, PlannedPost, PlannedStage, Variable
from migrate.model.source import Literal

# Jenkins' own order, not the order of the text, and whether the build has succeeded. The others depend on states that a
# build does not have.
POST_TESTS = {
    "always": "",
    "changed": "",
    "fixed": "1",
    "regression": "",
    "success": "1",
    "unsuccessful": "0",
    "failure": "0",
    "unstable": "1",
    "cleanup": "",
}
_UNSTABLE = {"success": "!=", "unsuccessful": "=", "unstable": "="}  # what each has to do with the result UNSTABLE
NEVER = {
    "unstable": "nothing makes the build UNSTABLE, so this never runs",
    "aborted": "a stopped build runs nothing more, so this never runs",
    "notBuilt": "there is no NOT_BUILT, so this never runs",
}
TURNS = ("changed", "fixed", "regression")  # what asks for the result of the build before
_HOLDS_ANYWAY = {"always", "success", "cleanup"}  # after steps that have all passed
_STAGE_NAME = "STAGE_NAME"


class StageCommands(Steps):
    """Writes the stages of one build."""

    def stage_items(self, stage: PlannedStage) -> Iterator[tuple[str, Location]]:
        """The stage as items of the build phase: one for each step, or one for all where a guard or a scope holds."""
        if stage.approval:
            yield self.unasked(stage.approval), stage.origin
        if stage.guards or scopes.parted(stage)[0]:
            yield self.apart(stage), stage.origin
            return
        for line in self._setup(stage):
            yield line, stage.origin
        with self.bench.defining(names_of(stage)):
            yield from self._inner(stage)

    def apart(self, stage: PlannedStage) -> str:
        """The stage as one complete command, and the recall of what it sets for the stages after it."""
        return recalled(self.compound(stage), kept_in(stage))

    def compound(self, stage: PlannedStage) -> str:
        """The stage as one complete command, in a shell of its own."""
        outer, stage = scopes.parted(stage)
        if outer:
            self._cut_off(outer, stage)
            return self.sequence(scopes.around(outer, (Placed(NestedStage(stage), stage.origin),)))
        with self.bench.defining((_STAGE_NAME,)):
            return subshell(*self._name(stage), self._guarded(stage))

    def nested(self, stage: PlannedStage) -> str:
        """A stage inside another one. What needs an action or a machine of its own stops the build here."""
        if stage.approval:
            return self.unasked(stage.approval)
        if stage.machine:
            machine, inner = stage.machine, Placed(NestedStage(replace(stage, machine=None)), stage.origin)
            if isinstance(machine.contribution, c.InImage) and machine.contribution.same_workspace:
                return self.sequence((Placed(machine.contribution, machine.origin, (inner,)),))
            because = f"stage {stage.name} has an agent of its own, but what stands around it holds it in one build"
            return self.behind(self.blocked(stage.machine.origin, because), self.compound(replace(stage, machine=None)))
        return self.compound(stage)

    def unasked(self, approval: Placed) -> str:
        return self.blocked(approval.origin, "an input inside of one build can't become an approval action")

    def _cut_off(self, outer: tuple[Placed, ...], stage: PlannedStage) -> None:
        for one in outer:
            if stage.post and isinstance(one.contribution, c.WithTimeout):
                self.bench.partial(one.origin, "the time-out ends the post of the stage too, if it is reached")

    def _guarded(self, stage: PlannedStage) -> str:
        """The stage behind its guards, which do not see its `environment`."""
        with self.bench.derivations.inside():
            body = self._body(stage)
        if blocked := guards.blocked(stage.guards):
            self._not_a_condition(blocked)
            return self.behind(self._stop(f"the condition of stage {stage.name}"), body)
        return self._behind_guards(stage.guards, stage.name, body)

    def _behind_guards(self, conditions: tuple[Placed, ...], stage: str, body: str) -> str:
        """Each condition is asked only where all before it hold, and so are the steps ahead of it."""
        if conditions and is_ahead(conditions[0]):
            asked = self.sequence(conditions[0].body)
            return f"{asked}\n{self._behind_guards(conditions[1:], stage, body)}"
        first, rest = split(conditions)
        if not first:
            return body
        with self.bench.derivations.before() as lines:
            test = guards.shell_test(first, self.bench)
        inner = subshell(self._behind_guards(rest, stage, body)) if rest else subshell(body)
        skipped = single_quoted(f"Stage {stage} skipped due to when conditional")
        return "\n".join((*lines, f"if {test}; then\n{inner}\nelse\n  echo {skipped}\nfi"))

    def _not_a_condition(self, placed: Placed) -> None:
        match placed.contribution:
            case c.Blocked(because):
                self.bench.gap(placed.origin, because)
            case other:
                self.bench.gap(placed.origin, f"{type(other).__name__} is no condition")

    def _body(self, stage: PlannedStage) -> str:
        """Around parallel stages the environment ends with them: `post` does not see it (`evaluateStage`)."""
        setup = with_endings(self.setup(stage.environment))
        with self.bench.defining(names_of(stage)):
            work = "\n".join(text for text, _ in self._marked(stage))
        if stage.parallel and stage.post and stage.environment:
            return self._with_post(stage, subshell(*setup, work))
        with self.bench.defining(names_of(stage)):
            return "\n".join((*setup, self._with_post(stage, work)))

    def _with_post(self, stage: PlannedStage, body: str) -> str:
        if not stage.post:
            return body
        mark = mark_of(stage)
        late = f" && [ ! -e {FAILED} ]" if self.bench.may_fail_late or self.bench.inherits else ""
        lines = [
            *([f"rm -f {mark}"] if mark else []),
            subshell(body),
            "j2cp_stage=$? j2cp_post_failed=0",
            recall(kept_in(replace(stage, post=()))),
            f'if [ "$j2cp_stage" -eq 0 ]{late}; then j2cp_ok=1; else j2cp_ok=0; fi',
            "CODEBUILD_BUILD_SUCCEEDING=$j2cp_ok",
            *self.taken_for_failed(stage, "j2cp_ok"),
            *(text for text, _ in self.post(stage.post, "$j2cp_ok")),
            '[ "$j2cp_stage" -eq 0 ] && [ "$j2cp_post_failed" -eq 0 ]',
        ]
        return subshell(*lines, strict=False)

    def taken_for_failed(self, stage: PlannedStage, ok: str) -> Iterator[str]:
        """The line that sets `ok` to 0 where a step has marked the stage as failed and gone on. Jenkins runs no post
        unless one of its conditions holds without such marks (`hasSatisfiedConditions`)."""
        mark = mark_of(stage)
        if not mark:
            return
        if _HOLDS_ANYWAY & {one.condition for one in stage.post}:
            yield f"[ ! -e {mark} ] || {ok}=0"
        elif self.bench.facts.results.may_be_unstable:
            self.bench.functions["build_result"] = None
            yield f'[ ! -e {mark} ] || [ "$(build_result SUCCESS)" != UNSTABLE ] || {ok}=0'

    def _setup(self, stage: PlannedStage) -> Iterator[str]:
        """What stands before the steps: the stage's own name, where something reads it, and its environment."""
        yield from self._name(stage)
        with self.bench.defining((_STAGE_NAME,)):
            yield from self.setup(stage.environment)

    def _name(self, stage: PlannedStage) -> Iterator[str]:
        if _STAGE_NAME in repr(stage):
            yield f"export {_STAGE_NAME}={self.word(Literal(stage.name), stage.origin)}"

    def setup_items(self, environment: tuple[Variable | Placed, ...]) -> list[tuple[str, Location]]:
        """`environment` as exports with their places, in its order: each entry may use those before it."""
        names: list[str] = []
        items: list[tuple[str, Location]] = []
        for entry in environment:
            with self.bench.defining(names):
                with self.bench.derivations.before() as lines:
                    written = list(self._entry(entry))
                items += [(line, entry.origin) for line in (*lines, *written)]
            names += scopes.names_of((entry,))
        return items

    def setup(self, environment: tuple[Variable | Placed, ...]) -> list[str]:
        return [line for line, _ in self.setup_items(environment)]

    def _entry(self, entry: Variable | Placed) -> Iterator[str]:
        if isinstance(entry, Variable):
            yield f"export {entry.name}={self.word(entry.value, entry.origin)}"
        elif isinstance(entry.contribution, c.WithSecrets):
            bound = self.bind(entry)
            yield from bound.lines if bound else (self._stop("the id of a credential"),)
        elif isinstance(entry.contribution, c.WithRole):
            yield aws_calls.acting_as(entry.contribution, partial(self.word, origin=entry.origin), self.bench)
        elif isinstance(entry.contribution, c.WithSonarQube):
            found = sonarqube.found(entry.contribution, entry.origin, self.bench)
            yield from (self._stop(NO_LOGIN),) if found is None else found
        elif isinstance(entry.contribution, c.WithParameterStore):
            taken = aws_calls.with_parameters(entry.contribution, entry.origin, self.bench)
            yield from (self._stop(NO_LOGIN),) if taken is None else taken
        elif isinstance(entry.contribution, c.WithVariables):
            yield from filter(None, self.exports(entry.contribution.variables, entry.origin))
        elif isinstance(entry.contribution, c.WithSshKeys | c.WithRegistry):
            lines = self.login(entry)
            yield from (self._stop(NO_LOGIN),) if lines is None else lines
        elif is_ahead(entry):
            yield from (text for text, _ in self.commands(entry.body))
        elif isinstance(entry.contribution, c.Blocked):
            yield self._stop(entry.contribution.because)
        else:
            yield self.blocked(entry.origin, f"{type(entry.contribution).__name__} is no variable")

    def _marked(self, stage: PlannedStage) -> list[tuple[str, Location]]:
        with self.bench.marking(mark_of(stage)):
            return list(self._inner(stage))

    def _inner(self, stage: PlannedStage) -> Iterator[tuple[str, Location]]:
        yield from self.commands(_work(stage))

    # ---- post ----------------------------------------------------------------------------------------------------

    def post(self, posts: tuple[PlannedPost, ...], ok: str, *, failed: bool = False) -> list[tuple[str, Location]]:
        """The post conditions as commands that never fail themselves: a failure sets `j2cp_post_failed`.

        With `failed` they stand where the build is known to have failed.
        """
        posts = tuple(self._possible(posts))
        with self.bench.derivations.inside(anew=True):
            items = [
                (self._post_item(post, "" if failed else test, ok), post.origin)
                for condition, test in POST_TESTS.items()
                for post in posts
                if post.condition == condition and post.work and not (failed and test == "1")
            ]
        return [*self._asked([one for one in posts if one.condition in TURNS]), *items]

    def _possible(self, posts: tuple[PlannedPost, ...]) -> Iterator[PlannedPost]:
        """Those whose conditions may hold; the others are gaps."""
        for one in posts:
            if why := self._why_never(one.condition):
                self.bench.gap(one.origin, why, blocking=False)
                self.bench.lose(one.work, why)
            else:
                yield one

    def _why_never(self, condition: str) -> str:
        if condition in TURNS and not self.bench.knows_earlier_builds:
            return f"{OF_ALL_BRANCHES}: this never runs"
        unstable = condition == "unstable" and self.bench.facts.results.may_be_unstable
        return "" if unstable else NEVER.get(condition, "")

    def _asked(self, posts: list[PlannedPost]) -> Iterator[tuple[str, Location]]:
        """The line that asks for the result of the build before. Where nobody answers, the post fails."""
        for one in posts:
            self.bench.partial(one.origin, FROM_EXECUTIONS)
        if posts:
            self.bench.use(posts[0].origin, EXECUTION_ID)
            self.bench.ask("earlier_build")
            self.bench.functions["turned"] = None
            line = "j2cp_earlier=$(earlier_build completed) || j2cp_earlier=unknown j2cp_post_failed=1"
            yield line, posts[0].origin

    def _post_item(self, post: PlannedPost, test: str, ok: str) -> str:
        lines = [subshell(self.sequence(post.work)), "[ $? -eq 0 ] || j2cp_post_failed=1", recall(kept_by(post.work))]
        command = "\n".join(filter(None, lines))
        if post.condition in TURNS:
            return f'if turned {post.condition} "$j2cp_earlier"; then\n{command}\nfi'
        if not test:
            return command
        fails = " || [ $j2cp_post_failed -ne 0 ]" if test == "0" else " && [ $j2cp_post_failed -eq 0 ]"
        unstable = self._unstable(post.condition) if self.bench.facts.results.may_be_unstable else ""
        return f'if [ "{ok}" = {test} ]{fails}{unstable}; then\n{command}\nfi'

    def _unstable(self, condition: str) -> str:
        """What the test of a condition says of the result UNSTABLE."""
        if condition not in _UNSTABLE:
            return ""
        self.bench.functions["build_result"] = None
        both = "||" if condition == "unsuccessful" else "&&"
        return f' {both} [ "$(build_result SUCCESS)" {_UNSTABLE[condition]} UNSTABLE ]'


def _work(stage: PlannedStage) -> tuple[Placed, ...]:
    """All that a stage does: its steps, or its inner stages, inside the scopes that stand around them."""
    inner = tuple(Placed(NestedStage(one), one.origin) for one in stage.stages)
    branches = tuple(Placed(NestedStage(one), one.origin) for one in stage.parallel)
    together = (Placed(c.InParallel(stage.fail_fast), stage.origin, branches),) if branches else ()
    scoped = tuple(one for one in stage.traits if scopes.is_scope(one))
    others = tuple(
        one for one in stage.traits if not isinstance(one.contribution, (*scopes.SCOPES, *scopes.STAGE_TRAITS))
    )
    return (*others, *scopes.around(scoped, (*stage.work, *inner, *together)))


def mark_of(stage: PlannedStage) -> str:
    """The file that marks a stage as failed where it goes on after a failure; "" where nothing does so, or asks."""
    asks = any(one.condition in ("success", "unsuccessful", "failure") for one in stage.post)
    return f'"$CODEBUILD_SRC_DIR/{KEPT}/failed_{identifier(stage.name)}"' if asks and _marks(_work(stage)) else ""


def _marks(work: tuple[Placed, ...]) -> bool:
    return any(_fails_stage(one.contribution) or _marks(one.body) for one in work)


def _fails_stage(contribution: c.Contribution | NestedStage) -> bool:
    if isinstance(contribution, NestedStage):
        return _marks(_work(contribution.stage))
    return isinstance(contribution, c.CatchFailure) and contribution.fails_stage


def names_of(stage: PlannedStage) -> list[str]:
    """The variables that a stage defines for its steps and its `post`."""
    return [_STAGE_NAME, *scopes.names_of(stage.environment)]
