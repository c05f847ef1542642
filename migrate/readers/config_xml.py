"""Reads a job's config.xml: freestyle jobs whole, pipelines up to their definition, other kinds as leaves.

A freestyle job is a pipeline of one stage: the build wrappers stand around the builders in the order in which they are
stored, for so Jenkins sets them up (`hudson.model.Build.BuildExecution.doRun`), and the publishers run afterwards
whatever happened, in stored order too (`AbstractBuild.performAllBuildSteps`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from migrate.errors import InputError
from migrate.model.location import Location
from migrate.model.source import Describable, Job, JobKind, Literal, Opaque, Post, Problem, Setting, Slot, Stage
from migrate.readers.describe import Describer
from migrate.readers.pipeline_job import ConfigXml, Copied, Definition
from migrate.readers.xml_document import Element, XmlDocument, read_xml
from migrate.readers.xstream import class_of, decode

_KINDS = {
    "project": JobKind.FREESTYLE,
    "matrix-project": JobKind.MATRIX,
    "maven2-moduleset": JobKind.MAVEN,
    "com.cloudbees.hudson.plugins.folder.Folder": JobKind.FOLDER,
    "jenkins.branch.OrganizationFolder": JobKind.FOLDER,
    "org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject": JobKind.MULTIBRANCH,
    "org.jenkinsci.plugins.pipeline.multibranch.defaults.PipelineMultiBranchDefaultsProject": JobKind.MULTIBRANCH,
}
_GENERATED = {"matrix-config": "the matrix job", "maven2": "the Maven job"}
_NO_JOBS = {
    "hudson": "the configuration of the controller",
    "jenkins": "the configuration of the controller",
    "slave": "the configuration of an agent",
    "user": "a user",
    "build": "the record of a build",
    "flow-build": "the record of a build",
}
_PARAMETERS = "hudson.model.ParametersDefinitionProperty"
_TRIGGERS = "org.jenkinsci.plugins.workflow.job.properties.PipelineTriggersJobProperty"
_DISCARDER = "jenkins.model.BuildDiscarderProperty"
_TRACKER = "org.jenkinsci.plugins.pipeline.modeldefinition.actions.DeclarativeJobPropertyTrackerAction"
_INNER = {_PARAMETERS: ("parameterDefinitions", Slot.PARAMETER), _TRIGGERS: ("triggers", Slot.TRIGGER)}
_SLOTS = {
    "builders": Slot.STEP,
    "publishers": Slot.PUBLISHER,
    "buildWrappers": Slot.WRAPPER,
    "triggers": Slot.TRIGGER,
    "properties": Slot.PROPERTY,
}
_PIPELINE = "flow-definition"
_MACHINE = frozenset({"assignedNode", "canRoam", "customWorkspace"})
_FREESTYLE_ONLY = _MACHINE | {"builders", "publishers", "buildWrappers", "scm", "jdk"}
_NO_SOURCE = "hudson.scm.NullSCM"
_DEFAULT_JDK = frozenset({"", "(Default)", "(System)", "default", "(Inherit From Job)"})
_INLINE = "org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition"
_FROM_SCM = "org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition"
_BRANCH = "org.jenkinsci.plugins.workflow.multibranch.SCMBinder"
_FOLDER_KNOWN = (
    "FolderCredentialsProvider$FolderCredentialsProperty",
    "FolderLibraries",
    "AuthorizationMatrixProperty",
)
_ROOT = "/"


def read_config_xml(data: bytes, *, name: str, file: str) -> ConfigXml:
    """Read the bytes of a config.xml of the job `name`. Raises InputError for what is no job's XML."""
    document = read_xml(data, file)
    root = document.root
    tag = decode(root.tag)
    if tag in _NO_JOBS:
        raise InputError(f"{file} is {_NO_JOBS[tag]}, not a job", "give the JENKINS_HOME folder or a job's config.xml")
    describer = Describer(file)
    origin = describer.location(root, _ROOT)
    kind, job, definition = _KINDS.get(tag, JobKind.OTHER), None, None
    because = _generated_by(root)
    if not because and tag == "project":
        job = _freestyle(name, document, describer)
    elif not because and tag == _PIPELINE:
        job, definition = _pipeline(name, document, describer)
        kind = job.kind if job else JobKind.OTHER
    else:
        _dismiss_root(document, describer, kind, because)
    leaves, dismissals, secrets = tuple(describer.leaves), tuple(describer.dismissals), tuple(describer.secrets)
    problems = tuple(Problem(origin, text, False) for text in document.findings)
    if document.broken:
        at = Location(file, document.broken_line, 0, _ROOT)
        problems = (*problems, Problem(at, f"{document.broken}: what stood there is missing, restore the file", False))
    return ConfigXml(name, kind, file, job, leaves, dismissals, problems, secrets, definition, bool(because))


