"""Reads a job's config.xml: freestyle jobs whole, pipelines up to their definition, other kinds as leaves."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from migrate.model.location import Location
from migrate.model.source import (
    Describable,
    Job,
    JobKind,
    Leaf,
    Post,
    Problem,
    Reading,
    Setting,
    Slot,
    Stage,
)
from migrate.readers.describe import Describer, class_of, decode
from migrate.readers.xml_document import read_xml

_KINDS = {
    "matrix-project": JobKind.MATRIX,
    "maven2-moduleset": JobKind.MAVEN,
    "com.cloudbees.hudson.plugins.folder.Folder": JobKind.FOLDER,
    "jenkins.branch.OrganizationFolder": JobKind.FOLDER,
    "org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject": JobKind.MULTIBRANCH,
}
_GENERATED = frozenset({"matrix-config", "maven2"})
_PARAMETERS = "hudson.model.ParametersDefinitionProperty"
_TRIGGERS = "org.jenkinsci.plugins.workflow.job.properties.PipelineTriggersJobProperty"
_SLOTS = {
    "builders": Slot.STEP,
    "publishers": Slot.PUBLISHER,
    "buildWrappers": Slot.WRAPPER,
    "triggers": Slot.TRIGGER,
    "properties": Slot.PROPERTY,
}


@dataclass(frozen=True, slots=True)
class Definition:
    """Where a pipeline's Jenkinsfile is: in the job (`script`), or in a repository (`scm`, `script_path`)."""

    location: Location
    script: str | None = None
    scm: Describable | None = None
    script_path: str = ""


@dataclass(slots=True)
class _Parts:
    """The root's elements, sorted by what they are."""

    fields: list[Setting] = field(default_factory=list)
    slots: dict[Slot, list[Describable]] = field(default_factory=dict)
    definition: Definition | None = None

    def __getitem__(self, slot: Slot) -> tuple[Describable, ...]:
        return tuple(self.slots.get(slot, ()))

    def add(self, describable: Describable) -> None:
        self.slots.setdefault(describable.slot, []).append(describable)


@dataclass(frozen=True, slots=True)
class ConfigXml:
    """A config.xml: its reading, and for a pipeline job the definition that its Jenkinsfile stands in."""

    reading: Reading
    definition: Definition | None = None
    generated: bool = False


def read_config_xml(data: bytes, *, name: str, file: str) -> ConfigXml:
    """Read the bytes of a config.xml of the job `name`. Raises InputError for what is no job's XML."""
    document = read_xml(data)
    root = document.root
    describer = Describer(file, root)
    tag = decode(str(root.tag))
    problems = tuple(Problem(Location(file, 0, 0, "/"), text, False) for text in document.findings)
    job, definition = None, None
    if tag == "project":
        job = _freestyle(name, root, describer)
    elif tag == "flow-definition":
        job, definition = _pipeline(name, root, describer)
    else:
        _dismiss_root(root, describer)
    kind = job.kind if job else _KINDS.get(tag, JobKind.OTHER)
    reading = Reading(
        name, kind, file, job, tuple(describer.leaves), tuple(describer.dismissals), problems, tuple(describer.secrets)
    )
    return ConfigXml(reading, definition, tag in _GENERATED or _is_branch_job(root))


def _is_branch_job(root: etree._Element) -> bool:
    definition = root.find("definition")
    return definition is not None and definition.get("class", "").endswith("multibranch.SCMBinder")


def _dismiss_root(root: etree._Element, describer: Describer) -> None:
    kind = _KINDS.get(decode(str(root.tag)), JobKind.OTHER)
    folder = kind is JobKind.FOLDER
    because = (
        "a folder holds jobs and runs nothing" if folder else f"{decode(str(root.tag))} jobs are not converted yet"
    )
    for child, path in describer.children(root, ""):
        describer.dismiss(child, path, because, gap=not folder)


# ---- freestyle -------------------------------------------------------------------------------------------------------


def _freestyle(name: str, root: etree._Element, describer: Describer) -> Job:
    parts = _parts(root, describer)
    origin = describer.location(root, "/")
    leaf = _root_leaf(describer, origin)
    steps = _wrapped(list(parts[Slot.WRAPPER]), parts[Slot.STEP])
    publishers = parts[Slot.PUBLISHER]
    return Job(
        name=name,
        kind=JobKind.FREESTYLE,
        root=Describable("project", Slot.JOB, tuple(parts.fields), origin, leaf),
        properties=parts[Slot.PROPERTY],
        parameters=parts[Slot.PARAMETER],
        triggers=parts[Slot.TRIGGER],
        sources=parts[Slot.SCM],
        agent=_label(parts),
        stages=(Stage("Build", origin, steps=steps),),
        post=(Post("always", publishers, origin),) if publishers else (),
    )


