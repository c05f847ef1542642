"""`tag` and `buildingTag` ask TAG_NAME, which only the job itself sets: a push of a tag starts no pipeline."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.whole_jobs import converted, declarative

_CONDITIONS = {
    "buildingTag()": True,
    "not { buildingTag() }": False,
    "tag 'v*'": True,
    "tag 'V1.2'": True,
    "tag 'w*'": False,
    "tag pattern: 'v\\\\d+', comparator: 'REGEXP'": False,
    "tag pattern: 'v\\\\d+[.]2', comparator: 'REGEXP'": True,
    "tag pattern: 'V1.2', comparator: 'EQUALS'": False,
}


@pytest.mark.parametrize("condition", _CONDITIONS)
def test_a_tag_that_the_job_sets_is_asked_for(tmp_path: Path, condition: str) -> None:
    stage = f"when {{ {condition} }}\nsteps {{ sh 'echo ran' }}"
    run = converted(tmp_path, declarative(stage, head="environment { TAG_NAME = 'v1.2' }")).run()
    assert run.succeeded
    assert ("\nran\n" in run.output) is _CONDITIONS[condition]


@pytest.mark.parametrize("condition", ["buildingTag()", "tag '*'", "tag pattern: '.*', comparator: 'REGEXP'"])
def test_there_is_no_tag_by_itself(tmp_path: Path, condition: str) -> None:
    run = converted(tmp_path, declarative(f"when {{ {condition} }}\nsteps {{ sh 'echo ran' }}")).run()
    assert (run.succeeded, "\nran\n" in run.output) == (True, False)
