"""YAML as plain values: duplicate keys and CloudFormation's short tags are seen, nothing is constructed.

PyYAML's loaders let the last of two equal keys win; CodeBuild refuses such a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import yaml

from migrate.validate.finding import Finding
from migrate.validate.node import Node

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN = "tag:yaml.org,2002:"
_CONSTRUCTED = "int", "float", "bool", "null"
_BARE_TAGS = "Ref", "Condition"


@dataclass(slots=True)
class Reading:
    """`value` is None where the text is not YAML at all."""

    value: object = None
    findings: list[Finding] = field(default_factory=list)
    begun: set[int] = field(default_factory=set)


@lru_cache(maxsize=128)
def read_yaml(text: str, rule: str) -> Reading:
    """The value of a text and the findings `<rule>/yaml` and `<rule>/duplicate-key`. Nobody changes the value.

    Buildspecs stand in several files of a job, so the last ones are remembered.
    """
    reading = Reading()
    try:
        root = yaml.compose(text, Loader=_LOADER)
        reading.value = None if root is None else _value(root, reading, rule)
    except yaml.YAMLError as error:
        message = " ".join(str(error).split())
        reading.findings.append(Node(None).error(f"{rule}/yaml", f"mend the YAML: {message}"))
    return reading


def _value(node: yaml.Node, reading: Reading, rule: str) -> object:
    if id(node) in reading.begun:
        raise yaml.YAMLError(f"the anchor in line {_line(node)} holds itself")
    reading.begun.add(id(node))
    value: object
    if isinstance(node, yaml.MappingNode):
        value = _mapping(node, reading, rule)
    elif isinstance(node, yaml.SequenceNode):
        value = [_value(child, reading, rule) for child in node.value]
    else:
        value = _scalar(node)
    reading.begun.discard(id(node))
    return _tagged(node, value)


def _mapping(node: yaml.MappingNode, reading: Reading, rule: str) -> dict[object, object]:
    members: dict[object, object] = {}
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else str(_value(key_node, reading, rule))
        if key in members:
            place = Node(None, f"line {_line(key_node)}")
            reading.findings.append(place.error(f"{rule}/duplicate-key", f"remove one of the two keys {key!r}"))
        members[key] = _value(value_node, reading, rule)
    return members


def _scalar(node: yaml.Node) -> object:
    if node.tag.removeprefix(_PLAIN) not in _CONSTRUCTED:
        return node.value  # dates, too: CloudFormation's `Version: 2012-10-17` is text
    constructor = yaml.SafeLoader("")
    try:
        value: object = constructor.construct_object(node)
    except ValueError as error:
        raise yaml.YAMLError(f"line {_line(node)}: {error}") from error
    finally:
        constructor.dispose()
    return value


def _tagged(node: yaml.Node, value: object) -> object:
    if node.tag.startswith(_PLAIN) or not node.tag.startswith("!") or node.tag == "!":
        return value
    name = node.tag[1:]
    if name == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {name if name in _BARE_TAGS else f"Fn::{name}": value}


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