def _root_leaf(describer: Describer, origin: Location) -> Location:
    describer.leaves.append(Leaf(origin, ""))
    return origin


def _wrapped(wrappers: list[Describable], builders: tuple[Describable, ...]) -> tuple[Describable, ...]:
    """The builders inside the build wrappers, the first wrapper outermost: so Jenkins sets them up."""
    steps = builders
    for wrapper in reversed(wrappers):
        steps = (
            Describable(wrapper.name, wrapper.slot, wrapper.settings, wrapper.location, wrapper.leaf, children=steps),
        )
    return steps


def _label(parts: _Parts) -> Describable | None:
    """`assignedNode` as the agent that a pipeline would write; without one, any."""
    label = next((one for one in parts.fields if one.name == "assignedNode"), None)
    if label is None:
        return None
    parts.fields.remove(label)
    inner = Setting("label", label.value, label.location, ())
    return Describable("label", Slot.AGENT, (inner,), label.location, label.leaves[0])


def _parts(root: etree._Element, describer: Describer) -> _Parts:
    parts = _Parts()
    for child, path in describer.children(root, ""):
        tag = decode(str(child.tag))
        if tag == "actions":
            describer.dismiss(child, path, "what Jenkins notes about itself")
        elif tag in _SLOTS:
            _read_slot(child, path, _SLOTS[tag], describer, parts)
        elif tag == "scm":
            parts.add(describer.describable(child, Slot.SCM, path))
        elif tag == "logRotator":
            parts.add(describer.describable(child, Slot.PROPERTY, path))
        elif tag == "definition":
            parts.definition = _definition(child, path, describer)
        else:
            parts.fields.append(describer.setting(child, path))
    return parts


def _read_slot(element: etree._Element, path: str, slot: Slot, describer: Describer, parts: _Parts) -> None:
    children = list(describer.children(element, path))
    if not children:
        describer.dismiss(element, path, "it is empty")
    for child, child_path in children:
        if class_of(child) == _PARAMETERS:
            _read_inner(child, child_path, "parameterDefinitions", Slot.PARAMETER, describer, parts)
        elif class_of(child) == _TRIGGERS:
            _read_inner(child, child_path, "triggers", Slot.TRIGGER, describer, parts)
        else:
            parts.add(describer.describable(child, slot, child_path))


def _read_inner(element: etree._Element, path: str, tag: str, slot: Slot, describer: Describer, parts: _Parts) -> None:
    """Describables that stand in a property of their own."""
    for child, child_path in describer.children(element, path):
        inner = list(describer.children(child, child_path)) if child.tag == tag else []
        if not inner:
            describer.dismiss(child, child_path, "it is empty")
        for one, one_path in inner:
            parts.add(describer.describable(one, slot, one_path))


# ---- pipelines -------------------------------------------------------------------------------------------------------


def _pipeline(name: str, root: etree._Element, describer: Describer) -> tuple[Job, Definition | None]:
    parts = _parts(root, describer)
    origin = describer.location(root, "/")
    job = Job(
        name=name,
        kind=JobKind.SCRIPTED,
        root=Describable("flow-definition", Slot.JOB, tuple(parts.fields), origin, _root_leaf(describer, origin)),
        properties=parts[Slot.PROPERTY],
        parameters=parts[Slot.PARAMETER],
        triggers=parts[Slot.TRIGGER],
        sources=(parts.definition.scm,) if parts.definition and parts.definition.scm else (),
    )
    return job, parts.definition


def _definition(element: etree._Element, path: str, describer: Describer) -> Definition:
    """The definition. Its script is handed to the Jenkinsfile reader; the other fields say how to get it."""
    location = describer.location(element, path)
    script: str | None = None
    scm: Describable | None = None
    script_path = ""
    for child, child_path in describer.children(element, path):
        if child.tag == "script":
            script = (child.text or "").replace("\r\n", "\n")
            location = describer.location(child, child_path)
        elif child.tag == "scm":
            scm = describer.describable(child, Slot.SCM, child_path)
        else:
            describer.dismiss(child, child_path, "how Jenkins gets and runs the script")
            script_path = (child.text or "").strip() if child.tag == "scriptPath" else script_path
    if not len(element):
        describer.dismiss(element, path, "it is empty")
    return Definition(location, script, scm, script_path)
