"""`checkout scm` where the workspace does not have the source any more, or not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model.settings import Layout, Settings
from tests.whole_jobs import converted, declarative

_SKIPS = "options { skipDefaultCheckout() }"


@pytest.mark.parametrize("layout", [Layout.STAGED, Layout.FUSED])
@pytest.mark.parametrize("head", ["", _SKIPS])
@pytest.mark.parametrize("between", ["; ", "; sh 'touch new'; ", " } }\nstage('next') { steps { "])
def test_a_checkout_after_the_workspace_was_emptied_puts_the_source_back(
    tmp_path: Path, layout: Layout, head: str, between: str
) -> None:
    steps = f"steps {{ deleteDir(){between}checkout scm; sh 'cat deep/file; ls; echo \"<${{GIT_COMMIT+set}}>\"' }}"
    run = converted(tmp_path, declarative(steps, head=head), Settings(layout=layout)).run({"deep/file": "content\n"})
    assert run.succeeded, run.output
    assert "content" in run.output
    assert ("<>" in run.output) is bool(head), "only the checkout that Jenkins makes by itself sets it"
    assert "new" not in run.output, "a clone deletes what is there"


def test_a_checkout_in_a_folder_puts_the_source_there(tmp_path: Path) -> None:
    stages = ("steps { dir('sub') { checkout scm; sh 'cat file' } }",) * 2
    job = converted(tmp_path, declarative(*stages, "steps { sh 'cat sub/file file' }"))
    run = job.run({"file": "content\n"})
    assert run.output.count("content") == 4


def test_a_checkout_where_the_source_is_there_copies_nothing(tmp_path: Path) -> None:
    assert "cp -a" not in converted(tmp_path, declarative("steps { checkout scm; sh 'make' }")).specs


def test_the_connection_of_a_host_is_a_parameter_of_letters_and_digits(tmp_path: Path) -> None:
    checkout = "git url: 'https://git-1.example.com/team/app.git', branch: 'main'"
    job = converted(tmp_path, f"node {{ {checkout}; sh 'make' }}")
    assert "  Git1ExampleComConnectionArn:\n" in (job.folder / "template.yaml").read_text("utf-8")
