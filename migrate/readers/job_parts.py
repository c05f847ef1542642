"""What config.xml has for every kind of job: plain fields, and lists of builders, publishers, triggers and the like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from migrate.model.source import Describable, Literal, Opaque, Setting, Slot
from migrate.readers.describe import Describer
from migrate.readers.pipeline_job import Definition
from migrate.readers.xml_document import Element, XmlDocument
from migrate.readers.xstream import class_of, decode

ROOT = "/"
_PARAMETERS = "hudson.model.ParametersDefinitionProperty"
_TRIGGERS = "org.jenkinsci.plugins.workflow.job.properties.PipelineTriggersJobProperty"
_DISCARDER = "jenkins.model.BuildDiscarderProperty"
_INNER = {_PARAMETERS: ("parameterDefinitions", Slot.PARAMETER), _TRIGGERS: ("triggers", Slot.TRIGGER)}
SLOTS = {
    "builders": Slot.STEP,
    "publishers": Slot.PUBLISHER,
    "buildWrappers": Slot.WRAPPER,
    "triggers": Slot.TRIGGER,
    "properties": Slot.PROPERTY,
}
PIPELINE = "flow-definition"
_MACHINE = frozenset({"assignedNode", "canRoam", "customWorkspace"})
_FREESTYLE_ONLY = _MACHINE | {"builders", "publishers", "buildWrappers", "scm", "jdk"}
_NO_SOURCE = "hudson.scm.NullSCM"
_DEFAULT_JDK = frozenset({"", "(Default)", "(System)", "default", "(Inherit From Job)"})


@dataclass(slots=True)
class Parts:
    """The root's elements, sorted by what they are."""

    fields: list[Setting] = field(default_factory=list)
    slots: dict[Slot, list[Describable]] = field(default_factory=dict)
    agent: dict[str, Setting] = field(default_factory=dict)
    definition: Definition | None = None

    def __getitem__(self, slot: Slot) -> tuple[Describable, ...]:
        return tuple(self.slots.get(slot, ()))

    def add(self, describable: Describable) -> None:
        self.slots.setdefault(describable.slot, []).append(describable)


def read_parts(
    document: XmlDocument, describer: Describer, slots: Mapping[str, Slot] = SLOTS
) -> tuple[Parts, Describable]:
    """Everything below the root, and the root itself with the plain settings. `slots` are its lists of describables."""
    root, parts = document.root, Parts()
    origin = describer.location(root, ROOT)
    leaf = describer.open(origin, decode(root.tag))
    for child, path in describer.children(root, ""):
        _read_part(child, path, describer, parts, slots)
    parts.fields += describer.rest(root, "")
    parts.fields += broken_end(document, describer)
    return parts, Describable(decode(root.tag), Slot.JOB, tuple(parts.fields), origin, leaf[0])


def broken_end(document: XmlDocument, describer: Describer) -> list[Setting]:
    """What nobody knows of a file whose XML ends to make sense somewhere."""
    if not document.broken:
        return []
    at = replace(describer.location(document.root, "/#broken"), line=document.broken_line, column=0)
    lost = Opaque("", f"{document.broken}, and nobody knows what is missing")
    return [Setting("#broken", lost, at, describer.open(at, document.broken))]


def _read_part(child: Element, path: str, describer: Describer, parts: Parts, slots: Mapping[str, Slot]) -> None:
    tag = decode(child.tag)
    if tag in _FREESTYLE_ONLY and child.parent is not None and child.parent.tag == PIPELINE:
        describer.dismiss(child, path, "a pipeline has no such field, and Jenkins does not read it")
    elif tag == "actions":
        describer.dismiss(child, path, "what Jenkins notes about past builds, no configuration")
    elif tag in slots:
        _read_slot(child, path, slots[tag], describer, parts)
    elif tag == "scm" and class_of(child) == _NO_SOURCE:
        describer.dismiss(child, path, "the job has no source")
    elif tag == "scm":
        parts.add(describer.describable(child, Slot.SCM, path))
    elif tag == "logRotator":
        parts.add(_discarder(child, path, describer))
    elif tag == "jdk":
        _read_jdk(child, path, describer, parts)
    elif tag == "definition" and parts.definition is None and child.parent and child.parent.tag == PIPELINE:
        parts.definition = _definition(child, path, describer)
    else:
        one = describer.setting(child, path)
        if one is not None and tag in _MACHINE and tag not in parts.agent and isinstance(one.value, Literal):
            parts.agent[tag] = one
        elif one is not None:
            parts.fields.append(one)


