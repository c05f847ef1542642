"""A matrix as parallel stages, one for each combination of the values of its axes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product

from migrate.mapping.axes import settled
from migrate.model.contribution import ARCHIVE, ArchiveArtifacts, Notification, StartJob, When
from migrate.model.plan import Placed, PlannedPost, PlannedStage, Remark, Variable
from migrate.model.source import Axis, Exclude, Literal, Matrix

Combination = tuple[tuple[str, str], ...]

_ONE_MAIL = "it is sent for each combination, not once more for all of them"
_ONE_START = "it is done for each combination that fails, not once for all of them"


def expanded(planned: PlannedStage, matrix: Matrix, stages: tuple[PlannedStage, ...]) -> PlannedStage:
    """The stage of a matrix: axes are variables, and each cell takes agent, post and guards."""
    cells = [(cell, _cell(planned, matrix, cell, stages)) for cell in combinations(matrix)]
    whole = PlannedStage(planned.name, planned.origin, in_order=matrix.in_order, fail_fast=planned.fail_fast)
    first = tuple(stage for cell, stage in cells if _is_among(matrix.first, cell))
    rest = tuple(stage for cell, stage in cells if not _is_among(matrix.first, cell))
    if not first or not rest:
        return replace(whole, parallel=first or rest)
    groups = (replace(whole, name="Touchstone", parallel=first), replace(whole, parallel=rest))
    return PlannedStage(planned.name, planned.origin, stages=groups)


def _cell(planned: PlannedStage, matrix: Matrix, cell: Combination, stages: tuple[PlannedStage, ...]) -> PlannedStage:
    name = _project_name(cell) if matrix.of_project else ", ".join(f"{axis} = {value}" for axis, value in cell)
    axes = tuple(Variable(axis, Literal(value), planned.origin) for axis, value in cell)
    environment, guards = (*axes, *planned.environment), settled(planned.guards, dict(cell))
    return replace(planned, name=name, environment=environment, guards=guards, stages=stages, fail_fast=False)


def combinations(matrix: Matrix) -> tuple[Combination, ...]:
    """The cells of a matrix as (axis, value) pairs, the first axis slowest, without what the excludes leave out."""
    every = product(*([(axis.name, value) for value in axis.values] for axis in matrix.axes))
    return tuple(cell for cell in every if not _is_among(matrix.excludes, cell))


def _is_among(excludes: tuple[Exclude, ...], cell: Combination) -> bool:
    return any(_excludes(exclude, cell) for exclude in excludes)


def _excludes(exclude: Exclude, cell: Combination) -> bool:
    chosen = dict(cell)
    return all(_matches(axis, chosen) for axis in exclude.axes)


def _matches(axis: Axis, chosen: dict[str, str]) -> bool:
    return chosen.get(axis.name) in axis.values


# ---- matrix projects -------------------------------------------------------------------------------------------------


def _project_name(cell: Combination) -> str:
    """`Combination.toString`: by the names of the axes."""
    return ",".join(f"{axis}={value}" for axis, value in sorted(cell)) or "default"


def of_project(
    job: str, stages: tuple[PlannedStage, ...], publishers: tuple[PlannedPost, ...]
) -> tuple[tuple[PlannedStage, ...], tuple[PlannedPost, ...], list[Remark]]:
    """The combinations of a matrix project with its publishers, which run for each of them, and what runs once.

    Jenkins archives what a combination keeps below its name. It starts other jobs when the whole project has ended.
    """
    placed = [(post, one) for post in publishers for one in post.work]
    once = [(post, one) for post, one in placed if isinstance(one.contribution, StartJob)]
    each = [PlannedPost(post.condition, (one,), one.origin) for post, one in placed if (post, one) not in once]
    combined = tuple(_published(stage, tuple(each), job) for stage in stages)
    last = tuple(PlannedPost(post.condition, (one,), one.origin) for post, one in once)
    return combined, last, [*_remarks(one for _, one in placed)]


def _remarks(publishers: Iterable[Placed]) -> Iterator[Remark]:
    for one in publishers:
        if isinstance(one.contribution, Notification):
            yield Remark(one.origin, _ONE_MAIL)
        elif isinstance(one.contribution, StartJob) and one.contribution.when is not When.SUCCESS:
            yield Remark(one.origin, _ONE_START)


def _published(stage: PlannedStage, posts: tuple[PlannedPost, ...], job: str) -> PlannedStage:
    if stage.stages:
        return replace(stage, stages=tuple(_published(one, posts, job) for one in stage.stages))
    return replace(stage, parallel=tuple(_of_combination(replace(one, post=posts), job) for one in stage.parallel))


def _of_combination(cell: PlannedStage, job: str) -> PlannedStage:
    """A combination as the build of a job of its own, which is called by the names of both."""
    named = {"JOB_NAME": f"{job}/{cell.name}", "JOB_BASE_NAME": cell.name}
    text = repr((cell.work, cell.post))
    names = tuple(Variable(name, Literal(value), cell.origin) for name, value in named.items() if name in text)
    posts = tuple(replace(post, work=_archived(post.work, cell.name)) for post in cell.post)
    return replace(cell, environment=(*cell.environment, *names), work=_archived(cell.work, cell.name), post=posts)


def _archived(work: tuple[Placed, ...], folder: str) -> tuple[Placed, ...]:
    return tuple(replace(_below(one, folder), body=_archived(one.body, folder)) for one in work)


def _below(placed: Placed, folder: str) -> Placed:
    archived = placed.contribution
    if not isinstance(archived, ArchiveArtifacts) or archived.artifact != ARCHIVE:
        return placed
    return replace(placed, contribution=replace(archived, below=folder))
