"""Pipeline variables, namespaces and `#{namespace.key}` references.

https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.validate.catalogue import PROVIDERS
from migrate.validate.declaration import Action, Declaration
from migrate.validate.finding import Finding
from migrate.validate.node import Node
from migrate.validate.structure import repeated

_OPENING = re.compile(r"(?<!\$)#\{")  # "${#…" is the shell's length of a variable
_REFERENCE = re.compile(r"#\{([A-Za-z0-9@\-_]+)\.([A-Za-z0-9@\-_]+)\}")
_RESERVED = ("codepipeline", "variables")
_AT_ENTRY, _AT_EXIT = 0, 1_000_000
_CONDITIONS = {"beforeEntry": _AT_ENTRY, "onSuccess": _AT_EXIT, "onFailure": _AT_EXIT}


def check_variables(pipeline: Declaration) -> Iterator[Finding]:
    yield from _declared(pipeline)
    yield from _namespaces(pipeline)
    for action in pipeline.actions:
        for text in _action_texts(action):
            yield from _references(pipeline, text, action.order, source=action.category == "Source")
    for index, stage in enumerate(pipeline.stages):
        for place, order in _CONDITIONS.items():
            for text in _condition_texts(stage[place]):
                yield from _references(pipeline, text, (index, order), source=False)


def _declared(pipeline: Declaration) -> Iterator[Finding]:
    variables = pipeline.node["variables"]
    for name in repeated(entry["name"] for entry in variables):
        yield name.error("variables/unique", f"rename it: another variable is named {name.text!r}")
    for entry in variables:
        if "defaultValue" not in entry:
            message = "add defaultValue: a run that a push or a schedule starts can't supply one"
            yield entry.error("variables/default", message)


def _namespaces(pipeline: Declaration) -> Iterator[Finding]:
    namespaces = [action.node["namespace"] for action in pipeline.actions if action.node["namespace"].text]
    for name in repeated(namespaces):
        yield name.error("variables/namespace-unique", f"rename it: another action has the namespace {name.text!r}")
    for name in namespaces:
        if name.text in _RESERVED:
            yield name.error("variables/namespace-reserved", f"rename it: {name.text!r} is CodePipeline's own")
        if name.text in pipeline.producers:
            yield name.error("variables/namespace-artifact", f"rename it: an artifact is named {name.text!r}")


def _action_texts(action: Action) -> Iterator[Node]:
    for _, value in action.configuration.items():
        yield value
    yield from action.node["commands"]
    for entry in action.node["environmentVariables"]:
        yield entry["value"]


def _condition_texts(place: Node) -> Iterator[Node]:
    for condition in place["conditions"]:
        for rule in condition["rules"]:
            for _, value in rule["configuration"].items():
                yield value
            yield from rule["commands"]


def _references(pipeline: Declaration, node: Node, order: tuple[int, int], *, source: bool) -> Iterator[Finding]:
    for opening in _OPENING.finditer(node.text):
        found = _REFERENCE.match(node.text, opening.start())
        if found is None:
            yield node.error("variables/grammar", "a reference is #{namespace.key}: mend what stands after #{")
        elif source:
            yield node.error("variables/in-source", f"a source action can't use {found[0]}: write the value")
        else:
            yield from _reference(pipeline, node, found[1], found[2], order)


def _reference(
    pipeline: Declaration, node: Node, namespace: str, key: str, order: tuple[int, int]
) -> Iterator[Finding]:
    producer = pipeline.namespaces.get(namespace)
    known: tuple[str, ...] | None
    if namespace in _RESERVED:
        known = _reserved_keys(pipeline, namespace)
    elif producer is None:
        yield node.error("variables/unknown-namespace", f"no action has the namespace {namespace!r}")
        return
    elif producer.order >= order:
        yield node.error("variables/order", f"{namespace!r} is put out by {producer.name}, which runs no earlier")
        return
    else:
        provider = PROVIDERS.get(producer.kind)
        known = provider.variables if provider else None
    if known is not None and key not in known:
        yield node.error("variables/unknown-key", f"{namespace} has no {key}; it has {', '.join(known) or 'nothing'}")


def _reserved_keys(pipeline: Declaration, namespace: str) -> tuple[str, ...]:
    if namespace == "codepipeline":
        return ("PipelineExecutionId",)
    return tuple(entry["name"].text for entry in pipeline.node["variables"])
