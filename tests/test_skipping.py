"""`skipStagesAfterUnstable`: stages behind one that makes the build UNSTABLE do not run, nor does their post."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model.settings import Layout, Settings
from tests.whole_jobs import converted, declarative

_SKIPS = "options { skipStagesAfterUnstable() }"
_LATER = "steps { sh 'echo later' }\npost { always { sh 'echo its post' } }"


@pytest.mark.parametrize("layout", [Layout.STAGED, Layout.FUSED])
@pytest.mark.parametrize("work", ["unstable 'on purpose'", "catchError(buildResult: 'UNSTABLE') { sh 'exit 1' }"])
def test_stages_after_an_unstable_one_are_skipped(tmp_path: Path, layout: Layout, work: str) -> None:
    inner = f"stages {{ stage('I') {{ {_LATER} }}\nstage('J') {{ {_LATER} }} }}"
    text = declarative(f"steps {{ {work}; sh 'echo first' }}", _LATER, inner, head=_SKIPS)
    run = converted(tmp_path, text, Settings(layout=layout)).run()
    assert run.succeeded
    assert ("first" in run.output, "later" in run.output, "its post" in run.output) == (True, False, False)


def test_stages_run_where_the_build_is_not_unstable(tmp_path: Path) -> None:
    text = declarative("steps { script { if (env.BRANCH_NAME == 'x') { unstable 'no' } } }", _LATER, head=_SKIPS)
    job = converted(tmp_path, text)
    assert "later" in job.run().output
    assert "build_result" in job.specs


def test_where_nothing_makes_it_unstable_nothing_is_asked(tmp_path: Path) -> None:
    assert "build_result" not in converted(tmp_path, declarative(_LATER, _LATER, head=_SKIPS)).specs


def test_where_a_test_report_may_make_it_unstable_the_pipeline_stops(tmp_path: Path) -> None:
    text = declarative("steps { junit 'a.xml' }", _LATER, head=_SKIPS)
    job = converted(tmp_path, text)
    assert any("failed tests" in one for one in job.reasons("gap"))
    assert "later" not in job.run({"a.xml": '<testsuite><testcase name="a"/></testsuite>'}).output
