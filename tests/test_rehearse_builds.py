"""Builds of a rehearsal do what CodeBuild documents."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from migrate.errors import InputError
from migrate.rehearse.artifacts import files_below, pack, unpack
from migrate.rehearse.rehearsal import RehearsalSettings, rehearse
from migrate.rehearse.results import ActionResult, Counts, Rehearsal, Status
from tests.written_jobs import build, write_job

Rehearse = Callable[..., Rehearsal]


@pytest.fixture
def run(tmp_path: Path) -> Rehearse:
    """Rehearses one build of the buildspec; `files` are those of the source."""

    def one(spec: str, *, files: Mapping[str, str] | None = None, outputs: str = "", **more: Any) -> Rehearsal:
        source = tmp_path / "source"
        for path, text in ({"kept": ""} | dict(files or {})).items():
            (source / path).parent.mkdir(parents=True, exist_ok=True)
            (source / path).write_text(text, "utf-8")
        projects, configuration = more.pop("projects", None), more.pop("configuration", {})
        action = build("Build", outputs=outputs, namespace="Built", configuration=configuration)
        job = write_job(tmp_path / "job", {"Build": [action]}, {"Build": spec}, projects=projects)
        return rehearse(job, tmp_path / "out", RehearsalSettings(sources={"": source}, **more))

    return one


def built(rehearsal: Rehearsal) -> ActionResult:
    return next(one for one in rehearsal.actions if one.name == "Build")


def log(tmp_path: Path) -> str:
    return (tmp_path / "out/logs/Build/Build.log").read_text("utf-8")


def said(tmp_path: Path) -> list[str]:
    """What the commands have printed with `echo =…`."""
    return [line[1:] for line in log(tmp_path).splitlines() if line.startswith("=")]


def archived(tmp_path: Path) -> dict[str, str]:
    folder = tmp_path / "out/archive"
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def phases(**commands: str) -> str:
    """Phases with one command each; a key such as `build_finally` or `build_on-failure` is of the phase before."""
    found: dict[str, dict[str, Any]] = {}
    for key, text in commands.items():
        name, _, part = key.partition("__")
        value = text if part == "on_failure" else [text]
        found.setdefault(name, {"commands": ["true"]})[part.replace("_", "-") or "commands"] = value
    return f"phases: {json.dumps(found)}"


_SAY = "echo =%s $CODEBUILD_BUILD_SUCCEEDING"
_ALL = {name: _SAY % name for name in ("install", "pre_build", "build", "post_build")}


@pytest.mark.parametrize(
    ("changed", "expected", "succeeds"),
    [
        ({}, ["install 1", "pre_build 1", "build 1", "post_build 1"], True),
        ({"install": "false"}, [], False),
        ({"pre_build": "false"}, ["install 1"], False),
        ({"build": "false"}, ["install 1", "pre_build 1", "post_build 0"], False),
        ({"post_build": "false"}, ["install 1", "pre_build 1", "build 1"], False),
        ({"build": "false", "build__finally": _SAY % "last"},
         ["install 1", "pre_build 1", "last 0", "post_build 0"], False),
        ({"install": "false", "install__finally": _SAY % "last"}, ["last 0"], False),
        ({"build": "false", "build__on_failure": "ABORT"}, ["install 1", "pre_build 1"], False),
        ({"pre_build": "false", "pre_build__on_failure": "CONTINUE"}, ["install 1", "build 0", "post_build 0"], False),
        ({"build": "exit 3"}, ["install 1", "pre_build 1", "post_build 0"], False),
        ({"build": "exit 0"}, ["install 1", "pre_build 1", "post_build 1"], True),
        ({"build": "kill -9 $$"}, ["install 1", "pre_build 1", "post_build 0"], False),
    ],
)  # fmt: skip
def test_phases_follow_each_other(
    changed: Mapping[str, str], expected: list[str], succeeds: bool, run: Rehearse, tmp_path: Path
) -> None:
    assert run(phases(**{**_ALL, **changed})).succeeded is succeeds
    assert said(tmp_path) == expected


@pytest.mark.parametrize(
    ("on_failure", "times"),
    [("RETRY", 4), ("RETRY-1", 2), ("RETRY-2-.*no network.*", 3), ("RETRY-other words", 1), ("ABORT", 1)],
)
def test_a_phase_may_ask_for_the_whole_build_again(on_failure: str, times: int, run: Rehearse, tmp_path: Path) -> None:
    count = tmp_path / "count"
    spec = phases(build=f"echo x >> {count}; echo no network; [ ! -e new ]; touch new; false")
    assert not run(spec.replace('"build": {', f'"build": {{"on-failure": "{on_failure}", ')).succeeded
    assert count.read_text().count("x") == times


def test_the_failed_command_is_told_with_its_place_in_jenkins(run: Rehearse, tmp_path: Path) -> None:
    spec = """
    phases:
      build:
        commands:
        - 'true'
        # Jenkinsfile:7 stages/Test/steps/sh
        - |-
          echo tests run
          ./missing --all
    """
    result = built(run(spec))
    assert result.failed is not None
    assert (result.failed.status, result.failed.phase, result.failed.place) == (
        127, "build", "Jenkinsfile:7 stages/Test/steps/sh",
    )  # fmt: skip
    assert result.failed.output.startswith("tests run\n")
    assert result.log == "logs/Build/Build.log"


def test_one_shell_runs_all_commands(run: Rehearse, tmp_path: Path) -> None:
    spec = """
    env: {shell: bash}
    phases:
      install:
        commands: ["mkdir inner && cd inner", "export A=1 B='two words'", 'f() { echo "=$A $B $(basename $PWD)"; }']
      build: {commands: [f, "[ -t 0 ] || echo =no terminal", "exit 0", 'echo "=$A $B $(basename $PWD)"']}
    """
    assert run(spec).succeeded
    assert said(tmp_path) == ["1 two words inner", "no terminal", "1 two words inner"]


def test_which_variable_wins(run: Rehearse, tmp_path: Path) -> None:
    spec = """
    env: {variables: {A: spec, B: spec, C: spec, FLAG: true, N: 12, LANG: xx, CODEBUILD_INITIATOR: me}}
    phases: {build: {commands: ['echo "=$A $B $C $FLAG $N"', 'echo "=${SHELL-unset} $LANG $CODEBUILD_INITIATOR"']}}
    """
    own = [{"name": "B", "value": "project"}, {"name": "C", "value": "project"}]
    given = [{"name": "C", "value": "action #{codepipeline.PipelineExecutionId}", "type": "PLAINTEXT"}]
    rehearsal = run(
        spec,
        projects={"Build": {"environment": {"environmentVariables": own}}},
        configuration={"EnvironmentVariables": json.dumps(given)},
    )
    assert said(tmp_path) == [f"spec project action {rehearsal.execution} true 12", "unset xx codepipeline/site"]


def test_exported_variables_have_their_last_value(run: Rehearse) -> None:
    spec = r"""
    env: {exported-variables: [A, B, C], variables: {B: start}}
    phases: {build: {commands: ["A=\"it's two\nlines\""]}, post_build: {commands: ["export B=end"]}}
    """
    assert built(run(spec)).variables == {"A": "it's two\nlines", "B": "end"}


@pytest.mark.parametrize(
    ("artifacts", "expected"),
    [
        ("files: ['**/*']", ["a.txt", "deep/b.log", "deep/er/c.txt", "kept"]),
        ("files: ['*.txt']", ["a.txt"]),
        ("files: ['**/*.txt']\n  exclude-paths: ['deep/er/*']", ["a.txt"]),
        ("files: ['deep/**/*']", ["deep/b.log", "deep/er/c.txt"]),
        ("files: ['**/*.txt']\n  base-directory: deep", ["er/c.txt"]),
        ("files: ['**/*.txt']\n  discard-paths: yes", ["a.txt", "c.txt"]),
        ("files: ./deep/b.log", ["deep/b.log"]),
        ("files: ['deep/?.log', 'missing']", ["deep/b.log"]),
    ],
)
def test_artifacts_hold_what_their_patterns_match(
    artifacts: str, expected: list[str], run: Rehearse, tmp_path: Path
) -> None:
    files = {"a.txt": "a", "deep/b.log": "b", "deep/er/c.txt": "c"}
    spec = f"phases: {{build: {{commands: ['true']}}}}\nartifacts:\n  {artifacts}\n"
    assert run(spec, files=files, outputs="Build_archive").succeeded
    assert sorted(archived(tmp_path)) == expected


@pytest.mark.parametrize("kept", [True, False])
def test_links_are_kept_or_followed(kept: bool, run: Rehearse, tmp_path: Path) -> None:
    spec = f"""
    phases: {{build: {{commands: ["mkdir d; echo x > d/f; chmod 750 d/f; ln -s d/f to_file; ln -s d to_folder"]}}}}
    artifacts: {{files: ['**/*'], enable-symlinks: {"yes" if kept else "no"}}}
    """
    assert run(spec, outputs="Build_archive").succeeded
    folder = tmp_path / "out/archive"
    assert [(folder / name).is_symlink() for name in ("to_file", "to_folder")] == [kept, kept]
    assert (folder / "to_folder/f").read_text() == (folder / "to_file").read_text() == "x\n"
    assert (folder / "d/f").stat().st_mode & 0o777 == 0o750


def test_an_artifact_without_files_fails_the_build(run: Rehearse) -> None:
    result = built(run("phases: {build: {commands: ['true']}}\nartifacts: {files: [missing/*]}", outputs="Made"))
    assert result.status is Status.FAILED
    assert "no file matches missing/*" in result.because


def test_a_build_that_fails_uploads_what_it_has(run: Rehearse, tmp_path: Path) -> None:
    spec = "phases: {build: {commands: ['echo x > made', 'false']}}\nartifacts: {files: ['made']}"
    assert not run(spec, outputs="Build_archive").succeeded
    assert archived(tmp_path) == {"made": "x\n"}


def test_secrets_come_from_the_file_and_are_masked(run: Rehearse, tmp_path: Path) -> None:
    secrets = tmp_path / "secrets.json"
    given = {
        "login": {"username": "me", "password": "p4ss word"},
        "jenkins/token": "t0ken",
        "plain": {"secret": "pl4in"},
        "file": {"fileName": "a.txt", "content": "inside\n"},
    }
    secrets.write_text(json.dumps(given))
    spec = r"""
    env:
      secrets-manager: {USER: 'jenkins/login:username', PASS: 'jenkins/login:password', PLAIN: jenkins/plain,
        NAME: 'jenkins/file:name', CONTENT: 'jenkins/file:content'}
      parameter-store: {TOKEN: jenkins/token}
    phases: {build: {commands: ['echo "=$USER $PASS $TOKEN $PLAIN"', 'echo "$CONTENT" | base64 -d > "$NAME"',
      'printf %s "$PASS" > pass', 'printf p4; printf "ss word\n"']}}
    artifacts: {files: [a.txt, pass]}
    """
    assert run(spec, outputs="Build_archive", secrets=secrets).succeeded
    assert archived(tmp_path) == {"a.txt": "inside\n", "pass": "p4ss word"}
    assert said(tmp_path) == ["me *** *** ***"]
    assert "p4ss" not in log(tmp_path)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, 'there is no secret jenkins/login:password: give it in .* under "login"'),
        ({"login": {"username": "me"}}, 'the secret jenkins/login has no password: give it in .* under "login"'),
        ([], "not a map of credentials"),
    ],
)
def test_a_missing_secret_is_told_before_anything_runs(
    given: object, message: str, run: Rehearse, tmp_path: Path
) -> None:
    secrets = tmp_path / "secrets.json"
    secrets.write_text(json.dumps(given))
    with pytest.raises(InputError, match=message):
        run(
            "env: {secrets-manager: {P: 'jenkins/login:password'}}\nphases: {build: {commands: [env]}}", secrets=secrets
        )
    assert not (tmp_path / "out/builds").exists()


def test_a_missing_secret_is_a_failure_on_record(run: Rehearse, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        run("env: {secrets-manager: {P: jenkins/token}}\nphases: {build: {commands: [env]}}")
    record = json.loads((tmp_path / "out/rehearsal.json").read_text("utf-8"))
    assert (record["result"], record["stages"]) == ("FAILED", [])
    assert record["error"].startswith("action Build: there is no secret jenkins/token")


_REPORTS = {
    "JUNITXML": (
        "<testsuites><testsuite><testcase/><testcase><failure/></testcase><testcase><error/></testcase>"
        "<testcase><skipped/></testcase></testsuite></testsuites>",
        Counts(4, 2, 1),
    ),
    "CUCUMBERJSON": (
        json.dumps([{"elements": [
            {"type": "background", "steps": []},
            {"type": "scenario", "steps": [{"result": {"status": "passed"}}]},
            {"type": "scenario", "steps": [{"result": {"status": "passed"}}, {"result": {"status": "failed"}}]},
            {"type": "scenario", "steps": [{"result": {"status": "pending"}}]},
        ]}]),
        Counts(3, 1, 1),
    ),
    "NUNITXML": (
        '<r><test-case result="Success"/><test-case result="Error"/><test-case result="Ignored"/></r>', Counts(3, 1, 1),
    ),
    "NUNIT3XML": ('<r><test-case result="Passed"/><test-case result="Failed"/></r>', Counts(2, 1, 0)),
    "TESTNGXML": ('<r><test-method status="PASS"/><test-method status="SKIP"/></r>', Counts(2, 0, 1)),
    "VISUALSTUDIOTRX": (
        '<r xmlns="urn:x"><UnitTestResult outcome="Passed"/><UnitTestResult outcome="Failed"/></r>', Counts(2, 1, 0),
    ),
    "COBERTURAXML": ("<coverage/>", Counts()),
}  # fmt: skip


@pytest.mark.parametrize("form", _REPORTS)
def test_reports_are_counted(form: str, run: Rehearse) -> None:
    text, expected = _REPORTS[form]
    spec = f"phases: {{build: {{commands: ['true']}}}}\nreports: {{unit: {{files: ['r/**/*'], file-format: {form}}}}}"
    rehearsal = run(spec, files={"r/one/report": text})
    assert (built(rehearsal).reports, rehearsal.tests) == ({"unit": expected}, expected)
    assert rehearsal.succeeded


def test_a_report_that_is_none_fails_the_build(run: Rehearse) -> None:
    spec = "phases: {build: {commands: ['true']}}\nreports: {unit: {files: [r.xml]}}"
    assert "r.xml of report group unit is no JUNITXML" in built(run(spec, files={"r.xml": "<open>"})).because


def test_a_command_that_never_ends(run: Rehearse, tmp_path: Path) -> None:
    marked = f"86400.{os.getpid()}"
    spec = phases(build=f"echo begun; (setsid sleep {marked} &) ; sleep {marked}")
    started = time.monotonic()
    result = built(run(spec, minutes=0.02))
    assert time.monotonic() - started < 20
    assert result.because == "it took longer than 0.02 minutes"
    assert result.failed is not None
    assert "setsid" in result.failed.text
    assert not _running(marked)


def test_nothing_goes_on_in_the_background(run: Rehearse) -> None:
    marked = f"86401.{os.getpid()}"
    assert run(phases(build=f"sleep {marked} & (setsid sleep {marked} &)")).succeeded
    assert not _running(marked)


def _running(words: str) -> bool:
    lines = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    return any(words.encode() in line for line in lines)


def test_a_build_has_a_clean_folder_and_home(run: Rehearse, tmp_path: Path) -> None:
    spec = phases(build='echo "=$(ls -A "$HOME" | wc -l) $(ls) ${HOME#"$CODEBUILD_SRC_DIR"}" && touch "$HOME/x"')
    rehearsal = run(spec)
    assert said(tmp_path)[0].startswith("0 kept /")
    assert rehearsal.succeeded
    assert not (tmp_path / "out/builds/Build/Build").exists()


def test_a_cache_is_there_the_next_time(run: Rehearse, tmp_path: Path) -> None:
    spec = """
    phases: {build: {commands: ['echo "="$(cat node/m "$HOME/.m2/x" 2>/dev/null)', 'mkdir -p node "$HOME/.m2"',
      'echo node > node/m', 'echo home > "$HOME/.m2/x"']}}
    cache: {paths: ['node/**/*', '/root/.m2/**/*']}
    """
    assert run(spec).succeeded
    assert said(tmp_path) == [""]
    old, record = tmp_path / "out" / "archive" / "old", tmp_path / "out" / "old.json"
    old.touch()
    record.touch()
    rehearse(tmp_path / "job", tmp_path / "out", RehearsalSettings(sources={"": tmp_path / "source"}))
    assert said(tmp_path) == ["node home"]
    assert not old.exists()
    assert not record.exists()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["job", "out", "source"]


_BATCH = """
batch:
  {batch}
