"""A plan as a delivery: the steps of the layout become stages, their units builds, and artifacts go between them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from functools import partial

from migrate.assemble import checkouts, guards, jenkins_stages, native_actions, scopes, waiting
from migrate.assemble.builds import Built, Order, artifact_name, build
from migrate.assemble.display_name import naming
from migrate.assemble.earlier_builds import EXECUTION_ID
from migrate.assemble.handing import Handing
from migrate.assemble.layout import Step, Unit, is_kept, lay_out
from migrate.assemble.locks import held_by_queueing
from migrate.assemble.names import Unique, identifier, pipeline_name, project_name, stage_name
from migrate.assemble.parameters import has_stand_in, parameters_of, pipeline_variables
from migrate.assemble.results import contributions_in, results_of
from migrate.assemble.shell import spliced
from migrate.assemble.skipping import skipping
from migrate.assemble.sonarqube import analyses_in
from migrate.assemble.source import ARTIFACT, Source, find_source
from migrate.assemble.starts import Starts, find_starts
from migrate.assemble.taking_over import TakingOver
from migrate.assemble.variables import SOURCE_NAMESPACE, Surroundings, controller_variables, jenkins_variables
from migrate.assemble.workbench import JobFacts
from migrate.model import contribution as c
from migrate.model.delivery import (
    JENKINS_CATEGORY,
    JENKINS_PROVIDER,
    JENKINS_VERSION,
    Action,
    BuildCommand,
    Delivery,
    EntryCondition,
    JenkinsJob,
    Permission,
    Pipeline,
    PipelineStage,
    Secret,
)
from migrate.model.estate import Estate
from migrate.model.location import Location
from migrate.model.plan import NestedStage, Placed, Plan, PlannedStage, Remark
from migrate.model.settings import Settings
from migrate.model.source import JobKind, Reference, ReferenceKind

_MOST_INPUTS = 5
_OF_THE_BUILD = (ReferenceKind.BUILD, ReferenceKind.VARIABLE, ReferenceKind.DERIVED, ReferenceKind.SECRET)
_MOST_ACTIONS = 50
_ONE_AT_A_TIME = (JobKind.FREESTYLE, JobKind.MATRIX, JobKind.MAVEN)
_MOST_VARIABLES = 1000  # characters


def assemble(plan: Plan, settings: Settings, estate: Estate) -> tuple[Delivery, tuple[Remark, ...]]:
    """All that a job becomes, and what assembly found out about its leaves."""
    name = pipeline_name(plan.name)
    around = scopes.scoped(plan)
    plan = naming(skipping(around.plan))
    source = find_source(plan, name, settings)
    parameters, remarks = parameters_of(plan)
    by_steps = plan.kind is JobKind.SCRIPTED or any(isinstance(one.contribution, c.SkipCheckout) for one in plan.traits)
    surroundings = Surroundings(
        plan.name,
        name,
        source.url,
        source.action.provider != "S3",
        plan.multibranch,
        _local_branch(plan),
        plan.of_branches,
        by_steps,
    )
    known = jenkins_variables(surroundings) | controller_variables(settings, (one.name for one in parameters))
    facts = JobFacts(
        plan.name,
        name,
        settings,
        estate,
        parameters,
        known,
        plan.multibranch,
        scopes.set_by_steps(plan),
        frozenset(scopes.names_of(plan.environment)),
        frozenset(one.name for one in parameters) & scopes.defined_in(plan),
        results_of(plan),
        held_by_queueing(plan, settings),
        source.checkout,
        full_names=plan.kind is JobKind.PROMOTION,
        analyses=analyses_in(plan),
    )
    assembly = _Assembly(plan, facts, source)
    wait = waiting.waiting(plan, name)
    stages = assembly.stages(*([wait[0]] if wait else ()))
    starts = find_starts(plan, source, settings)
    pipeline = Pipeline(name, _disabled(plan, stages), _mode(plan), pipeline_variables(parameters), starts.triggers)
    delivery = Delivery(
        name=plan.name,
        pipeline=_with_change_detection(pipeline, starts),
        projects=tuple(one.project for one in assembly.built),
        schedules=starts.schedules,
        upstream=starts.upstream,
        starts_on_change=starts.on_change,
        secrets=_secrets(assembly.built),
        placeholders=(*source.placeholders, *assembly.native.asked),
        notifies=any(one.bench.notifies for one in assembly.built),
        log_retention_days=_retention(plan),
        description=next(
            (one.contribution.text for one in plan.traits if isinstance(one.contribution, c.Description)), ""
        ),
        notes=(*filter(None, [around.note]), *assembly.notes, *_cached(assembly.built)),
        jenkins_jobs=tuple(assembly.jenkins_jobs),
        functions=(wait[1],) if wait else (),
        keepable=jenkins_stages.keepable(plan),
        proposals=tuple(assembly.native.proposals()),
    )
    about_limits = (*scopes.limited(plan, len(assembly.built)), *waiting.refused(plan, name))
    return delivery, (*around.remarks, *source.remarks, *remarks, *starts.remarks, *about_limits, *assembly.remarks())


def _local_branch(plan: Plan) -> str:
    """The local branch that the job's own source is on."""
    own = next((one.contribution for one in plan.sources if isinstance(one.contribution, c.Checkout)), None)
    return checkouts.named_branch(own) if own else ""