def _read_slot(element: Element, path: str, slot: Slot, describer: Describer, parts: Parts) -> None:
    """A list of describables. A reference stands for the list that another element holds."""
    if not element.children:
        describer.dismiss(element, path, "it is empty", gap=bool(element.text.strip()), blocking=True)
        return
    for child, child_path in describer.children(element, path):
        inner = _INNER.get(class_of(child))
        if inner and child.children:
            _read_inner(child, child_path, *inner, describer, parts)
        elif inner:
            describer.dismiss(child, child_path, "it is empty")
        else:
            parts.add(describer.describable(child, slot, child_path))
    describer.dismiss_rest(element, path)


def _read_inner(element: Element, path: str, tag: str, slot: Slot, describer: Describer, parts: Parts) -> None:
    """Describables that stand in a property of their own."""
    for child, child_path in describer.children(element, path):
        if child.tag != tag:
            describer.dismiss(child, child_path, f"{class_of(element)} has no such field", gap=True)
        elif not child.children:
            describer.dismiss(child, child_path, "it is empty")
        else:
            for one, one_path in describer.children(child, child_path):
                parts.add(describer.describable(one, slot, one_path))
            describer.dismiss_rest(child, child_path)
    describer.dismiss_rest(element, path)


def _discarder(element: Element, path: str, describer: Describer) -> Describable:
    """The `logRotator` of old jobs as the property into which Jenkins turns it (`Job.onLoad`)."""
    location = describer.location(element, path)
    one = describer.setting(element, path, "strategy")
    if one is not None and isinstance(one.value, Describable) and not one.value.name:
        one = replace(one, value=replace(one.value, name="hudson.tasks.LogRotator"))
    return Describable(_DISCARDER, Slot.PROPERTY, (one,) if one else (), location)


def _read_jdk(element: Element, path: str, describer: Describer, parts: Parts) -> None:
    if element.text.strip() in _DEFAULT_JDK and not element.children:
        describer.dismiss(element, path, "the Java of the agent, which is the default")
        return
    one = describer.setting(element, path, "jdk")
    if one is not None:
        parts.add(Describable("jdk", Slot.TOOL, (replace(one, name=""),), one.location))


def wrapped(wrappers: tuple[Describable, ...], builders: tuple[Describable, ...]) -> tuple[Describable, ...]:
    """The builders inside the build wrappers, the first wrapper outermost."""
    steps = builders
    for wrapper in reversed(wrappers):
        steps = (replace(wrapper, children=steps),)
    return steps


def agent_of(parts: Parts, describer: Describer) -> Describable | None:
    """The agent as a pipeline would write it: `label`, `node` with a workspace of its own, None for any.

    `AbstractProject.getAssignedLabel`: a job that may roam has no label, one that may not and names none stays on the
    built-in node.
    """
    roam, node, workspace = (parts.agent.get(name) for name in ("canRoam", "assignedNode", "customWorkspace"))
    free = roam is None or roam.value == Literal("true")
    if roam is not None and (node is not None or free):
        describer.dismiss_setting(roam, "assignedNode says where the job runs" if node else "any agent will do")
    settings: list[Setting] = []
    if node is not None and free and roam is not None:
        describer.dismiss_setting(node, "the job may run anywhere (canRoam), so Jenkins does not look at it")
    elif node is not None:
        settings.append(replace(node, name="label"))
    elif roam is not None and not free:
        settings.append(replace(roam, name="label", value=Literal("built-in")))
    if workspace is not None:
        settings.append(workspace)
    if not settings:
        return None
    return Describable("node" if workspace else "label", Slot.AGENT, tuple(settings), settings[0].location)


# ---- where a pipeline keeps its script -------------------------------------------------------------------------------

_FIELDS = {
    "script": "read as the Jenkinsfile, statement by statement",
    "scriptPath": "where the Jenkinsfile stands, which is read from there",
    "sandbox": "guards the controller; nothing of the script runs there any more",
    "lightweight": "how Jenkins fetches the Jenkinsfile",
}


def _definition(element: Element, path: str, describer: Describer) -> Definition:
    """The definition. Its script is for the Jenkinsfile reader; the other fields say how to get it."""
    location, name = describer.location(element, path), element.attributes.get("class", "")
    script: str | None = None
    scm: Describable | None = None
    for child, child_path in describer.children(element, path):
        if child.tag == "scm" and scm is None:
            scm = describer.describable(child, Slot.SCM, child_path)
            continue
        if child.tag == "script" and script is None and not child.children:
            script, location = child.text.replace("\r\n", "\n"), describer.location(child, child_path)
        because = _FIELDS.get(child.tag) if not child.children else None
        describer.dismiss(child, child_path, because or f"{name} has no such field", gap=because is None)
    if not element.children:
        describer.dismiss(element, path, "it is empty", gap=True, blocking=True)
    else:
        describer.dismiss_rest(element, path)
    path_of_script = element.value("scriptPath").strip()
    sandbox = script is None or element.value("sandbox").strip() == "true"
    return Definition(location, name, script, scm, path_of_script, sandbox=sandbox)
