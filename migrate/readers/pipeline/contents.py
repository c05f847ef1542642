"""What steps that read a file make of its text, where that is known: `readFile`, `readJSON`, `readYaml`,
`readProperties`.

What another library of Java's may read in another way is a value that is not known; a text of that sort raises.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

import yaml

from migrate.model.java_properties import properties_of
from migrate.model.source import SECRET_LEFT_OUT, Opaque
from migrate.readers.groovy.evaluate.kinds import JsonArray, JsonObject, wrapped
from migrate.readers.groovy.evaluate.run_objects import is_odd
from migrate.readers.groovy.evaluate.values import NotFoldedError, Unknown, Value
from migrate.readers.secrets import redact, redact_setting

_NOT_KEYS = frozenset(("class", "declaringClass", "metaClass"))  # which net.sf.json leaves out
_ODD = "a value that Jenkins may read as another one"
# A float for SnakeYAML, and a text for PyYAML.
_MAYBE_FLOAT = re.compile(r"[-+]?[0-9_]*\.?[0-9_]*[eE][-+]?[0-9]+|[-+]\.[0-9_]+")


def text(data: bytes) -> Value:
    """What `readFile` gives. Raises NotFoldedError for a text with a secret, whatever is made of it then."""
    found = decoded(data)
    if redact(found)[1]:
        raise NotFoldedError("a secret stands in the file")
    return found


def decoded(data: bytes, encoding: str = "utf-8") -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise NotFoldedError(f"the file is no text in {encoding}") from None


def _unknown(because: str) -> Unknown:
    return Unknown(Opaque("…", because))


# ---- JSON ------------------------------------------------------------------------------------------------------------


def json_value(data: bytes, *, plain: bool = False) -> Value:
    """What `readJSON` gives; `plain`: as maps and lists of Java's own. Raises NotFoldedError."""
    try:
        found = json.loads(decoded(data), parse_float=_unread, parse_constant=_unread, object_pairs_hook=_members)
    except (ValueError, RecursionError):
        raise NotFoldedError("the file is no JSON") from None
    if not isinstance(found, dict | list):
        raise NotFoldedError("the file holds no object and no array")
    return _converted(found, _plain_json if plain else _own_json)


def _unread(_: str) -> Unknown:
    return _unknown(_ODD)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs) or _NOT_KEYS & found.keys():
        raise NotFoldedError("a key of the JSON stands there twice, or is left out")
    return found


def _own_json(value: Any) -> Value:
    if isinstance(value, dict):
        return JsonObject(value)
    if isinstance(value, list):
        return JsonArray(value)
    return _unknown("null of JSON, which is an object") if value is None else _plain_json(value)


def _plain_json(value: Any) -> Value:
    return _unknown(_ODD) if isinstance(value, str) and is_odd(value) else _plain(value)


def _plain(value: Any) -> Value:
    is_other = isinstance(value, int) and wrapped(value, 64) != value
    known: Value = _unknown(_ODD) if is_other else value
    return known


# ---- YAML ------------------------------------------------------------------------------------------------------------


def yaml_value(data: bytes) -> Value:
    """What `readYaml` gives: a single document itself, or a list of all. Raises NotFoldedError."""
    try:
        found = decoded(data)
        documents = list(yaml.safe_load_all(found))
    except (yaml.YAMLError, ValueError, RecursionError):
        raise NotFoldedError("the file is no YAML, as far as is known") from None
    if not documents or any(isinstance(one, yaml.AliasToken) for one in yaml.scan(found)):
        raise NotFoldedError("the file has no document, or parts that stand for others")
    return _converted(documents[0] if len(documents) == 1 else documents, _of_yaml)


def _of_yaml(value: Any) -> Value:
    if isinstance(value, dict) and not all(type(key) in (str, int) for key in value):
        raise NotFoldedError("a key of the YAML is no text and no integer")
    if isinstance(value, float) and not math.isfinite(value):
        return _unknown(_ODD)
    known = isinstance(value, dict | list | str | bool | int | float | None)
    odd = not known or (isinstance(value, str) and _MAYBE_FLOAT.fullmatch(value))
    return _unknown(_ODD) if odd else _plain(value)


# ---- properties ------------------------------------------------------------------------------------------------------


def properties_value(data: bytes) -> Value:
    """What `readProperties` gives, in the order of the file. Raises NotFoldedError."""
    return _converted(dict(properties_of(decoded(data, "latin-1"))), _plain)


# ---- all of them -----------------------------------------------------------------------------------------------------


def _converted(value: Any, as_value: Callable[[Any], Value], name: str = "") -> Value:
    """A value with all that stands in it. A secret is left out, as one of the pipeline itself. Raises NotFoldedError
    for a secret among the keys."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, dict):
        if any(redact(str(key))[1] for key in value):
            raise NotFoldedError("a secret stands in the file")
        return as_value({key: _converted(one, as_value, str(key)) for key, one in value.items()})
    if isinstance(value, list):
        return as_value([_converted(one, as_value, name) for one in value])
    if isinstance(value, str) and redact_setting(name, value)[1]:
        return Unknown(Opaque(name, SECRET_LEFT_OUT))
    return as_value(value)
