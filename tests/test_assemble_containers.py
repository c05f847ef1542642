"""Steps in a container, run with what stands in for docker."""

from __future__ import annotations

import base64
import os
import sys
import time
from pathlib import Path

import pytest

from migrate.assemble.containers import options_of
from migrate.assemble.shell import word
from migrate.model import contribution as c
from migrate.model.plan import Placed, Plan
from migrate.model.source import Literal, Reference, ReferenceKind, Value
from migrate.writers.buildspec import write_buildspec
from tests.codebuild import SHELLS, Ended, run_build
from tests.plans import built, env, facts_of, param, placed, plan_of, post, sh, stage, text, variable


class Machine:
    """A build on a machine with docker."""

    def __init__(self, folder: Path, shell: str) -> None:
        self.folder, self.shell = folder, shell
        self.workspace = folder / "w"
        self.workspace.mkdir()
        (folder / "tools").mkdir()
        program = (Path(__file__).parent / "docker.py").read_text("utf-8").partition("\n")[2]
        (folder / "tools" / "docker").write_text(f"#!{sys.executable}\n{program}", "utf-8")
        (folder / "tools" / "docker").chmod(0o755)

    def steps(self, *work: Placed, **more: object) -> Ended:
        return self.plan(plan_of(stage("Build", *work), **more))

    def plan(self, plan: Plan, secrets: dict[str, str] | None = None) -> Ended:
        one = built(plan, facts_of([c.Parameter("P", Literal("x"))]))
        assert one.project.privileged
        return run_build(
            write_buildspec(one.project.buildspec),
            self.workspace,
            self.folder / "scratch",
            shell=self.shell,
            secrets=secrets,
            variables={"P": "it's\n$P", "MACHINE": "m", "CALLS": str(self.folder / "calls")},
            path=str(self.folder / "tools"),
        )

    def calls(self) -> list[str]:
        return (self.folder / "calls").read_text().splitlines()

    def running(self) -> list[str]:
        return [one.name for one in (self.folder / "containers").glob("container*")]


@pytest.fixture(params=SHELLS)
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Machine:
    return Machine(tmp_path, str(request.param))


def _inside(*body: Placed, args: Value | str = "", image: str = "node:20") -> Placed:
    given = Literal(args) if isinstance(args, str) else args
    return placed(c.InImage(Literal(image), given), *body)


def test_scripts_run_in_the_container_and_it_ends_with_its_block(machine: Machine) -> None:
    ended = machine.steps(
        _inside(sh('echo "in ${CONTAINER-none} $(pwd)" > in.txt; echo kept > kept.txt')),
        sh('echo "in ${CONTAINER-none}" > after.txt; cat kept.txt'),
    )
    assert ended.succeeded, ended.output
    assert (machine.workspace / "in.txt").read_text() == f"in container0 {machine.workspace}\n"
    assert (machine.workspace / "after.txt").read_text() == "in none\n"
    assert machine.running() == []


def test_the_container_is_started_as_the_plugin_does(machine: Machine) -> None:
    ended = machine.steps(_inside(sh("true"), args="--entrypoint='' -v \"a b:/c\" -e X=$HOME"), _inside(sh("true")))
    assert ended.succeeded, ended.output
    calls = [one for one in machine.calls() if one.split()[0] in ("pull", "run", "rm")]
    where = f"-w {machine.workspace} -v {machine.workspace}:{machine.workspace}:rw,z"
    assert calls[0] == "pull node:20"
    user = f"-u {os.getuid()}:{os.getgid()}"
    assert calls[1].startswith(f"run -t -d {user} --entrypoint= -v a b:/c -e X=$HOME {where}")
    assert calls[1].endswith(" node:20 cat")
    assert calls[2] == "rm -f --volumes container0"
    assert calls[3].startswith(f"run -t -d {user} {where}")  # no second pull


@pytest.mark.parametrize("script", ["false\ntouch never", "exit 3", "#!/bin/sh\nexit 7"])
def test_a_script_that_fails_in_the_container_fails_the_step(machine: Machine, script: str) -> None:
    ended = machine.steps(_inside(sh(script), sh("touch never")), sh("touch never"))
    assert not ended.succeeded
    assert not (machine.workspace / "never").exists()
    assert machine.running() == []


def test_a_container_that_does_not_start_fails_the_step(machine: Machine) -> None:
    ended = machine.steps(_inside(sh("touch never"), image="missing:1"))
    assert not ended.succeeded
    assert not (machine.workspace / "never").exists()


def test_the_container_gets_the_jobs_environment_and_not_the_machines(machine: Machine) -> None:
    show = sh('printf "%s|" "$P" "${MACHINE-}" "$TOP" "$COPY" "$INNER" "$JOB_NAME" "$HOME" "${GONE-}" > env.txt')
    work = placed(c.WithVariables((("INNER", text("<", param("P"), ">")), ("GONE", Literal("")))), _inside(show))
    entries = (
        variable("TOP", "top"),
        variable("HOME", text(env("TOP"), "/home")),
        variable("COPY", text(env("TOP"), " copy")),
    )
    ended = machine.steps(work, environment=(*entries, variable("GONE", "here")))
    assert ended.succeeded, ended.output
    seen = (machine.workspace / "env.txt").read_text()
    assert seen == "it's\n$P||top|top copy|<it's\n$P>|team/app|top/home||"


