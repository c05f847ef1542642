"""Batch builds: the builds that the `batch` of a buildspec asks for, and which must wait for others.

https://docs.aws.amazon.com/codebuild/latest/userguide/batch-build-buildspec.html
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from migrate.rehearse.buildspec import scalar
from migrate.rehearse.projects import Project, Variable

IDENTIFIER = "CODEBUILD_BATCH_BUILD_IDENTIFIER"


@dataclass(frozen=True, slots=True)
class Member:
    """One build of a batch. It starts when those that it `needs` have succeeded."""

    identifier: str
    project: Project
    variables: tuple[Variable, ...] = ()
    needs: tuple[str, ...] = ()
    may_fail: bool = False


def members_of(project: Project) -> list[Member]:
    """The builds of a batch. A project without a `batch` has one, itself."""
    batch = project.buildspec.batch
    listed = batch.get("build-list") or batch.get("build-graph")
    if listed:
        return [_listed(project, one) for one in listed]
    if matrix := batch.get("build-matrix"):
        return list(_of_matrix(project, matrix))
    return [Member("build", project)]


def _listed(project: Project, one: Mapping[str, Any]) -> Member:
    env = one.get("env") or {}
    variables = _variables(env.get("variables") or {})
    needs = tuple(one.get("depend-on") or ())
    return Member(one["identifier"], _with_image(project, env), variables, needs, one.get("ignore-failure") is True)


def _of_matrix(project: Project, matrix: Mapping[str, Any]) -> Iterator[Member]:
    static, dynamic = matrix.get("static") or {}, (matrix.get("dynamic") or {}).get("env") or {}
    fixed = _variables((static.get("env") or {}).get("variables") or {})
    axes = dynamic.get("variables") or {}
    may_fail = static.get("ignore-failure") is True
    images = dynamic.get("image") or [(static.get("env") or {}).get("image")]
    for number, (image, *values) in enumerate(itertools.product(images, *axes.values()), 1):
        variables = (*fixed, *_variables(dict(zip(axes, values, strict=True))))
        yield Member(f"build{number}", _with_image(project, {"image": image}), variables, (), may_fail)


def _variables(given: Mapping[str, Any]) -> tuple[Variable, ...]:
    return tuple(Variable(name, scalar(value)) for name, value in given.items())


def _with_image(project: Project, env: Mapping[str, Any]) -> Project:
    return replace(project, image=env["image"]) if env.get("image") else project


def run_members(members: list[Member], run: Callable[[Member], bool], *, fast: bool = False) -> list[str]:
    """Run the builds of a batch, those that wait for none at once. Gives the identifiers of those that failed.

    With `fast` nothing new starts once one has failed.
    """
    done: set[str] = set()
    failed: list[str] = []
    waiting = list(members)
    while waiting and not (fast and failed):
        ready = [one for one in waiting if done.issuperset(one.needs)]
        if not ready:
            break
        with ThreadPoolExecutor(len(ready)) as pool:
            succeeded = list(pool.map(run, ready))
        failed += [one.identifier for one, good in zip(ready, succeeded, strict=True) if not good and not one.may_fail]
        done |= {one.identifier for one, good in zip(ready, succeeded, strict=True) if good}
        waiting = [one for one in waiting if one not in ready]
    return failed
