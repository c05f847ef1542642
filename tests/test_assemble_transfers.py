"""Files that a build puts on a server, and commands there: what the programs are asked to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model import contribution as c
from migrate.model.plan import Placed
from migrate.model.source import Literal, Reference, ReferenceKind, Template
from migrate.writers.buildspec import write_buildspec
from tests.codebuild import SHELLS, Ended, run_build
from tests.plans import built, facts_of, placed, plan_of, stage

_SAYS = """#!/bin/sh
printf '%s' "${0##*/}"
for one in "$@"; do [ -e "$one" ] && { printf ' %s' file; cat "$one" > /dev/null; } || printf ' [%s]' "$one"; done
echo
cat
"""
_SERVER = {"host": "h", "port": "2222", "username": "u", "privateKey": "k", "password": 'p"w', "directory": "/srv"}


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _run(tmp_path: Path, shell: str, *work: Placed) -> Ended:
    workspace, tools = tmp_path / "workspace", tmp_path / "bin"
    for name in ("dist/a b.txt", "dist/in/c.txt", "dist/c.txt", ".git/config", "d.txt"):
        (workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace / name).write_text(name, "utf-8")
    tools.mkdir()
    for name in ("sftp", "ssh", "curl"):
        (tools / name).write_text(_SAYS, "utf-8")
        (tools / name).chmod(0o755)
    one = built(plan_of(stage("Build", *work)), facts_of([c.Parameter("B", Literal("x"))]))
    secrets = {f"jenkins/{kind}/web:{key}": value for kind in ("sftp", "ftp") for key, value in _SERVER.items()}
    spec = write_buildspec(one.project.buildspec)
    scratch, given = tmp_path / "scratch", {"B": "/x/"}
    return run_build(spec, workspace, scratch, shell=shell, secrets=secrets, variables=given, path=str(tools))


def _transfer(protocol: c.Protocol = c.Protocol.SFTP, **more: object) -> Placed:
    return placed(c.Transfer("web", protocol, **more))  # type: ignore[arg-type]


_FOLDER = Template((Reference(ReferenceKind.PARAMETER, "B"), Literal("y z/")))


def test_files_go_by_sftp_without_their_prefix(tmp_path: Path, shell: str) -> None:
    work = _transfer(files=("dist/**",), excludes=("dist/c.txt",), prefix=Literal("dist/"), folder=_FOLDER)
    ended = _run(tmp_path, shell, work)
    assert ended.succeeded, ended.output
    lines = ended.output.splitlines()
    assert lines[0].startswith("sftp [-q] [-b] [-] [-P] [2222] [-i] file")
    assert lines[0].endswith(" [u@h]")
    assert lines[1:] == [
        *('cd "/srv"', '-mkdir "x"', '-mkdir "x/y z"', 'put "dist/a b.txt" "x/y z/a b.txt"'),
        *('-mkdir "x/y z/in"', 'put "dist/in/c.txt" "x/y z/in/c.txt"'),
    ]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"prefix": Literal("dist")}, "The path of d.txt does not begin with dist/"),
        ({"flat": True}, "Two files are called c.txt"),
    ],
)
def test_files_that_have_no_place_of_their_own_fail(
    tmp_path: Path, shell: str, more: dict[str, object], says: str
) -> None:
    ended = _run(tmp_path, shell, _transfer(files=("**",), **more))
    assert not ended.succeeded
    assert says in ended.output
    assert "sftp" not in ended.output


def test_nothing_to_put_is_no_failure(tmp_path: Path, shell: str) -> None:
    ended = _run(tmp_path, shell, _transfer(files=("none/**",)))
    assert ended.succeeded
    assert ended.output == ""


def test_a_command_has_the_variables_of_the_build_and_leaves_others_to_the_server(tmp_path: Path, shell: str) -> None:
    command = Literal("""cd $B; for i in 'a' "b"; do echo $i ${B} $$1; done""")
    ended = _run(tmp_path, shell, _transfer(command=command, seconds=9, terminal=True))
    assert ended.succeeded, ended.output
    assert ended.output.startswith("ssh [-tt] [-p] [2222] [-i] file")
    assert """[u@h] [cd /x/; for i in 'a' "b"; do echo $i /x/ $1; done]""" in ended.output


def test_files_go_by_ftp(tmp_path: Path, shell: str) -> None:
    ended = _run(tmp_path, shell, _transfer(c.Protocol.FTP, files=("dist/a*", "d.txt"), flat=True))
    assert ended.succeeded, ended.output
    assert ended.output.startswith("curl [--fail-early]")
    assert ended.output.count('user = "u:p\\"w"\nssl\n') == 2
    assert 'upload-file = "dist/a b.txt"\nurl = "ftp://h:2222/%2Fsrv/a%20b.txt"' in ended.output
