"""Matrix projects: which combinations there are, and what each of them does when it is rehearsed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rehearsed_jobs import ConvertedJob, converted, repository, written

_AXIS = "<hudson.matrix.{kind}><name>{name}</name><values>{values}</values></hudson.matrix.{kind}>"


def _axis(name: str, *values: str, kind: str = "TextAxis") -> str:
    texts = "".join(f"<string>{value}</string>" for value in values)
    return _AXIS.format(kind=kind, name=name, values=texts)


def _shell(command: str) -> str:
    return f"<hudson.tasks.Shell><command>{command}</command></hudson.tasks.Shell>"


_ARCHIVER = "<hudson.tasks.ArtifactArchiver><artifacts>out/**</artifacts></hudson.tasks.ArtifactArchiver>"
_TRIGGER = "<hudson.tasks.BuildTrigger><childProjects>deploy</childProjects></hudson.tasks.BuildTrigger>"


def _strategy(inner: str) -> str:
    name = "hudson.matrix.DefaultMatrixExecutionStrategyImpl"
    return f'<executionStrategy class="{name}">{inner}</executionStrategy>'


def _matrix(tmp_path: Path, axes: str, command: str = "make", *, publishers: str = "", more: str = "") -> ConvertedJob:
    text = (
        f"<matrix-project><axes>{axes}</axes><builders>{_shell(command)}</builders>"
        f"<publishers>{publishers}</publishers>{more}</matrix-project>"
    )
    return converted(written(tmp_path / "jobs/grid", {"config.xml": text}), tmp_path / "out")


def _orders(job: ConvertedJob, stage: int = 1) -> dict[str, int]:
    return {action["name"]: action["runOrder"] for action in job.pipeline["stages"][stage]["actions"]}


def _stages(job: ConvertedJob) -> dict[str, list[str]]:
    return {stage["name"]: [one["name"] for one in stage["actions"]] for stage in job.pipeline["stages"]}


def test_without_axes_there_is_one_combination_that_jenkins_calls_default(tmp_path: Path) -> None:
    assert _stages(_matrix(tmp_path, ""))["Build"] == ["default"]


def test_an_axis_that_only_the_run_knows_stops_the_pipeline(tmp_path: Path) -> None:
    name = "org.jenkinsci.plugins.GroovyAxis"
    job = _matrix(tmp_path, f"<{name}><name>X</name><groovyString>['a']</groovyString></{name}>")
    source = repository(tmp_path / "source", {})
    assert job.blocking
    assert not job.rehearse(source, tmp_path / "run").rehearsal.succeeded


@pytest.mark.parametrize("filter_", ["OS == ONLY", "OS ==", "println(OS)", "throw new Exception()", "OS.frobnicate()"])
def test_a_filter_that_is_not_understood_stops_the_pipeline(filter_: str, tmp_path: Path) -> None:
    job = _matrix(tmp_path, _axis("OS", "linux"), more=f"<combinationFilter>{filter_}</combinationFilter>")
    assert job.blocking == 1
    assert "exit 1" in job.specs


@pytest.mark.parametrize(
    ("filter_", "kept"),
    [
        ("true", ["A=1,B=x", "A=1,B=y", "A=2,B=x", "A=2,B=y"]),
        ("A == '1' || B == 'y'", ["A=1,B=x", "A=1,B=y", "A=2,B=y"]),
        ("A.toInteger() + 1 == 3", ["A=2,B=x", "A=2,B=y"]),
        ("['1x', '2y'].contains(A + B)", ["A=1,B=x", "A=2,B=y"]),
        ("uniqueId == 2", ["A=2,B=x"]),
        ("index == 31", ["A=1,B=y"]),  # (0 * 31 + 1) * 31
        ("if (A == '2') return B == 'x'\ntrue", ["A=1,B=x", "A=1,B=y", "A=2,B=x"]),
    ],
)
def test_a_filter_chooses_combinations(filter_: str, kept: list[str], tmp_path: Path) -> None:
    more = f"<combinationFilter>{filter_}</combinationFilter>"
    job = _matrix(tmp_path, _axis("A", "1", "2") + _axis("B", "x", "y"), more=more)
    assert not job.blocking
    assert _stages(job)["Build"] == [name.replace("=", "-").replace(",", "-") for name in kept]


@pytest.mark.parametrize("filter_", ["A", "1", "null", "'true'"])
def test_a_filter_that_is_not_quite_true_is_false(filter_: str, tmp_path: Path) -> None:
    job = _matrix(tmp_path, _axis("A", "1"), more=f"<combinationFilter>{filter_}</combinationFilter>")
    assert not job.blocking
    assert "make" not in job.specs


def test_a_failing_combination_stops_no_other_one_and_its_files_are_archived(tmp_path: Path) -> None:
    command = 'mkdir out; echo "$B $A in $JOB_NAME, $JOB_BASE_NAME" > out/"$A"; [ "$A" != 1 ]'
    job = _matrix(
        tmp_path,
        _axis("B", "it&apos;s x") + _axis("A", "1", "2"),
        command.replace(">", "&gt;"),
        publishers=_ARCHIVER,
    )
    found = job.rehearse(repository(tmp_path / "source", {"file": ""}), tmp_path / "run")
    assert not found.rehearsal.succeeded
    assert found.statuses["A-2-B-it-s-x"] == "SUCCEEDED"
    name = "A=2,B=it's x"
    assert found.archive[f"{name}/out/2"].decode() == f"it's x 2 in grid/{name}, {name}\n"


def test_publishers_run_each_for_itself(tmp_path: Path) -> None:
    missing = _ARCHIVER.replace("out", "missing")
    job = _matrix(tmp_path, _axis("A", "1"), "mkdir out; touch out/x", publishers=missing + _ARCHIVER)
    found = job.rehearse(repository(tmp_path / "source", {"file": ""}), tmp_path / "run")
    assert not found.rehearsal.succeeded
    assert "No artifacts found that match missing" in found.logs


def test_other_jobs_start_once_after_all_combinations(tmp_path: Path) -> None:
    job = _matrix(tmp_path, _axis("A", "1", "2"), publishers=_ARCHIVER + _TRIGGER)
    stages = _stages(job)
    assert list(stages) == ["Source", "Build", "Post"]
    last = (job.folder / "buildspecs/grid-Post.yml").read_text("utf-8")
    assert "run_pipeline deploy" in last
    assert "No artifacts found" not in last


def test_combinations_in_order_have_an_action_after_the_other(tmp_path: Path) -> None:
    job = _matrix(tmp_path, _axis("A", "1", "2", "3"), more=_strategy("<runSequentially>true</runSequentially>"))
    assert _orders(job) == {"A-1": 1, "A-2": 2, "A-3": 3}
    assert "a combination that fails stops those after it, which Jenkins would build" in job.reasons("partial")


def test_the_first_combinations_have_a_stage_of_their_own(tmp_path: Path) -> None:
    inner = (
        "<touchStoneCombinationFilter>A == '2'</touchStoneCombinationFilter>"
        "<touchStoneResultCondition><name>UNSTABLE</name></touchStoneResultCondition>"
    )
    job = _matrix(tmp_path, _axis("A", "1", "2", "3"), '[ "$A" != 2 ]', more=_strategy(inner))
    assert _stages(job) == {"Source": ["Source"], "Touchstone": ["A-2"], "Build": ["A-1", "A-3"]}
    found = job.rehearse(repository(tmp_path / "source", {"file": ""}), tmp_path / "run")
    assert found.statuses == {"Source": "SUCCEEDED", "A-2": "FAILED"}


def test_the_others_start_from_the_source_too(tmp_path: Path) -> None:
    more = _strategy("<touchStoneCombinationFilter>A == '1'</touchStoneCombinationFilter>")
    job = _matrix(tmp_path, _axis("A", "1", "2"), 'ls; [ ! -e 1 ]; touch "$A"', more=more)
    assert job.rehearse(repository(tmp_path / "source", {"file": ""}), tmp_path / "run").rehearsal.succeeded


def test_axes_of_labels_choose_the_machine_and_are_variables(tmp_path: Path) -> None:
    axes = _axis("label", "linux", kind="LabelAxis") + _axis("size", "big &amp;&amp; fast", kind="LabelExpAxis")
    job = _matrix(
        tmp_path, axes, "echo $label $size", more="<assignedNode>starter</assignedNode><canRoam>false</canRoam>"
    )
    assert not job.blocking
    because = "agents labelled «linux&&big && fast» become the default build image: name another under [labels] in"
    assert any(one.startswith(because) for one in job.reasons("partial"))
    assert "export label=linux" in job.specs


def test_an_axis_of_java_versions_chooses_the_runtime(tmp_path: Path) -> None:
    job = _matrix(tmp_path, _axis("jdk", "jdk11", "jdk-17", kind="JDKAxis"))
    assert "java: corretto11" in job.specs
    assert "java: corretto17" in job.specs


def test_more_combinations_than_a_stage_has_actions_run_in_several_stages(tmp_path: Path) -> None:
    job = _matrix(tmp_path, _axis("A", *map(str, range(60))))
    assert [len(names) for names in _stages(job).values()] == [1, 50, 10]
    assert any("50 actions at most" in one for one in job.reasons("partial"))


def test_more_combinations_than_a_pipeline_has_actions_are_a_gap(tmp_path: Path) -> None:
    job = _matrix(tmp_path, _axis("A", *map(str, range(40))) + _axis("B", *map(str, range(40))))
    assert job.blocking


def test_a_matrix_runs_once_at_a_time(tmp_path: Path) -> None:
    assert _matrix(tmp_path, "").pipeline["executionMode"] == "QUEUED"
