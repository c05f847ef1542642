"""What the files of a job say about each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from migrate.validate.buildspec import artifact_identifiers
from migrate.validate.declaration import Action, Declaration
from migrate.validate.finding import Finding
from migrate.validate.intrinsics import Resolver
from migrate.validate.node import Node
from migrate.validate.projects import inline_buildspec
from migrate.validate.structure import repeated
from migrate.validate.template import pipeline_input
from migrate.validate.yaml_text import read_yaml

_REFERENCE = re.compile(r"#\{([^.}]+)\.([^}]+)\}")
_WRITTEN = "converted", "partial"


@dataclass(frozen=True)
class Job:
    """`buildspecs` are by file name; the projects are the inputs of create-project."""

    pipeline: Node
    projects: tuple[Node, ...]
    buildspecs: Mapping[str, Node]
    template: Node

    @cached_property
    def declaration(self) -> Declaration:
        return Declaration(self.pipeline)

    @cached_property
    def builds(self) -> list[Action]:
        return [action for action in self.declaration.actions if action.provider == "CodeBuild"]

    @cached_property
    def by_name(self) -> dict[str, Node]:
        return {project["name"].text: project for project in self.projects}

    def buildspec_of(self, action: Action) -> Node:
        """The buildspec that an action runs; empty where it is not among the files."""
        project = self.by_name.get(action.configuration["ProjectName"].text)
        return self._buildspec(project) if project else Node(None)

    def _buildspec(self, project: Node) -> Node:
        text = inline_buildspec(project)
        if text:
            return Node(read_yaml(text, "buildspec").value)
        return self.buildspecs.get(Path(project["source"]["buildspec"].text).name, Node(None))


def check_job(job: Job) -> Iterator[Finding]:
    if not job.pipeline:
        return
    yield from _projects(job)
    yield from _template(job)
    for action in job.builds:
        buildspec = job.buildspec_of(action)
        if buildspec:
            yield from _artifacts(action, buildspec)
    yield from _exports(job)


def check_summary(summary: Node, out: Path) -> Iterator[Finding]:
    """Each job that was written has the files that summary.json lists."""
    if summary and not isinstance(summary["jobs"].value, list):
        yield summary.error("output/summary", "add jobs: summary.json lists all of them")
    for job in summary["jobs"]:
        if job["status"].text not in (*_WRITTEN, "unsupported", "failed"):
            yield job["status"].error("output/summary", "a status is converted, partial, unsupported or failed")
        for entry in job["outputs"]:
            if not _exists(out / entry.text):
                yield entry.error("output/missing", f"{entry.text} is listed, and is not there: convert again")


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name too long, or a folder without rights, up to Python 3.13
        return False


def _projects(job: Job) -> Iterator[Finding]:
    for name in repeated(Node(project["name"].value, "projects") for project in job.projects):
        yield name.error("output/project-twice", f"two files hold the project {name.text!r}")
    for action in job.builds:
        name = action.configuration["ProjectName"]
        if name.text and name.text not in job.by_name:
            yield name.error("output/project-missing", f"projects/ holds no project {name.text!r}")
    used = {action.configuration["ProjectName"].text for action in job.builds}
    for known, project in job.by_name.items():
        place = Node(None, f"projects/{known}")
        if known not in used:
            yield place.warning("output/project-unused", f"no action runs the project {known!r}")
        file = Path(project["source"]["buildspec"].text).name
        if not inline_buildspec(project) and file not in job.buildspecs:
            yield place.error("output/buildspec-missing", f"buildspecs/ holds no {file or 'buildspec'}")


def _artifacts(action: Action, buildspec: Node) -> Iterator[Finding]:
    """https://docs.aws.amazon.com/codebuild/latest/userguide/sample-pipeline-multi-input-output.html"""
    names, outputs = artifact_identifiers(buildspec), action.node["outputArtifacts"]
    if action.outputs and not buildspec["artifacts"]:
        yield outputs.error("output/artifacts", "the buildspec has no artifacts: nothing would be handed on")
    elif len(action.outputs) > 1:
        for name in action.outputs:
            if name not in names:
                yield outputs.error("output/secondary-artifacts", f"the buildspec has no secondary artifact {name!r}")
    if len(action.outputs) > 1 or not action.outputs:
        for name in names:
            if name not in action.outputs:
                yield outputs.warning("output/secondary-unused", f"no output artifact takes {name!r} of the buildspec")


def _exports(job: Job) -> Iterator[Finding]:
    exported = {
        action.node["namespace"].text: job.buildspec_of(action)["env"]["exported-variables"].texts
        for action in job.builds
        if action.node["namespace"].text and job.buildspec_of(action)
    }
    for leaf in job.pipeline["stages"].leaves() if exported else ():
        for namespace, key in _REFERENCE.findall(leaf.text):
            if namespace in exported and key not in exported[namespace]:
                yield leaf.error("output/exported-variable", f"the buildspec of {namespace} does not export {key}")


def _template(job: Job) -> Iterator[Finding]:
    """The stack's pipeline has the stages and actions of pipeline.json."""
    resolver = Resolver(job.template)
    for _, resource in job.template["Resources"].items():
        if resource["Type"].text != "AWS::CodePipeline::Pipeline":
            continue
        stack = Node(pipeline_input(resolver.resolve(resource["Properties"].value)))["pipeline"]
        if _outline(stack) != _outline(job.pipeline):
            yield job.pipeline["stages"].error(
                "output/template", "template.yaml has other stages or actions: convert again"
            )


def _outline(pipeline: Node) -> list[tuple[str, str, str, tuple[int, int]]]:
    return [(one.stage_name, one.name, one.kind, one.order) for one in Declaration(pipeline).actions]
