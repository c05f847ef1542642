"""Any value against botocore's packaged service model: types, members, ranges, patterns, enums.

botocore's own validator sees types, unknown and missing members and minimums, and neither maximum, pattern nor enum:
https://github.com/boto/botocore/blob/develop/botocore/validate.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from botocore.loaders import Loader

from migrate.validate.finding import Finding
from migrate.validate.node import Node

_TYPES: Mapping[str, tuple[type, ...]] = {
    "structure": (dict,),
    "map": (dict,),
    "list": (list,),
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "boolean": (bool,),
    "float": (int, float),
    "double": (int, float),
}
_MEASURED = (str, list, dict, int, float)
_UNMEASURED = "structure", "boolean"
_JAVA_CLASSES = {r"\p{L}": r"\w", r"\p{Z}": r"\s", r"\p{N}": r"\d"}


@dataclass(frozen=True, slots=True)
class _Shape:
    """A shape of the model. `members` maps a member's name to the name of its shape."""

    kind: str
    low: int | None
    high: int | None
    members: Mapping[str, str]
    required: tuple[str, ...]
    key: str
    value: str
    enum: tuple[str, ...]
    pattern: re.Pattern[str] | None


def check_input(service: str, operation: str, node: Node) -> Iterator[Finding]:
    """What the service's own model refuses in the input of `operation` (`codepipeline`, `CreatePipeline`)."""
    yield from _check(service, _model(service)["operations"][operation]["input"]["shape"].text, node)


@cache
def _model(service: str) -> Node:
    return Node(Loader().load_service_model(service, "service-2"))


@cache
def _shape(service: str, name: str) -> _Shape:
    shape = _model(service)["shapes"][name]
    return _Shape(
        kind=shape["type"].text,
        low=_bound(shape["min"]),
        high=_bound(shape["max"]),
        members={key: member["shape"].text for key, member in shape["members"].items()},
        required=tuple(shape["required"].texts),
        key=shape["key"]["shape"].text,
        value=shape["value"]["shape"].text or shape["member"]["shape"].text,
        enum=tuple(shape["enum"].texts),
        pattern=_pattern(shape["pattern"].text) if shape["pattern"] else None,
    )


def _bound(node: Node) -> int | None:
    return node.number() if node else None


def _pattern(java: str) -> re.Pattern[str]:
    for name, python in _JAVA_CLASSES.items():
        java = java.replace(name, python)
    return re.compile(java)


def _check(service: str, name: str, node: Node) -> Iterator[Finding]:
    shape, value = _shape(service, name), node.value
    wanted = _TYPES.get(shape.kind, (object,))
    if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
        actual = "null" if value is None else type(value).__name__
        yield node.error("model/type", f"write a {shape.kind}; it is {actual}")
        return
    if shape.low is not None or shape.high is not None:
        yield from _range(shape, node)
    match shape.kind:
        case "structure":
            yield from _structure(service, shape, node)
        case "map":
            for key, entry in node.items():
                yield from _check(service, shape.key, Node(key, entry.path))
                yield from _check(service, shape.value, entry)
        case "list":
            for entry in node:
                yield from _check(service, shape.value, entry)
        case "string":
            yield from _string(shape, node)


def _structure(service: str, shape: _Shape, node: Node) -> Iterator[Finding]:
    for required in shape.required:
        if required not in node:
            yield node.error("model/required", f"add {required}: the API requires it")
    for key, value in node.items():
        if key in shape.members:
            yield from _check(service, shape.members[key], value)
        else:
            yield value.error("model/unknown-member", f"remove {key}: the API knows {', '.join(shape.members)}")


def _range(shape: _Shape, node: Node) -> Iterator[Finding]:
    value = node.value
    if shape.kind in _UNMEASURED or not isinstance(value, _MEASURED):
        return
    size, what = (value, "value") if isinstance(value, (int, float)) else (len(value), "length")
    if shape.low is not None and size < shape.low:
        yield node.error("model/range", f"the {what} is {size}; the API takes {shape.low} or more")
    if shape.high is not None and size > shape.high:
        yield node.error("model/range", f"the {what} is {size}; the API takes {shape.high} at most")


def _string(shape: _Shape, node: Node) -> Iterator[Finding]:
    if shape.enum and node.text not in shape.enum:
        yield node.error("model/enum", f"{node.text!r} is none of {', '.join(shape.enum)}")
    elif shape.pattern and node.text and not shape.pattern.fullmatch(node.text):
        yield node.error("model/pattern", f"{node.text!r} does not match {shape.pattern.pattern}")
