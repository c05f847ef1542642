"""Credentials that hold for a block: files, keys in a real ssh-agent, logins of a docker that stands in for docker."""

from __future__ import annotations

import base64
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from migrate.model import contribution as c
from migrate.model.plan import Placed
from migrate.model.source import Literal, Value
from migrate.writers.buildspec import write_buildspec
from tests.codebuild import SHELLS, Ended, run_build
from tests.plans import built, env, facts_of, placed, plan_of, post, sh, stage, variable

_DOCKER = """#!/bin/sh
echo "$* $(cat 2> /dev/null)" >> "$CALLS"
[ "$1" != login ] || echo "$*" >> "$DOCKER_CONFIG/config.json"
"""
_AWS = """#!/bin/sh
echo "token of $AWS_ACCESS_KEY_ID/$AWS_SECRET_ACCESS_KEY${AWS_SESSION_TOKEN}: $*"
"""
_LOGIN = {"jenkins/login:username": "it's me", "jenkins/login:password": "p$ss `word`"}


class Machine:
    """A build with tools of its own on the path."""

    def __init__(self, folder: Path, shell: str) -> None:
        self.folder, self._shell = folder, shell
        self.workspace = folder / "w"
        (folder / "tools").mkdir()
        self.workspace.mkdir()
        for name, text in (("docker", _DOCKER), ("aws", _AWS)):
            (folder / "tools" / name).write_text(text)
            (folder / "tools" / name).chmod(0o755)

    def run(self, *work: Placed, secrets: dict[str, str], **more: object) -> Ended:
        one = built(plan_of(stage("Build", *work), **more), facts_of())
        return run_build(
            write_buildspec(one.project.buildspec),
            self.workspace,
            self.folder / "scratch",
            shell=self._shell,
            secrets=secrets,
            variables={"CALLS": str(self.folder / "calls"), "AWS_SESSION_TOKEN": "the build's own"},
            path=str(self.folder / "tools"),
        )

    def calls(self) -> str:
        return (self.folder / "calls").read_text()

    def kept(self) -> list[Path]:
        """What still stands beside the workspace."""
        return list((self.folder / "w@tmp").rglob("*"))


@pytest.fixture(params=SHELLS)
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Machine:
    return Machine(tmp_path, str(request.param))


def _file(name: str) -> Placed:
    variable = c.SecretVariable(name, Literal(name), c.SecretShape.FILE, "content", c.SecretForm.FILE_PATH)
    return placed(c.WithSecrets((variable,)))


def _in(scope: Placed, *body: Placed) -> Placed:
    return Placed(scope.contribution, scope.origin, body)


def test_a_secret_file_stays_until_its_own_block_ends(machine: Machine) -> None:
    content = base64.b64encode(b"text").decode()
    secrets = {f"jenkins/{name}:name": name for name in "ABC"}
    secrets |= {f"jenkins/{name}:content": content for name in "ABC"}
    work = _in(_file("A"), _in(_file("B"), sh('cat "$A" "$B"')), sh('cat "$A" "$C"; [ -z "${B-}" ]'))
    ended = machine.run(work, sh('cat "$C"; [ ! -e "${A-}" ]'), secrets=secrets, environment=(_file("C"),))
    assert ended.succeeded, ended.output
    assert machine.kept() == []


# ---- ssh-agent -------------------------------------------------------------------------------------------------------


needs_ssh = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="openssh-client is not installed")


def _key(folder: Path, phrase: str) -> str:
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", phrase, "-C", f"key «{phrase}»", "-f", str(folder / "key")]
    subprocess.run(command, check=True)
    text = (folder / "key").read_text()
    for one in ("key", "key.pub"):
        (folder / one).unlink()
    return text


def _ssh(*credentials: Value) -> Placed:
    return placed(c.WithSshKeys(credentials or (Literal("key"),)))