def is_generated(root: str, path: str = "") -> bool:
    """Whether Jenkins makes a configuration with this root element, or at this path, from another job's."""
    folders = path.replace("\\", "/").split("/")[:-1]
    return root in _GENERATED or bool({"configurations", "modules", "branches"} & set(folders[1:]))


def _generated_by(root: Element) -> str:
    """The job that a generated one comes from, "" for a job of its own."""
    definition = root.child("definition")
    if definition is not None and definition.attributes.get("class") == _BRANCH:
        return "the multibranch project"
    return _GENERATED.get(root.tag, "")


def _dismiss_root(document: XmlDocument, describer: Describer, kind: JobKind, generated: str) -> None:
    root = document.root
    if generated:
        because = f"Jenkins makes it from {generated}"
    elif kind is JobKind.FOLDER:
        because = "a folder holds jobs and runs nothing"
    else:
        words = decode(root.tag) if kind is JobKind.OTHER else kind.value
        because = f"{words} jobs are not converted yet"
    gap = not generated and kind is not JobKind.FOLDER
    if not root.children:
        describer.dismiss(root, _ROOT, because, gap=gap, blocking=gap)
        return
    describer.dismiss(Element(root.tag, {}, root.line, root.column, None), _ROOT, because, gap=gap, blocking=gap)
    for child, path in describer.children(root, ""):
        if kind is JobKind.FOLDER and child.tag == "properties":
            _dismiss_folder_properties(child, path, describer)
        else:
            describer.dismiss(child, path, because, gap=gap, blocking=gap)
    for one in describer.rest(root, ""):
        describer.dismiss_setting(one, because, gap=gap, blocking=gap)


def _dismiss_folder_properties(element: Element, path: str, describer: Describer) -> None:
    """Credentials and libraries are the estate's; what else a folder gives to its jobs is lost, and says so."""
    for child, child_path in describer.children(element, path):
        name = class_of(child)
        known = name.endswith(_FOLDER_KNOWN)
        because = "read as part of the estate" if known else f"{name} of a folder does not reach its jobs"
        describer.dismiss(child, child_path, because, gap=not known)
    if not element.children:
        describer.dismiss(element, path, "it is empty")


# ---- what all jobs share ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Parts:
    """The root's elements, sorted by what they are."""

    fields: list[Setting] = field(default_factory=list)
    slots: dict[Slot, list[Describable]] = field(default_factory=dict)
    agent: dict[str, Setting] = field(default_factory=dict)
    definition: Definition | None = None

    def __getitem__(self, slot: Slot) -> tuple[Describable, ...]:
        return tuple(self.slots.get(slot, ()))

    def add(self, describable: Describable) -> None:
        self.slots.setdefault(describable.slot, []).append(describable)


def _parts(document: XmlDocument, describer: Describer) -> tuple[_Parts, Describable]:
    """Everything below the root, and the root itself with the plain settings."""
    root, parts = document.root, _Parts()
    origin = describer.location(root, _ROOT)
    leaf = describer.open(origin, decode(root.tag))
    for child, path in describer.children(root, ""):
        _read_part(child, path, describer, parts)
    parts.fields += describer.rest(root, "")
    if document.broken:
        at = Location(origin.file, document.broken_line, 0, "/#broken")
        lost = Opaque("", f"{document.broken}, and nobody knows what is missing")
        parts.fields.append(Setting("#broken", lost, at, describer.open(at, document.broken)))
    return parts, Describable(decode(root.tag), Slot.JOB, tuple(parts.fields), origin, leaf[0])


def _read_part(child: Element, path: str, describer: Describer, parts: _Parts) -> None:
    tag = decode(child.tag)
    if tag in _FREESTYLE_ONLY and child.parent is not None and child.parent.tag == _PIPELINE:
        describer.dismiss(child, path, "a pipeline has no such field, and Jenkins does not read it")
    elif tag == "actions":
        describer.dismiss(child, path, "what Jenkins notes about past builds, no configuration")
    elif tag in _SLOTS:
        _read_slot(child, path, _SLOTS[tag], describer, parts)
    elif tag == "scm" and class_of(child) == _NO_SOURCE:
        describer.dismiss(child, path, "the job has no source")
    elif tag == "scm":
        parts.add(describer.describable(child, Slot.SCM, path))
    elif tag == "logRotator":
        parts.add(_discarder(child, path, describer))
    elif tag == "jdk":
        _read_jdk(child, path, describer, parts)
    elif tag == "definition" and parts.definition is None and child.parent and child.parent.tag == _PIPELINE:
        parts.definition = _definition(child, path, describer)
    else:
        one = describer.setting(child, path)
        if one is not None and tag in _MACHINE and tag not in parts.agent and isinstance(one.value, Literal):
            parts.agent[tag] = one
        elif one is not None:
            parts.fields.append(one)


