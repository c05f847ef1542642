"""Organisation folders: Jenkins looks for the repositories of an owner, and makes a multibranch project of each with a
Jenkinsfile (`jenkins.branch.OrganizationFolder`).

A pipeline has one repository: the projects that a JENKINS_HOME has of them are converted, each on its own, with the
traits and strategies that Jenkins has put into them. What stands in the folder itself says which more to look for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from migrate.model.estate import HeldJob, job_key
from migrate.model.source import Dismissal, JobKind, Reading
from migrate.readers.describe import Describer
from migrate.readers.xml_document import Element

ORGANISATION = "jenkins.branch.OrganizationFolder"
_FINDS = ("navigators", "projectFactories", "buildStrategies", "strategy")
_OWNERS = ("repoOwner", "projectOwner", "serverUrl", "apiUri")
_LATER = (
    "the projects of the repositories that it has found are converted on their own; Jenkins makes one of a repository "
    "that comes later, and here somebody must convert it"
)


def finds_repositories(tag: str) -> bool:
    """Whether a field of the folder says which repositories it has, or what becomes of their branches."""
    return tag in _FINDS


def dismiss_finding(element: Element, path: str, describer: Describer) -> None:
    """Such a field, as long as no project of a repository is here."""
    owners = ", ".join(dict.fromkeys(_owners(element)))
    of_whom = f" of {owners}" if owners else ""
    because = (
        f"Jenkins makes a multibranch project of each repository{of_whom} that has a Jenkinsfile, and none is here: "
        "convert a checkout of each repository, or the JENKINS_HOME with their projects"
    )
    describer.dismiss(element, path, because, gap=True, blocking=True)


def _owners(element: Element) -> Iterator[str]:
    """Whose repositories, and at which server, as the navigators of the hosts write it."""
    for child in element.children:
        if child.tag in _OWNERS and child.text.strip():
            yield child.text.strip()
        yield from _owners(child)


def with_projects(reading: Reading, jobs: Mapping[str, HeldJob]) -> Reading:
    """A folder whose projects are here is a folder: what it would find later is told."""
    inside = f"{job_key(reading.name)}/"
    if reading.kind is not JobKind.ORGANISATION or not any(name.startswith(inside) for name in jobs):
        return reading
    told = tuple(Dismissal(one.leaf, _LATER, gap=True) if one.blocking else one for one in reading.dismissals)
    return replace(reading, kind=JobKind.FOLDER, dismissals=told)
