"""Multibranch projects: one job for each branch of a repository, all of which have the same form.

What a branch does says its own Jenkinsfile, so that of one branch stands for all.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from migrate.model.source import Describable, Items, Job, JobKind, Literal, Opaque, Reading, Setting, Slot, leaves_of
from migrate.readers.describe import Describer
from migrate.readers.job_parts import ROOT, broken_end
from migrate.readers.pipeline_job import Definition
from migrate.readers.xml_document import Element, XmlDocument
from migrate.readers.xstream import class_of, decode

MULTIBRANCH = "org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject"
_SOURCES, _DATA = "sources", "data"
_PERMISSIONS = "AuthorizationMatrixProperty"  # of the folder's page
_NO_SOURCE = "the project has no source of branches: Jenkins builds nothing"
_NOTES = "what Jenkins notes about past builds, no configuration"


def read_multibranch(name: str, document: XmlDocument, describer: Describer) -> tuple[Job, Definition]:
    """The project, and where the Jenkinsfile of a branch stands."""
    root = document.root
    origin = describer.location(root, ROOT)
    leaf = describer.open(origin, decode(root.tag))
    settings: list[Setting] = []
    triggers: list[Describable] = []
    sources: tuple[Describable, ...] = ()
    for child, path in describer.children(root, ""):
        if child.tag == "actions":
            describer.dismiss(child, path, _NOTES)
        elif child.tag == "properties":
            _dismiss_properties(child, path, describer)
        elif child.tag == "triggers":
            triggers += _triggers(child, path, describer)
        elif child.tag == _SOURCES and not sources:
            sources, lost = _sources(child, path, describer)
            settings += [lost] if lost else []
        elif (one := describer.setting(child, path)) is not None:
            settings.append(one)
    if root.child(_SOURCES) is None:
        settings.append(Setting(_SOURCES, Opaque("", _NO_SOURCE), origin, ()))
    settings += [*describer.rest(root, ""), *broken_end(document, describer)]
    job = Job(
        name,
        JobKind.MULTIBRANCH,
        Describable(decode(root.tag), Slot.JOB, tuple(settings), origin, leaf[0]),
        triggers=tuple(triggers),
        sources=sources,
    )
    factory = root.child("factory")
    script = factory.value("scriptPath").strip() if factory is not None else ""
    url = _url(sources[0]) if sources else ""
    return job, Definition(origin, script_path=script or "Jenkinsfile", url=url)


def _triggers(element: Element, path: str, describer: Describer) -> list[Describable]:
    found = [describer.describable(child, Slot.TRIGGER, where) for child, where in describer.children(element, path)]
    if not element.children:
        describer.dismiss(element, path, "it is empty")
    return found


def _dismiss_properties(element: Element, path: str, describer: Describer) -> None:
    """What a folder gives to its jobs; who may do what there is a matter of Jenkins' alone."""
    for child, where in describer.children(element, path):
        name = class_of(child)
        if name.endswith(_PERMISSIONS):
            describer.dismiss(child, where, "who may do what on Jenkins' pages")
        elif _is_empty(child):
            describer.dismiss(child, where, "it is empty")
        else:
            describer.dismiss(child, where, f"{name} of the project does not reach its builds", gap=True)
    if not element.children:
        describer.dismiss(element, path, "it is empty")


def _is_empty(element: Element) -> bool:
    return not element.text.strip() and all(map(_is_empty, element.children))


def for_all_branches(reading: Reading, path: str, data: bytes) -> Reading:
    """The reading of a multibranch project with the Jenkinsfile that was read for all its branches."""
    job = reading.job
    if job is None or reading.kind is not JobKind.MULTIBRANCH:
        return reading
    given = {"path": path, "checksum": hashlib.sha256(data.replace(b"\r", b"")).hexdigest()}
    settings = tuple(Setting(name, Literal(text), job.root.location, ()) for name, text in given.items())
    own = Describable("jenkinsfile", Slot.PROPERTY, settings, job.root.location)
    return replace(reading, job=replace(job, properties=(*job.properties, own)))


# ---- sources ---------------------------------------------------------------------------------------------------------


def _sources(element: Element, path: str, describer: Describer) -> tuple[tuple[Describable, ...], Setting | None]:
    """The one source of branches, with the leaf of the list; what is told where there is none, or several."""
    listed = describer.describable(element, Slot.SCM, path)
    data = listed.setting(_DATA)
    items = data.value.items if data is not None and isinstance(data.value, Items) else ()
    others = tuple(one for one in listed.settings if one.name != _DATA)
    own = items[0] if len(items) == 1 else None
    if isinstance(own, Describable) and own.leaf is None:
        odd = (replace(data, value=Items(())),) if data and data.leaves else ()
        settings = (*own.settings, *others, *odd)
        return (replace(own, slot=Slot.SCM, settings=settings, location=listed.location, leaf=listed.leaf),), None
    because = (
        f"a pipeline has one source of branches, and the project has {len(items)}" if len(items) > 1 else _NO_SOURCE
    )
    return (), Setting(_SOURCES, Opaque("", because), listed.location, tuple(leaves_of(listed)))


def _url(branch_source: Describable) -> str:
    """The repository, as the kinds of sources write it."""
    source = branch_source.setting("source")
    if source is None or not isinstance(source.value, Describable):
        return ""
    texts = {one.name: str(one.value.value) for one in source.value.settings if isinstance(one.value, Literal)}
    named = f"https://github.com/{texts['repoOwner']}/{texts['repository']}" if "repository" in texts else ""
    return (texts.get("remote") or texts.get("repositoryUrl") or named).strip()