phases:
  build: {{commands: ['echo "$OS $DB" > "$CODEBUILD_BATCH_BUILD_IDENTIFIER"', 'test "$DB" != broken']}}
artifacts: {{files: ['*'], exclude-paths: [kept]}}
"""


@pytest.mark.parametrize(
    ("batch", "expected", "succeeds"),
    [
        ("build-list: [{identifier: one, env: {variables: {OS: a}}}, {identifier: b}]", {"one": "a", "b": ""}, True),
        ("build-graph: [{identifier: two, depend-on: [one]}, {identifier: one, env: {variables: {DB: broken}}}]",
         {}, False),
        ("build-matrix: {static: {env: {variables: {DB: x}}}, dynamic: {env: {variables: {OS: [a, b]}}}}",
         {"build1": "a x", "build2": "b x"}, True),
        ("build-list: [{identifier: one, ignore-failure: true, env: {variables: {DB: broken}}}, {identifier: two}]",
         {"one": "broken", "two": ""}, True),
    ],
)  # fmt: skip
def test_batches(batch: str, expected: dict[str, str], succeeds: bool, run: Rehearse, tmp_path: Path) -> None:
    spec = _BATCH.format(batch=batch)
    rehearsal = run(spec, outputs="Build_archive", configuration={"BatchEnabled": "true", "CombineArtifacts": "true"})
    assert rehearsal.succeeded is succeeds
    assert all(one.suffix == ".zip" for one in files_below(tmp_path / "out" / "artifacts"))
    if succeeds:
        assert {name: text.strip() for name, text in archived(tmp_path).items()} == expected
    else:  # what waits for a build that failed does not run
        assert [path.name for path in (tmp_path / "out/logs/Build/Build").iterdir()] == ["one.log"]


def test_a_shell_that_is_missing(run: Rehearse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="the build of Build runs in bash, which is not on this machine: install it"):
        run("env: {shell: bash}\nphases: {build: {commands: ['true']}}")
    assert not (tmp_path / "out").exists()


def test_without_docker_nothing_runs_in_it(run: Rehearse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="docker is not on this machine: install it, or leave --docker out"):
        run("phases: {build: {commands: ['true']}}", docker=True)
    assert not (tmp_path / "out").exists()


# Starts what `docker run` would start in a container, without one: the words up to the image are options.
_DOCKER = """#!/bin/sh
[ "$1" = run ] || exit "${ENGINE-0}"
echo "$@" > "$(dirname "$0")/words"
while [ "$1" != debian:12 ]; do shift; done
shift
exec "$@"
"""


def test_with_docker_the_build_runs_in_its_image(
    run: Rehearse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/docker").write_text(_DOCKER)
    (tmp_path / "bin/docker").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    spec = (
        "env: {variables: {A: x}, exported-variables: [A]}\nphases: {build: {commands: [A=$A$A, 'exit 0', 'echo =$A']}}"
    )
    assert built(run(spec, docker=True)).variables == {"A": "xx"}
    assert said(tmp_path) == ["xx"]
    words = (tmp_path / "bin/words").read_text()
    folder = tmp_path / "out/builds/Build/Build"
    assert f"--volume {folder}:{folder} --add-host host.docker.internal:host-gateway --workdir {folder}/src" in words
    assert "--env A --env AWS_DEFAULT_REGION" in words
    assert "--env PATH" not in words
    monkeypatch.setenv("ENGINE", "1")
    with pytest.raises(InputError, match="the engine of docker does not answer: start it"):
        rehearse(tmp_path / "job", tmp_path / "other", RehearsalSettings(docker=True))


def test_a_later_artifact_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("kept")
    (tmp_path / "one").symlink_to(tmp_path / "target")
    (tmp_path / "two").write_text("new")
    for name in ("one", "two", "one"):
        pack({"file": tmp_path / name}, tmp_path / f"{name}.zip")
        unpack(tmp_path / f"{name}.zip", tmp_path / "out")
        assert (tmp_path / "out/file").is_symlink() is (name == "one")
    assert (tmp_path / "target").read_text() == "kept"
