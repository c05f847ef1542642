"""Reads a job's config.xml: freestyle and Maven jobs and matrix projects whole, pipelines up to their definition.

Other kinds are leaves that are not converted.
"""

from __future__ import annotations

from dataclasses import replace

from migrate.errors import InputError
from migrate.model.location import Location
from migrate.model.source import Describable, Job, JobKind, Opaque, Problem, Setting, Slot
from migrate.readers.describe import Describer
from migrate.readers.freestyle_project import MULTIJOB, read_freestyle
from migrate.readers.job_parts import PIPELINE, ROOT, read_parts
from migrate.readers.matrix_project import read_matrix
from migrate.readers.maven_project import read_maven
from migrate.readers.multibranch_project import MULTIBRANCH, read_multibranch
from migrate.readers.organisation_folder import ORGANISATION, dismiss_finding, finds_repositories
from migrate.readers.other_kinds import explained, is_view
from migrate.readers.pipeline_job import ConfigXml, Copied, Definition
from migrate.readers.promotion import PROMOTION, read_promotion
from migrate.readers.xml_document import Element, XmlDocument, read_xml
from migrate.readers.xstream import class_of, decode

_KINDS = {
    "project": JobKind.FREESTYLE,
    "matrix-project": JobKind.MATRIX,
    MULTIJOB: JobKind.FREESTYLE,
    "maven2-moduleset": JobKind.MAVEN,
    "com.cloudbees.hudson.plugins.folder.Folder": JobKind.FOLDER,
    ORGANISATION: JobKind.ORGANISATION,
    PROMOTION: JobKind.PROMOTION,
    MULTIBRANCH: JobKind.MULTIBRANCH,
    "org.jenkinsci.plugins.pipeline.multibranch.defaults.PipelineMultiBranchDefaultsProject": JobKind.MULTIBRANCH,
}
_FOLDERS = (JobKind.FOLDER, JobKind.ORGANISATION)
_GENERATED = {"matrix-config": "the matrix job", "maven2": "the Maven job"}
_NO_JOBS = {
    "hudson": "the configuration of the controller",
    "jenkins": "the configuration of the controller",
    "slave": "the configuration of an agent",
    "user": "a user",
    "build": "the record of a build",
    "flow-build": "the record of a build",
}
_TRACKER = "org.jenkinsci.plugins.pipeline.modeldefinition.actions.DeclarativeJobPropertyTrackerAction"
_INLINE = "org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition"
_FROM_SCM = "org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition"
_BRANCH = "org.jenkinsci.plugins.workflow.multibranch.SCMBinder"
_FOLDER_KNOWN = (
    "FolderCredentialsProvider$FolderCredentialsProperty",
    "FolderLibraries",
    "AuthorizationMatrixProperty",
)


def read_config_xml(data: bytes, *, name: str, file: str) -> ConfigXml:
    """Read the bytes of a config.xml of the job `name`. Raises InputError for what is no job's XML."""
    document = read_xml(data, file)
    root = document.root
    tag = decode(root.tag)
    if tag in _NO_JOBS:
        raise InputError(f"{file} is {_NO_JOBS[tag]}, not a job", "give the JENKINS_HOME folder or a job's config.xml")
    describer = Describer(file)
    origin = describer.location(root, ROOT)
    kind, job, definition = _KINDS.get(tag, JobKind.OTHER), None, None
    kind = JobKind.VIEW if is_view(root) else kind
    because = _generated_by(root)
    if not because and tag in ("project", MULTIJOB):
        job = read_freestyle(name, document, describer)
    elif not because and tag == "matrix-project":
        job = read_matrix(name, document, describer)
    elif not because and tag == "maven2-moduleset":
        job = read_maven(name, document, describer)
    elif not because and tag == PROMOTION:
        job = read_promotion(name, document, describer)
    elif not because and tag == MULTIBRANCH:
        job, definition = read_multibranch(name, document, describer)
    elif not because and tag == PIPELINE:
        job, definition = _pipeline(name, document, describer)
        kind = job.kind if job else JobKind.OTHER
    else:
        _dismiss_root(document, describer, kind, because, explained(root))
    leaves, dismissals, secrets = tuple(describer.leaves), tuple(describer.dismissals), tuple(describer.secrets)
    problems = tuple(Problem(origin, text, False) for text in document.findings)
    if document.broken:
        at = Location(file, document.broken_line, 0, ROOT)
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


def _dismiss_root(document: XmlDocument, describer: Describer, kind: JobKind, generated: str, told: str) -> None:
    root = document.root
    if generated:
        because = f"Jenkins makes it from {generated}"
    elif kind in _FOLDERS:
        because = "a folder holds jobs and runs nothing"
    elif kind is JobKind.VIEW:
        because = "a view lists jobs on Jenkins' pages and runs nothing"
    else:
        words = decode(root.tag) if kind is JobKind.OTHER else kind.value
        because = told or f"{words} jobs are not converted yet"
    gap = not generated and kind not in (*_FOLDERS, JobKind.VIEW)
    if not root.children:
        describer.dismiss(root, ROOT, because, gap=gap, blocking=gap)
        return
    describer.dismiss(Element(root.tag, {}, root.line, root.column, None), ROOT, because, gap=gap, blocking=gap)
    for child, path in describer.children(root, ""):
        if kind in _FOLDERS and child.tag == "properties":
            _dismiss_folder_properties(child, path, describer)
        elif kind is JobKind.ORGANISATION and finds_repositories(child.tag):
            dismiss_finding(child, path, describer)
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


# ---- pipelines -------------------------------------------------------------------------------------------------------


def _pipeline(name: str, document: XmlDocument, describer: Describer) -> tuple[Job, Definition | None]:
    parts, root = read_parts(document, describer)
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
