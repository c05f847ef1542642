"""A stash that another machine takes: nothing of ours stands among its files."""

from __future__ import annotations

from pathlib import Path

from tests.whole_jobs import converted, declarative

_STASH = "agent any\nsteps { sh 'mkdir d; echo a > d/a'; stash name: 's', includes: 'd/**' }"


def test_a_folder_with_a_stash_has_its_files_alone(tmp_path: Path) -> None:
    look = "options { skipDefaultCheckout() }\nagent any\nsteps { dir('in') { unstash 's'; sh 'find . | sort' } }"
    run = converted(tmp_path, declarative(_STASH, look)).run()
    assert run.succeeded, run.output
    assert "\n.\n./d\n./d/a\n" in run.output
    assert "j2cp" not in run.output


def test_the_workspace_keeps_what_is_ours(tmp_path: Path) -> None:
    look = "agent any\nsteps { unstash 's'; script { env.X = 'kept' }\nunstash 's'; sh 'cat d/a; echo $X' }"
    run = converted(tmp_path, declarative(_STASH, look)).run()
    assert run.succeeded, run.output
    assert "\na\nkept\n" in run.output
