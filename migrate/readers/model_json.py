"""A declarative Jenkinsfile in the JSON of Jenkins' own pipeline-model-converter."""

from __future__ import annotations

from typing import Any

from migrate.errors import InputError
from migrate.readers.declarative.find import find_pipeline, pipelines_of_library
from migrate.readers.declarative.model import Refusal
from migrate.readers.declarative.reader import read_pipeline, refusals_elsewhere
from migrate.readers.declarative.to_json import to_json
from migrate.readers.groovy import parse, tree


def model_of(text: str, file: str) -> dict[str, Any]:
    """The JSON of a pipeline. Raises InputError with all that Jenkins refuses, each with its place."""
    script = parse(text)
    if script.problems:
        first = script.problems[0]
        raise InputError(f"{file}:{first.line}:{first.column}: {first.message}", "correct the Groovy")
    call = find_pipeline(script)
    if call is None:
        _refuse(file, script, refusals_elsewhere(script))
        call = next(iter(pipelines_of_library(script)), None)
    if call is None:
        raise InputError(f"{file} has no pipeline block", "give a declarative pipeline")
    pipeline, refusals = read_pipeline(script, call)
    _refuse(file, script, refusals)
    return to_json(pipeline)


def _refuse(file: str, script: tree.Script, refusals: list[Refusal]) -> None:
    if refusals:
        places = (f"{':'.join(map(str, script.position(one.node.start)))}: {one.message}" for one in refusals)
        raise InputError(f"{file}: " + "; ".join(places), "Jenkins refuses it too: correct the pipeline")
