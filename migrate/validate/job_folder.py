"""One job's folder: each of its files by its own rules, then against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from migrate.validate.buildspec import check_buildspec, commands
from migrate.validate.command import Command
from migrate.validate.cross_check import Job, check_job
from migrate.validate.declaration import Declaration
from migrate.validate.document import Document, read_document
from migrate.validate.finding import Finding, located
from migrate.validate.iam import check_policies, check_policy
from migrate.validate.jenkins import check_action_type, check_jenkins, custom_actions
from migrate.validate.node import Node
from migrate.validate.pipeline import check_pipeline
from migrate.validate.projects import check_project, inline_buildspec
from migrate.validate.secrets import check_text
from migrate.validate.template import check_python, check_template, lint
from migrate.validate.yaml_text import read_yaml

_WITH_RULES = "pipeline.json", "template.yaml", "foundation.yaml"


class JobFolder:
    """Files are read once; `name` is the folder's path below the output, for the findings."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name

    def check(self, *, quick: bool) -> Iterator[Finding]:
        """Everything but the shell commands, which `commands` hands out for many jobs at once."""
        pipeline = self.pipeline
        yield from self._located(pipeline, check_pipeline(pipeline.node.value) if pipeline.node else ())
        for document in self.buildspecs.values():
            unreadable = document.findings and not document.text
            found = () if unreadable else check_buildspec(document.text)
            yield from self._located(document, found, read=bool(unreadable))
        for document in self.projects:
            found = check_project(document.node.value, checked=self.buildspec_texts) if document.node else ()
            yield from self._located(document, found)
        yield from self.check_stack("template.yaml", quick=quick)
        yield from self._jenkins(quick=quick)
        yield from self._other_files()
        yield from located(check_job(self._job()), self._file("pipeline.json"))

    def check_stack(self, name: str, *, quick: bool) -> Iterator[Finding]:
        """template.yaml, or foundation.yaml of the whole output."""
        document = self._read(name)
        yield from self._located(document, self._stack(document, quick=quick) if document.node else ())

    def _stack(self, document: Document, *, quick: bool) -> Iterator[Finding]:
        yield from check_template(document.node.value, checked=self.buildspec_texts)
        if not quick:
            yield from check_policies(document.node.value)
            yield from lint(document.text)

    @cached_property
    def pipeline(self) -> Document:
        return self._read("pipeline.json")

    @cached_property
    def projects(self) -> list[Document]:
        return [self._read(f"projects/{path.name}") for path in sorted(self.folder.glob("projects/*.json"))]

    @cached_property
    def buildspecs(self) -> dict[str, Document]:
        """By file name."""
        paths = sorted(self.folder.glob("buildspecs/*.yml"))
        return {path.name: self._read(f"buildspecs/{path.name}", "buildspec") for path in paths}

    @cached_property
    def buildspec_texts(self) -> frozenset[str]:
        return frozenset(document.text for document in self.buildspecs.values())

    @cached_property
    def commands(self) -> list[Command]:
        """The shell commands of all buildspecs, files first, then what stands inline alone."""
        found: list[Command] = []
        for name, document in self.buildspecs.items():
            found += _commands(document.node, document.file, "", self._shells.get(name, ""))
        for document in self.projects:
            text = inline_buildspec(document.node)
            if text and text not in self.buildspec_texts:
                root = Node(read_yaml(text, "buildspec").value)
                found += _commands(root, document.file, "source.buildspec: ", _shell(document.node))
        return found

    @cached_property
    def _shells(self) -> dict[str, str]:
        """The default shell of each buildspec file, by the project that uses it."""
        shells = {}
        for document in self.projects:
            text = document.node["source"]["buildspec"].text
            for name, buildspec in self.buildspecs.items():
                if text == buildspec.text or Path(text).name == name:
                    shells[name] = _shell(document.node)
        return shells

    def _other_files(self) -> Iterator[Finding]:
        """Readable, without secrets, and Python where it is Python."""
        for path in sorted(self.folder.iterdir()):
            inner = sorted(path.rglob("*")) if path.name in ("lambda", "hybrid", "jenkins") else [path]
            for file in inner:
                if file.is_file() and file.name not in _WITH_RULES and not file.name.startswith("."):
                    document = self._read(file.relative_to(self.folder).as_posix())
                    yield from self._located(document, check_text(document.text))
                    if file.suffix == ".py":
                        yield from self._located(document, check_python(document.text), read=False)

    def _jenkins(self, *, quick: bool) -> Iterator[Finding]:
        """What Jenkins needs for custom actions; their findings stand at the file that they are about."""
        paths = sorted(self.folder.glob("jenkins/jobs/*/config.xml"))
        jobs = {path.parent.name: self._read(f"jenkins/jobs/{path.parent.name}/config.xml").text for path in paths}
        kind, policy = (self._optional(f"jenkins/{name}") for name in ("custom-action-type.json", "policy.json"))
        for one in check_jenkins(jobs, Declaration(self.pipeline.node["pipeline"])):
            yield replace(one, file=self._file(one.file))
        if kind:
            yield from self._located(kind, check_action_type(kind.node), read=False)
        if policy and not quick:
            yield from self._located(policy, check_policy(policy.node.value), read=False)

    def _optional(self, name: str) -> Document | None:
        return self._read(name) if (self.folder / name).exists() else None

    @property
    def jenkins_jobs(self) -> list[tuple[str, str]]:
        """The Jenkins jobs of the actions, each with the folder."""
        actions = custom_actions(Declaration(self.pipeline.node["pipeline"]))
        return [(self.name, one.configuration["ProjectName"].text) for one in actions]

    def _job(self) -> Job:
        return Job(
            pipeline=self.pipeline.node["pipeline"],
            projects=tuple(document.node for document in self.projects),
            buildspecs={name: document.node for name, document in self.buildspecs.items()},
            template=self._read("template.yaml").node,
        )

    def _read(self, name: str, rule: str = "output") -> Document:
        return read_document(self.folder / name, self._file(name), rule)

    def _file(self, name: str) -> str:
        return f"{self.name}/{name}" if self.name not in ("", ".") else name

    def _located(self, document: Document, found: Iterable[Finding], *, read: bool = True) -> Iterator[Finding]:
        yield from located((*(document.findings if read else ()), *found), document.file)


def _shell(project: Node) -> str:
    return "powershell.exe" if project["environment"]["type"].text.startswith("WINDOWS") else ""


def _commands(root: Node, file: str, prefix: str, shell: str) -> Iterator[Command]:
    shell = root["env"]["shell"].text or shell
    for command in commands(root):
        yield Command(command.text, file, f"{prefix}{command.path}", shell)
