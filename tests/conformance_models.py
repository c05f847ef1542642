"""How far our models of declarative pipelines are those of Jenkins: its own test resources, and jobs that it ran."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from migrate.errors import InputError
from migrate.readers.jenkinsfile import read_jenkinsfile
from migrate.readers.model_json import model_of
from tests import truth
from tests.figures import Figure

_CODE_BLOCKS = ("script", "expression")
_TEST = re.compile(r"@Ignore|expect\((?:Result\.(\w+), )?((?:\"[^\"]*\"(?:, )?)+)\)")


def model_figures(plugin: Path) -> Iterator[Figure]:
    """Models of the truth jobs, of pairs of a pipeline and its JSON, and whether valid pipelines are read."""
    resources = plugin / "pipeline-model-definition" / "src" / "test" / "resources"
    yield _truth()
    yield from _pairs(resources)
    yield _valid(resources, plugin / "pipeline-model-definition" / "src" / "test" / "java")


def model_or_error(text: str) -> dict[str, Any] | str:
    try:
        return model_of(text, "Jenkinsfile")
    except InputError as error:
        return str(error)


def _truth() -> Figure:
    jobs = sorted(path.parent for path in truth.FOLDER.glob("*/model.json"))
    rest = [
        job.name
        for job in jobs
        if model_or_error(truth.pipeline_text(job)) != json.loads((job / "model.json").read_text("utf-8"))
    ]
    return Figure("models of jobs that Jenkins ran", len(jobs) - len(rest), len(jobs), len(jobs), rest)


def _pairs(resources: Path) -> Iterator[Figure]:
    exact, equal, total, rest = 0, 0, 0, []
    for path in sorted((resources / "json").rglob("*.json")):
        name = path.relative_to(resources / "json").with_suffix("")
        pipeline = resources / name.with_suffix(".groovy")
        if name.parts[0] == "errors" or not pipeline.exists():
            continue
        total += 1
        ours, theirs = model_or_error(pipeline.read_text("utf-8")), json.loads(path.read_text("utf-8"))
        exact += ours == theirs
        is_equal = trimmed(ours) == trimmed(theirs)
        equal += is_equal
        rest += [] if is_equal else [str(name)]
    yield Figure(
        "pairs are equal to Jenkins, which trims the lines of code blocks", equal, total, 47 / 51 * total, rest
    )
    yield Figure("pairs are equal to the letter", exact, total)


def trimmed(model: Any, in_code: bool = False) -> Any:
    """A model with the lines of its code blocks trimmed: how AbstractModelASTCodeBlock compares."""
    match model:
        case dict():
            inside = in_code or model.get("name") in _CODE_BLOCKS
            return {key: trimmed(value, inside and key != "children") for key, value in model.items()}
        case list():
            return [trimmed(one, in_code) for one in model]
        case str() if in_code:
            return "\n".join(line.strip() for line in model.splitlines())
        case _:
            return model


# ---- valid pipelines ---------------------------------------------------------------------------------------------


def _valid(resources: Path, tests: Path) -> Figure:
    apart = _refused_or_ignored(tests)
    count, total, rest = 0, 0, []
    for path in sorted(resources.rglob("*.groovy")):
        name = str(path.relative_to(resources).with_suffix(""))
        if name.startswith("errors/"):
            continue
        problems = read_jenkinsfile(path.read_text("utf-8"), name="job", file=path.name).problems
        why = apart.get(name, "") if problems else ""
        total += not why
        count += not problems
        rest += [f"{name}: {why or problems[0].message}"] if problems else []
    return Figure("valid pipelines are read", count, total, 0.98 * total, rest)


def _refused_or_ignored(tests: Path) -> dict[str, str]:
    """Resources outside of `errors` that Jenkins' own tests expect to be refused, or that only ignored tests name."""
    found: dict[str, str] = {}
    used: set[str] = set()
    for path in sorted(tests.rglob("*Test.java")):
        for test in path.read_text("utf-8").split("\n    }\n"):
            for match in _TEST.finditer(test):
                if match[2] is None:
                    continue
                name = "/".join(re.findall(r'"([^"]*)"', match[2]))
                if match[1] == "FAILURE" and re.search(r"logContains\(Messages\.Model(Parser|Validator)", test):
                    found[name] = "Jenkins' test expects that it is refused"
                elif re.search(r"^ *@Ignore", test, re.M):
                    found.setdefault(name, "only an ignored test names it")
                else:
                    used.add(name)
    return {name: why for name, why in found.items() if name not in used}
