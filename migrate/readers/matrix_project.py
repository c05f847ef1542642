"""Matrix projects: each combination of the values of its axes is a build with the same steps and publishers.

As `MatrixProject`, `MatrixConfiguration` and `DefaultMatrixExecutionStrategyImpl` of the plugin have it: the axes alone
say where a combination runs, not the project's own label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from migrate.model.location import Location
from migrate.model.source import (
    Axis,
    Describable,
    Exclude,
    Items,
    Job,
    JobKind,
    Literal,
    Matrix,
    Opaque,
    Post,
    Reference,
    ReferenceKind,
    Setting,
    Slot,
    Stage,
    Template,
    Value,
    leaves_of,
    nested,
)
from migrate.readers.describe import Describer
from migrate.readers.job_parts import Parts, read_parts, wrapped
from migrate.readers.pipeline.combination_filter import holds
from migrate.readers.xml_document import XmlDocument
from migrate.readers.xstream import simple_class

_PROJECT = "combinations"  # what the rule for the matrix itself is called
_STRATEGY = "executionStrategy"
_FILTER, _TOUCHSTONE = "combinationFilter", "touchStoneCombinationFilter"
# Before 1.455 the project itself had what its execution strategy has now.
_OLD = frozenset({"runSequentially", _TOUCHSTONE, "touchStoneResultCondition", "sorter"})
_OWN = _OLD | {"axes", _FILTER, _STRATEGY, "childCustomWorkspace"}
_AXIS = "hudson.matrix.Axis"
_WITH_VALUES = frozenset({"TextAxis", "LabelAxis", "LabelExpAxis", "JDKAxis", "Axis"})
_LABELS = frozenset({"LabelAxis", "LabelExpAxis"})
_OF_OLD = {"label": "LabelAxis", "jdk": "JDKAxis"}  # `Axis.readResolve`
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_MOST = 1000  # actions of a pipeline
_UNDECIDED = "which combinations it leaves out is not understood, or known only when the job runs"

Combination = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Axis:
    """An axis whose values the file has. `leaf` is where one of them stands."""

    kind: str
    name: str
    values: tuple[str, ...]
    leaf: Location


def read_matrix(name: str, document: XmlDocument, describer: Describer) -> Job:
    parts, root = read_parts(document, describer)
    origin = root.location
    own = {one.name: one for one in reversed(root.settings) if one.name in _OWN}
    others = tuple(one for one in root.settings if own.get(one.name) is not one)
    _dismiss_machine(parts, describer)
    axes = tuple(_axes(own))
    matrix = replace(_matrix(axes, own), in_order=_is_on(own, "runSequentially"))
    project = Describable(_PROJECT, Slot.PROPERTY, (*own.values(), *_workspace(parts)), origin)
    build = Stage(
        "Build",
        origin,
        agent=_agent(axes, origin),
        tools=tuple(_jdks(axes)),
        steps=wrapped(parts[Slot.WRAPPER], parts[Slot.STEP]),
        matrix=matrix,
    )
    publishers = parts[Slot.PUBLISHER]
    return Job(
        name=name,
        kind=JobKind.MATRIX,
        root=replace(root, settings=others),
        properties=(project, *parts[Slot.PROPERTY]),
        parameters=parts[Slot.PARAMETER],
        triggers=parts[Slot.TRIGGER],
        sources=parts[Slot.SCM],
        stages=(build,),
        post=(Post("always", publishers, origin),) if publishers else (),
    )


def _dismiss_machine(parts: Parts, describer: Describer) -> None:
    """The machine and the Java of the project itself, which only starts the combinations."""
    for one in parts.agent.values():
        if one.name != "customWorkspace":
            describer.dismiss_setting(one, "it is for the start of the combinations: axes say where those run")
    for tool in parts[Slot.TOOL]:
        for setting in tool.settings:
            describer.dismiss_setting(setting, "a combination has the Java of its axis, or the default one")


def _workspace(parts: Parts) -> Iterator[Setting]:
    if (own := parts.agent.get("customWorkspace")) is not None:
        yield own


# ---- axes ------------------------------------------------------------------------------------------------------------


def _axes(own: dict[str, Setting]) -> Iterator[_Axis]:
    """The axes in their order. What is wrong with one is told at its name."""
    setting = _listed(own["axes"]) if "axes" in own else None
    if setting is None or not isinstance(setting.value, Items):
        own |= {"axes": _as_whole(setting, "this is no list of axes")} if setting and not _is_empty(setting) else {}
        return
    taken: set[str] = set()
    described: list[Value] = []
    for one in setting.value.items:
        axis = _axis(one) if isinstance(one, Describable) else None
        because = _why_no_variable(axis.name, taken) if axis else ""
        if axis and not because:
            taken.add(axis.name)
            yield axis
        described.append(_with(one, "name", Opaque(axis.name, because)) if axis and because else one)
    own["axes"] = replace(setting, value=Items(tuple(described)))


def _is_empty(axes: Setting) -> bool:
    return isinstance(axes.value, Literal) and not axes.value.value


def _as_whole(setting: Setting, because: str) -> Setting:
    """A setting that is not understood, with all leaves below it."""
    leaves = (*setting.leaves, *(leaf for one in nested(setting.value) for leaf in leaves_of(one)))
    return replace(setting, value=Opaque("", because), leaves=leaves)


def _listed(axes: Setting) -> Setting:
    """The axes as a list: old versions wrote them as `axis`, which is no class."""
    settings = axes.value.settings if isinstance(axes.value, Describable) else ()
    old = next((one for one in settings if one.name == "axis"), None)
    if old is None or len(settings) > 1:
        return axes
    return replace(axes, value=Items(tuple(replace(one, name=_AXIS) for one in nested(old.value))), leaves=old.leaves)


def _axis(described: Describable) -> _Axis | None:
    """The axis; None where its values are not known here, or it is none."""
    kind = simple_class(described.name)
    name, values = described.setting("name"), described.setting("values")
    if kind not in _WITH_VALUES or name is None or values is None or not isinstance(name.value, Literal):
        return None
    items = values.value.items if isinstance(values.value, Items) else (values.value,)
    texts = [str(one.value) for one in items if isinstance(one, Literal) and one.value not in ("", None)]
    kind = _OF_OLD.get(str(name.value.value), kind) if described.name == _AXIS else kind
    leaf = (*values.leaves, *name.leaves, name.location)[0]
    return _Axis(kind, str(name.value.value), tuple(dict.fromkeys(texts)), leaf)


def _why_no_variable(name: str, taken: set[str]) -> str:
    if not _NAME.match(name):
        return f"«{name}» can't be a variable of a build"
    return f"two axes are called {name}" if name in taken else ""


def _agent(axes: Iterable[_Axis], origin: Location) -> Describable:
    """The machine of a combination: one with the labels of all its axes, or any."""
    labels = [axis for axis in axes if axis.kind in _LABELS]
    if not labels:
        return Describable("any", Slot.AGENT, (), origin)
    names = [part for axis in labels for part in (Literal("&&"), Reference(ReferenceKind.ENVIRONMENT, axis.name))]
    value = names[1] if len(labels) == 1 else Template(tuple(names[1:]))
    return Describable("label", Slot.AGENT, (Setting("label", value, labels[0].leaf, ()),), labels[0].leaf)


def _jdks(axes: Iterable[_Axis]) -> Iterator[Describable]:
    for axis in axes:
        if axis.kind == "JDKAxis":
            name = Setting("", Reference(ReferenceKind.ENVIRONMENT, axis.name), axis.leaf, ())
            yield Describable("jdk", Slot.TOOL, (name,), axis.leaf)


# ---- combinations ----------------------------------------------------------------------------------------------------


def _matrix(axes: tuple[_Axis, ...], own: dict[str, Setting]) -> Matrix:
    """The combinations that are built, and those among them that are built first."""
    plain = tuple(Axis(one.name, one.values) for one in axes)
    if prod(len(one.values) for one in axes) > _MOST:
        because = f"more than {_MOST} combinations, which no pipeline can hold"
        own["axes"] = _as_whole(own["axes"], because)
        return Matrix((), (), (), of_project=True)
    every = list(product(*([(axis.name, value) for value in axis.values] for axis in plain)))
    kept = _chosen(every, axes, own, _FILTER)
    first = _chosen(every, axes, own, _TOUCHSTONE)
    excludes = () if kept is None else tuple(_exclude(one) for one in every if one not in kept)
    return Matrix(plain, excludes, (), first=tuple(map(_exclude, first or ())), of_project=True)


def _exclude(combination: Combination) -> Exclude:
    return Exclude(tuple(Axis(name, (value,)) for name, value in combination))


def _chosen(
    every: Sequence[Combination], axes: tuple[_Axis, ...], own: dict[str, Setting], name: str
) -> set[Combination] | None:
    """The combinations for which a filter of the project is true; None without one. One that is not understood is told
    at its place."""
    script = _text(own, name)
    if not script.strip():
        return None
    answers = {one: holds(script, {**dict(one), **_numbers(one, axes)}) for one in every}
    if None in answers.values():
        _tell(own, name, Opaque(script, _UNDECIDED))
        return None
    return {one for one, answer in answers.items() if answer}


def _numbers(combination: Combination, axes: tuple[_Axis, ...]) -> dict[str, int]:
    """`index` and `uniqueId` of a combination, as `FilterScript.toModuloIndex` and `Combination.toIndex` count."""
    index = unique = 0
    for axis, (_, value) in zip(axes, combination, strict=True):
        position = axis.values.index(value)
        index = (index + position) * 31
        unique = unique * len(axis.values) + position
    return {"index": (index + 2**63) % 2**64 - 2**63, "uniqueId": unique}


# ---- settings of the project or of its execution strategy ------------------------------------------------------------


def _text(own: dict[str, Setting], name: str) -> str:
    found = _setting(own, name)
    return str(found.value.value or "") if found and isinstance(found.value, Literal) else ""


def _is_on(own: dict[str, Setting], name: str) -> bool:
    return _text(own, name).strip().lower() == "true"


def _setting(own: dict[str, Setting], name: str) -> Setting | None:
    strategy = own[_STRATEGY].value if _STRATEGY in own else None
    if isinstance(strategy, Describable) and name not in (_FILTER,):
        return strategy.setting(name)
    return own.get(name)


def _tell(own: dict[str, Setting], name: str, value: Opaque) -> None:
    """Put what is not understood in the place of a setting."""
    if name in own:
        own[name] = replace(own[name], value=value)
    else:
        own[_STRATEGY] = replace(own[_STRATEGY], value=_with(own[_STRATEGY].value, name, value))


def _with(described: Value, name: str, value: Value) -> Value:
    assert isinstance(described, Describable)
    settings = (replace(one, value=value) if one.name == name else one for one in described.settings)
    return replace(described, settings=tuple(settings))
