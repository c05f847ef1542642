"""The containers of a pod beside a build, run with what stands in for docker."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from migrate.assemble.machines import choose
from migrate.model import contribution as c
from migrate.model.estate import Estate
from migrate.model.plan import Placed, Plan
from migrate.model.settings import Settings
from migrate.model.source import Literal, Reference, ReferenceKind
from tests.codebuild import SHELLS
from tests.plans import built, env, facts_of, param, placed, plan_of, post, sh, stage, text, variable
from tests.test_assemble_containers import Machine


@pytest.fixture(params=SHELLS)
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Machine:
    return Machine(tmp_path, str(request.param))


_CAT = (Literal("cat"),)
_SHOW = sh('echo "${CONTAINER-none}" >> log')


def _waiting(name: str, **more: object) -> c.Container:
    return c.Container(name, Literal(f"{name}:1"), _CAT, waits=True, terminal=True, **more)  # type: ignore[arg-type]


def _in(name: str, *body: Placed) -> Placed:
    return placed(c.InContainer(name), *body)


def _pod(*containers: c.Container, default: str = "") -> Placed:
    return placed(c.InPod(containers, default))


def _log(machine: Machine) -> list[str]:
    return (machine.workspace / "log").read_text().split()


def _runs(machine: Machine) -> list[str]:
    return [one for one in machine.calls() if one.startswith("run ")]


def test_scripts_run_in_the_default_container_and_in_those_that_steps_name(machine: Machine) -> None:
    pod = _pod(_waiting("go"), _waiting("utils"), _waiting("unused"), default="go")
    work = (_SHOW, _in("utils", _SHOW, _in("go", _SHOW), _in("jnlp", _SHOW)), _SHOW)
    ended = machine.steps(*work, machine=pod, post=(post("always", _SHOW),))
    assert ended.succeeded, ended.output
    assert _log(machine) == ["container0", "container1", "container0", "none", "container0", "container0"]
    assert len(_runs(machine)) == 2
    assert machine.running() == []


def test_a_container_is_the_same_in_all_its_blocks(machine: Machine) -> None:
    work = (_in("go", _SHOW), _SHOW, _in("go", placed(c.WithRetry(2), _SHOW)))
    ended = machine.steps(*work, machine=_pod(_waiting("go")))
    assert ended.succeeded, ended.output
    assert _log(machine) == ["container0", "none", "container0"]


def test_what_does_something_by_itself_is_started_as_the_pod_says(machine: Machine) -> None:
    service = c.Container(
        "db",
        text("postgres:", param("P")),
        arguments=(Literal("-c"), Literal("x y")),
        variables=(("A", Literal("it's")), ("B", text("<", env("TOP"), ">"))),
        mounts=(("data", "/var/lib"), ("", "/var/run/docker.sock")),
        privileged=True,
        user="70",
    )
    with_command = c.Container("web", Literal("web"), command=(Literal("serve"), Literal("-p"), Literal("80")))
    plan = plan_of(stage("Build", _SHOW), machine=_pod(service, with_command), environment=(variable("TOP", "t"),))
    ended = machine.plan(plan)
    assert ended.succeeded, ended.output
    assert _log(machine) == ["none"]
    where = str(machine.workspace)
    around = f"run -d --network host -w {where} -v {where}:{where}:rw,z -v {where}@tmp:{where}@tmp:rw,z"
    data = f"-v {where}@pod/data:/var/lib -v /var/run/docker.sock:/var/run/docker.sock"
    image = "postgres:it's\n$P"
    assert f"{around} -u 70 --privileged -e A=it's -e B=<t> {data} {image} -c x y\n" in _calls(machine)
    assert f"{around} --entrypoint serve web -p 80\n" in _calls(machine)
    assert (Path(f"{where}@pod/data").stat().st_mode & 0o777) == 0o777
    assert machine.running() == []


def _calls(machine: Machine) -> str:
    return (machine.folder / "calls").read_text()


def test_a_container_has_its_own_variables_below_those_of_the_job(machine: Machine) -> None:
    pod = _pod(_waiting("go", variables=(("OWN", Literal("own")), ("BOTH", Literal("own")))), default="go")
    work = placed(c.WithVariables((("BOTH", Literal("job")),)), sh('echo "$OWN $BOTH" >> log'))
    ended = machine.steps(work, machine=pod)
    assert ended.succeeded, ended.output
    assert _log(machine) == ["own", "job"]
    assert f"-u {os.getuid()}:{os.getgid()} " in _calls(machine)


def test_output_of_a_script_in_a_container(machine: Machine) -> None:
    kept = _in("go", placed(c.Capture("out", c.Command(Literal("echo $CONTAINER")))))
    write = placed(c.WriteFile(Literal("log"), Reference(ReferenceKind.VARIABLE, "out")))
    ended = machine.steps(kept, write, machine=_pod(_waiting("go")))
    assert ended.succeeded, ended.output
    assert _log(machine) == ["container0"]


@pytest.mark.parametrize("script", ["false\ntouch never", "#!/bin/sh\nexit 7"])
def test_a_script_that_fails_in_a_container_fails_the_step(machine: Machine, script: str) -> None:
    ended = machine.steps(_in("go", sh(script), sh("touch never")), sh("touch never"), machine=_pod(_waiting("go")))
    assert not ended.succeeded
    assert not (machine.workspace / "never").exists()
    assert machine.running() == []


def test_a_container_that_does_not_start_fails_the_build(machine: Machine) -> None:
    ended = machine.steps(sh("touch never"), machine=_pod(_waiting("missing"), default="missing"))
    assert not ended.succeeded
    assert not (machine.workspace / "never").exists()


def test_a_pod_around_steps_ends_with_them(machine: Machine) -> None:
    inner = placed(c.InPod((_waiting("go"), _waiting("agent")), "agent"), _in("go", _SHOW), _SHOW)
    ended = machine.steps(inner, _SHOW)
    assert ended.succeeded, ended.output
    assert sorted(_log(machine)) == ["container0", "container1", "none"]
    assert machine.running() == []


def test_an_image_of_a_step_runs_beside_the_containers(machine: Machine) -> None:
    image = placed(c.InImage(Literal("node:20")), _SHOW)
    ended = machine.steps(_in("docker", image, _SHOW), machine=_pod(_waiting("docker")))
    assert ended.succeeded, ended.output
    assert _log(machine) == ["container1", "container0"]


def _reasons(plan: Plan, settings: Settings | None = None) -> list[str]:
    return [one.because for one in built(plan, facts_of(settings=settings)).remarks]


def test_a_container_whose_image_nobody_knows_is_that_of_the_build() -> None:
    plan = plan_of(stage("Build", _in("go", sh("make"))), machine=_pod(default="java"))
    reasons = _reasons(plan)
    assert [one.split(":")[0] for one in reasons] == [
        "the image of the container java is not known",
        "the image of the container go is not known",
    ]
    (build,) = [one.script for one in built(plan).project.buildspec.build]
    assert "in_container" not in build
    settings = Settings(containers={"go": "golang:1", "java": "temurin:21"})
    assert not [one for one in _reasons(plan, settings) if "not known" in one]
    lines = [one.script for one in built(plan, facts_of(settings=settings)).project.buildspec.build]
    assert [line.split()[-1] for line in lines[:3]] == ["temurin:21", "golang:1", "container=$pod_java"]


def test_scripts_outside_of_containers_are_told_of() -> None:
    told = "scripts outside of the containers of the pod run in the image of the build: its tools may differ"
    assert told in _reasons(plan_of(stage("Build", sh("make")), machine=_pod(_waiting("go"))))
    assert told not in _reasons(plan_of(stage("Build", sh("make")), machine=_pod(_waiting("go"), default="go")))


def test_a_pod_on_windows_stops() -> None:
    chosen = choose(_pod(_waiting("go")), {}, Settings(), Estate({}), windows=True)
    assert chosen.stop
    assert [one.blocking for one in chosen.remarks] == [True]
