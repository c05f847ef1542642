"""Other jobs that a build starts, with parameters from files, and what it knows of them after."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from migrate.model import contribution as c
from migrate.model.source import Literal
from migrate.writers.buildspec import write_buildspec
from tests.codebuild import SHELLS, Ended, run_build
from tests.plans import built, env, facts_of, placed, plan_of, sh, stage, text

_AWS = """#!/bin/sh
case "$*" in
  *start-pipeline-execution*) for word; do printf '%s\\036' "$word"; done >> "$HOME/calls"; echo 1 ;;
  *get-pipeline-execution*) echo Succeeded ;;
esac
"""


_FACTS = replace(facts_of(()), set_by_steps=frozenset(c.JOB_NAMES))


class Rig:
    def __init__(self, folder: Path, shell: str) -> None:
        self.workspace, self._folder, self._shell = folder / "w", folder, shell
        tools = folder / "tools"
        for one in (self.workspace, tools):
            one.mkdir()
        for name, script in {"aws": _AWS, "sleep": "#!/bin/sh\n"}.items():
            (tools / name).write_text(script)
            (tools / name).chmod(0o755)

    def run(self, *work: Any) -> Ended:
        plan = plan_of(stage("Build", *work))
        spec = write_buildspec(built(plan, _FACTS).project.buildspec)
        tools = str(self._folder / "tools")
        return run_build(spec, self.workspace, self._folder / "scratch", shell=self._shell, path=tools)

    def variables(self) -> dict[str, str] | None:
        """The variables of the pipeline that was started; None where none was."""
        calls = self._folder / "scratch/home/calls"
        if not calls.exists():
            return None
        words = calls.read_text().split("\036")
        if "--variables" not in words:
            return {}
        return {one["name"]: one["value"] for one in json.loads(words[words.index("--variables") + 1])}


@pytest.fixture(params=SHELLS)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Rig:
    return Rig(tmp_path, str(request.param))


def _start(*variables: Any, **how: Any) -> Any:
    return placed(c.StartJob(Literal("/other"), variables, **how))


def _file(path: str, *, required: bool = False) -> c.ParameterFile:
    return c.ParameterFile(Literal(path), required)


_WRITE = sh("printf 'A=it is, \"x\"\\n# note\\nB : b\\n' > a.properties; printf 'B=2' > b.properties")


def test_later_parameters_win(rig: Rig) -> None:
    known = ("B", text("1 ", env("CI")))
    ended = rig.run(
        _WRITE, _start(known, _file("a.properties"), ("C", Literal("c=d")), _file("none"), _file("b.properties"))
    )
    assert (ended.succeeded, rig.variables()) == (True, {"B": "2", "A": 'it is, "x"', "C": "c=d"}), ended.output


MISSING: dict[str, tuple[Any, dict[str, str] | None]] = {
    "a file that must be there": (_start(("A", Literal("1")), _file("none", required=True)), None),
    "nothing to pass on": (_start(_file("none")), {}),
    "nothing to pass on, where that must be": (_start(_file("none"), needs_parameters=True), None),
}


@pytest.mark.parametrize("case", MISSING)
def test_a_missing_file_is_no_failure(rig: Rig, case: str) -> None:
    start, variables = MISSING[case]
    ended = rig.run(start, sh("touch next"))
    assert ended.succeeded and (rig.workspace / "next").exists(), ended.output
    assert rig.variables() == variables


@pytest.mark.parametrize("value", ["$B", "${B}", "a$$"])
@pytest.mark.parametrize("wait", [True, False])
def test_a_file_that_names_variables_stops_the_build(rig: Rig, value: str, wait: bool) -> None:
    assert not rig.run(sh(f"echo 'A={value}' > a"), _start(_file("a"), wait=wait, propagate=False)).succeeded
    assert rig.variables() is None


def test_a_dollar_that_names_nothing_stays(rig: Rig) -> None:
    assert rig.run(sh("echo 'A=5 $ or $(x)' > a"), _start(_file("a"))).succeeded
    assert rig.variables() == {"A": "5 $ or $(x)"}


def test_several_files_under_one_name_that_only_the_run_knows_stop_the_build(rig: Rig) -> None:
    assert not rig.run(_WRITE, _start(_file("a.properties,b.properties"))).succeeded


_READ = sh('echo "$TRIGGERED_JOB_NAMES|$LAST_TRIGGERED_JOB_NAME" > names')


def test_later_steps_know_the_name_of_the_job(rig: Rig) -> None:
    ended = rig.run(_start(), placed(c.JobsStarted(("../a-b/c.d",))), _READ)
    assert ended.succeeded, ended.output
    assert (rig.workspace / "names").read_text() == "a_b_c_d|a_b_c_d\n"


def test_the_order_of_several_names_is_not_known() -> None:
    work = (placed(c.JobsStarted(("a",))), placed(c.JobsStarted(("b",))))
    assert built(plan_of(stage("Build", *work, sh("echo $LAST_TRIGGERED_JOB_NAME"))), _FACTS).remarks == ()
    [remark] = built(plan_of(stage("Build", *work, _READ)), _FACTS).remarks
    assert remark.blocking and "order" in remark.because


def test_names_that_nobody_sets_are_a_gap() -> None:
    remarks = built(plan_of(stage("Build", _READ))).remarks
    assert [one.blocking for one in remarks] == [True, True]
