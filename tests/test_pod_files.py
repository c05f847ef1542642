"""Pods in files of the repository that an agent names."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.mapping.engine import Engine
from migrate.mapping.planner import plan_job
from migrate.mapping.registry import built_in
from migrate.model import contribution as c
from migrate.model.ledger import Entry, Outcome
from migrate.readers.jenkinsfile import read_jenkinsfile
from migrate.readers.pipeline.loaded import Surroundings

_POD = "spec: {{containers: [{{name: go, image: {image}, command: [cat]{more}}}]}}\n"


def _agent(folder: Path, path: str = "'ci/pod.yaml'") -> tuple[c.Contribution, Entry]:
    """The machine of a job whose Jenkinsfile lies in `jobs/app` of a repository, and the outcome of `yamlFile`."""
    text = (
        f"pipeline {{ agent {{ kubernetes {{ yamlFile {path} }} }}\nstages {{ stage('A') {{ steps {{ sh 'a' }} }} }} }}"
    )
    around = Surroundings(folder=folder / "jobs" / "app", top=folder)
    plan, ledger = plan_job(read_jenkinsfile(text, name="job", file="Jenkinsfile", around=around), Engine(built_in()))
    assert plan is not None
    assert plan.machine is not None
    (entry,) = [one for one in ledger.close() if one.leaf.location.path.endswith("yamlFile")]
    return plan.machine.contribution, entry  # type: ignore[return-value]


def _write(file: Path, image: str, more: str = "") -> None:
    file.parent.mkdir(parents=True)
    file.write_text(_POD.format(image=image, more=more), "utf-8")


def test_the_file_is_that_at_the_top_of_the_repository(tmp_path: Path) -> None:
    _write(tmp_path / "ci" / "pod.yaml", "golang:1")
    _write(tmp_path / "jobs" / "app" / "ci" / "pod.yaml", "other:1")
    pod, entry = _agent(tmp_path)
    assert isinstance(pod, c.InPod)
    assert [one.image.value for one in pod.containers if isinstance(one.image, c.Literal)] == ["golang:1"]
    assert entry.verdict.outcome is Outcome.CONVERTED


@pytest.mark.parametrize("path", ["'ci/pod.yaml'", "'../pod.yaml'", "'/etc/hostname'", "env.POD"])
def test_a_file_that_is_not_here_is_a_gap(tmp_path: Path, path: str) -> None:
    (tmp_path / "repository").mkdir()
    _write(tmp_path / "x" / "pod.yaml", "golang:1")
    (tmp_path / "pod.yaml").write_text("spec: {}", "utf-8")
    pod, entry = _agent(tmp_path / "repository", path)
    assert pod in (c.InPod(), c.Machine())
    assert entry.verdict.blocking


def test_what_differs_and_what_is_wrong_is_told_at_the_name_of_the_file(tmp_path: Path) -> None:
    _write(tmp_path / "ci" / "pod.yaml", "golang:1", ", resources: {limits: {cpu: 1}}")
    assert _agent(tmp_path)[1].verdict.because == "resources: the compute type of the build decides"
    (tmp_path / "ci" / "pod.yaml").write_text("spec: [", "utf-8")
    pod, entry = _agent(tmp_path)
    assert entry.verdict.blocking
    assert entry.verdict.because.startswith("the pod can't be read: it is no YAML")
    assert pod == c.InPod()


def test_a_secret_in_the_file_is_left_out(tmp_path: Path) -> None:
    _write(tmp_path / "ci" / "pod.yaml", "golang:1", ", env: [{name: KEY, value: AKIAIOSFODNN7EXAMPLQ}]")
    pod, entry = _agent(tmp_path)
    assert "AKIAIOSFODNN7EXAMPLQ" not in repr(pod)
    assert entry.verdict.blocking