def test_values_stand_in_the_text_as_groovy_puts_them_there(machine: Machine) -> None:
    script = text("cat <<'EOF' > out.txt\n", env("TOP"), "\n$HOME `x` \"q\" \\\\ 'r'\nEOF")
    interpreted = text("#!/bin/sh\n# ", env("TOP"), "\nprintf '%s' \"$0\" > name.txt; exit 0\nfalse")
    ended = machine.steps(
        _inside(placed(c.Command(script)), placed(c.Command(interpreted))), environment=(variable("TOP", "it's"),)
    )
    assert ended.succeeded, ended.output
    assert (machine.workspace / "out.txt").read_text() == "it's\n$HOME `x` \"q\" \\\\ 'r'\n"
    assert "@tmp/" in (machine.workspace / "name.txt").read_text()


def test_other_steps_work_on_the_machine_around_it(machine: Machine) -> None:
    inner = placed(c.InDirectory(Literal("sub")), sh("pwd > where.txt"))
    write = placed(c.WriteFile(Literal("f.txt"), Literal("text")))
    ended = machine.steps(_inside(inner, write, placed(c.ArchiveArtifacts(("*.txt",))), sh("cat f.txt")))
    assert ended.succeeded, ended.output
    assert (machine.workspace / "sub" / "where.txt").read_text() == f"{machine.workspace}/sub\n"
    assert ended.output.endswith("text")


def test_a_secret_file_can_be_read_in_the_container(machine: Machine) -> None:
    file = c.SecretVariable("FILE", Literal("file"), c.SecretShape.FILE, "content", c.SecretForm.FILE_PATH)
    secrets = {"jenkins/file:name": "f", "jenkins/file:content": base64.b64encode(b"secret").decode()}
    work = _inside(placed(c.WithSecrets((file,)), sh('cat "$FILE"; echo "${CREDENTIAL_FILE_CONTENT-unset}"')))
    ended = machine.plan(plan_of(stage("Build", work)), secrets)
    assert ended.succeeded, ended.output
    assert ended.output.endswith("secretunset\n")
    assert f"{machine.workspace}@tmp:{machine.workspace}@tmp:rw,z" in " ".join(machine.calls())


def test_a_time_out_ends_the_container(machine: Machine) -> None:
    ended = machine.steps(placed(c.WithTimeout(1), _inside(sh("sleep 60"))), post=(post("always", sh("true")),))
    assert not ended.succeeded
    end = time.monotonic() + 20  # the shell that removes it ends a moment after the one that is waited for
    while machine.running() and time.monotonic() < end:
        time.sleep(0.05)
    assert machine.running() == []


def test_a_stage_that_goes_on_in_a_container_within_a_build(machine: Machine) -> None:
    own = placed(c.InImage(Literal("node:20"), same_workspace=True))
    show = sh('echo "${CONTAINER-none}" >> log')
    inner = stage("Inner", show, machine=own, post=(post("always", show),))
    outer = stage("Outer", stages=(stage("A", show), inner), post=(post("always", show),))
    ended = machine.plan(plan_of(outer))
    assert ended.succeeded, ended.output
    assert (machine.workspace / "log").read_text().split() == ["none", "container0", "container0", "none"]


@pytest.mark.parametrize(
    "image",
    [
        c.InImage(Literal(""), dockerfile="Dockerfile"),
        c.InImage(Literal("x"), registry_credentials="login"),
        c.InImage(Literal("x"), Literal("-e 'open")),
    ],
)
def test_what_is_not_exact_stops(image: c.InImage) -> None:
    one = built(plan_of(stage("Build", placed(image, sh("make")))))
    assert [remark.blocking for remark in one.remarks] == [True]
    nested = built(plan_of(stage("Build", _inside(_inside(sh("make"))))))
    assert [remark.blocking for remark in nested.remarks] == [False, True]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (Literal(""), []),
        (Literal("-u root:root -e A='b c'"), ["-u", "root:root", "'-e'", "'A=b c'"]),
        (text("-v ", env("WORKSPACE"), "/x:/y -u ", env("U")), ["-v", '"${WORKSPACE}/x:/y"', "-u", '"${U}"']),
        (env("ARGS"), ['"${ARGS}"']),
    ],
)
def test_options_are_split_as_docker_gets_them(args: Value, words: list[str]) -> None:
    def expansion(reference: Reference) -> str:
        return f"${{{reference.name}}}"

    assert [word(one, expansion) for one in options_of(args) or []] == [one.replace("'-e'", "-e") for one in words]


def test_output_and_status_of_a_script_in_the_container(machine: Machine) -> None:
    """xargs tells no status of its own command: it is handed on beside it."""
    kept = [
        placed(c.Capture("out", c.Command(Literal("echo $CONTAINER; echo log >&2")))),
        placed(c.Capture("code", c.Command(Literal("echo x; exit 3")), status=True)),
        placed(c.Capture("file", c.Command(Literal("#!/bin/sh\nexit 4\n")), status=True)),
    ]
    values = [Reference(ReferenceKind.VARIABLE, name) for name in ("out", "code", "file")]
    ended = machine.steps(_inside(*kept), placed(c.WriteFile(Literal("log"), text(*values))))
    assert ended.succeeded, ended.output
    assert (machine.workspace / "log").read_text() == "container0\n34"
    assert "x\n" in ended.output
