"""Stages that stay on Jenkins, as the settings say: what becomes of their leaves, and what Jenkins runs of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from migrate.mapping.engine import Engine
from migrate.model.ledger import Ledger, Outcome, Verdict
from migrate.model.location import Location
from migrate.model.plan import Kept, Placed, Script
from migrate.model.settings import Settings
from migrate.model.source import Describable, Job, JobKind, Literal, Setting, Stage, leaves_of, nested

STAYS = Verdict(Outcome.PARTIAL, "kept", "stays on Jenkins, where a custom action of the pipeline runs it")
NOT_ALONE = "the stage stays on Jenkins, and can't be a custom action here"
_KINDS = frozenset({JobKind.FREESTYLE, JobKind.DECLARATIVE, JobKind.SCRIPTED, JobKind.MULTIBRANCH})
_SCRIPTS = ("sh", "bat")
_BESIDE_THE_SCRIPT = ("label", "encoding")
_ANY_MACHINE = ("any", "label")


def pattern_of(job: Job, stage: Stage, settings: Settings) -> str | None:
    """The pattern by which a stage stays on Jenkins. A matrix project has no stage that could."""
    return settings.kept(job.name, stage.name) if job.kind in _KINDS else None


def is_whole(job: Job, settings: Settings) -> bool:
    """Whether all of a job stays: a freestyle job has one stage, which its publishers belong to."""
    return job.kind is JobKind.FREESTYLE and any(pattern_of(job, stage, settings) for stage in job.stages)


def leaves_beside(job: Job) -> Iterator[Location]:
    """What belongs to the only stage of a freestyle job: its agent, its tools and its publishers."""
    publishers = (step for post in job.post for step in post.steps)
    for one in (job.agent, *job.tools, *publishers):
        yield from leaves_of(one) if one else ()


def leaves_within(stage: Stage) -> Iterator[Location]:
    """Every leaf of a stage but those of its conditions and its input, which the pipeline has."""
    yield stage.location
    for one in (stage.agent, *stage.options, *stage.tools, *stage.steps):
        yield from leaves_of(one) if one else ()
    yield from chain.from_iterable(map(_of_setting, stage.environment))
    for post in stage.post:
        yield post.location
        yield from chain.from_iterable(map(leaves_of, post.steps))
    for inner in (*stage.stages, *stage.parallel, *(stage.matrix.stages if stage.matrix else ())):
        yield from leaves_within(inner)
        for one in (*inner.when, *([inner.input] if inner.input else [])):
            yield from leaves_of(one)


def _of_setting(setting: Setting) -> Iterator[Location]:
    yield from setting.leaves
    for one in nested(setting.value):
        yield from leaves_of(one)


def work_of(stage: Stage, engine: Engine, ledger: Ledger) -> tuple[Placed, ...]:
    """What the stage does, found out beside the ledger: later stages may need what only Jenkins knows then."""
    beside, apart = ledger.blank(), engine.apart()
    steps = (*stage.steps, *(step for post in stage.post for step in post.steps))
    work = tuple(placed for step in steps for placed in apart.place(step, beside))
    for inner in (*stage.stages, *stage.parallel, *(stage.matrix.stages if stage.matrix else ())):
        work += work_of(inner, engine, ledger)
    return work


def has_workspace(stage: Stage) -> bool:
    """Whether the stage has a workspace of its own: with an agent, unless that is a container on the machine around."""
    return stage.agent is not None and _literal(stage.agent.setting("reuseNode")) is not True


# ---- what Jenkins runs -----------------------------------------------------------------------------------------------


def kept(job: Job, stage: Stage, work: tuple[Placed, ...], *, top: bool) -> Kept:
    agent = stage.agent or job.agent
    label = _literal(agent.setting("label") or agent.setting("")) if agent else ""
    scripts = _scripts(stage) if top and _is_plain(job, stage, agent) else None
    entries = (*job.environment, *stage.environment)
    variables = tuple((one.name, str(_literal(one))) for one in entries) if scripts is not None else ()
    return Kept(scripts, variables, label if isinstance(label, str) else "", work)


def _is_plain(job: Job, stage: Stage, agent: Describable | None) -> bool:
    """Whether nothing stands around the steps of a stage but texts in the environment, on any machine or one of a
    label: steps of a scripted pipeline have Groovy around them."""
    around = (*job.tools, *stage.tools, *stage.options, *stage.post, *stage.stages, *stage.parallel)
    fixed = all(isinstance(one.value, Literal) for one in (*job.environment, *stage.environment))
    machine = agent is None or (agent.name in _ANY_MACHINE and isinstance(_literal(agent.setting("label"), ""), str))
    declared = job.kind in (JobKind.DECLARATIVE, JobKind.MULTIBRANCH)
    return declared and not around and stage.matrix is None and fixed and machine


def _scripts(stage: Stage) -> tuple[Script, ...] | None:
    scripts = tuple(map(_script, stage.steps))
    known = tuple(one for one in scripts if one is not None)
    return known if known and len(known) == len(scripts) else None


def _script(step: Describable) -> Script | None:
    settings = [one for one in step.settings if one.name not in _BESIDE_THE_SCRIPT]
    if step.name not in _SCRIPTS or step.children is not None or len(settings) != 1:
        return None
    text = _literal(settings[0]) if settings[0].name in ("", "script") else None
    return Script(step.name, text) if isinstance(text, str) else None


def _literal(setting: Setting | None, default: object = None) -> object:
    """The value that is known; without the setting the default."""
    if setting is None:
        return default
    return setting.value.value if isinstance(setting.value, Literal) else None
