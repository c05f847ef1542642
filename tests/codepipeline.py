"""Runs a written pipeline with its builds on this machine: stages in order, artifacts handed on as pipeline.json says.

A failing action ends the pipeline after those beside it. Approvals are given. Every variable has its default unless
the caller says otherwise.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.codebuild import Ended, files_of, run_build

_REFERENCE = re.compile(r"#\{([\w.]+)\}")
_OPERATORS = {
    "EQ": lambda value, expected: value == expected,
    "NE": lambda value, expected: value != expected,
    "CONTAINS": lambda value, expected: expected in value,
    "MATCHES": lambda value, expected: re.fullmatch(expected, value) is not None,
}


@dataclass(slots=True)
class Run:
    """What a run has so far: whether all went well, what was archived (path to file), and the builds by action."""

    succeeded: bool = True
    archive: dict[str, Path] = field(default_factory=dict)
    builds: dict[str, Ended] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)

    @property
    def output(self) -> str:
        return "\n".join(f"--- {name}\n{build.output}" for name, build in self.builds.items())


def run_pipeline(
    job: Path,
    source: Path,
    scratch: Path,
    *,
    variables: Mapping[str, str] | None = None,
    secrets: Mapping[str, str] | None = None,
    branch: str = "main",
    path: str = "",
) -> Run:
    """Run the pipeline in the folder `job`, from the work tree `source`."""
    pipeline = json.loads((job / "pipeline.json").read_text("utf-8"))["pipeline"]
    known = {f"variables.{one['name']}": one["defaultValue"] for one in pipeline.get("variables", [])}
    known |= {f"variables.{name}": value for name, value in (variables or {}).items()}
    known |= {"Source.BranchName": branch, "Source.CommitId": _commit(source)}
    known |= {"codepipeline.PipelineExecutionId": "11111111-2222-3333-4444-555555555555"}
    artifacts = {pipeline["stages"][0]["actions"][0]["outputArtifacts"][0]["name"]: source}
    run = Run()
    for stage in pipeline["stages"][1:]:
        if not _enters(stage, known):
            run.skipped.append(stage["name"])
            continue
        for action in sorted(stage["actions"], key=lambda one: one["runOrder"]):
            if action["actionTypeId"]["provider"] != "CodeBuild" or not run.succeeded:
                continue
            name = f"{stage['name']}/{action['name']}"
            ended = _act(job, action, artifacts, known, scratch / name, secrets or {}, path)
            run.builds[name] = ended
            run.archive |= _archived(ended)
            artifacts |= ended.artifacts
            known |= {f"{action.get('namespace')}.{key}": value for key, value in ended.exported.items()}
        run.succeeded = all(one.succeeded for one in run.builds.values())
        if not run.succeeded:
            break
    return run


def _commit(source: Path) -> str:
    if not (source / ".git").exists():
        return ""
    command = ["git", "-C", str(source), "rev-parse", "HEAD"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _enters(stage: Any, known: Mapping[str, str]) -> bool:
    rules = [rule for one in stage.get("beforeEntry", {}).get("conditions", []) for rule in one["rules"]]
    texts = [rule["configuration"] for rule in rules]
    return all(_OPERATORS[one["Operator"]](_resolved(one["Variable"], known), one["Value"]) for one in texts)


def _resolved(text: str, known: Mapping[str, str]) -> str:
    return _REFERENCE.sub(lambda match: known[match[1]], text)


def _act(
    job: Path,
    action: Any,
    artifacts: Mapping[str, Path],
    known: Mapping[str, str],
    scratch: Path,
    secrets: Mapping[str, str],
    path: str,
) -> Ended:
    """One CodeBuild action: every input in a folder of its own, the primary one the workspace."""
    configuration = action["configuration"]
    inputs = [one["name"] for one in action["inputArtifacts"]]
    folders = {name: scratch / "inputs" / name for name in inputs}
    for name, folder in folders.items():
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(artifacts[name], folder, symlinks=True)
    given = json.loads(configuration.get("EnvironmentVariables", "[]"))
    variables = {one["name"]: _resolved(one["value"], known) for one in given}
    variables |= {f"CODEBUILD_SRC_DIR_{name}": str(folder) for name, folder in folders.items()}
    return run_build(
        (job / "buildspecs" / f"{configuration['ProjectName']}.yml").read_text("utf-8"),
        folders[configuration.get("PrimarySource", inputs[0])],
        scratch,
        variables=variables,
        secrets=secrets,
        outputs=[one["name"] for one in action["outputArtifacts"]],
        path=path,
    )


def _archived(ended: Ended) -> dict[str, Path]:
    """Files of artifacts whose names end in `_archive`, by their path there, without the mark of an empty one."""
    folders = [folder for name, folder in ended.artifacts.items() if name.endswith("_archive")]
    files = {file.relative_to(folder).as_posix(): file for folder in folders for file in files_of(folder)}
    return {path: file for path, file in files.items() if path != ".keep"}
