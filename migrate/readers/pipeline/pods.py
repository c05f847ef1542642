"""`podTemplate` in a scripted pipeline: which machines inside are that pod, and the pod as the agent of its machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from migrate.model.source import Describable, Items, Literal, Reference, ReferenceKind, Setting, Slot, Value

POD = "pod"  # the setting of a machine that is a pod
_TEMPLATE, _NODE = "podTemplate", "node"
_LABEL = ("", "label")
_POD_LABEL = Reference(ReferenceKind.ENVIRONMENT, "POD_LABEL")


def marked(template: Describable) -> Describable:
    """The template with the machines inside that ask for its label marked as its own."""
    label = template.setting("label")
    labels: list[Value] = [_POD_LABEL, *([label.value] if label else [])]
    settings = tuple(replace(one, value=Literal("")) if one.name == "label" else one for one in template.settings)
    return replace(template, settings=settings, children=tuple(_marked(template.children or (), labels)))


def _marked(steps: Iterable[Describable], labels: list[Value]) -> Iterator[Describable]:
    for one in steps:
        found = one
        if one.name == _NODE:
            found = replace(one, settings=tuple(_mark(setting, labels) for setting in one.settings))
        yield replace(found, children=tuple(_marked(one.children, labels))) if one.children else found


def _mark(setting: Setting, labels: list[Value]) -> Setting:
    is_own = setting.name in _LABEL and setting.value in labels
    return Setting(POD, Literal(True), setting.location, setting.leaves) if is_own else setting


def on_machines(steps: Iterable[Describable]) -> tuple[Describable, ...]:
    """The steps with each template that has a machine of its own given to it: only what stands inside is left of it."""
    return tuple(step for one in steps for step in _on_machines(one))


def _on_machines(one: Describable) -> Iterator[Describable]:
    if one.children is None:
        yield one
        return
    inner = on_machines(one.children)
    if one.name != _TEMPLATE:
        yield replace(one, children=inner)
        return
    templates = _uses(one)
    given = tuple(_given(step, templates) for step in inner)
    yield from given if given != inner else (replace(one, children=inner),)


def _uses(template: Describable) -> Iterator[Describable]:
    """The template for each machine that it makes; only the first has its leaves."""
    yield replace(template, slot=Slot.AGENT, children=None)
    settings = tuple(_without_leaves(one) for one in template.settings)
    while True:
        yield Describable(_TEMPLATE, Slot.AGENT, settings, template.location)


def _without_leaves(setting: Setting) -> Setting:
    value = setting.value
    if isinstance(value, Items):
        value = Items(tuple(_bare(one) if isinstance(one, Describable) else one for one in value.items))
    return replace(setting, value=_bare(value) if isinstance(value, Describable) else value, leaves=())


def _bare(one: Describable) -> Describable:
    return replace(one, leaf=None, settings=tuple(_without_leaves(setting) for setting in one.settings))


def _given(step: Describable, templates: Iterator[Describable]) -> Describable:
    setting = step.setting(POD) if step.name == _NODE else None
    if setting is not None and setting.value == Literal(True):
        return replace(step, settings=tuple(_with(one, templates) for one in step.settings))
    children = None if step.children is None else tuple(_given(one, templates) for one in step.children)
    return replace(step, children=children)


def _with(setting: Setting, templates: Iterator[Describable]) -> Setting:
    return replace(setting, value=next(templates)) if setting.name == POD else setting


def pod_of(node: Describable) -> Describable | None:
    """The template of a machine that is a pod; its place is that of the template."""
    setting = node.setting(POD)
    return setting.value if setting is not None and isinstance(setting.value, Describable) else None
