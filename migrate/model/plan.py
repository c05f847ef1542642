"""A job after the rules: the source's stages, with contributions in place of describables. Assembly reads it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from migrate.model.contribution import Contribution
from migrate.model.location import Location
from migrate.model.source import JobKind, Value


@dataclass(frozen=True, slots=True)
class Placed:
    """A contribution, the leaf that it comes from, and for a scope what stands in its block."""

    contribution: Contribution | NestedStage
    origin: Location
    body: tuple[Placed, ...] = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """An `environment` entry. `secret` entries are bound by a credential: see `Placed(WithSecrets)` in the stage."""

    name: str
    value: Value
    origin: Location


@dataclass(frozen=True, slots=True)
class PlannedPost:
    condition: str
    work: tuple[Placed, ...]
    origin: Location


@dataclass(frozen=True, slots=True)
class Script:
    """A script of a step: `kind` is `sh` or `bat`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What Jenkins runs of a stage that stays there. `scripts` are None where it holds more than plain scripts, and
    `variables` the environment that these have; `work` is all that it does there."""

    scripts: tuple[Script, ...] | None = None
    variables: tuple[tuple[str, str], ...] = ()
    label: str = ""
    work: tuple[Placed, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """A stage. Exactly one of `work`, `stages` and `parallel` is filled; a matrix is expanded into `parallel`.

    `machine` is None where the stage runs on its parent's; `traits` are job traits and scopes set by options. What is
    `kept` runs on Jenkins: its `work` only stops a build that it would come to.
    """

    name: str
    origin: Location
    machine: Placed | None = None
    environment: tuple[Variable | Placed, ...] = ()
    traits: tuple[Placed, ...] = ()
    guards: tuple[Placed, ...] = ()
    guard_first: bool = True
    approval: Placed | None = None
    work: tuple[Placed, ...] = ()
    stages: tuple[PlannedStage, ...] = ()
    parallel: tuple[PlannedStage, ...] = ()
    in_order: bool = False  # the parallel stages run one after the other, on machines of their own
    fail_fast: bool = False
    post: tuple[PlannedPost, ...] = ()
    kept: Kept | None = field(default=None, repr=False)


def stopped(stages: tuple[PlannedStage, ...], stops: tuple[Placed, ...]) -> tuple[PlannedStage, ...]:
    """The stages, stopped before any work by what the job itself could not have converted."""
    if not stops:
        return stages
    if not stages or stages[0].kept or stages[0].guards or stages[0].parallel or stages[0].stages or stages[0].approval:
        return (PlannedStage("Not converted", stops[0].origin, work=stops), *stages)
    first, *rest = stages
    return (replace(first, work=(*stops, *first.work)), *rest)


@dataclass(frozen=True, slots=True)
class NestedStage:
    """A stage as a piece of work of the stage around it, where both run in one build."""

    stage: PlannedStage


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole job. `sources` are its own checkouts, the first the one that holds its Jenkinsfile, if any.

    A Jenkinsfile that stands alone is taken for a `multibranch` job's, as most are; a plan `of_branches` surely is that
    of a multibranch project.
    """

    name: str
    kind: JobKind
    origin: Location
    machine: Placed | None
    environment: tuple[Variable | Placed, ...]
    traits: tuple[Placed, ...]
    sources: tuple[Placed, ...]
    stages: tuple[PlannedStage, ...]
    post: tuple[PlannedPost, ...]
    multibranch: bool = False
    of_branches: bool = False
    config: str = ""  # of a freestyle job that stays on Jenkins: its XML


@dataclass(frozen=True, slots=True)
class Remark:
    """What assembly found out about a leaf after the rules had settled it: it only ever gets worse.

    One that is `whole` stands in the place of all that the settings of the leaf's describable had become. `to` is where
    they have gone instead.
    """

    leaf: Location
    because: str
    gap: bool = False
    blocking: bool = False
    whole: bool = False
    to: str = ""
