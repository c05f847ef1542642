"""How many parts of each kind a real Jenkins saw in pipelines, against ours: lines of JSON, a pipeline each.

A line has `repo`, `path`, `verdict`; `shape` (counts by kind, such as `agent:any`, `step:sh`) or the error `messages`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.conformance_models import model_or_error
from tests.figures import Figure

# What a Jenkins refuses for plugins or tools that it lacks.
_LACKED = re.compile(r"Invalid (agent|tool|trigger|parameter|option) type|Tool type")


def shape_figures(corpus: Path, shapes: Path) -> Iterator[Figure]:
    """Those that Jenkins took and that are laid out; and those that it refused for an error of their own."""
    same, total, unlike = 0, 0, []
    refused, errors, taken = 0, 0, []
    for line in shapes.read_text("utf-8").splitlines():
        seen = json.loads(line)
        path = _laid_out(corpus, seen)
        if path is None:
            continue
        model = model_or_error(path.read_bytes().decode("utf-8", "replace"))
        name = f"{seen['repo']} {seen['path']}"
        if seen["verdict"] == "success":
            total += 1
            is_same = isinstance(model, dict) and dict(shape_of(model["pipeline"])) == seen["shape"]
            same += is_same
            unlike += [] if is_same else [name]
        elif any(not _LACKED.match(message) for message in seen.get("messages", [])):
            errors += 1
            refused += isinstance(model, str)
            taken += [] if isinstance(model, str) else [f"{name}: {seen['messages'][0]}"]
    yield Figure("pipelines have the shape that Jenkins saw", same, total, 0.97 * total, unlike)
    yield Figure("pipelines that Jenkins refused for a real error are refused", refused, errors, errors, taken)


def _laid_out(corpus: Path, seen: dict[str, Any]) -> Path | None:
    repository = seen["repo"].replace("/", "+")
    places = (
        corpus / "jobs" / repository / seen["path"] / "Jenkinsfile",
        corpus / "libraries" / repository / seen["path"],
    )
    return next((path for path in places if path.is_file()), None)


def shape_of(body: dict[str, Any]) -> Counter[str]:
    """The counts of a pipeline, a stage or a matrix, with all that it holds."""
    found = Counter(_own(body))
    for branch in body.get("branches", []):
        found.update(_steps(branch["steps"]))
    for stage in [one for key in ("stages", "parallel") for one in body.get(key, [])]:
        found.update(["stage"] if "matrix" not in stage else [])
        found.update(shape_of(stage))
    if "matrix" in body:
        found.update(shape_of(body["matrix"]))
    return found


def _own(body: dict[str, Any]) -> Iterator[str]:
    if body.get("agent"):
        yield f"agent:{body['agent']['type']}"
    yield from ("env" for _ in body.get("environment", []))
    for one in body.get("post", {}).get("conditions", []):
        yield f"post:{one['condition']}"
        yield from _steps(one["branch"]["steps"])
    for one in body.get("when", {}).get("conditions", []):
        yield f"when:{one['name']}"


def _steps(steps: list[dict[str, Any]]) -> Iterator[str]:
    for step in steps:
        yield f"step:{step['name']}"
        yield from _steps(step.get("children", []))