@dataclass(slots=True)
class _Assembly:
    """Walks the steps in order and remembers which artifacts hold the workspace and the stashes."""

    plan: Plan
    facts: JobFacts
    source: Source
    built: list[Built] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    base: str = ARTIFACT
    overlays: list[str] = field(default_factory=list)
    stashes: dict[str, str] = field(default_factory=dict)
    extra_remarks: list[Remark] = field(default_factory=list)
    handing: Handing = field(default_factory=Handing)
    jenkins_jobs: list[JenkinsJob] = field(default_factory=list)
    workspace_from_jenkins: bool = False
    reasons: dict[Location, str] = field(default_factory=dict)
    native: TakingOver = field(init=False)

    def __post_init__(self) -> None:
        self.native = TakingOver(self.plan, self.facts, self._known_to_pipeline)

    def stages(self, *ahead: PipelineStage) -> tuple[PipelineStage, ...]:
        """The source, what stands ahead of all builds, and the steps."""
        steps = self._steps()
        unique = Unique()
        found = [
            replace(one, name=unique(one.name)) for one in (PipelineStage("Source", (self.source.action,)), *ahead)
        ]
        last = max((index for index, step in enumerate(steps) if step.units), default=-1)
        for index, step in enumerate(steps):
            found.append(self._stage(step, steps[index + 1 :], index == last, unique))
            if step.fused_because:
                self.notes.append(f"Stage {step.name} holds several Jenkins stages: {step.fused_because}.")
        self._tell_of_stages_that_stay()
        units = {one.project.name: one.unit.name for one in self.built}
        self.built = [replace(one, project=self.handing.exporting(one.unit.name, one.project)) for one in self.built]
        return tuple(self.handing.named(stage, units) for stage in found)

    def remarks(self) -> Iterator[Remark]:
        yield from self.extra_remarks
        yield from self.native.remarks
        for one in self.built:
            yield from one.remarks

    def _steps(self) -> list[Step]:
        steps = [part for step in lay_out(self.plan, self.facts.settings.layout) for part in self._bounded(step)]
        names = Unique()
        steps = [replace(step, units=tuple(_renamed(unit, names) for unit in step.units)) for step in steps]
        if not any(step.units for step in steps) or (self._has_an_end() and not _takes_post(steps[-1])):
            stage = PlannedStage("Post" if steps else "Build", self.plan.origin)
            fresh = not steps or self.plan.kind is JobKind.MATRIX  # combinations leave no workspace behind
            steps.append(Step(stage.name, (Unit(names(stage.name), (stage,), self.plan.machine, fresh),)))
        return steps

    def _has_an_end(self) -> bool:
        """Whether something comes after the stages: the job's post, or the failure of one that went on to Jenkins."""
        late = self.facts.results.set and any(jenkins_stages.kept_in(self.plan.stages))
        return bool(self.plan.post or late)

    def _bounded(self, step: Step) -> list[Step]:
        """The step in parts that a stage can hold: with more actions than it may have, one part after the other."""
        together = self._together(step)
        if len(together.units) <= _MOST_ACTIONS:
            return [together]
        because = f"a stage has {_MOST_ACTIONS} actions at most: the branches of {step.name} run in several stages"
        self.extra_remarks.append(Remark(step.units[0].stages[0].origin, because))
        parts = [
            together.units[start : start + _MOST_ACTIONS] for start in range(0, len(together.units), _MOST_ACTIONS)
        ]
        return [
            replace(together, units=units, approval=None if index else together.approval)
            for index, units in enumerate(parts)
        ]

    def _together(self, step: Step) -> Step:
        """Branches that share a workspace and are too many for the inputs of the next action run in one build."""
        shared = [unit for unit in step.units if not unit.fresh]
        if not step.parallel or len(shared) < _MOST_INPUTS - 1:
            return step
        if len(shared) < len(step.units):
            return step
        branches = tuple(unit.stages[0] for unit in step.units)
        together = PlannedStage(step.name, branches[0].origin, parallel=branches)
        self.notes.append(f"The branches of {step.name} run in one build: they share a workspace, and are many.")
        return Step(step.name, (Unit(step.name, (together,), step.units[0].machine, False),), step.approval)

    def _stage(self, step: Step, later: list[Step], last: bool, unique: Unique) -> PipelineStage:
        handed_on = any(not unit.fresh for one in later for unit in one.units)
        entry = self._entry(step, handed_on, last)
        if entry:
            step = replace(step, units=tuple(_without_guards(unit) for unit in step.units))
        actions = list(self._approval(step, entry))
        order = 2 if actions else 1
        goes_on = not any(one.units for one in later) or (
            not step.parallel and not any(unit.fresh for one in later for unit in one.units)
        )
        jobs = {unit.name: self._jenkins_job(unit, step, handed_on) for unit in step.units}
        staying = [(unit, job) for unit in step.units if (job := jobs[unit.name])]
        here = [unit for unit in step.units if not jobs[unit.name]]
        taken = {unit.name: self.native.behind(step, unit, last=last and len(step.units) == 1) for unit in here}
        orders = [_ending_in(self._order(step, unit, handed_on, last, goes_on), taken[unit.name]) for unit in here]
        built = [build(order) for order in orders]
        over = [build(self._handing_over(unit)) for unit, _ in staying]
        for one in (*built, *over):
            self.handing.want(one.bench.handed)
            carries = not one.unit.fresh or self._is_first()
            self.handing.note(one.unit.name, one.project, one.bench.kept, carries=carries)
        self.built += (*built, *over)
        names = Unique()
        actions += [
            self._action(one, order + step.in_order * place, names) for place, one in enumerate((*built, *over))
        ]
        behind = max((action.run_order for action in actions), default=0) + 1
        for place, ((unit, job), one) in enumerate(zip(staying, over, strict=True)):
            actions.append(_on_jenkins(job, one, names(stage_name(unit.name)), behind + step.in_order * place))
        for one in built:
            if native := taken[one.unit.name]:
                name = names(stage_name(f"{one.unit.name}-{native.found.takeover.provider}"))
                artifact = artifact_name(one.unit, native_actions.DEPLOYED)
                actions.append(native_actions.action(native.found, name, behind, artifact, self.facts.pipeline))
        self._remember(step, built, handed_on)
        for output in (output for _, job in staying for output in job.outputs):
            self.base, self.overlays, self.workspace_from_jenkins = output, [], True
        return PipelineStage(unique(stage_name(step.name)), tuple(actions), entry)

    def _order(self, step: Step, unit: Unit, handed_on: bool, last: bool, goes_on: bool) -> Order:
        hands_on = "" if unit.fresh and not self._is_first() else ("changes" if step.parallel else "workspace")
        overlays = () if unit.fresh else tuple(self.overlays)
        return Order(
            unit,
            self.plan,
            self.facts,
            last and len(step.units) == 1,
            hands_on if handed_on else "",
            overlays,
            self.stashes,
            any(one.bench.may_fail_late for one in self.built),
            goes_on,
            unit.fresh and any(one.bench.sets_result for one in self.built),
            self.handing.elsewhere(fresh=unit.fresh),
            not unit.fresh and any(one.bench.source_gone for one in self.built),
            self.workspace_from_jenkins,
            self._is_first(),
        )

    def _jenkins_job(self, unit: Unit, step: Step, handed_on: bool) -> JenkinsJob | None:
        """The job of a unit on Jenkins. What should stay and can't be an action is built, and the build stops."""
        if not is_kept(unit):
            return None
        taken = [one.name for one in self.jenkins_jobs]
        shares = step.parallel and handed_on and not unit.fresh
        stage = unit.stages[0]
        because = jenkins_stages.why_not(self.plan, stage, shares=shares, taken=taken)
        if because:
            self.reasons[stage.origin] = because
            return None
        carries = handed_on and (self._is_first() or not unit.fresh)
        outputs = (artifact_name(unit, "workspace"),) if carries else ()
        job = jenkins_stages.jenkins_job(self.plan, stage, outputs, self.facts.parameters)
        self.jenkins_jobs.append(job)
        return job

    def _handing_over(self, unit: Unit) -> Order:
        over = jenkins_stages.handing_over(unit, self.facts.parameters)
        order = self._order(Step(over.name, (over,)), over, handed_on=True, last=False, goes_on=False)
        return replace(order, hands_on="workspace")

    def _tell_of_stages_that_stay(self) -> None:
        """What should stay on Jenkins and is no action there stops the pipeline in its place."""
        there = {one.origin for one in self.jenkins_jobs}
        for stage in jenkins_stages.kept_in(self.plan.stages):
            if stage.origin not in there:
                because = self.reasons.get(stage.origin, "it runs inside of another stage's build: keep that stage")
                told = f"{stage.name} can't be an action on Jenkins: {because}"
                self.extra_remarks.append(Remark(stage.origin, told, gap=True, blocking=True))
        if there:
            for because in jenkins_stages.moving_defaults(self.facts.parameters):
                self.extra_remarks.append(Remark(self.plan.origin, because, gap=True, blocking=True))
            told = "it does not run where a stage fails that stays on Jenkins"
            self.extra_remarks += [Remark(post.origin, told) for post in self.plan.post]

    def _is_first(self) -> bool:
        return not self.built

    def _remember(self, step: Step, built: list[Built], handed_on: bool) -> None:
        """Where the workspace and the stashes are now."""
        for one in built:
            for artifact in one.project.buildspec.artifacts:
                kind = artifact.name.removeprefix(artifact_name(one.unit, ""))
                if kind == "workspace":
                    self.base, self.overlays = artifact.name, []
                elif kind == "changes":
                    self.overlays.append(artifact.name)
            self.stashes.update(_stashes(one))

    def _entry(self, step: Step, handed_on: bool, last: bool) -> EntryCondition | None:
        """A condition at the stage's entry, where nothing later needs what a skipped stage would not have made."""
        if (
            handed_on
            or (last and self.plan.post)
            or any(_stashing(stage) for unit in step.units for stage in unit.stages)
        ):
            return None
        if len(step.units) > 1 or any(len(unit.stages) > 1 for unit in step.units):
            return None
        taken = set(scopes.names_of(self.plan.environment))
        traits = (one for unit in step.units for stage in unit.stages for one in stage.traits)
        taken |= {name for one in traits for name in scopes.names_of((one,))}
        rules = guards.entry_rules(step.guards, partial(self._known_to_pipeline, taken))
        return EntryCondition("SKIP", rules) if rules else None

    def _known_to_pipeline(self, taken: Set[str], reference: Reference) -> str | None:
        """The `#{…}` form of a parameter, or of the branch, unless the job gives the name another value. A parameter
        whose default CodePipeline can't hold is known to the build alone."""
        name = reference.name
        if reference.kind in _OF_THE_BUILD or (reference.kind is ReferenceKind.ENVIRONMENT and name in taken):
            return None
        if name in {one.name for one in self.facts.parameters if not has_stand_in(one)}:
            return f"#{{variables.{name}}}"
        of_branch = reference.kind is ReferenceKind.ENVIRONMENT and name == "BRANCH_NAME"
        is_branch = of_branch and self.facts.multibranch and self.source.action.provider != "S3"
        return f"#{{{SOURCE_NAMESPACE}.BranchName}}" if is_branch else None

    def _approval(self, step: Step, entry: EntryCondition | None) -> Iterator[Action]:
        if step.approval is None:
            return
        approval = step.approval.contribution
        assert isinstance(approval, c.Approval)
        if step.guards and not entry:
            because = "the approval is asked for even where the stage is skipped afterwards"
            self.extra_remarks.append(Remark(step.approval.origin, because))
        if any(scopes.inseparable(stage) for unit in step.units for stage in unit.stages):
            because = "it is asked for once, not again at each retry"
            self.extra_remarks.append(Remark(step.approval.origin, because))
        message = spliced(approval.message, partial(self._in_message, step.approval), str)[:1000]
        configuration = (("CustomData", message or "Approve to go on"),)
        minutes = approval.timeout_minutes
        yield Action(
            "Approve", "Approval", "Manual", configuration, timeout_minutes=minutes, origin=step.approval.origin
        )

    def _in_message(self, asked: Placed, reference: Reference) -> str:
        """A value in the message of an approval, which CodePipeline shows without running a build."""
        taken = set(scopes.names_of(self.plan.environment))
        known = self._known_to_pipeline(taken, reference) or self._parameter_shown(taken, reference)
        if known is None:
            told = "its message has no value that only the build knows"
            self.extra_remarks.append(Remark(asked.origin, told))
        return known or ("…" if reference.kind is ReferenceKind.DERIVED else f"${reference.name}")

    def _parameter_shown(self, taken: Set[str], reference: Reference) -> str | None:
        """A parameter whose default CodePipeline can't hold is shown as it was given, or as what stands for it."""
        given = reference.kind not in _OF_THE_BUILD and reference.name not in taken
        is_known = given and any(one.name == reference.name for one in self.facts.parameters)
        return f"#{{variables.{reference.name}}}" if is_known else None

    def _action(self, built: Built, order: int, names: Unique) -> Action:
        overlays = () if built.unit.fresh else self.overlays
        inputs = (ARTIFACT if built.unit.fresh else self.base, *overlays, *built.bench.inputs)
        origin = built.unit.stages[0].origin
        if len(inputs) > _MOST_INPUTS or len(built.outputs) > _MOST_INPUTS:
            because = f"an action has {_MOST_INPUTS} input and output artifacts at most"
            self.extra_remarks.append(Remark(self.plan.origin, because, gap=True, blocking=True))
        configuration = [("ProjectName", built.project.name)]
        if len(inputs) > 1:
            configuration.append(("PrimarySource", inputs[0]))
        handed_in = self._handed_in(built)
        if handed_in:
            configuration.append(("EnvironmentVariables", handed_in))
        return Action(
            names(stage_name(built.unit.name)),
            "Build",
            "CodeBuild",
            tuple(configuration),
            run_order=order,
            inputs=inputs[:_MOST_INPUTS],
            outputs=built.outputs[:_MOST_INPUTS],
            origin=origin,
        )

    def _handed_in(self, built: Built) -> str:
        """The action's EnvironmentVariables; where they are too long, the build asks for the parameters by itself."""
        parameters = [(one.name, f"#{{variables.{one.name}}}") for one in self.facts.parameters]
        text = _environment([*parameters, *built.variables])
        if len(text) <= _MOST_VARIABLES:
            return text
        self._fetch_parameters(built)
        needed = {EXECUTION_ID: "#{codepipeline.PipelineExecutionId}"} | dict(built.variables)
        text = _environment(needed.items())
        if len(text) > _MOST_VARIABLES:
            because = f"the variables of an action have {_MOST_VARIABLES} characters at most: too many are handed on"
            self.extra_remarks.append(Remark(built.unit.stages[0].origin, because, gap=True, blocking=True))
        return text

    def _fetch_parameters(self, built: Built) -> None:
        spec = built.project.buildspec
        lines = (_FETCH.format(pipeline=self.facts.pipeline), _VARIABLE)
        reads = tuple(f'export {one.name}="$(variable {one.name})"' for one in self.facts.parameters)
        pre_build = (*(BuildCommand(line) for line in (*lines, *reads)), *spec.pre_build)
        permission = Permission(("codepipeline:GetPipelineExecution",), (f"codepipeline:{self.facts.pipeline}",))
        project = replace(
            built.project,
            buildspec=replace(spec, pre_build=pre_build),
            permissions=(*built.project.permissions, permission),
        )
        index = self.built.index(built)
        self.built[index] = replace(built, project=project)


