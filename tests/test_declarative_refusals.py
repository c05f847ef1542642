"""What Jenkins refuses in declarative pipelines is refused here, with its place."""

from __future__ import annotations

import pytest

from migrate.errors import InputError
from migrate.model.source import JobKind
from migrate.readers.model_json import model_of
from tests.declarative import job_of, read, refusals, with_steps

_PIPELINE = "pipeline {{ agent any; stages {{ stage('{}') {{ steps {{ echo 'a' }} }} }} }}"
_GOOD, _BAD = _PIPELINE.format("A"), _PIPELINE.format("A").replace("agent any; ", "")
_MISPLACED = "the pipeline block must be at the top level, not within another block"


# ---- where a pipeline stands -------------------------------------------------------------------------------------


@pytest.mark.parametrize("around", ["node {{\n{}\n}}", "timeout(time: 5) {{ node('linux') {{\n{}\n}} }}"])
def test_a_pipeline_within_another_block_is_refused(around: str) -> None:
    assert refusals(around.format(_GOOD)) == [f"2:1 {_MISPLACED}"]
    with pytest.raises(InputError, match=_MISPLACED):
        model_of(around.format(_GOOD), "Jenkinsfile")


@pytest.mark.parametrize("around", ["if (env.A) {{ {} }}", "def f() {{ {} }}", "try {{ {} }} finally {{ }}"])
def test_a_pipeline_that_jenkins_does_not_see_is_not_refused(around: str) -> None:
    assert refusals(around.format(_BAD)) == []
    assert read(around.format(_BAD)).kind is JobKind.SCRIPTED


def test_a_block_beside_the_pipeline_is_not_refused() -> None:
    assert refusals(f"node {{ echo 'first' }}\n{_GOOD}\nnode {{ {_GOOD} }}") == []


def test_the_pipelines_of_a_library_are_checked() -> None:
    library = "def call(Map given) {{\nif (given.a) {{\n{} }} else {{\n{} }}\n}}"
    assert refusals(library.format(_GOOD, _GOOD)) == []
    wrong = _GOOD.replace("echo", "timeout unit:")
    assert refusals(library.format(_GOOD, wrong)) == ['4:53 missing required parameter: "time"']
    assert refusals(library.format(_BAD, "")) == []  # without an agent it is no pipeline to Jenkins


def test_the_model_of_a_library_is_that_of_its_first_pipeline() -> None:
    library = f"def call() {{ {_GOOD}\n{_PIPELINE.format('B')} }}"
    assert model_of(library, "Jenkinsfile") == model_of(_GOOD, "Jenkinsfile")


# ---- matrices ----------------------------------------------------------------------------------------------------


def _matrix(axes: str, excludes: str = "") -> str:
    inside = f"axes {{\n{axes}\n}}\n{excludes}\nstages {{ stage('C') {{ steps {{ echo 'a' }} }} }}"
    return f"pipeline {{ agent none; stages {{ stage('M') {{ matrix {{ {inside} }} }} }} }}"


def _axis(name: str, values: str) -> str:
    return f"axis {{ name {name}; values {values} }}"


_OS = _axis("'OS'", "'linux', 'mac'")
_AXES = {
    "a name twice": (f"{_OS}\n{_axis(repr('OS'), repr('windows'))}", '3:13 duplicate axis name: "OS"'),
    "a value twice": (_axis("'OS'", "'mac', 'linux', 'mac'"), '2:42 duplicate axis value: "mac"'),
    "a digit first": (_axis("'1OS'", "'mac'"), '2:13 "1OS" is not a valid identifier: it can\'t name a variable'),
    "a hyphen": (_axis("'O-S'", "'mac'"), '2:13 "O-S" is not a valid identifier: it can\'t name a variable'),
    "no name": (_axis("''", "'mac'"), '2:13 "" is not a valid identifier: it can\'t name a variable'),
}


@pytest.mark.parametrize(("axes", "message"), _AXES.values(), ids=_AXES)
def test_axes_that_make_no_matrix_are_refused(axes: str, message: str) -> None:
    assert refusals(_matrix(axes)) == [message]


def test_axes_of_excludes_are_checked_as_well() -> None:
    excludes = f"excludes {{ exclude {{\n{_OS}\n{_OS.replace('values', 'notValues')}\n}} }}"
    assert refusals(_matrix(_OS, excludes)) == ['6:13 duplicate axis name: "OS"']


def test_axes_may_share_values_and_excludes_names() -> None:
    axes = f"{_OS}\n{_axis(repr('KIND'), 'true, 1, 1.0')}\n{_axis(repr('_TARGET2'), repr('linux'))}"
    exclude = f"exclude {{ {_axis(repr('OS'), repr('linux'))} }}"
    assert len(job_of(_matrix(axes, f"excludes {{ {exclude}\n{exclude} }}")).stages) == 1


# ---- arguments of steps ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", ["('build') ", "(name: 'build', connection: c()) "])
def test_a_commit_status_has_a_name(arguments: str) -> None:
    assert refusals(with_steps(f"gitlabCommitStatus{arguments}{{ echo 'a' }}")) == []


def test_a_commit_status_without_a_name_is_refused() -> None:
    assert refusals(with_steps("gitlabCommitStatus { echo 'a' }")) == ['5:1 missing required parameter: "name"']


# ---- old parallel ------------------------------------------------------------------------------------------------


def test_fail_fast_of_the_parallel_step_is_a_boolean() -> None:
    assert refusals(with_steps("parallel(a: { echo 'a' }, failFast: true)")) == []
    assert refusals(with_steps("parallel(a: { echo 'a' }, failFast: 'yes')")) == [
        "5:27 expected a boolean with failFast"
    ]
