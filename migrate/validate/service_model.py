"""Any value against botocore's packaged service model: types, members, ranges, patterns, enums.

botocore's own validator sees types, unknown and missing members and minimums, and neither maximum, pattern nor enum:
https://github.com/boto/botocore/blob/develop/botocore/validate.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from botocore.loaders import Loader

from migrate.validate.finding import Finding
from migrate.validate.node import Node

_TYPES: dict[str, tuple[type, ...]] = {
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

_JAVA_CLASSES = {r"\p{L}": r"\w", r"\p{Z}": r"\s", r"\p{N}": r"\d"}


def check_input(service: str, operation: str, node: Node) -> Iterator[Finding]:
    """What the service's own model refuses in the input of `operation` (`codepipeline`, `CreatePipeline`)."""
    model = _model(service)
    yield from _check(model, Node(model)["operations"][operation]["input"]["shape"].text, node)


@cache
def _model(service: str) -> dict[str, object]:
    model: dict[str, object] = Loader().load_service_model(service, "service-2")
    return model


@cache
def _pattern(java: str) -> re.Pattern[str]:
    for name, python in _JAVA_CLASSES.items():
        java = java.replace(name, python)
    return re.compile(java)


def _check(model: dict[str, object], name: str, node: Node) -> Iterator[Finding]:
    shapes = model["shapes"]
    assert isinstance(shapes, dict)
    shape: dict[str, object] = shapes[name]
    kind = str(shape["type"])
    wanted = _TYPES.get(kind, (object,))
    if not isinstance(node.value, wanted) or (isinstance(node.value, bool) and bool not in wanted):
        yield node.error("model/type", f"must be a {kind}; it is {_kind(node.value)}")
        return
    yield from _range(shape, kind, node)
    if kind == "structure":
        yield from _structure(model, Node(shape), node)
    elif kind == "map":
        yield from _map(model, Node(shape), node)
    elif kind == "list":
        member = Node(shape)["member"]["shape"].text
        for entry in node:
            yield from _check(model, member, entry)
    elif kind == "string":
        yield from _string(Node(shape), node)


def _kind(value: object) -> str:
    return "null" if value is None else type(value).__name__


def _structure(model: dict[str, object], shape: Node, node: Node) -> Iterator[Finding]:
    members = shape["members"]
    for required in shape["required"].texts:
        if required not in node:
            yield node.error("model/required", f"add {required}: the API requires it")
    for key, value in node.items():
        if key not in members:
            yield value.error(
                "model/unknown-member", f"remove {key}: the API knows {', '.join(sorted(members.keys()))}"
            )
        else:
            yield from _check(model, members[key]["shape"].text, value)


def _map(model: dict[str, object], shape: Node, node: Node) -> Iterator[Finding]:
    for key, value in node.items():
        yield from _check(model, shape["key"]["shape"].text, Node(key, value.path))
        yield from _check(model, shape["value"]["shape"].text, value)


def _range(shape: dict[str, object], kind: str, node: Node) -> Iterator[Finding]:
    value = node.value
    if kind in ("structure", "boolean") or not isinstance(value, (str, list, dict, int, float)):
        return
    size, what = (value, "value") if isinstance(value, (int, float)) else (len(value), "length")
    low, high = shape.get("min"), shape.get("max")
    if isinstance(low, int) and size < low:
        yield node.error("model/range", f"{what} is {size}; the API takes {low} or more")
    if isinstance(high, int) and size > high:
        yield node.error("model/range", f"{what} is {size}; the API takes {high} at most")


def _string(shape: Node, node: Node) -> Iterator[Finding]:
    allowed, pattern = shape["enum"].texts, shape["pattern"].text
    if allowed and node.text not in allowed:
        yield node.error("model/enum", f"{node.text!r} is none of {', '.join(allowed)}")
    elif pattern and node.text and not _pattern(pattern).fullmatch(node.text):
        yield node.error("model/pattern", f"{node.text!r} does not match {pattern}")