_FETCH = """pipeline_variables=$(aws codepipeline get-pipeline-execution --pipeline-name {pipeline} \\
  --pipeline-execution-id "$PIPELINE_EXECUTION_ID" --query pipelineExecution.variables --output json)"""
_VARIABLE = """variable() {  # the value of a pipeline variable
  printf '%s' "$pipeline_variables" | jq -r --arg name "$1" '.[] | select(.name == $name) | .resolvedValue'
}"""


def _environment(pairs: Iterable[tuple[str, str]]) -> str:
    entries = [{"name": name, "value": value} for name, value in pairs]
    return json.dumps(entries, separators=(",", ":")) if entries else ""


def _ending_in(order: Order, one: native_actions.Behind | None) -> Order:
    """The order of a build, without what an action behind it does."""
    if one is None:
        return order
    return replace(order, unit=replace(order.unit, stages=one.stages), plan=replace(order.plan, post=one.post))


def _on_jenkins(job: JenkinsJob, over: Built, name: str, order: int) -> Action:
    """The custom action that a Jenkins job serves, behind the build that hands the workspace over."""
    return Action(
        name,
        JENKINS_CATEGORY,
        JENKINS_PROVIDER,
        (("ProjectName", job.name),),
        owner="Custom",
        version=JENKINS_VERSION,
        run_order=order,
        inputs=(artifact_name(over.unit, "workspace"),),
        outputs=job.outputs,
        origin=job.origin,
    )


