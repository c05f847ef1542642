"""A whole job through the rules: every describable in its place becomes contributions, every leaf gets its outcome."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from migrate.mapping import kept_stages
from migrate.mapping.combinations import expanded, of_project
from migrate.mapping.engine import Engine, settle_all
from migrate.mapping.expressions import opaque_parts
from migrate.mapping.open_secrets import OpenSecrets, stored_in
from migrate.model.contribution import Approval, Blocked, Checkout, InImage, InPod, Machine, NoMachine, WithVariables
from migrate.model.ledger import Ledger, Outcome, Verdict
from migrate.model.location import Location
from migrate.model.plan import Placed, Plan, PlannedPost, PlannedStage, Remark, Variable, stopped
from migrate.model.settings import Settings
from migrate.model.source import (
    SECRET_LEFT_OUT,
    Describable,
    Items,
    Job,
    JobKind,
    Literal,
    Post,
    Reading,
    Setting,
    Stage,
)

_BRANCHES = "WorkflowMultiBranchProject"
_OF_ONE_BRANCH = ("project", "matrix-project", "maven2-moduleset", "flow-definition")


def plan_job(reading: Reading, engine: Engine, settings: Settings | None = None) -> tuple[Plan | None, Ledger]:
    """The plan of a reading (None where it holds no job), and its ledger with every leaf settled. The settings say
    which stages stay on Jenkins."""
    ledger = Ledger(reading.leaves)
    for dismissal in reading.dismissals:
        outcome = Outcome.GAP if dismissal.gap else Outcome.IGNORED
        verdict = Verdict(outcome, reading.kind.value, dismissal.because, blocking=dismissal.gap and dismissal.blocking)
        ledger.settle(dismissal.leaf, verdict)
    if reading.job is None:
        return None, ledger
    engine.secrets = OpenSecrets(reading.name, frozenset(reading.secrets))
    return _Planner(engine, ledger, settings or Settings()).plan(reading.job), ledger


_IN_ENVIRONMENT = Verdict(Outcome.CONVERTED, "environment", to="environment of the build")


class _Planner:
    def __init__(self, engine: Engine, ledger: Ledger, settings: Settings) -> None:
        self._engine = engine
        self._ledger = ledger
        self._settings = settings

    def plan(self, job: Job) -> Plan:
        self._job = job
        whole = kept_stages.is_whole(job, self._settings)
        if whole:
            settle_all(self._ledger, kept_stages.leaves_beside(job), kept_stages.STAYS)
            job = replace(job, agent=None, tools=(), post=())
        machine, blocked = self._machine(job.agent)
        of_job = self._place_all((job.root, *job.properties))
        given = tuple(one for one in of_job if isinstance(one.contribution, WithVariables))
        others = (*job.options, *job.parameters, *job.triggers, *job.tools)
        traits = (*of_job, *self._place_all(others), *blocked)
        sources, further = self._sources(job)
        stops = tuple(one for one in (*traits, *sources) if isinstance(one.contribution, Blocked))
        stages = _ahead(further, tuple(self._stage(stage, top=True) for stage in job.stages))
        post = self._post(job.post)
        if job.kind is JobKind.MATRIX:
            stages, post, remarks = of_project(job.name, stages, post)
            self._worsen(remarks)
        self._place_all(self._with_callers(one) for one in job.libraries)
        return Plan(
            name=job.name,
            kind=job.kind,
            origin=job.root.leaf or job.root.location,
            machine=machine,
            environment=(*_variables(given), *self._environment(job.environment)),
            traits=tuple(one for one in traits if one not in (*stops, *given)),
            sources=tuple(one for one in sources if one not in stops),
            stages=stopped(stages, stops),
            post=post,
            multibranch=job.root.name not in _OF_ONE_BRANCH,
            of_branches=job.root.name.endswith(_BRANCHES),
            config=job.config,
        )

    def _sources(self, job: Job) -> tuple[tuple[Placed, ...], tuple[Placed, ...]]:
        """What the pipeline begins with, and further repositories of one source, which the build checks out itself."""
        sources: list[Placed] = []
        further: list[Placed] = []
        for one in job.sources:
            placed = self._place_all((one,))
            checkouts = [each for each in placed if isinstance(each.contribution, Checkout)][1:]
            sources += [each for each in placed if each not in checkouts]
            further += checkouts
        if job.kind in (JobKind.FREESTYLE, JobKind.MATRIX) or not further:
            return tuple(sources), tuple(further)
        return (*sources, Placed(Blocked("only one of several repositories is fetched"), further[0].origin)), ()

    def _worsen(self, remarks: Iterable[Remark]) -> None:
        for one in remarks:
            self._ledger.worsen(one.leaf, Verdict(Outcome.PARTIAL, because=one.because))

    def _with_callers(self, library: Describable) -> Describable:
        """A library with the steps that no rule knows: where it is missing, they may come from it."""
        names = tuple(Literal(name) for name, _ in self._engine.without_rule.most_common())
        callers = Setting("callers", Items(names), library.location, ())
        return replace(library, settings=(*library.settings, callers))

    def _place_all(self, describables: Iterable[Describable]) -> tuple[Placed, ...]:
        return tuple(placed for one in describables for placed in self._engine.place(one, self._ledger))

    def _machine(self, agent: Describable | None) -> tuple[Placed | None, tuple[Placed, ...]]:
        """The machine that an agent asks for, and what else it brings: a `Blocked`, or a tool."""
        if agent is None:
            return None, ()
        placed = self._engine.place(agent, self._ledger)
        machines = [one for one in placed if isinstance(one.contribution, Machine | NoMachine | InImage | InPod)]
        others = tuple(one for one in placed if one not in machines)
        return (machines[0] if machines else Placed(Machine(), agent.leaf or agent.location)), others

    def _environment(self, settings: tuple[Setting, ...]) -> tuple[Variable | Placed, ...]:
        return tuple(entry for setting in settings for entry in self._variable(setting))

    def _variable(self, setting: Setting) -> Iterator[Variable | Placed]:
        """An entry as a variable; one that is bound to a credential as the rule of `credentials` has it."""
        if isinstance(setting.value, Describable):
            yield from self._engine.place(setting.value, self._ledger)
            return
        opaque = next(opaque_parts(setting.value), None)
        secret = self._engine.secrets.value(setting, self._ledger)
        if self._engine.secrets.lost_in(setting.leaves, secret or setting.value):
            verdict = Verdict(Outcome.GAP, "environment", SECRET_LEFT_OUT, blocking=True)
            settle_all(self._ledger, setting.leaves, verdict)
            yield Placed(Blocked(f"{setting.name}: {SECRET_LEFT_OUT}"), setting.leaves[0])
            return
        if opaque is None:
            told = _IN_ENVIRONMENT
            if secret is not None:
                told = replace(told, outcome=Outcome.PARTIAL, because=stored_in(secret))
            settle_all(self._ledger, setting.leaves, told)
            yield Variable(setting.name, secret or setting.value, setting.location)
            return
        because = f"the value of {setting.name} is not understood: {opaque.because}"
        settle_all(self._ledger, setting.leaves, Verdict(Outcome.GAP, "environment", because, blocking=True))
        yield Placed(Blocked(because), setting.leaves[0])

    def _settle_place(self, location: Location, to: str) -> None:
        """A stage or a post condition has a leaf of its own in a Jenkinsfile, and none in a freestyle job."""
        if self._ledger.is_open(location):
            self._ledger.settle(location, Verdict(Outcome.CONVERTED, "stage", to=to))

    def _stage(self, stage: Stage, *, top: bool = False) -> PlannedStage:
        if pattern := kept_stages.pattern_of(self._job, stage, self._settings):
            self._engine.used_keeps.add(pattern)
            return self._kept(stage, top=top)
        self._settle_place(stage.location, "a stage of the pipeline")
        machine, blocked = self._machine(stage.agent)
        approval, others = self._approval(stage.input)
        planned = PlannedStage(
            name=stage.name,
            origin=stage.location,
            machine=machine,
            environment=self._environment(stage.environment),
            traits=(*self._place_all((*stage.options, *stage.tools)), *blocked, *others),
            guards=self._place_all(stage.when),
            guard_first=not (stage.input and not stage.before_input),
            approval=approval,
            work=self._place_all(stage.steps),
            stages=tuple(self._stage(inner) for inner in stage.stages),
            parallel=tuple(self._stage(inner) for inner in stage.parallel),
            fail_fast=stage.fail_fast,
            post=self._post(stage.post),
        )
        if stage.matrix is None:
            return planned
        return expanded(planned, stage.matrix, tuple(self._stage(inner) for inner in stage.matrix.stages))

    def _kept(self, stage: Stage, *, top: bool) -> PlannedStage:
        """A stage that stays on Jenkins: the pipeline has its conditions and its approval, Jenkins all else."""
        work = kept_stages.work_of(stage, self._engine, self._ledger)
        open_leaves = [one for one in dict.fromkeys(kept_stages.leaves_within(stage)) if self._ledger.is_open(one)]
        settle_all(self._ledger, open_leaves, kept_stages.STAYS)
        approval, others = self._approval(stage.input)
        return PlannedStage(
            name=stage.name,
            origin=stage.location,
            machine=Placed(Machine(), stage.location) if kept_stages.has_workspace(stage) else None,
            traits=others,
            guards=self._place_all(stage.when),
            guard_first=not (stage.input and not stage.before_input),
            approval=approval,
            work=(Placed(Blocked(kept_stages.NOT_ALONE), stage.location),),
            kept=kept_stages.kept(self._job, stage, work, top=top),
        )

    def _approval(self, describable: Describable | None) -> tuple[Placed | None, tuple[Placed, ...]]:
        placed = self._engine.place(describable, self._ledger) if describable else ()
        approval = next((one for one in placed if isinstance(one.contribution, Approval)), None)
        return approval, tuple(one for one in placed if one is not approval)

    def _post(self, posts: tuple[Post, ...]) -> tuple[PlannedPost, ...]:
        for post in posts:
            self._settle_place(post.location, "commands after the build")
        return tuple(PlannedPost(post.condition, self._place_all(post.steps), post.location) for post in posts)


def _ahead(work: tuple[Placed, ...], stages: tuple[PlannedStage, ...]) -> tuple[PlannedStage, ...]:
    """The stages with this work at their start."""
    if not (work and stages):
        return stages
    return (replace(stages[0], work=(*work, *stages[0].work)), *stages[1:])


def _variables(given: tuple[Placed, ...]) -> Iterator[Variable]:
    """What a property of the job puts into its environment."""
    for one in given:
        if isinstance(one.contribution, WithVariables):
            yield from (Variable(name, value, one.origin) for name, value in one.contribution.variables)
