"""Containers beside a build, as those of a pod: they share its network and its workspace, and live as long as it does.

A build's docker has the network of the build as that of its host, so that all see each other at localhost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from migrate.assemble.containers import AS_ROOT
from migrate.assemble.shell import Expansion, literal_text, single_quoted, word
from migrate.assemble.workbench import Workbench
from migrate.model import contribution as c
from migrate.model.location import Location
from migrate.model.plan import NestedStage, Placed, PlannedStage
from migrate.model.source import Literal, Reference, Template, Value

_AGENT = "jnlp"
_FOLDERS = "$CODEBUILD_SRC_DIR@pod"
_ON_MACHINE = "scripts outside of the containers of the pod run in the image of the build: its tools may differ"


@dataclass(frozen=True, slots=True)
class Started:
    """The lines that start containers, and the variables that hold them, by their names in the pod."""

    text: tuple[str, ...]
    containers: Mapping[str, str]


def started(pod: c.InPod, named: Iterable[str], origin: Location, bench: Workbench) -> Started:
    """Start what does something by itself, and what scripts run in. `named` are the containers that steps ask for."""
    used = list(dict.fromkeys((*([pod.default] if pod.default else []), *named)))
    known = {one.name: one for one in (*_by_settings(used, bench), *pod.containers)}
    wanted = [one for one in known.values() if one.name in used or not one.waits]
    if not pod.default and not bench.in_container:
        bench.partial(origin, _ON_MACHINE)
    if not wanted:
        _missing(pod.default, origin, bench)
        return Started((), {})
    bench.functions |= dict.fromkeys(("join_pod", "in_container"))
    expansion = partial(bench.expansion, origin)
    lines = [*_folders(wanted), *(_joined(one, expansion) for one in wanted)]
    variables = {one.name: _variable(one.name) for one in wanted}
    if pod.default in variables:
        bench.partial(origin, AS_ROOT)
        lines.append(f"container=${variables[pod.default]}")
    _missing(pod.default if pod.default not in variables else "", origin, bench)
    return Started(tuple(lines), variables)


def _by_settings(names: Iterable[str], bench: Workbench) -> Iterator[c.Container]:
    """Containers whose images the user names."""
    images = bench.facts.settings.containers
    for name in names:
        if name in images:
            yield c.Container(name, Literal(images[name]), (Literal("cat"),), waits=True, terminal=True)


def _missing(name: str, origin: Location, bench: Workbench) -> None:
    if name:
        bench.partial(origin, _not_known(name))


def _not_known(name: str) -> str:
    because = f"the image of the container {name} is not known"
    return f"{because}: its scripts run in that of the build until [containers] in migrate.toml names it"


def entered(name: str, origin: Location, bench: Workbench) -> str:
    """The line after which scripts run in a container of the pod; "" where that is the machine of the build."""
    variable = bench.containers.get(name)
    if variable is not None:
        return f"container=${variable}"
    bench.partial(origin, _ON_MACHINE if name == _AGENT else _not_known(name))
    return ""


def _variable(name: str) -> str:
    return "pod_" + re.sub(r"\W", "_", name)


def _folders(containers: Iterable[c.Container]) -> Iterator[str]:
    """The folders that containers share, for all users as an emptyDir is."""
    names = dict.fromkeys(folder for one in containers for folder, _ in one.mounts if folder)
    if names:
        yield "( umask 0; mkdir -p " + " ".join(f'"{_FOLDERS}/{name}"' for name in names) + " )"


def _joined(one: c.Container, expansion: Expansion) -> str:
    """`command` replaces the entry point of the image, `arguments` its command; none of both leaves it as it is."""
    entry = [f"--entrypoint {word(one.command[0], expansion)}"] if one.command else []
    rest = (*one.command[1:], *one.arguments)
    options = [
        *(["-t"] if one.terminal else []),
        *(['-u "$(id -u):$(id -g)"'] if one.waits else [f"-u {single_quoted(one.user)}"] if one.user else []),
        *(["--privileged"] if one.privileged else []),
        *(f"-e {word(_assignment(*pair), expansion)}" for pair in one.variables),
        *(f"-v {_mount(*pair)}" for pair in one.mounts),
        *entry,
    ]
    return " ".join(
        ["join_pod", _variable(one.name), *options, word(one.image, expansion), *(word(w, expansion) for w in rest)]
    )


def _assignment(name: str, value: Value) -> Value:
    if isinstance(value, Literal):
        return Literal(f"{name}={literal_text(value)}")
    parts = value.parts if isinstance(value, Template) else (value,)
    return Template((Literal(f"{name}="), *(one for one in parts if isinstance(one, Literal | Reference))))


def _mount(folder: str, path: str) -> str:
    if not folder:
        return single_quoted(f"/var/run/docker.sock:{path}")
    return f'"{_FOLDERS}/{folder}":{single_quoted(path)}'


def names_in(work: Iterable[Placed]) -> Iterator[str]:
    """The containers that steps ask for, in any depth."""
    for placed in work:
        match placed.contribution:
            case c.InContainer(name):
                yield name
            case NestedStage(stage):
                yield from names_in_stage(stage)
        yield from names_in(placed.body)


def names_in_stage(stage: PlannedStage) -> Iterator[str]:
    yield from names_in(stage.work)
    for inner in (*stage.stages, *stage.parallel):
        yield from names_in_stage(inner)
    yield from names_in(placed for post in stage.post for placed in post.work)
