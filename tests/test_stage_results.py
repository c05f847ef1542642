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


def _soft(post: str, build: str = "SUCCESS") -> str:
    caught = f"catchError(buildResult: '{build}', stageResult: 'FAILURE') {{ sh 'exit 1' }}"
    return f"steps {{ {caught} }}\npost {{\n{post}\n}}"


@pytest.mark.parametrize(("build", "ran"), [("SUCCESS", ""), ("UNSTABLE", "failure unsuccessful")])
def test_no_post_runs_unless_a_condition_holds_without_the_mark(tmp_path: Path, build: str, ran: str) -> None:
    posts = "\n".join(f"{one} {{ sh 'echo own {one}' }}" for one in ("failure", "unsuccessful"))
    run = converted(tmp_path, declarative(_soft(posts, build))).run()
    assert run.succeeded, run.output
    assert sorted(one.removeprefix("own ") for one in run.output.splitlines() if one.startswith("own ")) == ran.split()


def test_the_stages_around_one_have_its_mark_too(tmp_path: Path) -> None:
    inner = f"stages {{ stage('Inner') {{ {_caught('exit 1').partition('post')[0]} }} }}\n{_POST}"
    run = converted(tmp_path, declarative(inner, _LATER)).run()
    assert ("own failure" in run.output, "own success" in run.output) == (True, False)
    assert "later success" in run.output


def test_the_post_of_the_pipeline_runs_once_where_the_build_goes_on_as_a_failure(tmp_path: Path) -> None:
    whole = "post { failure { sh 'echo whole' } }"
    text = declarative("steps { catchError { sh 'exit 1' } }", "steps { sh 'echo later' }")
    run = converted(tmp_path, text.rstrip().removesuffix("}") + whole + "\n}\n").run()
    assert not run.succeeded
    assert run.output.index("\nlater\n") < run.output.index("\nwhole\n")
    assert run.output.count("\nwhole\n") == 1


@pytest.mark.parametrize("result", ["SUCCESS", "UNSTABLE", "FAILURE"])
def test_a_time_out_that_is_caught_makes_the_build_aborted(tmp_path: Path, result: str) -> None:
    body = f"catchError(buildResult: '{result}') {{ timeout(time: 1, unit: 'SECONDS') {{ sh 'sleep 30' }} }}"
    steps = f'steps {{ {body}\necho "it is ${{currentBuild.currentResult}}" }}'
    run = converted(tmp_path, declarative(steps)).run()
    assert ("\nit is ABORTED\n" in run.output, run.succeeded) == (True, False), run.output


@pytest.mark.parametrize("more", ["", "post { always { sh 'echo end' } }"])
def test_the_post_of_a_stage_with_branches_does_not_see_its_environment(tmp_path: Path, more: str) -> None:
    branches = "parallel { stage('A') { steps { sh 'echo \"a $X\"' } }\nstage('B') { steps { sh 'echo \"b $X\"' } } }"
    stage = f"environment {{ X = 'x' }}\n{branches}\npost {{ always {{ sh 'echo \"post ${{X-unset}}\"' }} }}"
    run = converted(tmp_path, declarative(stage).rstrip().removesuffix("}") + more + "\n}\n").run()
    assert run.succeeded, run.output
    assert all(f"\n{one}\n" in run.output for one in ("a x", "b x", "post unset"))
