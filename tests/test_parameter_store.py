"""Parameters of the Parameter Store as variables, in a build that finds a stand-in for the AWS CLI."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from migrate.validate.output import validate_job
from tests.codebuild import SHELLS
from tests.test_aws_calls import Rig
from tests.whole_jobs import converted, declarative


@pytest.fixture(params=SHELLS)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Rig:
    return Rig(tmp_path, str(request.param))


def _below(**parameters: str) -> dict[str, list[Any]]:
    found = [{"Name": name.replace("__", "/"), "Value": value} for name, value in parameters.items()]
    return {"ssm get-parameters-by-path": [[0, json.dumps(found)]]}


@pytest.mark.parametrize(
    ("settings", "name", "words"),
    [
        ("", "HOST_NAME", ["--no-recursive"]),
        (", recursive: true", "HOST_NAME", ["--recursive"]),
        (", naming: 'basename'", "HOST_NAME", ["--no-recursive"]),
        (", naming: 'relative'", "DB_HOST_NAME", ["--no-recursive"]),
        (", naming: 'absolute'", "SHOP_DB_HOST_NAME", ["--no-recursive"]),
    ],
)
def test_parameters_below_a_path_are_variables(rig: Rig, settings: str, name: str, words: list[str]) -> None:
    steps = f"withAWSParameterStore(path: '/shop'{settings}) {{ sh 'printf %s \"${name}\" > seen' }}"
    text = "it's $HOME\n`x`"
    ended = rig.run(steps + "\nsh 'env > after'", _below(**{"__shop__db__host-name": text}))
    assert ended.succeeded, ended.output
    assert (rig.workspace / "seen").read_text() == text
    assert f"{name}=" not in (rig.workspace / "after").read_text()
    (call,) = rig.calls("ssm", "get-parameters-by-path")
    assert call[3:] == ["--path", "/shop", *words, "--with-decryption", "--output", "json", "--query", "Parameters"]


def test_the_role_of_the_build_may_read_below_the_path(tmp_path: Path) -> None:
    job = converted(tmp_path, declarative("steps { withAWSParameterStore(path: '/shop/') { sh 'true' } }"))
    assert not list(validate_job(job.folder))
    template = (job.folder / "template.yaml").read_text()
    assert "ssm:GetParametersByPath" in template
    assert "parameter/shop/*" in template


def test_parameters_are_found_by_their_names(rig: Rig) -> None:
    answers = {
        "ssm describe-parameters": [[0, "shop.a\n/mail/b"]],
        "ssm get-parameter": [[0, json.dumps([{"Name": name, "Value": name}])] for name in ("shop.a", "/mail/b")],
    }
    steps = "withAWSParameterStore(namePrefixes: 'shop,/mail') { sh 'echo \"$SHOP_A $MAIL_B\" > seen' }"
    assert rig.run(steps, answers).succeeded
    assert (rig.workspace / "seen").read_text() == "shop.a /mail/b\n"
    (call,) = rig.calls("ssm", "describe-parameters")
    assert call[4] == "Key=Name,Option=BeginsWith,Values=shop,/mail"


def test_parameters_that_cannot_be_read_fail_the_build(rig: Rig) -> None:
    steps = "withAWSParameterStore(path: '/shop') { sh 'touch seen' }"
    assert not rig.run(steps, {"ssm get-parameters-by-path": [[254, "AccessDenied"]]}).succeeded
    assert not (rig.workspace / "seen").exists()


def test_a_key_reads_the_parameters_and_does_nothing_else(rig: Rig) -> None:
    secrets = {"deploy:accessKeyId": "AKIA", "deploy:secretAccessKey": "s"}
    steps = "withAWSParameterStore(path: '/shop', credentialsId: 'deploy') { sh 'aws s3 ls' }"
    assert rig.run_with(secrets, steps, _below(__shop__a="1")).succeeded
    assert [(one[0], one[1]) for one in rig.calls()] == [("AKIA", "ssm"), ("", "s3")]


def test_what_is_no_name_of_a_variable_is_told_of(rig: Rig) -> None:
    ended = rig.run("withAWSParameterStore(path: '/shop') { sh 'true' }", _below(__shop__1st="x"))
    assert ended.succeeded
    assert "/shop/1st is no name for a variable of the shell" in ended.output
