"""A declarative Jenkinsfile in the JSON of Jenkins' own pipeline-model-converter."""

from __future__ import annotations

from typing import Any

from migrate.errors import InputError
from migrate.readers.declarative.reader import find_pipeline, read_pipeline
from migrate.readers.declarative.to_json import to_json
from migrate.readers.groovy import parse


def model_of(text: str, file: str) -> dict[str, Any]:
    """The JSON of a pipeline. Raises InputError with all that Jenkins refuses, each with its place."""
    script = parse(text)
    if script.problems:
        first = script.problems[0]
        raise InputError(f"{file}:{first.line}:{first.column}: {first.message}", "correct the Groovy")
    call = find_pipeline(script)
    if call is None:
        raise InputError(f"{file} has no pipeline block", "give a declarative pipeline")
    pipeline, refusals = read_pipeline(script, call)
    if refusals:
        places = (f"{':'.join(map(str, script.position(one.node.start)))}: {one.message}" for one in refusals)
        raise InputError(f"{file}: " + "; ".join(places), "Jenkins refuses it too: correct the pipeline")
    return to_json(pipeline)
