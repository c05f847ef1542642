"""Variables that a build reads from a properties file, as EnvInject does: run as CodeBuild would."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model import contribution as c
from migrate.model.source import Literal
from tests.codebuild import SHELLS
from tests.plans import env, param, placed, plan_of, post, sh, stage, text
from tests.test_assemble_commands import Rig


@pytest.fixture(params=SHELLS)
def rig(tmp_path: Path, request: pytest.FixtureRequest) -> Rig:
    return Rig(tmp_path, str(request.param))


def _read(path: str = "ci.properties", content: str = "") -> c.ReadVariables:
    return c.ReadVariables(Literal(path), Literal(content))


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("NAME=a value ", "a value"),
        ("  NAME : a = b", "a = b"),
        ("# NAME=no\nNAME yes", "yes"),
        ("NAME=one\\\n   two", "onetwo"),
        ("NAME=first\nNAME=second", "second"),
        ("NAME=", ""),
        (r"NAME=C:\builds\tools", r"C:\builds\tools"),
        (r"NAME=\\server\share", r"\\server\share"),
        (r"NAME=a\:b", "a:b"),
        (r"NAME=a\u0041", r"a\u0041"),
        ("NAME=${OTHER}-1\nOTHER=$BASE", "/opt-1"),
        ('NAME=it\'s "quoted" `id` $(id)', 'it\'s "quoted" `id` $(id)'),
    ],
)
def test_a_value_is_what_the_plugin_makes_of_it(rig: Rig, line: str, value: str) -> None:
    rig.write("ci.properties", line)
    ended = rig.steps(placed(_read()), sh('printf %s "$NAME" > told'), parameters={"BASE": "/opt"})
    assert ended.succeeded, ended.output
    assert rig.read("told") == value


def test_a_value_that_names_what_the_build_lacks_stops(rig: Rig) -> None:
    rig.write("ci.properties", "NAME=$MISSING/x")
    ended = rig.steps(placed(_read()))
    assert not ended.succeeded
    assert "NAME: $MISSING is not defined here" in ended.output


def test_the_text_stands_on_top_of_the_file_and_may_use_its_values(rig: Rig) -> None:
    rig.write("ci.properties", "A=file\nB=b")
    read = _read(content="A=$A and text\nC=$B$A")
    ended = rig.steps(placed(read), sh('echo "$A|$B|$C" > told'))
    assert ended.succeeded, ended.output
    assert rig.read("told") == "file and text|b|bfile and text\n"


def test_a_file_may_be_named_by_a_variable_and_one_that_is_missing_fails(rig: Rig) -> None:
    rig.write("deep/ci.properties", "A=1")
    read = placed(c.ReadVariables(text(param("P"), "/ci.properties")))
    again = placed(c.CatchFailure(), placed(c.ReadVariables(Literal("none.properties"))))
    ended = rig.steps(again, read, sh('[ "$A" = 1 ] && touch on'), parameters={"P": "deep"})
    assert "'none.properties' doesn't exist" in ended.output
    assert rig.has("on")


def test_a_file_that_is_missing_fails(rig: Rig) -> None:
    ended = rig.steps(placed(_read()), sh("touch on"))
    assert not ended.succeeded
    assert "'ci.properties' doesn't exist" in ended.output
    assert not rig.has("on")


def test_what_is_read_within_blocks_holds_after_them_and_in_the_post(rig: Rig) -> None:
    rig.write("a.properties", "A=1")
    rig.write("b.properties", "B=2")
    within = placed(c.InDirectory(Literal(".")), placed(_read("a.properties")))
    around = placed(c.WithVariables((("X", Literal("x")),)), within, placed(_read("b.properties")))
    plan = plan_of(stage("Build", around, sh('echo "$A$B" > told')), post=(post("always", sh('echo "$A$B" > end')),))
    ended = rig.plan(plan)
    assert ended.succeeded, ended.output
    assert (rig.read("told"), rig.read("end")) == ("12\n", "12\n")


def test_later_steps_may_use_a_name_that_only_the_file_knows(rig: Rig) -> None:
    rig.write("ci.properties", "VERSION=7")
    archive = placed(c.ArchiveArtifacts(text("out/", env("VERSION"), ".txt")))
    rig.write("out/7.txt")
    ended = rig.steps(placed(_read()), archive)
    assert ended.succeeded, ended.output
    assert rig.archived(ended) == ["out/7.txt"]


def test_a_name_that_no_shell_knows_is_left_out_and_said(rig: Rig) -> None:
    rig.write("ci.properties", "git.branch=main\nA=1")
    ended = rig.steps(placed(_read()), sh('[ "$A" = 1 ]'))
    assert ended.succeeded, ended.output
    assert "git.branch can't be a variable of a shell" in ended.output


def test_a_value_that_names_a_credential_stops(rig: Rig) -> None:
    rig.write("ci.properties", "URL=https://$TOKEN@host")
    secret = c.SecretVariable("TOKEN", Literal("token"), c.SecretShape.TEXT)
    plan = plan_of(stage("Build", placed(c.WithSecrets((secret,)), placed(_read()))))
    ended = rig.plan(plan, secrets={"jenkins/token": "s3cret"}, credentials={"token": c.SecretShape.TEXT})
    assert not ended.succeeded
    assert "s3cret" not in ended.output
