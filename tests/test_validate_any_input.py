"""Whatever a file holds, a check gives findings and never an exception."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from validate_cases.builds import BUILDSPEC, PROJECT
from validate_cases.pipelines import EVERYTHING
from validate_cases.templates import TEMPLATE

from migrate.validate.cross_check import Job, check_job, check_summary
from migrate.validate.iam import check_policies
from migrate.validate.node import Node
from migrate.validate.output import check_buildspec, check_commands, check_pipeline, check_project, check_template
from migrate.validate.yaml_text import read_yaml

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("#{a.b}")
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
STACK = read_yaml(TEMPLATE, "output").value


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in members for place in _places(item, (*path, key)))]


def _with(document: Any, place: tuple[Any, ...], value: Any) -> Any:
    if not place:
        return value
    document = copy.deepcopy(document)
    target = document
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value
    return document


def _spoiled(document: Any) -> st.SearchStrategy[Any]:
    return st.builds(lambda place, value: _with(document, place, value), st.sampled_from(_places(document)), VALUES)


@settings(deadline=None)
@given(_spoiled(EVERYTHING))
def test_any_pipeline(document: Any) -> None:
    list(check_pipeline(document))
    node = Node(document)
    list(check_job(Job(node["pipeline"], (Node(PROJECT),), {}, Node(STACK))))
    list(check_summary(node, Path("/nowhere")))


@settings(deadline=None)
@given(_spoiled(PROJECT))
def test_any_project(document: Any) -> None:
    list(check_project(document))
    list(check_job(Job(Node(EVERYTHING)["pipeline"], (Node(document),), {}, Node(None))))


@settings(deadline=None)
@given(_spoiled(STACK))
def test_any_template(document: Any) -> None:
    list(check_template(document))
    list(check_policies(document))


@settings(deadline=None)
@given(_spoiled(read_yaml(BUILDSPEC, "buildspec").value))
def test_any_buildspec(document: Any) -> None:
    list(check_buildspec(json.dumps(document)))


@settings(deadline=None)
@given(st.text())
def test_any_text(text: str) -> None:
    list(check_buildspec(text))


CHARACTERS = [*"aif;:(){}[]$#<>'`|&! @E", '"', "\\", "\n", "\t", "\x00", "é", "\udc80"]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(alphabet=st.sampled_from(CHARACTERS), max_size=30)))
def test_any_commands(commands: list[str]) -> None:
    list(check_commands(commands))
