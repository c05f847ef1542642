"""Tools that Jenkins installs, as runtime versions of CodeBuild's own images."""

from __future__ import annotations

import re
from collections.abc import Mapping

from migrate.assemble.layout import Unit
from migrate.assemble.machines import resolve
from migrate.model.contribution import UseTool
from migrate.model.plan import Placed, Plan

# https://docs.aws.amazon.com/codebuild/latest/userguide/available-runtimes.html (amazonlinux-x86_64-standard:5.0)
_RUNTIMES = {"jdk": ("java", "corretto{}", ("8", "11", "17", "21")), "nodejs": ("nodejs", "{}", ("18", "20", "22"))}


def runtimes(plan: Plan, unit: Unit, image: str, known: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """`runtime-versions` for the tools of the job and the unit; images that are not CodeBuild's own have none. `known`
    are environment variables whose values the job fixes."""
    if not image.startswith("aws/codebuild/"):
        return ()
    placed = (*plan.traits, *(one for stage in unit.stages for one in stage.traits))
    found = (runtime_of(one, known) for one in placed if isinstance(one.contribution, UseTool))
    return tuple(dict(one for one in found if one).items())


def runtime_of(placed: Placed, known: Mapping[str, str]) -> tuple[str, str] | None:
    """The runtime for a tool: the version is read from the name that the controller gave it (`jdk17`, `NodeJS 20`)."""
    tool = placed.contribution
    if not isinstance(tool, UseTool) or tool.kind not in _RUNTIMES:
        return None
    name = resolve(tool.name, known)
    if name is None:
        return None
    runtime, form, versions = _RUNTIMES[tool.kind]
    numbers = re.findall(r"\d+", name.replace("1.8", "8"))
    version = next((number for number in numbers if number in versions), None)
    return (runtime, form.format(version)) if version else None