@needs_ssh
@pytest.mark.parametrize("phrase", ["", "it's $a `phrase`"])
@pytest.mark.parametrize("level", ["steps", "pipeline"])
def test_an_agent_holds_the_key_for_its_block_alone(machine: Machine, phrase: str, level: str) -> None:
    secrets = {"jenkins/key:privateKey": _key(machine.folder, phrase), "jenkins/key:passphrase": phrase}
    look = sh("ssh-add -l; echo $SSH_AGENT_PID > pid")
    if level == "steps":
        work, more = (_in(_ssh(), look), sh("! ssh-add -l")), {}
    else:
        work, more = (look,), {"environment": (_ssh(),), "post": (post("always", sh("ssh-add -l")),)}
    ended = machine.run(*work, secrets=secrets, **more)
    assert ended.succeeded, ended.output
    assert ended.output.count("(ED25519)") == (1 if level == "steps" else 2)
    assert machine.kept() == []
    process = (machine.workspace / "pid").read_text().strip()
    end = time.monotonic() + 20
    while not _has_ended(process) and time.monotonic() < end:
        time.sleep(0.05)
    assert _has_ended(process)


def _has_ended(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@needs_ssh
@pytest.mark.parametrize("wrong", ["phrase", "key"])
def test_a_key_that_the_agent_does_not_take_fails(machine: Machine, wrong: str) -> None:
    key = _key(machine.folder, "right") if wrong == "phrase" else "no key"
    secrets = {"jenkins/key:privateKey": key, "jenkins/key:passphrase": "wrong"}
    ended = machine.run(_in(_ssh(), sh("touch ran")), secrets=secrets)
    assert not ended.succeeded
    assert not (machine.workspace / "ran").exists()
    assert machine.kept() == []


# ---- docker login ----------------------------------------------------------------------------------------------------


def _registry(url: Value, credentials: str = "login") -> Placed:
    return placed(c.WithRegistry(url, Literal(credentials)))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (Literal(""), "https://index.docker.io/v1/"),
        (Literal("https://r.example.com"), "https://r.example.com"),
        (env("REGISTRY"), "https://from.example.com/v2"),
    ],
)
def test_docker_is_logged_in_for_the_block_alone(machine: Machine, url: Value, said: str) -> None:
    outer = _registry(Literal("https://outer.example.com"))
    look = 'echo "${DOCKER_CONFIG-none}"; [ -z "${DOCKER_CONFIG-}" ] || cat "$DOCKER_CONFIG/config.json"'
    ended = machine.run(
        _in(outer, _in(_registry(url), sh(look)), sh(f"echo after; {look}")),
        sh(f"echo end; {look}"),
        secrets=_LOGIN,
        environment=(variable("REGISTRY", "https://from.example.com/v2"),),
    )
    inner, _, rest = ended.output.partition("after")
    after, _, end = rest.partition("end")
    assert f"login --username it's me --password-stdin {said} p$ss `word`\n" in machine.calls()
    assert said in inner and "outer.example.com" in inner
    assert "outer.example.com" in after and said not in after
    assert end.split() == ["none"]
    assert machine.kept() == []


def test_a_login_at_ecr_is_made_with_the_keys_of_the_credential(machine: Machine) -> None:
    secrets = {"jenkins/deploy:accessKeyId": "AKIA", "jenkins/deploy:secretAccessKey": "s"}
    url = Literal("https://1.dkr.ecr.eu-west-1.amazonaws.com")
    ended = machine.run(_in(_registry(url, "ecr:eu-west-1:deploy"), sh("true")), secrets=secrets)
    assert ended.succeeded, ended.output
    said = "token of AKIA/s: ecr get-login-password --region eu-west-1"
    assert machine.calls() == f"login --username AWS --password-stdin {url.value} {said}\n"


def test_a_credential_of_another_kind_stops_the_build() -> None:
    work = _in(_ssh(Literal("login")), sh("true"))
    facts = facts_of(credentials={"login": c.SecretShape.USERNAME_PASSWORD})
    one = built(plan_of(stage("Build", work)), facts)
    assert [remark.because for remark in one.remarks if remark.blocking] == [
        "the credential login is no SSH user name with private key"
    ]
    gcr = built(plan_of(stage("Build", _in(_registry(Literal(""), "gcr:project"), sh("true")))))
    assert [remark.blocking for remark in gcr.remarks] == [True]


def test_a_build_that_logs_in_may_run_docker() -> None:
    assert built(plan_of(stage("Build", _in(_registry(Literal("")), sh("true"))))).project.privileged
