"""One pipeline.json, all rules together."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.validate.conditions import check_conditions
from migrate.validate.declaration import Declaration
from migrate.validate.finding import Finding
from migrate.validate.jenkins import check_actions
from migrate.validate.node import Node
from migrate.validate.providers import check_providers
from migrate.validate.secrets import check_values, check_variable
from migrate.validate.service_model import check_input
from migrate.validate.structure import check_structure, repeated
from migrate.validate.triggers import check_triggers
from migrate.validate.variables import check_variables


def check_pipeline(document: object) -> Iterator[Finding]:
    """`document` is the input of create-pipeline: `{"pipeline": {...}, "tags": [...]}`."""
    node = Node(document)
    yield from check_input("codepipeline", "CreatePipeline", node)
    pipeline = Declaration(node["pipeline"])
    if isinstance(pipeline.node.value, dict):
        yield from check_structure(pipeline)
        yield from check_providers(pipeline)
        yield from check_actions(pipeline)
        yield from check_variables(pipeline)
        yield from check_triggers(pipeline)
        yield from check_conditions(pipeline)
        yield from _secrets(pipeline)
    yield from check_tags(node["tags"])


def check_tags(tags: Node) -> Iterator[Finding]:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html"""
    if len(tags.entries()) > 50:
        yield tags.error("tags/count", "a resource has 50 tags at most")
    for key in repeated(tag["key"] for tag in tags):
        yield key.error("tags/unique", f"the tag {key.text!r} is there twice: remove one")
    for tag in tags:
        if tag["key"].text.lower().startswith("aws:"):
            yield tag["key"].error("tags/reserved", "rename it: keys that begin with aws: are AWS's own")


def _secrets(pipeline: Declaration) -> Iterator[Finding]:
    yield from check_values(pipeline.node)
    for variable in pipeline.node["variables"]:
        yield from check_variable(variable["name"].text, variable["defaultValue"])
    for action in pipeline.actions:
        for entry in action.node["environmentVariables"]:
            if entry["type"].value in (None, "PLAINTEXT"):
                yield from check_variable(entry["name"].text, entry["value"])