def _takes_post(step: Step) -> bool:
    """Whether the post of the job runs in the build of the step."""
    return len(step.units) == 1 and not is_kept(step.units[0])


def _renamed(unit: Unit, names: Unique) -> Unit:
    return replace(unit, name=names(project_name("", unit.name)))


def _without_guards(unit: Unit) -> Unit:
    return replace(unit, stages=tuple(replace(stage, guards=()) for stage in unit.stages))


def _stashing(stage: PlannedStage) -> bool:
    return any(_has(placed, c.Stash) for placed in stage.work) or any(
        _stashing(one) for one in (*stage.stages, *stage.parallel)
    )


def _has(placed: Placed, kind: type) -> bool:
    if isinstance(placed.contribution, NestedStage):
        return _stashing(placed.contribution.stage)
    return isinstance(placed.contribution, kind) or any(_has(one, kind) for one in placed.body)


def _stashes(built: Built) -> dict[str, str]:
    """The stashes that a build makes, by the name that the job gives them."""
    names: dict[str, str] = {}
    for stage in built.unit.stages:
        for stash in _stashes_in(stage):
            names[stash.name] = artifact_name(built.unit, _stash_artifact(stash.name))
    return {name: artifact for name, artifact in names.items() if artifact in built.outputs}


def _stash_artifact(name: str) -> str:
    return identifier(f"stash_{name}")


