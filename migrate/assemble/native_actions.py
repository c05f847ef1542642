"""Actions of CodePipeline behind a build, which do what it would have ended with.

Only what a build ends with can become one, and only where nothing else is meant to come after it, whether it succeeds
or fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from migrate.assemble import scopes
from migrate.assemble.layout import Step, Unit
from migrate.assemble.machines import needs_windows
from migrate.assemble.native import Found, Known, found_in, known_text
from migrate.assemble.results import FAILING, contributions_in
from migrate.assemble.workbench import JobFacts
from migrate.model import contribution as c
from migrate.model.delivery import Action, Permission, Placeholder, Proposal
from migrate.model.plan import Placed, Plan, PlannedPost, PlannedStage
from migrate.model.settings import Settings
from migrate.model.source import JobKind, Literal

DEPLOYED = "deploy"  # the artifact that the action takes

_KEYS = ("AWS_PROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", *c.ROLE_KEYS)
_REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
_HARMLESS = (c.Plain, c.UseTool, c.SkipCheckout, c.WithVariables)
_WITH_PUBLISHERS = (JobKind.FREESTYLE, JobKind.MAVEN)
_AS_IT_IS = "the value of a parameter goes into the action as it is, where the shell may make several words of it"
_TIME = "the time-out of the job does not end the action"


@dataclass(frozen=True, slots=True)
class Behind:
    """What an action takes over, and the stages of the build and the post of the job without it."""

    found: Found
    stages: tuple[PlannedStage, ...]
    post: tuple[PlannedPost, ...]
    publishes: bool = False  # it is a publisher of a freestyle job


def behind(unit: Unit, plan: Plan, known: Known, settings: Settings, *, last: bool) -> Behind | None:
    """What a build ends with, where CodePipeline has an action for it: its last step, or the last publisher of a
    freestyle job. Its files go into an artifact of their own."""
    stage = unit.stages[-1]
    if last and plan.post and plan.kind in _WITH_PUBLISHERS:
        *before, ending = plan.post
        found = _ending(ending.work, known, settings)
        if found and getattr(found.placed.contribution, "only_if_successful", False):
            post = (*before, replace(ending, work=_without(ending.work, found)))
            return Behind(found, unit.stages, post, publishes=True)
    found = _ending(stage.work, known, settings)
    if found is None:
        return None
    return Behind(found, (*unit.stages[:-1], replace(stage, work=_without(stage.work, found))), plan.post)


def _ending(work: tuple[Placed, ...], known: Known, settings: Settings) -> Found | None:
    if not work:
        return None
    if _is_open(work[-1], known, settings):
        return _ending(work[-1].body, known.inside(work[-1]), settings)
    found = list(found_in(work, known, settings))
    return found[-1] if found and found[-1].placed is work[-1] else None


def _is_open(placed: Placed, known: Known, settings: Settings) -> bool:
    """Whether a block changes nothing for an action but the folder in which its files are."""
    match placed.contribution:
        case c.Plain():
            return True
        case c.InDirectory(path):
            return isinstance(path, Literal)
        case c.WithVariables(variables):
            here = bool(settings.region)
            return here and all(
                name in _REGIONS and known.text_of(value) == settings.region for name, value in variables
            )
        case _:
            return False


def blocked_by(unit: Unit, known: Known, settings: Settings) -> tuple[Found, str] | None:
    """What a build ends with inside of a block that keeps it there, and why that does."""
    work = unit.stages[-1].work
    while work and work[-1].body:
        inside = list(found_in(work[-1:], known, settings))
        if not _is_open(work[-1], known, settings):
            return (inside[-1], _why_closed(work[-1].contribution)) if inside else None
        work = work[-1].body
    return None


def _why_closed(block: object) -> str:
    match block:
        case c.WithSecrets() | c.WithRole():
            return "it acts with a credential or role of its own, which may be of another account"
        case c.WithVariables():
            return "it has variables of its own, which may name another account or Region"
        case _:
            return "a block stands around it"


def _without(work: tuple[Placed, ...], found: Found) -> tuple[Placed, ...]:
    """The work with the files of the action put aside, in the place of what it does."""
    last = work[-1]
    if last is not found.placed:
        return (*work[:-1], replace(last, body=_without(last.body, found)))
    one = found.takeover
    archived = c.ArchiveArtifacts(
        one.files,
        one.excludes,
        default_excludes=one.default_excludes,
        artifact=DEPLOYED,
        only_if_successful=getattr(last.contribution, "only_if_successful", False),
    )
    kept = Placed(archived, last.origin)
    if one.directory not in (Literal(""), Literal(".")):
        kept = Placed(c.InDirectory(one.directory), last.origin, (kept,))
    return (*work[: len(work) - len(found.pieces)], kept)


# ---- where none can stand --------------------------------------------------------------------------------------------


def why_not(one: Behind, step: Step, unit: Unit, plan: Plan, known: Known, facts: JobFacts) -> str:
    """Why no action can stand behind the build of a unit; "" where one can."""
    stage = unit.stages[-1]
    if step.parallel or len(step.units) > 1:
        return "its stage runs beside others, for which its action would wait"
    if needs_windows(unit.stages):
        return "its build runs on Windows"
    if stage.guards:
        return "only the build knows whether its stage runs"
    if stage.post:
        return "the post of its stage comes after it, in the build"
    if plan.post and not one.publishes:
        return "the post of the job comes after it, in a build"
    if any(not isinstance(trait.contribution, _HARMLESS) for trait in stage.traits):
        return "an option of its stage stands around it"
    return _may_not_come_here(plan, facts) or _identity(plan, stage, known, facts.settings)


def _may_not_come_here(plan: Plan, facts: JobFacts) -> str:
    if any(isinstance(one.contribution, c.SkipAfterUnstable) for one in plan.traits):
        return "its stage is skipped after UNSTABLE, which only the build knows"
    goes_on = facts.results.set & (FAILING | {""})
    if goes_on or any(isinstance(one, c.CatchFailure) for one in contributions_in(plan)):
        return "a step before it may fail without ending the build"
    return ""


def _identity(plan: Plan, stage: PlannedStage, known: Known, settings: Settings) -> str:
    """Why the role of the pipeline, in its own Region, may not be who the step acts as."""
    names = set(scopes.names_of((*plan.environment, *plan.traits, *stage.traits, *stage.environment)))
    names |= {one.contribution.name for one in plan.traits if isinstance(one.contribution, c.Parameter)}
    keys = sorted(names & set(_KEYS))
    if keys:
        return f"it acts with {keys[0]}, which may be of another account"
    for name in _REGIONS:
        region = known.texts.get(name, "")
        if name in names and (not region or region != settings.region):
            return f"{name} may be another Region than the pipeline's: write region into migrate.toml"
    return ""


# ---- what stands behind the build ------------------------------------------------------------------------------------


def differences(found: Found, plan: Plan) -> tuple[str, ...]:
    """What is not as in Jenkins where the action takes over."""
    refers = any("#{" in known_text(value) for _, value in found.takeover.configuration)
    limited = any(isinstance(one.contribution, c.WithTimeout) for one in plan.traits)
    return (*found.takeover.differs, *([_AS_IT_IS] if refers else []), *([_TIME] if limited else []))


def proposal(stage: str, found: Found, because: str, plan: Plan, *, taken: bool) -> Proposal:
    """What the report says of steps that an action could do."""
    stays = found.takeover.stays or because
    differs = () if stays else differences(found, plan)
    return Proposal(stage, found.placed.origin, found.takeover.provider, differs, stays, taken)


def action(found: Found, name: str, order: int, artifact: str, pipeline: str) -> Action:
    """The action of a pipeline, whose input is the artifact."""
    one = found.takeover
    asked = {placeholder.parameter: placeholder.value for placeholder in asked_for(found)}
    configuration = [(key, _with_input(known_text(value), artifact)) for key, value in one.configuration]
    configuration += [(key, asked[_PARAMETERS[key]]) for key in one.to_ask]
    needs = [Permission(need.actions, (need.resource.replace("{pipeline}", pipeline),)) for need in one.needs]
    needs += [Permission(("iam:PassRole",), (_PARAMETERS[key],)) for key in one.to_ask]
    return Action(
        name,
        one.category,
        one.provider,
        tuple(configuration),
        run_order=order,
        inputs=(artifact,),
        origin=found.placed.origin,
        permissions=tuple(needs),
    )


def _with_input(text: str, artifact: str) -> str:
    return f"{artifact}::{text.removeprefix(c.INPUT)}" if text.startswith(c.INPUT) else text


_PARAMETERS = {"RoleArn": "StackRoleArn"}


def asked_for(found: Found) -> Iterator[Placeholder]:
    """What only the user knows of an action."""
    if "RoleArn" in found.takeover.to_ask:
        description = "ARN of the role as which CloudFormation makes what the templates of the job have"
        yield Placeholder(_PARAMETERS["RoleArn"], "arn:aws:iam::111111111111:role/stacks", description)
