"""Stages that stay on Jenkins: a build hands the workspace over, and a custom action runs the stage there.

The build stands in front since only CodeBuild reads a source that is a reference to a repository, since an action for
Jenkins has one workspace, and since the AWS CodePipeline plugin starts jobs with the defaults of their parameters.
The plugin keeps neither modes nor links of files: an archive beside them does.
https://github.com/jenkinsci/aws-codepipeline-plugin
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from migrate.assemble.kept import kept_by
from migrate.assemble.layout import Unit
from migrate.assemble.names import jenkins_job_name
from migrate.assemble.parameters import default_of, expanding
from migrate.assemble.results import everything_in
from migrate.assemble.shell import single_quoted
from migrate.model import contribution as c
from migrate.model.delivery import SAVE_MODES, JenkinsJob
from migrate.model.plan import Placed, Plan, PlannedStage
from migrate.model.source import Literal


def handing_over(unit: Unit, parameters: Iterable[c.Parameter]) -> Unit:
    """The build in front of a stage that stays: it checks what Jenkins could not know, and hands the workspace over."""
    stage = unit.stages[0]
    name = f"{unit.name}-hand-over"
    checks = tuple(Placed(one, stage.origin) for one in _checks(tuple(parameters)))
    work = (*checks, Placed(c.Command(Literal(SAVE_MODES)), stage.origin))
    return Unit(name, (PlannedStage(name, stage.origin, work=work),), None, unit.fresh)


def _checks(parameters: tuple[c.Parameter, ...]) -> Iterator[c.Command | c.Blocked]:
    """The plugin hands no value of a variable on: whoever starts the pipeline with another one must learn of it."""
    moving = expanding(parameters)
    for one in parameters:
        if one.name in moving:
            yield c.Blocked(because_of_default(one.name))
            continue
        told = single_quoted(f"{one.name} does not reach Jenkins: the stage runs there with its default alone")
        test = f'[ "${{{one.name}-}}" = {single_quoted(default_of(one))} ]'
        yield c.Command(Literal(f"{test} || {{ echo {told} >&2; exit 1; }}"))


def because_of_default(name: str) -> str:
    return f"the default of {name} names other variables, and a stage that stays on Jenkins can't be told its value"


def moving_defaults(parameters: Iterable[c.Parameter]) -> list[str]:
    return [because_of_default(name) for name in expanding(parameters)]


# ---- what can't be a custom action -----------------------------------------------------------------------------------


def why_not(plan: Plan, stage: PlannedStage, *, shares: bool, taken: Iterable[str]) -> str:
    """Why a stage can't be an action of its own on Jenkins; "" where it can. `shares`: it runs beside others in a
    workspace that goes on."""
    if stage.guards:
        return "the pipeline can't check its condition, or a later stage needs its files even where it is skipped"
    if shares:
        return "it shares its workspace with parallel stages: keep all of them, or give it an agent of its own"
    if jenkins_job_name(plan.name, stage.name) in taken:
        return f"another stage is named {stage.name}, too, and two actions can't have one Jenkins job: rename one"
    return _needed_later(plan, stage)


def _needed_later(plan: Plan, stage: PlannedStage) -> str:
    """A value or stash of the stage that others ask for, and that only Jenkins has."""
    assert stage.kept is not None
    text = repr((plan.stages, plan.post, plan.environment))
    names = sorted(set(kept_by(stage.kept.work)) - {""})
    read = next((one for one in names if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text)), "")
    if read:
        return f"others read {read}, which it sets"
    stashes = {one.name for one in everything_in(stage.kept.work) if isinstance(one, c.Stash)}
    asked = {one.name for other in plan.stages for one in _within(other) if isinstance(one, c.Unstash)}
    return f"others take its stash {sorted(stashes & asked)[0]}" if stashes & asked else ""


def _within(stage: PlannedStage) -> Iterator[object]:
    yield from everything_in(stage.work)
    for inner in (*stage.stages, *stage.parallel):
        yield from _within(inner)


def kept_in(stages: Iterable[PlannedStage]) -> Iterator[PlannedStage]:
    """The stages that stay on Jenkins, in any depth."""
    for stage in stages:
        if stage.kept is not None:
            yield stage
        yield from kept_in((*stage.stages, *stage.parallel))


# ---- the job on Jenkins ----------------------------------------------------------------------------------------------


def jenkins_job(plan: Plan, stage: PlannedStage, outputs: tuple[str, ...], given: Iterable[c.Parameter]) -> JenkinsJob:
    """The freestyle job that serves the action. What has no scripts of its own starts a job that the user makes."""
    assert stage.kept is not None
    name = jenkins_job_name(plan.name, stage.name)
    made = JenkinsJob(name, stage.name, outputs, plan.config, label=stage.kept.label, origin=stage.origin)
    if plan.config:
        return made
    parameters = tuple((one.name, default_of(one)) for one in given)
    scripts = tuple((one.kind, one.text) for one in stage.kept.scripts or ())
    variables = (*parameters, *stage.kept.variables)
    return replace(made, scripts=scripts, starts="" if scripts else f"{name}-stage", variables=variables)


# ---- what should stay ------------------------------------------------------------------------------------------------

# Words of labels that name machines which CodeBuild does not rent out. Its own Macs are reserved by the fleet:
# https://docs.aws.amazon.com/codebuild/latest/userguide/fleets.html
_APPLE = ("mac", "macos", "macosx", "osx", "ios", "darwin", "xcode", "iphone", "ipad", "tvos", "m1", "m2")
_HARDWARE = (
    *("device", "devices", "hardware", "hil", "hw", "usb", "jtag", "fpga", "testbench", "testbed", "rig"),
    *("raspberry", "raspberrypi", "arduino", "dongle", "plc", "bench", "lab"),
)
_SPECIAL = frozenset((*_APPLE, *_HARDWARE))


def is_special(label: str) -> bool:
    """Whether a label seems to name a Mac, or hardware that stands on a desk."""
    return not _SPECIAL.isdisjoint(re.split(r"[^a-z0-9]+", label.lower()))


def keepable(plan: Plan) -> tuple[tuple[str, str], ...]:
    """The stages that may have to stay, by the pattern that keeps them, with the label of their agents."""
    found = (one for stage in plan.stages for one in _special(stage, _label(plan.machine)))
    return tuple((f"{plan.name}/{name}", label) for name, label in dict(found).items())


def _special(stage: PlannedStage, around: str) -> Iterator[tuple[str, str]]:
    label = _label(stage.machine) if stage.machine else around
    if stage.kept is None and not (stage.stages or stage.parallel) and is_special(label):
        yield stage.name, label
    for inner in (*stage.stages, *stage.parallel):
        yield from _special(inner, label)


def _label(machine: Placed | None) -> str:
    label = machine.contribution.label if machine and isinstance(machine.contribution, c.Machine) else None
    return str(label.value) if isinstance(label, Literal) else ""
