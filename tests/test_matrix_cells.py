"""What a matrix says of its cells, and what its stage says of all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.whole_jobs import converted, declarative

_AXES = """axes {
axis {
name 'A'
values 'x', 'y'
}
axis {
name 'B'
values '1', '2'
}
}"""
_CELLS = ("x1", "x2", "y1", "y2")


def _run(tmp_path: Path, inside: str, around: str = "") -> tuple[bool, list[str]]:
    stages = "stages { stage('Say') { steps { sh 'echo \"cell $A$B\"' } } }"
    stage = f"{around}\nmatrix {{\n{_AXES}\n{inside}\n{stages}\n}}"
    run = converted(tmp_path, declarative(stage)).run()
    return run.succeeded, sorted(line for line in run.output.splitlines() if line.startswith(("cell ", "post ")))


@pytest.mark.parametrize(
    ("condition", "cells"),
    [
        ("expression { env.A == 'x' }", "x1 x2"),
        ("environment name: 'B', value: '2'", "x2 y2"),
        ("not { anyOf {\nenvironment name: 'A', value: 'x'\nexpression { B != '1' }\n} }", "y1"),
        ('expression { "${A}${B}" ==~ /x1|y2/ }', "x1 y2"),
        ("expression { env.B.contains('3') || A.startsWith('y') }", "y1 y2"),
        ("expression { false }", ""),
    ],
)
def test_the_condition_of_a_cell_knows_its_axes(tmp_path: Path, condition: str, cells: str) -> None:
    succeeded, said = _run(tmp_path, f"when {{ {condition} }}")
    assert (succeeded, said) == (True, [f"cell {one}" for one in cells.split()])


@pytest.mark.parametrize("holds", [True, False])
def test_the_condition_of_the_stage_holds_beside_that_of_the_cells(tmp_path: Path, holds: bool) -> None:
    own, whole = "when { environment name: 'A', value: 'x' }", f"when {{ expression {{ {str(holds).lower()} }} }}"
    succeeded, said = _run(tmp_path, own, whole)
    assert (succeeded, said) == (True, ["cell x1", "cell x2"] if holds else [])


def test_the_post_of_the_stage_runs_once_and_that_of_the_cells_in_each(tmp_path: Path) -> None:
    own = "post { always { sh 'echo \"post $A$B\"' } }"
    succeeded, said = _run(tmp_path, own, own.replace("$A$B", "${A-all}"))
    assert (succeeded, said) == (
        True,
        [*(f"cell {one}" for one in _CELLS), "post all", *(f"post {one}" for one in _CELLS)],
    )
