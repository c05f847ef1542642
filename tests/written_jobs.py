"""Folders as `j2cp convert` writes them, of pipelines that tests make: projects with their buildspecs, and stages."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Actions = list[dict[str, Any]]


def build(name: str, *, inputs: str = "Sources", outputs: str = "", **more: Any) -> dict[str, Any]:
    """A CodeBuild action of the project of its own name. `inputs` and `outputs` are names with blanks between."""
    configuration = {"ProjectName": name, **more.pop("configuration", {})}
    if len(inputs.split()) > 1:
        configuration["PrimarySource"] = inputs.split(maxsplit=1)[0]
    return action(name, "CodeBuild", "Build", inputs=inputs, outputs=outputs, configuration=configuration, **more)


def action(
    name: str, provider: str, category: str, *, inputs: str = "", outputs: str = "", **more: Any
) -> dict[str, Any]:
    return {
        "name": name,
        "actionTypeId": {"category": category, "owner": "AWS", "provider": provider, "version": "1"},
        "inputArtifacts": [{"name": one} for one in inputs.split()],
        "outputArtifacts": [{"name": one} for one in outputs.split()],
        **more,
    }


def check(variable: str, operator: str, value: str) -> dict[str, Any]:
    """A VariableCheck rule."""
    kind = {"category": "Rule", "owner": "AWS", "provider": "VariableCheck", "version": "1"}
    given = {"Variable": variable, "Operator": operator, "Value": value}
    return {"name": "Check", "ruleTypeId": kind, "configuration": given}


def conditions(result: str, *rules: dict[str, Any]) -> dict[str, Any]:
    return {"conditions": [{"result": result, "rules": list(rules)}]}


def write_job(
    folder: Path,
    stages: Mapping[str, Actions | dict[str, Any]],
    buildspecs: Mapping[str, str],
    *,
    variables: Mapping[str, str] | None = None,
    projects: Mapping[str, Mapping[str, Any]] | None = None,
) -> Path:
    """Write a job with a source from S3 (artifact `Sources`, namespace `Source`). A buildspec is what follows
    `version: 0.2`."""
    source = action(
        "Source", "S3", "Source", outputs="Sources", namespace="Source",
        configuration={"S3Bucket": "sources", "S3ObjectKey": "source.zip", "PollForSourceChanges": "false"},
    )  # fmt: skip
    written: list[dict[str, Any]] = [{"name": "Source", "actions": [source]}]
    for name, stage in stages.items():
        written.append({"name": name, **(stage if isinstance(stage, dict) else {"actions": stage})})
    pipeline = {
        "name": "site",
        "roleArn": "arn:aws:iam::111111111111:role/site",
        "artifactStore": {"type": "S3", "location": "artifacts-111111111111"},
        "pipelineType": "V2",
        "stages": written,
        "variables": [{"name": name, "defaultValue": value} for name, value in (variables or {}).items()],
    }
    for path in ("projects", "buildspecs"):
        (folder / path).mkdir(parents=True)
    (folder / "pipeline.json").write_text(json.dumps({"pipeline": pipeline}), "utf-8")
    for name, text in buildspecs.items():
        spec = f"version: 0.2\n{textwrap.dedent(text).strip()}\n"
        (folder / "buildspecs" / f"{name}.yml").write_text(spec, "utf-8")
        (folder / "projects" / f"{name}.json").write_text(json.dumps(_project(name, spec, projects or {})), "utf-8")
    return folder


def _project(name: str, spec: str, more: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    environment = {"type": "LINUX_CONTAINER", "image": "debian:12", "computeType": "BUILD_GENERAL1_SMALL"}
    given = dict(more.get(name, {}))
    return {
        "name": name,
        "source": {"type": "CODEPIPELINE", "buildspec": spec},
        "artifacts": {"type": "CODEPIPELINE"},
        "environment": environment | given.pop("environment", {}),
        "serviceRole": "arn:aws:iam::111111111111:role/site-build",
        **given,
    }
