"""What a JENKINS_HOME tells beside its jobs: kinds of credentials, global libraries, labels. Never a secret."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from migrate.errors import InputError
from migrate.model.contribution import SecretShape
from migrate.model.estate import Estate
from migrate.readers.describe import decode
from migrate.readers.xml_document import read_xml

_SHAPES = {
    "UsernamePasswordCredentialsImpl": SecretShape.USERNAME_PASSWORD,
    "StringCredentialsImpl": SecretShape.TEXT,
    "FileCredentialsImpl": SecretShape.FILE,
    "BasicSSHUserPrivateKey": SecretShape.SSH_KEY,
    "CertificateCredentialsImpl": SecretShape.CERTIFICATE,
    "AWSCredentialsImpl": SecretShape.AWS,
}
_LIBRARIES = "org.jenkinsci.plugins.workflow.libs.GlobalLibraries.xml"


def read_estate(home: Path) -> Estate:
    """The estate of a folder; an empty one where the folder is no JENKINS_HOME or a file of it can't be read."""
    credentials: dict[str, SecretShape] = {}
    libraries: dict[str, str] = {}
    for root in _documents([home / "credentials.xml"]):
        credentials |= dict(_credentials(root))
    for root in _documents(sorted(home.glob("jobs/**/config.xml")) if (home / "credentials.xml").exists() else []):
        credentials |= dict(_credentials(root))
    for root in _documents([home / _LIBRARIES]):
        libraries |= dict(_libraries(root))
    labels = {label for root in _documents(sorted(home.glob("nodes/*/config.xml"))) for label in _labels(root)}
    return Estate(credentials, libraries, frozenset(labels))


def _documents(paths: list[Path]) -> Iterator[etree._Element]:
    for path in paths:
        try:
            yield read_xml(path.read_bytes()).root
        except (OSError, InputError):
            continue  # the job's own reading reports a broken file; here it only tells less


def _credentials(root: etree._Element) -> Iterator[tuple[str, SecretShape]]:
    for element in root.iter(tag=etree.Element):
        shape = _SHAPES.get(decode(str(element.tag)).rpartition(".")[2])
        name = element.findtext("id")
        if shape and name:
            yield name, shape


def _libraries(root: etree._Element) -> Iterator[tuple[str, str]]:
    for element in root.iter("{*}org.jenkinsci.plugins.workflow.libs.LibraryConfiguration"):
        name = element.findtext("name")
        url = next((one.text for one in element.iter("remote", "url") if one.text), "")
        if name:
            yield name, url or ""


def _labels(root: etree._Element) -> list[str]:
    return (root.findtext("label") or "").split()
