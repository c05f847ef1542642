"""`catchError(stageResult: 'FAILURE')`: the post of the stage finds a failure, and the build goes on as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model.settings import Layout, Settings
from tests.whole_jobs import converted, declarative

_CONDITIONS = ("always", "success", "unsuccessful", "failure", "cleanup")
_POST = "post {\n" + "\n".join(f"{one} {{ sh 'echo own {one}' }}" for one in _CONDITIONS) + "\n}"
_LATER = f"steps {{ sh 'echo later' }}\n{_POST.replace('own', 'later')}"


def _caught(script: str) -> str:
    return f"steps {{ catchError(buildResult: 'SUCCESS', stageResult: 'FAILURE') {{ sh '{script}' }} }}\n{_POST}"


@pytest.mark.parametrize("layout", [Layout.STAGED, Layout.FUSED])
@pytest.mark.parametrize(
    ("script", "ran"), [("exit 1", "always unsuccessful failure cleanup"), ("true", "always success cleanup")]
)
def test_the_post_of_the_stage_finds_its_own_result(tmp_path: Path, layout: Layout, script: str, ran: str) -> None:
    run = converted(tmp_path, declarative(_caught(script), _LATER), Settings(layout=layout)).run()
    assert run.succeeded, run.output
    lines = [one.removeprefix("own ") for one in run.output.splitlines() if one.startswith("own ")]
    assert sorted(lines) == sorted(ran.split())
    assert "later success" in run.output
    assert "later failure" not in run.output


def test_the_post_of_the_pipeline_does_not(tmp_path: Path) -> None:
    text = declarative(_caught("exit 1")).rstrip().removesuffix("}") + _POST.replace("own", "whole") + "\n}\n"
    run = converted(tmp_path, text).run()
    assert ("own failure" in run.output, "whole success" in run.output) == (True, True)
    assert "whole failure" not in run.output
