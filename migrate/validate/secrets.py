"""Secrets that stand in the open: values of a known shape are errors, names that promise a secret are warnings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from migrate.validate.finding import Finding
from migrate.validate.node import Node

_SHAPES = re.compile(
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"  # AWS access key id
    r"|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{60,}"
    r"|\bglpat-[A-Za-z0-9_-]{20}\b"
    r"|\bxox[abprs]-[A-Za-z0-9-]{10,}"
    r"|\bAIza[0-9A-Za-z_-]{35}\b"
    r"|-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----(?:\s|\\[nr])+[A-Za-z0-9+/]{20}"
)
_MARKS = (
    "AKIA",
    "ASIA",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xox",
    "AIza",
    "PRIVATE KEY-----",
)
_MOVE = "this looks like a credential: move it to Secrets Manager"
_NAMES = re.compile(r"(?i)(^|_)(password|passwd|secret|token|api_?key|private_?key|access_?key)$")
_REFERENCES = re.compile(r"[#$%]|arn:")


def check_text(text: str) -> Iterator[Finding]:
    """A secret of a known shape anywhere in a file. The finding names the line, never the value."""
    for match in _found(text):
        yield Node(None, f"line {text.count(chr(10), 0, match.start()) + 1}").error("secret/value", _MOVE)


def check_values(node: Node) -> Iterator[Finding]:
    """The same in every string below a node."""
    if not _found(json.dumps(node.value, default=str)):
        return
    for leaf in node.leaves():
        if _found(leaf.text):
            yield leaf.error("secret/value", _MOVE)


def _found(text: str) -> list[re.Match[str]]:
    """AWS's own examples are none. Looking for the marks first is ten times as fast."""
    if not any(mark in text for mark in _MARKS):
        return []
    return [match for match in _SHAPES.finditer(text) if "EXAMPLE" not in match[0]]


def check_variable(name: str, value: Node) -> Iterator[Finding]:
    """A plaintext variable whose name promises a secret and whose value is no reference, nor stands for a default that
    the build knows."""
    if _NAMES.search(name) and value.text not in ("", "(default)") and not _REFERENCES.match(value.text):
        yield value.warning("secret/name", f"{name} stands in the open: keep it in Secrets Manager if it is a secret")