def _stashes_in(stage: PlannedStage) -> Iterator[c.Stash]:
    for placed in (*stage.work, *(one for post in stage.post for one in post.work)):
        yield from _stashes_below(placed)
    for inner in (*stage.stages, *stage.parallel):
        yield from _stashes_in(inner)


def _stashes_below(placed: Placed) -> Iterator[c.Stash]:
    if isinstance(placed.contribution, c.Stash):
        yield placed.contribution
    for inner in placed.body:
        yield from _stashes_below(inner)


def _cached(built: Iterable[Built]) -> Iterator[str]:
    folders = dict.fromkeys(one for build in built for one in build.project.buildspec.cached)
    if folders:
        kept = ", ".join(one.removesuffix("/**/*") for one in folders)
        how = "as earlier ones have left them, as on an agent that has built before: see cache in migrate.toml"
        yield f"Builds find {kept} {how}."


def _mode(plan: Plan) -> str:
    """Freestyle jobs and matrix projects queue, pipelines run at the same time, unless an option says otherwise. One
    that lets builds run at the same time lifts the limit of no other one."""
    chosen = [one.contribution.mode.value for one in plan.traits if isinstance(one.contribution, c.Concurrency)]
    chosen.sort(key=lambda one: one != "PARALLEL")
    mode = chosen[-1] if chosen else ("QUEUED" if plan.kind in _ONE_AT_A_TIME else "PARALLEL")
    inside = list(contributions_in(plan))
    if any(isinstance(one, c.WithLock) for one in inside):
        return "QUEUED"
    overtakes = mode == "PARALLEL" and any(isinstance(one, c.Milestone) for one in inside)
    mode = "SUPERSEDED" if overtakes else mode
    return "QUEUED" if plan.of_branches and mode == "SUPERSEDED" else mode  # or one branch would end another's build