def _read_slot(element: Element, path: str, slot: Slot, describer: Describer, parts: _Parts) -> None:
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


def _read_inner(element: Element, path: str, tag: str, slot: Slot, describer: Describer, parts: _Parts) -> None:
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


def _read_jdk(element: Element, path: str, describer: Describer, parts: _Parts) -> None:
    if element.text.strip() in _DEFAULT_JDK and not element.children:
        describer.dismiss(element, path, "the Java of the agent, which is the default")
        return
    one = describer.setting(element, path, "jdk")
    if one is not None:
        parts.add(Describable("jdk", Slot.TOOL, (replace(one, name=""),), one.location))


# ---- freestyle -------------------------------------------------------------------------------------------------------


def _freestyle(name: str, document: XmlDocument, describer: Describer) -> Job:
    parts, root = _parts(document, describer)
    origin = root.location
    steps = _wrapped(parts[Slot.WRAPPER], parts[Slot.STEP])
    publishers = parts[Slot.PUBLISHER]
    return Job(
        name=name,
        kind=JobKind.FREESTYLE,
        agent=_agent(parts, describer),
        root=root,
        properties=parts[Slot.PROPERTY],
        parameters=parts[Slot.PARAMETER],
        triggers=parts[Slot.TRIGGER],
        sources=parts[Slot.SCM],
        tools=parts[Slot.TOOL],
        stages=(Stage("Build", origin, steps=steps),),
        post=(Post("always", publishers, origin),) if publishers else (),
    )


def _wrapped(wrappers: tuple[Describable, ...], builders: tuple[Describable, ...]) -> tuple[Describable, ...]:
    """The builders inside the build wrappers, the first wrapper outermost."""
    steps = builders
    for wrapper in reversed(wrappers):
        steps = (replace(wrapper, children=steps),)
    return steps


def _agent(parts: _Parts, describer: Describer) -> Describable | None:
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


# ---- pipelines -------------------------------------------------------------------------------------------------------


def _pipeline(name: str, document: XmlDocument, describer: Describer) -> tuple[Job, Definition | None]:
    parts, root = _parts(document, describer)
    definition = parts.definition
    if definition is not None:
        definition = replace(definition, copied=_copied(document.root))
        if definition.class_name not in (_INLINE, _FROM_SCM):
            root = _with_lost_definition(root, definition)
    else:
        lost = Opaque("", "the job has no definition, so nobody knows what it runs")
        root = replace(root, settings=(*root.settings, Setting("definition", lost, root.location, ())))
    source = (definition.scm,) if definition and definition.scm else ()
    job = Job(
        name=name,
        kind=_sniffed(definition),
        root=root,
        properties=parts[Slot.PROPERTY],
        parameters=parts[Slot.PARAMETER],
        triggers=parts[Slot.TRIGGER],
        sources=source,
    )
    return job, definition


def _sniffed(definition: Definition | None) -> JobKind:
    """What the script looks like; the Jenkinsfile's own reading knows better."""
    if definition is None or definition.script is None:
        return JobKind.OTHER
    declarative = any(line.lstrip().startswith("pipeline") for line in definition.script.splitlines())
    return JobKind.DECLARATIVE if declarative else JobKind.SCRIPTED


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
    return Definition(location, name, script, scm, element.value("scriptPath").strip())


def _with_lost_definition(root: Describable, definition: Definition) -> Describable:
    """The root with what nobody can follow: a definition that is neither a script nor one from a repository."""
    lost = Opaque(definition.class_name, f"{definition.class_name or 'a nameless definition'} is not understood")
    return replace(root, settings=(*root.settings, Setting("definition", lost, definition.location, ())))


def _copied(root: Element) -> Copied:
    actions = root.child("actions")
    tracker = actions.child(_TRACKER) if actions is not None else None
    if tracker is None:
        return Copied()

    def texts(tag: str) -> frozenset[str]:
        found = tracker.child(tag)
        return frozenset(one.text.strip() for one in found.children) if found is not None else frozenset()

    return Copied(texts("jobProperties") | texts("options"), texts("triggers"), texts("parameters"))
