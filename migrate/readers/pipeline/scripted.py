"""A scripted pipeline as a job: its steps as the evaluator reaches them, put into stages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migrate.model.location import Location
from migrate.model.source import Describable, Dismissal, Items, Job, JobKind, Leaf, Reading, Slot, leaves_of, nested
from migrate.readers.declarative.expressions import Places
from migrate.readers.pipeline.evaluation import Evaluation
from migrate.readers.pipeline.structure import dismissals_of, structure_of
from migrate.readers.secrets import redact

_FOR_NOTHING = "a library of a script that runs no step"
_PROPERTIES = "its parts are settings of the job"
_SLOTS = {"parameters": Slot.PARAMETER, "pipelineTriggers": Slot.TRIGGER}


def read_scripted(name: str, places: Places, evaluation: Evaluation, steps: tuple[Describable, ...]) -> Reading:
    """The job of a script that is no declarative pipeline, from the steps that it runs. Without any: a gap."""
    dismissals = [*evaluation.account(places.script.statements, ""), *evaluation.account_elsewhere()]
    root = Location(places.file, places.first_line, 1, "script")
    places.leaves.append(Leaf(root, redact(places.script.text.strip().partition("\n")[0])[0]))
    job = _job(name, root, steps, dismissals) if steps else None
    if job is None:
        dismissals.append(Dismissal(root, "it runs no step", gap=True))
        dismissals += [Dismissal(leaf, _FOR_NOTHING) for one in evaluation.libraries for leaf in leaves_of(one)]
    else:
        job = replace(job, libraries=evaluation.libraries)
    return Reading(
        name, JobKind.SCRIPTED, places.file, job, tuple(places.leaves), tuple(dismissals), (), tuple(places.secrets)
    )


def _job(name: str, root: Location, steps: tuple[Describable, ...], dismissals: list[Dismissal]) -> Job | None:
    properties = [one for one in steps if one.name == "properties" and _are_objects(one)]
    given = list(_given(properties))
    dismissals += [Dismissal(leaf, _PROPERTIES) for one in properties for leaf in _around(one)]
    steps = tuple(one for one in steps if one not in properties)
    if not steps:
        dismissals += [Dismissal(leaf, "the script runs no step") for one in given for leaf in _leaves(one)]
        return None
    structure = structure_of(steps, root)
    dismissals += dismissals_of(steps, structure)
    return Job(
        name=name,
        kind=JobKind.SCRIPTED,
        root=Describable("pipeline", Slot.JOB, (), root, root),
        agent=structure.agent,
        options=(
            Describable("skipDefaultCheckout", Slot.OPTION, (), root),
            *structure.options,
            *_of(given, Slot.OPTION),
        ),
        parameters=tuple(_of(given, Slot.PARAMETER)),
        triggers=tuple(_of(given, Slot.TRIGGER)),
        stages=structure.stages,
    )


def _are_objects(properties: Describable) -> bool:
    """Whether all that `properties` is given is known, as objects."""
    return len(properties.settings) == 1 and isinstance(properties.settings[0].value, Items)


def _around(properties: Describable) -> Iterator[Location]:
    """The leaves of `properties` itself, and of what only holds parameters or triggers."""
    holders = [one for one in nested(properties.settings[0].value) if one.name in _SLOTS]
    for one in (properties, *holders):
        if one.leaf is not None:
            yield one.leaf
        yield from _leaves(one)


def _given(properties: list[Describable]) -> Iterator[Describable]:
    """The properties, parameters and triggers, each in its slot."""
    for one in properties:
        for inner in nested(one.settings[0].value):
            slot = _SLOTS.get(inner.name)
            if slot is None:
                yield _in_slot(inner, Slot.OPTION)
            else:
                yield from (_in_slot(part, slot) for setting in inner.settings for part in nested(setting.value))


def _in_slot(one: Describable, slot: Slot) -> Describable:
    return Describable(one.name, slot, one.settings, one.location, one.leaf)


def _of(given: list[Describable], slot: Slot) -> Iterator[Describable]:
    return (one for one in given if one.slot is slot)


def _leaves(one: Describable) -> Iterator[Location]:
    return (leaf for setting in one.settings for leaf in setting.leaves)
