"""A scripted pipeline as a job: its steps as the evaluator reaches them, put into stages."""

from __future__ import annotations

from dataclasses import replace

from migrate.model.location import Location
from migrate.model.source import Describable, Dismissal, Job, JobKind, Leaf, Reading, Slot, leaves_of
from migrate.readers.declarative.expressions import Places
from migrate.readers.pipeline.evaluation import Evaluation
from migrate.readers.pipeline.properties import read_properties, taken_out
from migrate.readers.pipeline.structure import dismissals_of, structure_of
from migrate.readers.secrets import redact

_FOR_NOTHING = "a library of a script that runs no step"


def read_scripted(name: str, places: Places, evaluation: Evaluation, steps: tuple[Describable, ...]) -> Reading:
    """The job of a script that is no declarative pipeline, from the steps that it runs. Without any: a gap."""
    dismissals = [*evaluation.account(places.script.statements, ""), *evaluation.account_elsewhere()]
    root = Location(places.file, places.first_line, 1, places.path("", "script"))
    places.leaves.append(Leaf(root, redact(places.script.text.strip().partition("\n")[0])[0]))
    job = _job(name, root, steps, dismissals) if steps else None
    if job is None:
        dismissals.append(Dismissal(root, "it runs no step", gap=True))
        dismissals += [Dismissal(leaf, _FOR_NOTHING) for one in evaluation.libraries() for leaf in leaves_of(one)]
    else:
        job = replace(job, libraries=evaluation.libraries())
    return Reading(
        name, JobKind.SCRIPTED, places.file, job, tuple(places.leaves), tuple(dismissals), (), tuple(places.secrets)
    )


def _job(name: str, root: Location, steps: tuple[Describable, ...], dismissals: list[Dismissal]) -> Job | None:
    known, steps = taken_out(steps)
    properties = read_properties(known)
    dismissals += properties.dismissals
    if not steps:
        lost = (leaf for one in properties.given for leaf in leaves_of(one))
        dismissals += [Dismissal(leaf, "the script runs no step") for leaf in lost]
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
            *properties.of(Slot.OPTION),
        ),
        parameters=properties.of(Slot.PARAMETER),
        triggers=properties.of(Slot.TRIGGER),
        stages=structure.stages,
    )
