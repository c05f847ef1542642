"""Choices around whole stages, whose condition can stand as a guard of each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrate.model.source import Describable, Literal, Reference, ReferenceKind, Template


def is_of_stages(step: Describable) -> bool:
    """Whether a step is a choice between stages, in each of its ways, and none of them changes what it asks."""
    if step.name != "if" or step.children is None:
        return False
    condition, *ways = step.children
    steps = [one for way in ways for one in way.children or ()]
    filled = [way.children for way in ways if way.children]
    if not filled or not all(_is_stages(way) for way in filled):
        return False
    asked = set(_asked(condition.children or ()))
    of_build = any(one.kind is ReferenceKind.BUILD for one in asked)
    return not of_build and not asked & set(_set(steps))


def _is_stages(steps: Iterable[Describable]) -> bool:
    """Whether all steps are stages, or become some."""
    return all(
        (one.name in ("stage", "node") and one.children is not None) or is_of_stages(one) or _is_parallel(one)
        for one in steps
    )


def _is_parallel(step: Describable) -> bool:
    return step.name == "parallel" and any(_has(one, "node", "stage") for one in step.children or ())


def _has(step: Describable, *names: str) -> bool:
    return step.name in names or any(_has(one, *names) for one in step.children or ())


def _asked(conditions: Iterable[Describable]) -> Iterator[Reference]:
    """What conditions read."""
    for one in conditions:
        for setting in one.settings:
            parts = setting.value.parts if isinstance(setting.value, Template) else (setting.value,)
            yield from (part for part in parts if isinstance(part, Reference))
        yield from _asked(one.children or ())


def _set(steps: Iterable[Describable]) -> Iterator[Reference]:
    """The variables that steps set for those after them."""
    for one in steps:
        name, variable = one.setting("name"), one.setting("variable")
        if one.name == "env" and name and isinstance(name.value, Literal):
            yield Reference(ReferenceKind.ENVIRONMENT, str(name.value.value))
        if variable and isinstance(variable.value, Literal):
            yield Reference(ReferenceKind.VARIABLE, str(variable.value.value))
        yield from _set(one.children or ())
