"""Steps in the arguments of other steps, right among the steps of a stage."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.whole_jobs import converted, declarative


@pytest.mark.parametrize(
    ("step", "printed"),
    [
        ("echo readFile('a.txt')", "text"),
        ("echo \"got ${readFile('a.txt').trim()}\"", "got text"),
        ("echo sh(returnStdout: true, script: 'echo out').trim()", "out"),
        ("sh \"echo is ${fileExists('a.txt')}\"", "is true"),
    ],
)
def test_they_run_before_the_step(tmp_path: Path, step: str, printed: str) -> None:
    run = converted(tmp_path, declarative(f"steps {{ {step} }}")).run({"a.txt": "text"})
    assert run.succeeded, run.output
    assert f"\n{printed}\n" in run.output


def test_another_call_among_them_is_a_gap_of_the_step_alone(tmp_path: Path) -> None:
    job = converted(tmp_path, declarative("steps { echo readFile(nobodyKnows('a.txt')) }"))
    assert job.entries("gap")


def test_a_value_that_is_not_understood_leaves_its_steps_to_the_argument(tmp_path: Path) -> None:
    job = converted(tmp_path, declarative("steps { nobodyKnows to: (String) readYaml(file: 'a.yml').people }"))
    assert [one for one in job.entries("gap") if "readYaml" in one["text"]]


@pytest.mark.parametrize(
    "arguments",
    ["[$class: 'ArtifactArchiver', artifacts: 'made']", "$class: 'hudson.tasks.ArtifactArchiver', artifacts: 'made'"],
)
def test_a_general_step_of_a_script_runs_what_its_class_names(tmp_path: Path, arguments: str) -> None:
    job = converted(tmp_path, f"node {{ sh 'echo x > made'; step({arguments}) }}")
    assert job.run().succeeded
    assert (tmp_path / "run" / "archive" / "made").read_text("utf-8") == "x\n"
    assert not job.entries("gap")
