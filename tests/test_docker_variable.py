"""The variable `docker` of a pipeline, from its Groovy to what the build runs, with what stands in for docker."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.assemble.pipeline import assemble
from migrate.mapping.engine import Engine
from migrate.mapping.planner import plan_job
from migrate.mapping.registry import built_in
from migrate.model.estate import Estate
from migrate.model.ledger import Outcome
from migrate.model.settings import Layout, Settings
from migrate.readers.jenkinsfile import read_jenkinsfile
from migrate.writers.buildspec import write_buildspec
from tests.codebuild import SHELLS, Ended, run_build
from tests.test_assemble_containers import Machine

_CHECKED_OUT = "node {{\n  checkout scm\n  {}\n}}\n"


@pytest.fixture(params=SHELLS)
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Machine:
    return Machine(tmp_path, str(request.param))


def _run(machine: Machine, script: str, **secrets: str) -> Ended:
    """Run a script as the one build that it becomes; every leaf of it must be converted."""
    reading = read_jenkinsfile(_CHECKED_OUT.format(script), name="job", file="Jenkinsfile")
    plan, ledger = plan_job(reading, Engine(built_in()))
    assert plan is not None
    assert not [one for one in ledger.close() if one.verdict.outcome is Outcome.GAP]
    delivery, remarks = assemble(plan, Settings(layout=Layout.FUSED), Estate())
    assert not [one for one in remarks if one.gap]
    (project,) = delivery.projects
    assert project.privileged
    return run_build(
        write_buildspec(project.buildspec),
        machine.workspace,
        machine.folder / "scratch",
        shell=machine.shell,
        secrets=secrets,
        variables={"IMAGE": "team/app:7", "PLAIN": "r.example.com:5000/app", "CALLS": str(machine.folder / "calls")},
        path=str(machine.folder / "tools"),
    )


def _calls(machine: Machine, *commands: str) -> list[str]:
    return [one for one in machine.calls() if one.split()[0] in commands]


def test_a_container_beside_a_block_is_stopped_whatever_happens(machine: Machine) -> None:
    ended = _run(
        machine,
        """docker.image('db').withRun('-e A=b', 'serve -x') { c ->
             echo "at ${c.port(80)}"
             docker.image('go').inside("--link ${c.id}:db") { sh 'echo $CONTAINER > log; exit 3' }
           }
           sh 'touch never'""",
    )
    assert not ended.succeeded
    assert not (machine.workspace / "never").exists()
    assert "at 0.0.0.0:180\n" in ended.output
    assert (machine.workspace / "log").read_text() == "container1\n"
    run = _calls(machine, "run")
    assert run[0] == "run -d -e A=b db serve -x"
    assert "--link container0:db" in run[1]
    assert _calls(machine, "stop", "rm")[-2:] == ["stop container0", "rm -f --volumes container0"]
    assert machine.running() == []


def test_a_container_runs_until_it_is_stopped(machine: Machine) -> None:
    ended = _run(machine, "def c = docker.image('db').run()\n sh 'docker port one 1 || true'\n c.stop()")
    assert ended.succeeded, ended.output
    assert _calls(machine, "run", "port", "stop") == ["run -d db", "port one 1", "stop container0"]
    assert machine.running() == []


def test_a_block_gives_what_it_does(machine: Machine) -> None:
    ended = _run(
        machine,
        """def inside = docker.image('go').inside { sh(script: 'echo $CONTAINER', returnStdout: true).trim() }
           def version = dir('sub') { withEnv(['A=1']) { sh(script: 'echo v$A', returnStdout: true).trim() } }
           echo "inside ${inside}, version ${version}" """,
    )
    assert ended.succeeded, ended.output
    assert "inside container0, version v1\n" in ended.output


@pytest.mark.parametrize(
    ("script", "pushed"),
    [
        ("docker.build('app').push()", ["app:latest"]),
        ("docker.build('app:1').push()", ["app:1"]),
        ("def i = docker.build('app:1', '--pull .'); i.push('2'); i.push()", ["app:2", "app:1"]),
        ('docker.build("team/${env.IMAGE}").push()', ["team/team/app:7"]),
        ("docker.build(env.IMAGE).push('latest')", ["team/app:latest"]),
        ("docker.build(env.PLAIN).push('latest')", ["r.example.com:latest"]),  # the last colon, as in Jenkins
        ("def t = docker.build('app:1').tag('x'); sh \"docker push ${t}\"", ["app:x"]),
    ],
)
def test_images_are_tagged_as_the_plugin_does(machine: Machine, script: str, pushed: list[str]) -> None:
    ended = _run(machine, script)
    assert ended.succeeded, ended.output
    assert _calls(machine, "push") == [f"push {one}" for one in pushed]


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("'team/app:1'", "r.example.com:5000/team/app:1"),
        ("'r.example.com:5000/app:1'", "r.example.com:5000/app:1"),
        ("env.IMAGE", "r.example.com:5000/team/app:7"),
    ],
)
def test_the_registry_around_stands_in_front_of_a_name(machine: Machine, image: str, name: str) -> None:
    script = f"""def i = docker.build({image})
      docker.withRegistry('https://r.example.com:5000') {{
        i.push()
        sh 'echo $DOCKER_REGISTRY_URL'
        echo "as ${{i.imageName()}}, here ${{i.id}}"
      }}
      i.push()"""
    ended = _run(machine, script)
    assert ended.succeeded, ended.output
    own = name if "5000" in image else name.partition("/")[2]
    assert _calls(machine, "push") == [f"push {name}", f"push {own}"]
    assert f"https://r.example.com:5000\nas {name}, here {own}\n" in ended.output
