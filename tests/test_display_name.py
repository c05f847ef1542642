"""The name that a script gives its build: commands see it from then on; what was read before keeps its value."""

from __future__ import annotations

from pathlib import Path

from tests.whole_jobs import converted, declarative

_NAMED = 'script { currentBuild.displayName = "rel ${params.X}" }'
_PARAMETER = "parameters { string(name: 'X', defaultValue: '7') }"


def test_commands_see_the_name_in_later_stages_too(tmp_path: Path) -> None:
    first = f"steps {{ sh 'echo \"=$BUILD_DISPLAY_NAME\"'\n{_NAMED}\nsh 'echo \"=$BUILD_DISPLAY_NAME\"' }}"
    second = 'agent any\nsteps { echo "=${currentBuild.displayName}, ${env.BUILD_DISPLAY_NAME}" }'
    run = converted(tmp_path, declarative(first, second, head=_PARAMETER)).run()
    assert run.succeeded
    assert [line for line in run.output.splitlines() if line.startswith("=")] == ["=#1", "=rel 7", "=rel 7, rel 7"]


def test_what_was_read_before_keeps_its_value(tmp_path: Path) -> None:
    body = (
        'steps { script { def old = currentBuild.displayName\ncurrentBuild.displayName = "${old} x"\necho "=${old}" } }'
    )
    run = converted(tmp_path, declarative(body)).run()
    assert "\n=#1\n" in run.output


def test_a_name_that_nothing_reads_is_not_kept(tmp_path: Path) -> None:
    job = converted(tmp_path, declarative(f"steps {{ {_NAMED}\nsh 'true' }}", head=_PARAMETER))
    assert "BUILD_DISPLAY_NAME" not in job.specs
    assert job.run().succeeded
