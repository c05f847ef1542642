"""Promotions as jobs of their own: https://plugins.jenkins.io/promoted-builds/

A promotion is a build of its own in Jenkins too (`Promotion`): it has the parameters of the build that is promoted and
runs where that ran, its steps end at the first one that fails (`Promotion.RunnerImpl`), and its failure is not that of
the job. The job itself only starts those that wait for nothing but its success.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from migrate.errors import InputError
from migrate.model.estate import HeldJob, job_key
from migrate.model.location import Location
from migrate.model.source import (
    Describable,
    Items,
    Job,
    JobKind,
    Literal,
    Opaque,
    Post,
    Problem,
    Reading,
    Reference,
    ReferenceKind,
    Setting,
    Slot,
    Stage,
    Template,
    Value,
    nested,
)
from migrate.readers.describe import Describer
from migrate.readers.job_parts import SLOTS, Parts, read_parts, wrapped
from migrate.readers.xml_document import Element, XmlDocument, read_xml
from migrate.readers.xstream import class_of, simple_class

PROMOTION = "hudson.plugins.promoted_builds.PromotionProcess"
_PROPERTY = "hudson.plugins.promoted_builds.JobPropertyImpl"
_SELF = "hudson.plugins.promoted_builds.conditions.SelfPromotionCondition"
_OWN = ("conditions", "icon", "isVisible", "assignedLabel")
_NUMBER = "PROMOTED_NUMBER"
_STARTERS = ("hudson.tasks.BuildTrigger", "hudson.plugins.parameterizedtrigger.BuildTrigger")
_WITHOUT = f"start this pipeline with {_NUMBER}: the number of the build that is promoted"
_CHECKS = {
    "hudson.tasks.Shell": f'[ -n "${_NUMBER}" ] || {{ echo "{_WITHOUT}" >&2; exit 1; }}',
    "hudson.tasks.BatchFile": f'if "%{_NUMBER}%"=="" (echo {_WITHOUT} 1>&2 & exit /b 1)',
}
_PARAMETERS = ("properties", "hudson.model.ParametersDefinitionProperty", "parameterDefinitions")


def owner_of(name: str) -> tuple[str, str]:
    """The job of a promotion, and what the promotion is called."""
    job, _, process = name.rpartition("/promotion/")
    return job, process


def read_promotion(name: str, document: XmlDocument, describer: Describer) -> Job:
    parts, root = read_parts(document, describer, {**SLOTS, "buildSteps": Slot.STEP})
    origin = root.location
    for one in parts.agent.values():
        describer.dismiss_setting(one, "a promotion runs where its own label says, or where its job runs")
    own = tuple(one for one in root.settings if one.name in _OWN and one.name != "assignedLabel")
    label = next((one for one in root.settings if one.name == "assignedLabel"), None)
    own, asked = _without_parameters(own)
    steps = tuple(map(_as_starter, parts[Slot.STEP]))
    return Job(
        name=name,
        kind=JobKind.PROMOTION,
        root=replace(root, name="project", settings=tuple(one for one in root.settings if one.name not in _OWN)),
        agent=_agent(label),
        environment=tuple(_variables(owner_of(name)[0], describer, origin)),
        properties=(Describable(PROMOTION, Slot.PROPERTY, own, origin), *parts[Slot.PROPERTY]),
        parameters=(_number(origin), *asked),
        triggers=parts[Slot.TRIGGER],
        stages=(_stage(name, own, parts, steps, origin),),
    )


def _stage(
    name: str, own: tuple[Setting, ...], parts: Parts, steps: tuple[Describable, ...], origin: Location
) -> Stage:
    work = wrapped(parts[Slot.WRAPPER], (_check(steps, origin), *steps))
    return Stage("Promote", origin, steps=work, input=_approval(name, own, origin))


def _check(steps: tuple[Describable, ...], origin: Location) -> Describable:
    """No step runs without the number of a build, which nobody needs to give."""
    kind = next((one.name for one in steps if one.name in _CHECKS), "hudson.tasks.Shell")
    return Describable(kind, Slot.STEP, (Setting("command", Literal(_CHECKS[kind]), origin, ()),), origin)


def _as_starter(step: Describable) -> Describable:
    """Jobs that a promotion starts, it starts at once and without waiting, as publishers do."""
    return replace(step, slot=Slot.PUBLISHER) if step.name in _STARTERS else step


def _number(origin: Location) -> Describable:
    texts = {"name": _NUMBER, "description": "The number of the build that is promoted."}
    settings = tuple(Setting(name, Literal(text), origin, ()) for name, text in texts.items())
    return Describable("hudson.model.StringParameterDefinition", Slot.PARAMETER, settings, origin)


def _variables(job: str, describer: Describer, origin: Location) -> Iterator[Setting]:
    """What Jenkins sets about the build that is promoted (`Promotion.getEnvironment`), as far as it is known."""
    values: dict[str, Value] = {}
    if job:
        values |= {"PROMOTED_JOB_NAME": Literal(job.rpartition("/")[2]), "PROMOTED_JOB_FULL_NAME": Literal(job)}
    if any("PROMOTED_ID" in one.text for one in describer.leaves):
        values["PROMOTED_ID"] = Reference(ReferenceKind.PARAMETER, _NUMBER)
    yield from (Setting(name, value, origin, ()) for name, value in values.items())


def _agent(label: Setting | None) -> Describable | None:
    if label is None or label.value == Literal(""):
        return None
    return Describable("label", Slot.AGENT, (replace(label, name="label"),), label.location)


# ---- conditions ------------------------------------------------------------------------------------------------------


def _conditions(own: Iterable[Setting]) -> tuple[Describable, ...]:
    return tuple(one for setting in own if setting.name == "conditions" for one in nested(setting.value))


def _approval(name: str, own: tuple[Setting, ...], origin: Location) -> Describable | None:
    """The question to a person. Whose answer Jenkins takes stands in the condition."""
    manual = [one for one in _conditions(own) if simple_class(one.name) == "ManualCondition"]
    if not manual:
        return None
    job, process = owner_of(name)
    users = manual[0].setting("users")
    who = str(users.value.value).strip() if users and isinstance(users.value, Literal) else ""
    asked = f" of {job} be promoted as {process}?" if job else " be promoted?"
    number = Reference(ReferenceKind.PARAMETER, _NUMBER)
    text = Template((Literal("May build "), number, Literal(asked + (f" {who} may say so" if who else ""))))
    return Describable("input", Slot.INPUT, (Setting("message", text, origin, ()),), origin)


def _without_parameters(own: tuple[Setting, ...]) -> tuple[tuple[Setting, ...], tuple[Describable, ...]]:
    """What a person is asked for becomes parameters: whoever starts the pipeline gives them."""
    found: list[Describable] = []

    def without(one: Value) -> Value:
        held = one.setting("parameterDefinitions") if isinstance(one, Describable) else None
        inner = tuple(nested(held.value)) if held else ()
        if not isinstance(one, Describable) or held is None or not inner:
            return one
        found.extend(replace(each, slot=Slot.PARAMETER) for each in inner)
        emptied = replace(held, value=Items(()))
        return replace(one, settings=tuple(emptied if each is held else each for each in one.settings))

    settings = tuple(
        replace(one, value=Items(tuple(map(without, one.value.items))))
        if one.name == "conditions" and isinstance(one.value, Items)
        else one
        for one in own
    )
    return settings, tuple(found)


# ---- the job beside it -----------------------------------------------------------------------------------------------


def with_owner(reading: Reading, jobs: Mapping[str, HeldJob]) -> Reading:
    """A promotion with the parameters and the machine of its job."""
    job = reading.job
    if job is None or job.kind is not JobKind.PROMOTION:
        return reading
    name = owner_of(reading.name)[0]
    root = _root(jobs.get(job_key(name)))
    if root is None:
        lost = f"the job {name} is not here" if name else "nobody knows of which job it is"
        told = f"{lost}: its parameters, and the machine that it runs on, are not known"
        return replace(reading, problems=(*reading.problems, Problem(job.root.location, told, False)))
    describer = Describer(jobs[job_key(name)].file, (f"{reading.file}:{job.root.location.line}",))
    parameters = tuple(_parameters(root, describer))
    agent = job.agent or _machine(root, job.root.location)
    return replace(
        reading,
        job=replace(job, agent=agent, parameters=(job.parameters[0], *parameters, *job.parameters[1:])),
        leaves=(*reading.leaves, *describer.leaves),
        dismissals=(*reading.dismissals, *describer.dismissals),
        secrets=(*reading.secrets, *describer.secrets),
    )


def _root(held: HeldJob | None) -> Element | None:
    try:
        return read_xml(held.path.read_bytes(), held.file).root if held else None
    except (OSError, InputError):  # the reading of that job reports its own
        return None


def _parameters(root: Element, describer: Describer) -> Iterator[Describable]:
    element: Element | None = root
    for tag in _PARAMETERS:
        element = element.child(tag) if element is not None else None
    if element is not None:
        for child, path in describer.children(element, "/".join(_PARAMETERS)):
            yield describer.describable(child, Slot.PARAMETER, path)


def _machine(root: Element, place: Location) -> Describable | None:
    """The label of the job (`AbstractProject.getAssignedLabel`)."""
    label = root.value("assignedNode").strip()
    if not label or root.value("canRoam").strip() == "true":
        return None
    return Describable("label", Slot.AGENT, (Setting("label", Literal(label), place, ()),), place)


def with_promotions(reading: Reading, jobs: Mapping[str, HeldJob]) -> Reading:
    """A job that starts, in the end, the promotions that wait for its success."""
    job = reading.job
    found = [one for one in job.properties if one.name == _PROPERTY] if job else []
    if job is None or not found:
        return reading
    properties = tuple(_checked(one, reading.name, jobs) if one in found else one for one in job.properties)
    starts = tuple(
        _start(name, condition, found[0].location)
        for name in (f"{reading.name}/promotion/{process}" for process in _processes(found[0]))
        if (condition := _passed(_root(jobs.get(job_key(name)))))
    )
    post = (*job.post, Post("always", starts, job.root.location)) if starts else job.post
    return replace(reading, job=replace(job, properties=properties, post=_as_one(post)))


def _as_one(post: tuple[Post, ...]) -> tuple[Post, ...]:
    """Publishers that always run, in one list, as a freestyle job has them."""
    if len(post) < 2 or {one.condition for one in post} != {"always"}:
        return post
    return (replace(post[0], steps=tuple(step for one in post for step in one.steps)),)


def _processes(found: Describable) -> Iterator[str]:
    names = found.setting("activeProcessNames")
    items = names.value.items if names and isinstance(names.value, Items) else ()
    yield from (str(one.value) for one in items if isinstance(one, Literal))


def _checked(found: Describable, job: str, jobs: Mapping[str, HeldJob]) -> Describable:
    """The property, where promotions that are not here are not understood."""
    known = {one for one in _processes(found) if job_key(f"{job}/promotion/{one}") in jobs}

    def checked(one: Value) -> Value:
        if not isinstance(one, Literal) or str(one.value) in known:
            return one
        return Opaque(str(one.value), f"the promotion {one.value} is not here: convert the JENKINS_HOME that has it")

    settings = tuple(
        replace(one, value=Items(tuple(map(checked, one.value.items))))
        if one.name == "activeProcessNames" and isinstance(one.value, Items)
        else one
        for one in found.settings
    )
    return replace(found, settings=settings)


def _passed(root: Element | None) -> Element | None:
    """The condition that a build of the job itself meets; None where there are others that nobody can see, or none."""
    conditions = root.child("conditions") if root is not None and root.value("disabled").strip() != "true" else None
    by_name = {simple_class(class_of(one)): one for one in conditions.children} if conditions is not None else {}
    known = not by_name.keys() - {"SelfPromotionCondition", "ManualCondition"}
    return by_name.get("SelfPromotionCondition") if known else None


def _start(name: str, condition: Element, place: Location) -> Describable:
    texts = {"process": f"/{name}", "evenIfUnstable": condition.value("evenIfUnstable").strip() or "false"}
    settings = tuple(Setting(name, Literal(text), place, ()) for name, text in texts.items())
    return Describable(_SELF, Slot.PUBLISHER, settings, place)
