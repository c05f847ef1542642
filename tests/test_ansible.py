"""Ansible's commands in a build that finds stand-ins for them, which tell what they are given."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.codebuild import SHELLS, Ended, run_build
from tests.whole_jobs import converted, declarative

_TOLD = """#!/bin/sh
echo "$(basename "$0") $PYTHONUNBUFFERED $ANSIBLE_FORCE_COLOR"
for one in "$@"; do echo "<$one>"; [ ! -f "$one" ] || sed 's/^/  /' "$one"; done
"""


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _run(folder: Path, shell: str, step: str, secrets: Mapping[str, str] | None = None) -> Ended:
    (folder / "tools").mkdir()
    (folder / "w").mkdir()
    for name in ("ansible-playbook", "ansible", "sshpass"):
        (folder / "tools" / name).write_text(_TOLD)
        (folder / "tools" / name).chmod(0o755)
    job = converted(folder, declarative(f"environment {{ TAG = 'v 1' }}\nsteps {{ {step} }}"))
    spec = next(iter(job.folder.glob("buildspecs/*.yml"))).read_text("utf-8")
    tools = str(folder / "tools")
    return run_build(spec, folder / "w", folder / "scratch", shell=shell, path=tools, secrets=secrets)


def _key(phrase: str) -> dict[str, str]:
    parts = {"privateKey": "the key", "username": "me", "passphrase": phrase}
    return {f"jenkins/deploy:{name}": value for name, value in parts.items()}


def test_a_playbook_is_given_its_words(tmp_path: Path, shell: str) -> None:
    step = """ansiblePlaybook playbook: 'site.yml', inventory: 'hosts', limit: 'we b', extras: '--diff "-e x=1 2"',
        extraVars: [plain: 'x', blank: "${env.TAG}", on: true]"""
    ended = _run(tmp_path, shell, step)
    given = ["<site.yml>", "<-l>", "<we b>", "<-i>", "<hosts>"]
    extra = ["<-e>", "<plain=x>", "<-e>", "<blank='v 1'>", "<-e>", '<{"on":true}>', "<--diff>", "<-e x=1 2>"]
    assert ended.succeeded
    assert ended.output.strip().splitlines()[-14:] == ["ansible-playbook 1 ", *given, *extra][-14:]


def test_an_inventory_of_the_step_is_a_file_for_the_while(tmp_path: Path, shell: str) -> None:
    ended = _run(tmp_path, shell, "ansibleAdhoc hosts: 'all', module: 'ping', inventoryContent: '[web]\\nlocalhost'")
    assert "<all>\n<-m>\n<ping>\n<-i>" in ended.output
    assert "  [web]\n  localhost" in ended.output
    assert not list((tmp_path / "w").glob("inventory*"))


def test_a_login_is_a_key_where_nobody_knows_its_kind(tmp_path: Path, shell: str) -> None:
    step = "ansiblePlaybook playbook: 'site.yml', credentialsId: 'deploy', vaultCredentialsId: 'vault'"
    ended = _run(tmp_path, shell, step, _key("") | {"jenkins/vault": "open"})
    assert ended.succeeded, ended.output
    lines = ended.output.splitlines()
    assert lines[lines.index("<--private-key>") + 2 :][:3] == ["  the key", "<-u>", "<me>"]
    assert lines[lines.index("<--vault-password-file>") + 2] == "  open"


def test_a_key_with_a_passphrase_stops_the_build(tmp_path: Path, shell: str) -> None:
    ended = _run(tmp_path, shell, "ansiblePlaybook playbook: 'site.yml', credentialsId: 'deploy'", _key("phrase"))
    assert not ended.succeeded
    assert "a key with a passphrase is not handed to Ansible" in ended.output
    assert "site.yml" not in ended.output
