"""Values that steps on one machine set and steps on another one read: builds export them, the pipeline hands them on.

What a workspace carries on, its artifact does. A value goes through the pipeline in Base64 behind an `x`, so that no
sign of it can break the JSON of an action, and an empty one differs from none.
https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-variables.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from migrate.assemble.names import identifier
from migrate.model.delivery import BuildCommand, BuildProject, PipelineStage

_WINDOWS = "WINDOWS"


def namespace_of(unit: str) -> str:
    """The namespace of an action's variables; no artifact has such a name."""
    return f"{identifier(unit)}_values"


def handed(name: str) -> str:
    """The variable that hands a value on."""
    return f"handed_{name}"


def taken(names: Iterable[str]) -> Iterator[BuildCommand]:
    """The commands that take over what was handed on."""
    for name in names:
        decoded = f'$(printf %s "${{{handed(name)}#x}}" | base64 -d; printf x)'
        line = f'[ -z "${handed(name)}" ] || {{ {name}={decoded}; export {name}="${{{name}%x}}"; }}'
        yield BuildCommand(line, note="a step on another machine has set it")


@dataclass(slots=True)
class Handing:
    """Who has set what so far: `carried` is in the workspace that builds go on in, `away` is not; by namespace."""

    carried: dict[str, str] = field(default_factory=dict)
    away: dict[str, str] = field(default_factory=dict)
    wanted: dict[str, dict[str, None]] = field(default_factory=dict)

    def elsewhere(self, *, fresh: bool) -> Mapping[str, str]:
        """The variables that an earlier build has set whose workspace a build does not have."""
        return {**self.carried, **self.away} if fresh else self.away

    def note(self, unit: str, project: BuildProject, names: Iterable[str], *, carries: bool) -> None:
        """Note what a build sets, and whether its workspace is the one that later builds have."""
        if project.environment_type.startswith(_WINDOWS):
            return
        for name in sorted(names):
            held, other = (self.carried, self.away) if carries else (self.away, self.carried)
            held[name] = namespace_of(unit)
            other.pop(name, None)

    def want(self, names: Mapping[str, str]) -> None:
        for name, namespace in names.items():
            self.wanted.setdefault(namespace, {})[name] = None

    def exporting(self, unit: str, project: BuildProject) -> BuildProject:
        """The project, which exports what others want of it."""
        names = tuple(self.wanted.get(namespace_of(unit), ()))
        lines = tuple(
            BuildCommand(f'export {handed(name)}="${{{name}+x$(printf %s "${name}" | base64 -w 0)}}"') for name in names
        )
        spec = replace(project.buildspec, build=(*project.buildspec.build, *lines), exported=tuple(map(handed, names)))
        return replace(project, buildspec=spec) if names else project

    def named(self, stage: PipelineStage, projects: Mapping[str, str]) -> PipelineStage:
        """The stage, whose actions have namespaces where others read their variables; `projects` maps to units."""
        actions = []
        for action in stage.actions:
            unit = projects.get(dict(action.configuration).get("ProjectName", ""))
            wanted = unit is not None and namespace_of(unit) in self.wanted
            actions.append(replace(action, namespace=namespace_of(unit)) if wanted and unit else action)
        return replace(stage, actions=tuple(actions))