def _disabled(plan: Plan, stages: tuple[PipelineStage, ...]) -> tuple[PipelineStage, ...]:
    """A disabled job's pipeline stops before its second stage."""
    if not any(isinstance(one.contribution, c.Disabled) for one in plan.traits):
        return stages
    return (stages[0], replace(stages[1], disabled_reason="The Jenkins job is disabled"), *stages[2:])


def _with_change_detection(pipeline: Pipeline, starts: Starts) -> Pipeline:
    """A job without a trigger for changes is not started by them."""
    source, *rest = pipeline.stages
    action = source.actions[0]
    changed = tuple(
        (key, "true" if starts.on_change else "false") if key == "DetectChanges" else (key, value)
        for key, value in action.configuration
    )
    return replace(pipeline, stages=(replace(source, actions=(replace(action, configuration=changed),)), *rest))


_RETENTION_DAYS = (
    1,
    3,
    5,
    7,
    14,
    30,
    60,
    90,
    120,
    150,
    180,
    365,
    400,
    545,
    731,
    1096,
    1827,
    2192,
    2557,
    2922,
    3288,
    3653,
)


def _retention(plan: Plan) -> int:
    """Days that CloudWatch keeps logs: the next that it offers for what Jenkins keeps, a year without a limit."""
    days = [one.contribution.days for one in plan.traits if isinstance(one.contribution, c.Retention)]
    wanted = next((one for one in days if one), 365)
    return next((offered for offered in _RETENTION_DAYS if offered >= wanted), _RETENTION_DAYS[-1])


def _secrets(built: Iterable[Built]) -> tuple[Secret, ...]:
    found: dict[str, Secret] = {}
    for one in built:
        for credential, secret in one.bench.credentials.items():
            users = (*found[credential].used_by, one.project.name) if credential in found else (one.project.name,)
            found[credential] = replace(secret, used_by=users)
    return tuple(found[credential] for credential in sorted(found))
