"""What a JENKINS_HOME tells beside its jobs: kinds of credentials, libraries, labels, tools, and what scripts may do in
the sandbox. Never a secret's value.

Credentials and libraries stand in files of the controller and in the properties of folders.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from migrate.errors import InputError
from migrate.model.contribution import SecretShape
from migrate.model.estate import Estate, SonarServer, Tool
from migrate.readers.folders import is_folder
from migrate.readers.xml_document import Element, read_xml
from migrate.readers.xstream import decode, simple_class

_SHAPES = {
    "UsernamePasswordCredentialsImpl": SecretShape.USERNAME_PASSWORD,
    "StringCredentialsImpl": SecretShape.TEXT,
    "FileCredentialsImpl": SecretShape.FILE,
    "BasicSSHUserPrivateKey": SecretShape.SSH_KEY,
    "CertificateCredentialsImpl": SecretShape.CERTIFICATE,
    "AWSCredentialsImpl": SecretShape.AWS,
    "GitLabApiTokenImpl": SecretShape.TEXT,
    "PersonalAccessTokenImpl": SecretShape.TEXT,
    "OpenShiftTokenCredentialImpl": SecretShape.TEXT,
    "OpenShiftBearerTokenCredentialImpl": SecretShape.TEXT,
    "VaultTokenCredential": SecretShape.TEXT,
}
_SONAR_SERVER = "hudson.plugins.sonar.SonarInstallation"
_LIBRARY = "org.jenkinsci.plugins.workflow.libs.LibraryConfiguration"
_APPROVALS = "scriptApproval.xml"
_LABEL = re.compile(r'"[^"]*"|\S+')
_FILES = ("config.xml", "credentials.xml", f"{_LIBRARY.rpartition('.')[0]}.GlobalLibraries.xml")
_TOOLS = {
    "JDK": "jdk",
    "jdk": "jdk",
    "MavenInstallation": "maven",
    "AntInstallation": "ant",
    "GradleInstallation": "gradle",
    "NodeJSInstallation": "nodejs",
    "GitTool": "git",
    "GolangInstallation": "go",
    "DockerTool": "dockerTool",
    "TerraformInstallation": "terraform",
    "SonarRunnerInstallation": "hudson.plugins.sonar.SonarRunnerInstallation",
}


def read_estate(home: Path) -> Estate:
    """The estate of a folder; an empty one where the folder is no JENKINS_HOME. A file that can't be read tells
    nothing: the reading of a job reports its own."""
    credentials: dict[str, SecretShape] = {}
    libraries: dict[str, str] = {}
    versions: dict[str, str] = {}
    tools: dict[Tool, None] = {}
    servers: dict[SonarServer, None] = {}
    labels: set[str] = set()
    implicit: set[str] = set()
    approved: frozenset[str] | None = None
    for path in _files(home):
        root = _document(path)
        if root is not None and path == home / _APPROVALS and not _permits_all(home):
            approved = _approved(root)
        for element in _all(root) if root is not None else ():
            name = decode(element.tag)
            if (shape := _SHAPES.get(simple_class(name))) and (identity := element.value("id").strip()):
                credentials.setdefault(identity, shape)
            elif name == _LIBRARY and (library := element.value("name").strip()):
                libraries.setdefault(library, _repository(element))
                versions.setdefault(library, element.value("defaultVersion").strip())
                implicit |= {library} if element.value("implicit").strip() == "true" else set()
            elif name == _SONAR_SERVER:
                servers[_sonar_server(element)] = None
            elif simple_class(name) in _TOOLS and (tool := element.value("name").strip()):
                tools[Tool(_TOOLS[simple_class(name)], tool, _version(element))] = None
        labels |= _labels(root)
    known = (credentials, libraries, frozenset(labels), versions, frozenset(implicit), tuple(tools), approved)
    return Estate(*known, tuple(servers))


def _files(home: Path) -> Iterator[Path]:
    """The controller's own files, its agents', and those of folders: what outer ones say comes first."""
    own = sorted(path for path in _listed(home) if path.suffix == ".xml")
    is_home = any(path.name in _FILES[1:] for path in own) or is_folder(home / "nodes") or is_folder(home / "jobs")
    if not is_home:
        return
    yield from own
    yield from (node / "config.xml" for node in sorted(_listed(home / "nodes")))
    yield from _folders(home / "jobs", 0)


def _folders(jobs: Path, depth: int) -> Iterator[Path]:
    for job in sorted(_listed(jobs)):
        if is_folder(job / "jobs") and depth < 50:
            yield job / "config.xml"
            yield from _folders(job / "jobs", depth + 1)


def _listed(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return [Path(entry.path) for entry in entries if not entry.is_symlink()]
    except OSError:
        return []


def _document(path: Path) -> Element | None:
    try:
        return read_xml(path.read_bytes(), path.name).root
    except (OSError, InputError):
        return None


def _all(root: Element) -> Iterator[Element]:
    open_ones = [root]
    while open_ones:
        element = open_ones.pop()
        yield element
        open_ones += reversed(element.children)


def _repository(library: Element) -> str:
    urls = (one.text.strip() for one in _all(library) if one.tag in ("remote", "url", "repositoryUrl"))
    return next((url for url in urls if url), "")


def _version(tool: Element) -> str:
    """The version that an installer fetches, as Jenkins' update center calls it; "" where the tool is just there."""
    ids = (one.text.strip() for one in _all(tool) if one.tag == "id")
    return next((one for one in ids if one), "")


def _sonar_server(element: Element) -> SonarServer:
    """A server of the plugin sonar. A token that stands there itself is not read, but has its place among the
    credentials."""
    name = element.value("name").strip()
    version = element.value("mojoVersion").strip()
    old = re.match(r"[12]\.", version) is not None
    group = "org.codehaus.mojo" if old else "org.sonarsource.scanner.maven"
    held = f"sonarqube-token-{name}" if element.value("serverAuthenticationToken").strip() else ""
    return SonarServer(
        name,
        element.value("serverUrl").strip(),
        element.value("credentialsId").strip() or held,
        f"{group}:sonar-maven-plugin:{version}:sonar" if version else "sonar:sonar",
        element.value("additionalProperties").strip(),
        tuple(element.value("additionalAnalysisProperties").split()),
    )


def _approved(root: Element) -> frozenset[str]:
    """The signatures that an administrator has approved: for all scripts, or for those of users with a permission."""
    lists = (root.child(tag) for tag in ("approvedSignatures", "aclApprovedSignatures"))
    return frozenset(one.text.strip() for held in lists if held is not None for one in held.children)


def _permits_all(home: Path) -> bool:
    """Whether there is the plugin that makes the sandbox permit all that nobody has approved."""
    return any(path.name.startswith("permissive-script-security") for path in _listed(home / "plugins"))


def _labels(root: Element | None) -> set[str]:
    """Labels of the built-in node, an agent, or the templates of a cloud."""
    if root is None or root.tag not in ("hudson", "slave", "jenkins"):
        return set()
    clouds = root.child("clouds")
    inside = [one for one in _all(clouds) if one.tag in ("label", "labels", "labelString")] if clouds else []
    own = [one for one in root.children if one.tag == "label"]
    names = {root.value("name").strip()} if root.tag == "slave" else {"built-in"}
    words = (word for one in (*own, *inside) for word in _LABEL.findall(one.text))
    return ({word.strip('"') for word in words} | names) - {""}
