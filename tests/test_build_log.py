"""A build that reads its own log: what is in it, what finds something there, and that no other build keeps one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from migrate.model import contribution as c
from migrate.model.java_regex import compiled
from migrate.model.plan import Placed
from migrate.model.source import JobKind, Literal
from migrate.writers.buildspec import write_buildspec
from tests.codebuild import SHELLS, Ended, run_build
from tests.plans import built, facts_of, placed, plan_of, post, sh, stage


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _freestyle(tmp_path: Path, shell: str, steps: list[Placed], *posts: Placed, **secrets: str) -> Ended:
    plan = plan_of(stage("Build", *steps), kind=JobKind.FREESTYLE, post=(post("always", *posts),))
    spec = write_buildspec(built(plan).project.buildspec)
    workspace = tmp_path / "workspace"
    workspace.mkdir(exist_ok=True)
    given = {f"jenkins/{name.replace('__', '/')}": value for name, value in secrets.items()}
    return run_build(spec, workspace, tmp_path / "scratch", shell=shell, secrets=given)


def _tasks(*tasks: c.LogTask) -> Placed:
    return placed(c.RunLogTasks(tasks))


def _task(script: str, *texts: str, fails: bool = False, when: c.When = c.When.ALWAYS) -> c.LogTask:
    joined = tuple(("or", text) for text in texts)
    return c.LogTask(joined, c.Command(Literal(script), when=when), fails)


def _found(tmp_path: Path, shell: str, script: str, *texts: str) -> bool:
    ended = _freestyle(tmp_path, shell, [sh(script)], _tasks(_task("touch found", *texts)))
    assert "Not converted" not in ended.output
    return (ended.workspace / "found").exists()


# ---- what is in the log ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "pattern", "found"),
    [
        ("printf 'a%s\\n' b", "ab", True),
        ("printf 'a%s\\n' b >&2", "ab", True),
        ("printf 'a%s\\n' c", "ab", False),
        ("echo $((20 + 3)) >&2; echo $((40 + 5))", "23\\n\\+[+]* echo 45\\n45\\n", True),
        ("x=23; echo $x > file", "\\+ echo 23", True),
        ("#!/bin/sh\nx=23\necho $x > file", "23", False),
        ('echo "$0" $((20 + 3)) > file', "\\+ echo sh 23", True),
        ("false || exit 7", "Build step 'Execute shell' marked build as failure", True),
        ("true", "as failure", False),
    ],
)
def test_the_log_has_what_commands_print_and_which_they_are(
    tmp_path: Path, shell: str, script: str, pattern: str, found: bool
) -> None:
    assert _found(tmp_path, shell, script, pattern) is found


def test_what_goes_into_the_log_is_shown_once_and_in_order(tmp_path: Path, shell: str) -> None:
    ended = _freestyle(
        tmp_path, shell, [sh("#!/bin/sh\necho one\necho two >&2\necho three")], _tasks(_task("true", "x"))
    )
    assert re.findall("^(?:one|two|three)$", ended.output, re.M) == ["one", "two", "three"]


def test_a_command_that_is_kept_in_the_log_ends_as_ever(tmp_path: Path, shell: str) -> None:
    steps = [sh("echo first; (exit 3)"), sh("touch never")]
    ended = _freestyle(tmp_path, shell, steps, _tasks(_task("touch found", "first")))
    assert not ended.succeeded
    assert (ended.workspace / "found").exists()
    assert not (ended.workspace / "never").exists()


def test_what_a_command_leaves_running_holds_nothing_up(tmp_path: Path, shell: str) -> None:
    steps = [sh("sleep 60 & echo $! > pid"), sh("kill $(cat pid) && touch alive")]
    assert _freestyle(tmp_path, shell, steps, _tasks(_task("true", "x"))).succeeded
    assert (tmp_path / "workspace/alive").exists()


def test_scripts_do_not_tell_their_commands_where_a_credential_is_bound(tmp_path: Path, shell: str) -> None:
    secret = c.WithSecrets((c.SecretVariable("KEY", Literal("key"), c.SecretShape.TEXT),))
    steps = [placed(secret, sh('x=23; echo "$KEY$x" > file'))]
    ended = _freestyle(tmp_path, shell, steps, _tasks(_task("touch found", "23")), key="s3cret")
    assert ended.succeeded, ended.output
    assert not (ended.workspace / "found").exists()
    assert "s3cret" not in ended.output


_KEY = c.SecretVariable("KEY", Literal("key"), c.SecretShape.TEXT)


@pytest.mark.parametrize(
    ("plan", "shows"),
    [
        ({}, True),
        ({"traits": (placed(c.Parameter("P", Literal("p"))),)}, True),
        ({"traits": (placed(c.Parameter("P", Literal("p"), secret=True)),)}, False),
        ({"environment": (placed(c.WithSecrets((_KEY,))),)}, False),
    ],
)
def test_where_a_credential_may_be_in_a_command_it_is_not_shown(
    plan: dict[str, tuple[Placed, ...]], shows: bool
) -> None:
    one = built(plan_of(stage("Build", sh("make"), _tasks(_task("true", "x"))), **plan))
    assert ("set -x" in write_buildspec(one.project.buildspec)) is shows
    told = [remark.because for remark in one.remarks]
    assert any("credentials are bound" in because for because in told) is not shows
    assert any("the output of the commands" in because for because in told)


def test_a_credential_in_the_environment_of_a_stage_is_not_shown_either() -> None:
    secret = placed(c.WithSecrets((_KEY,)))
    inner = stage("Inner", sh("make"), environment=(secret,))
    plan = plan_of(stage("Outer", stages=(inner,)), post=(post("always", _tasks(_task("true", "x"))),))
    assert "set -x" not in write_buildspec(built(plan).project.buildspec)


def test_a_script_in_a_container_shows_its_commands_there(tmp_path: Path) -> None:
    pod = c.InPod((c.Container("maven", Literal("maven:3.9"), waits=True),), "maven")
    plan = plan_of(stage("Build", placed(pod, sh("make")), _tasks(_task("true", "x"))))
    assert "in_container sh -xec make" in write_buildspec(built(plan).project.buildspec).replace("'", "")


@pytest.mark.parametrize("kind", [JobKind.DECLARATIVE, JobKind.MAVEN])
def test_only_a_freestyle_job_says_that_a_step_has_failed(tmp_path: Path, shell: str, kind: JobKind) -> None:
    last = post("always", _tasks(_task("touch found", "as failure")))
    plan = plan_of(stage("Build", sh("exit 1")), kind=kind, post=(last,))
    (tmp_path / "workspace").mkdir()
    spec = write_buildspec(built(plan).project.buildspec)
    ended = run_build(spec, tmp_path / "workspace", tmp_path / "scratch", shell=shell)
    assert not (ended.workspace / "found").exists()


@pytest.mark.parametrize(
    "reader",
    [
        c.FindText("^b$", "FAILURE", log=True),
        c.ParseLog("../rules"),
        c.RunLogTasks((_task("exit 1", "b", fails=True),)),
    ],
)
def test_a_step_of_a_block_reads_what_those_before_it_in_the_block_have_printed(
    tmp_path: Path, shell: str, reader: c.FindText | c.ParseLog | c.RunLogTasks
) -> None:
    block = placed(c.InDirectory(Literal("d")), sh("#!/bin/sh\necho b"), placed(reader), sh("touch never"))
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace/rules").write_text("error /^b$/\n", "utf-8")
    spec = write_buildspec(built(plan_of(stage("Build", block))).project.buildspec)
    ended = run_build(spec, tmp_path / "workspace", tmp_path / "scratch", shell=shell)
    assert not ended.succeeded
    assert {path.name for path in (ended.workspace / "d").iterdir()} == set()


@pytest.mark.parametrize("finder", [c.FindText("b", "UNSTABLE", log=True), c.FindText("b", "FAILURE", ("*.none",))])
def test_a_text_may_make_the_build_unstable(tmp_path: Path, shell: str, finder: c.FindText) -> None:
    steps = sh("echo b"), placed(finder), sh("touch after")
    plan = plan_of(stage("Build", *steps), post=(post("unstable", sh("touch unstable")),))
    (tmp_path / "workspace").mkdir()
    spec = write_buildspec(built(plan).project.buildspec)
    ended = run_build(spec, tmp_path / "workspace", tmp_path / "scratch", shell=shell)
    assert ended.succeeded, ended.output
    assert {"after", "unstable"} <= {path.name for path in ended.workspace.iterdir()}


def test_a_build_in_which_nothing_reads_the_log_keeps_none() -> None:
    for work in (sh("make"), placed(c.FindText("a", "FAILURE", ("b",)))):
        spec = write_buildspec(
            built(plan_of(stage("Build", sh("make")), post=(post("always", work),))).project.buildspec
        )
        assert "show_log" not in spec
        assert "@tmp/log" not in spec
        assert "set -x" not in spec


@pytest.mark.parametrize("more", [{"is_first": False}, {"last": False}, {"from_jenkins": True}])
def test_a_part_of_a_job_does_not_read_a_part_of_the_log(more: dict[str, bool]) -> None:
    work = _tasks(_task("true", "x"))
    one = built(plan_of(stage("Build", work)), **more)
    assert [(remark.gap, remark.blocking) for remark in one.remarks] == [(True, True)]
    assert "several builds" in write_buildspec(one.project.buildspec)


# ---- tasks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "runs"),
    [
        ((("or", "a"),), True),
        ((("or", "x"),), False),
        ((("or", "x"), ("or", "a")), True),
        ((("or", "a"), ("and", "x")), False),
        ((("or", "a"), ("and", "b")), True),
        ((("or", "a"), ("or", "b"), ("and", "x")), False),
        ((("or", "x"), ("and", "b"), ("or", "a")), True),
    ],
)
def test_a_task_joins_each_text_to_those_before(
    tmp_path: Path, shell: str, texts: tuple[tuple[str, str], ...], runs: bool
) -> None:
    task = c.LogTask(texts, c.Command(Literal("touch ran")))
    ended = _freestyle(tmp_path, shell, [sh("echo a b")], _tasks(task))
    assert ended.succeeded, ended.output
    assert (ended.workspace / "ran").exists() is runs


def test_tasks_look_into_the_log_before_all_of_them_and_a_later_step_into_theirs(tmp_path: Path, shell: str) -> None:
    second = _tasks(_task("touch later", "new"))
    ended = _freestyle(
        tmp_path, shell, [sh("echo a")], _tasks(_task("echo new", "a"), _task("touch same", "new")), second
    )
    assert not (ended.workspace / "same").exists()
    assert (ended.workspace / "later").exists()


@pytest.mark.parametrize("fails", [True, False])
def test_a_task_that_fails_lets_the_others_run(tmp_path: Path, shell: str, fails: bool) -> None:
    ended = _freestyle(
        tmp_path, shell, [sh("echo a")], _tasks(_task("exit 1", "a", fails=fails), _task("touch b", "a"))
    )
    assert ended.succeeded is not fails
    assert (ended.workspace / "b").exists()


@pytest.mark.parametrize(("script", "runs"), [("echo a", True), ("echo a; exit 1", False)])
def test_a_task_may_wait_for_a_success(tmp_path: Path, shell: str, script: str, runs: bool) -> None:
    ended = _freestyle(tmp_path, shell, [sh(script)], _tasks(_task("touch b", "a", when=c.When.SUCCESS)))
    assert (ended.workspace / "b").exists() is runs


# ---- rules -----------------------------------------------------------------------------------------------------------

_RULES = """\
# ok /fatal/
\\s ok /fatal/
ok/fatal/
ok /fatal|$header/
ok /$header|fatal/
ok /not an error/
error /ERROR|fatal/
ERROR  "/spaced out/"
warning /warn/
error /warn/
error/together/
error together
info /$header/
start /Begin/
Error /^last$/
"""


@pytest.mark.parametrize(
    ("line", "fails"),
    [
        ("fatal: gone", True),
        ("not an error, ERROR", False),
        ("a spaced out b", True),
        ("warn", False),
        ("together", False),
        ("last", True),
        ("at last", False),
        ("Begin", False),
        ("fine\\rfatal\\rfine", True),
    ],
)
def test_the_first_rule_that_finds_something_decides(tmp_path: Path, shell: str, line: str, fails: bool) -> None:
    (tmp_path / "workspace/ci").mkdir(parents=True)
    (tmp_path / "workspace/ci/rules").write_text(_RULES, "utf-8")
    script = f"#!/bin/sh\nprintf '{line}\\n'"
    ended = _freestyle(tmp_path, shell, [sh(script)], placed(c.ParseLog("ci/rules")), sh("touch after"))
    assert ended.succeeded is not fails, ended.output
    assert (ended.workspace / "after").exists()


def test_without_the_file_of_rules_nothing_fails(tmp_path: Path, shell: str) -> None:
    assert _freestyle(tmp_path, shell, [sh("echo ERROR")], placed(c.ParseLog("ci/rules"))).succeeded


def test_a_rule_that_only_java_knows_fails(tmp_path: Path, shell: str) -> None:
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace/rules").write_text("ok /a++/\n", "utf-8")
    ended = _freestyle(tmp_path, shell, [sh("true")], placed(c.ParseLog("rules")))
    assert not ended.succeeded
    assert "Not converted: this regular expression: a++" in ended.output


@pytest.mark.parametrize(("line", "fails"), [("an ERROR", True), ("fine", False)])
def test_rules_of_the_controller_are_a_secret_file(tmp_path: Path, shell: str, line: str, fails: bool) -> None:
    work = placed(c.ParseLog("/var/lib/jenkins/rules", of_controller=True))
    plan = plan_of(stage("Build", sh(f"#!/bin/sh\necho {line}")), kind=JobKind.FREESTYLE, post=(post("always", work),))
    one = built(plan, facts_of())
    (tmp_path / "workspace").mkdir()
    given = {"jenkins/log-parser/var/lib/jenkins/rules:content": "ZXJyb3IgL0VSUk9SLwo="}
    given["jenkins/log-parser/var/lib/jenkins/rules:name"] = "rules"
    spec = write_buildspec(one.project.buildspec)
    ended = run_build(spec, tmp_path / "workspace", tmp_path / "scratch", shell=shell, secrets=given)
    assert ended.succeeded is not fails, ended.output


def test_what_only_looks_into_the_log_is_not_in_it(tmp_path: Path, shell: str) -> None:
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace/rules").write_text("error /ERR/\n", "utf-8")
    looks = placed(c.ParseLog("rules")), placed(c.FindText("ERR", "FAILURE", log=True))
    twice = "ERR(?:.*\n)*.*ERR"
    ended = _freestyle(tmp_path, shell, [sh("#!/bin/sh\necho ERR")], *looks, _tasks(_task("touch found", twice)))
    assert "An error in the log: 'ERR'" in ended.output
    assert not (ended.workspace / "found").exists()


# ---- texts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("finder", "succeeds"),
    [
        (c.FindText("^b$", "FAILURE", log=True), False),
        (c.FindText("^a$", "FAILURE", log=True), True),
        (c.FindText("^$", "FAILURE", log=True), True),
        (c.FindText("b", "NOT_BUILT", log=True), False),
        (c.FindText("b", "UNSTABLE", log=True), True),
        (c.FindText("b", "FAILURE", log=True, missing=True), True),
        (c.FindText("x", "FAILURE", log=True, missing=True), False),
        (c.FindText("in file", "FAILURE", ("*.txt",)), False),
        (c.FindText("in file", "FAILURE", ("*.txt",), missing=True), True),
        (c.FindText("nowhere", "FAILURE", ("*.txt",)), True),
        (c.FindText("in file", "FAILURE", ("*.none",), log=True, missing=True), True),
        (c.FindText("b", "FAILURE", ("*.txt",), log=True), False),
        (c.FindText("b", "FAILURE"), True),
        (c.FindText("b", "FAILURE", missing=True), False),
    ],
)
def test_a_text_decides_about_the_build(tmp_path: Path, shell: str, finder: c.FindText, succeeds: bool) -> None:
    steps = [sh("#!/bin/sh\necho b\necho 'é in file' > 'one two.txt'\n")]
    ended = _freestyle(tmp_path, shell, steps, placed(finder), sh("touch after"))
    assert ended.succeeded is succeeds, ended.output
    assert (ended.workspace / "after").exists()


# ---- Java's expressions ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("a.b", "a\rb", False),
        ("a.b", "a-b", True),
        ("b$", "ab\r\n", True),
        ("b\\r$", "ab\r\n", False),
        ("^b", "a\nb", False),
        ("[a-c]{2,3}?\\d", "ab1", True),
        ("\\QA.B\\E", "A-B", False),
        ("\\QA.B\\E", "A.B", True),
        ("(?i)error", "ERROR", True),
        ("a]}", "a]}", True),
        ("(?:a|b)(?!c)", "bd", True),
    ],
)
def test_an_expression_finds_what_java_finds(pattern: str, text: str, found: bool) -> None:
    assert (compiled(pattern).search(text) is not None) is found


@pytest.mark.parametrize(
    "pattern",
    [
        *("a++", "a{2}{3}", "[[a]b]", "[a&&b]", "[]a]", "[^]]", "[a--b]", "(?<n>a)", "\\1", "\\p{Alpha}", "(a", "x{"),
        *("a|*", "*", "\\Z", "(?m)^a", "(?>a)", "a(?i)b", "[\\D]", "\\", "\\Qab\\E+", "[b-a]"),
    ],
)
def test_an_expression_that_the_two_may_read_differently_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="this regular expression: "):
        compiled(pattern)
