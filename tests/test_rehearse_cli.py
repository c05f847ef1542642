"""`j2cp rehearse` as a user types it: on a terminal, in a pipe, and stopped in the midst."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_cli import ROOT, j2cp
from tests.written_jobs import action, build, write_job

_SPEC = """
env: {exported-variables: [A]}
phases:
  build:
    commands:
    # Jenkinsfile:4 stages/Test/steps/sh
    - echo "the tests of $USER_NAME"; exit 3
"""
_OK = "phases: {build: {commands: ['echo x > made']}}\nartifacts: {files: [made]}"


@pytest.fixture
def job(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    approval = action("Approve", "Manual", "Approval", configuration={"CustomData": "Release it?"})
    deploy = action("Deploy", "S3", "Deploy", inputs="Sources", configuration={"BucketName": "b", "Extract": "true"})
    stages = {
        "Build": [build("Build", outputs="Build_archive")],
        "Release": [approval, deploy | {"runOrder": 2}],
        "Test": [build("Unit"), build("Lint")],
    }
    return write_job(tmp_path / "job", stages, {"Build": _OK, "Unit": _SPEC, "Lint": _OK.replace("made", "kept")})


def test_in_a_pipe_each_action_is_a_line(job: Path, tmp_path: Path) -> None:
    result = j2cp("rehearse", job, "--source", tmp_path / "source", folder=tmp_path)
    assert (result.returncode, result.stderr) == (1, "")
    lines = [line.rstrip() for line in result.stdout.splitlines()]
    assert "Release / · Deploy  S3: not run here" in lines
    assert "  from Jenkinsfile:4 stages/Test/steps/sh" in lines
    assert "    the tests of" in lines
    assert lines[-1] == "Look at rehearsal/job/rehearsal.json, rehearsal/job/logs and rehearsal/job/archive."
    assert (tmp_path / "rehearsal/job/archive/made").read_text() == "x\n"
    assert "\x1b" not in result.stdout


def test_as_json(job: Path, tmp_path: Path) -> None:
    result = j2cp("rehearse", job, "--source", tmp_path / "source", "--json", "--approve", "none", folder=tmp_path)
    assert result.returncode == 1
    record = json.loads(result.stdout)
    assert record == json.loads((tmp_path / "rehearsal/job/rehearsal.json").read_text("utf-8"))
    assert [one["status"] for one in record["stages"]] == ["SUCCEEDED", "SUCCEEDED", "FAILED", "NOT_RUN"]


def _on_terminal(folder: Path, *words: str | Path, answer: str = "") -> tuple[int, str]:
    """Type a command on a terminal, and an answer to its question. Gives the exit code and the screen."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.environ |= {"PYTHONPATH": str(ROOT), "COLUMNS": "100", "LINES": "40", "TERM": "xterm-256color"}
        os.execv(sys.executable, [sys.executable, "-m", "migrate.cli", *map(str, words)])
    said = b""
    while True:
        try:
            said += os.read(terminal, 65536)
        except OSError:
            break
        if answer and b"[y/n]" in said:
            os.write(terminal, f"{answer}\n".encode())
            answer = ""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said.decode("utf-8", "replace")


@pytest.mark.parametrize(("answer", "sign"), [("y", "✔"), ("n", "✘")])
def test_on_a_terminal_a_tree_grows_and_approvals_are_asked_for(
    answer: str, sign: str, job: Path, tmp_path: Path
) -> None:
    words = ("rehearse", job, "--source", tmp_path / "source", "--approve", "ask")
    code, screen = _on_terminal(tmp_path, *words, answer=answer)
    assert code == 1
    assert "\x1b[1;31m✘" in screen
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen)
    assert "Approve Release / Approve?" in plain
    assert "CustomData: Release it?" in plain
    last = plain[: plain.index("The rehearsal of")]
    last = last[last.rindex("site") :]
    assert re.search(rf"├── . Release.*\r?\n│   ├── {sign} Approve", last)
    assert ("Test / Unit: a command of build ended with 3" in plain) is (answer == "y")


def test_ctrl_c_ends_the_builds(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    marked = f"86402.{os.getpid()}"
    spec = f"phases: {{build: {{commands: ['(setsid sleep {marked} &) ; sleep {marked}']}}}}"
    folder = write_job(tmp_path / "job", {"Build": [build("One"), build("Two")]}, {"One": spec, "Two": spec})
    words = ["env", "--default-signal=INT", sys.executable]  # what runs in the background may ignore it
    words += ["-m", "migrate.cli", "rehearse", str(folder), "--source", "source"]
    process = subprocess.Popen(
        words, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True
    )
    try:
        _wait_until(lambda: len(_running(marked)) >= 4)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, error) == (130, "j2cp: stopped; what has run is in rehearsal/job\n")
    assert not _running(marked)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["job", "rehearsal", "source"]


def _running(words: str) -> list[Path]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found += [path] if path.read_bytes().startswith(b"sleep\0" + words.encode()) else []
        except OSError:
            continue  # it has ended
    return found


def _wait_until(holds: object) -> None:
    assert callable(holds)
    end = time.monotonic() + 120  # a machine may be busy
    while not holds():
        assert time.monotonic() < end
        select.select([], [], [], 0.1)


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (("pipeline.json", '"runOrder"', '"runOrders"'), "pipeline.json: "),
        (("pipeline.json", '"ProjectName": "Unit"', '"ProjectName": "Gone"'), "pipeline.json: "),
        (("pipeline.json", "{", "["), "pipeline.json: "),
        (("buildspecs/Unit.yml", "phases:", "phases"), "buildspecs/Unit.yml: "),
    ],
)
def test_a_job_that_aws_would_refuse_is_not_rehearsed(
    broken: tuple[str, str, str], message: str, job: Path, tmp_path: Path
) -> None:
    name, old, new = broken
    text = (job / name).read_text("utf-8")
    assert old in text
    (job / name).write_text(text.replace(old, new, 1), "utf-8")
    result = j2cp("rehearse", job, "--source", tmp_path / "source", folder=tmp_path)
    assert result.returncode == 4
    assert result.stderr.startswith(f"j2cp: {job}/{message}")
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "rehearsal").exists()


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["nowhere"], 4, "j2cp: nowhere has no pipeline.json: name the folder of a job that j2cp convert has written"),
        (["job", "--variable", "X"], 2, "j2cp: --variable X: no NAME=VALUE: write it as --variable NAME=VALUE"),
        (["job", "--source", "nowhere"], 4, "j2cp: nowhere is no folder: name a checkout with --source DIR"),
        (
            ["job", "--previous", "green"],
            2,
            "j2cp: --previous green: no execution ends so: write succeeded, failed, stopped, or one of them with the "
            "revision that it built: failed@HEAD~1",
        ),
        (
            ["job", "--source", "source", "--previous", "failed@v9"],
            4,
            "j2cp: source has no revision v9: name one that it has with --previous",
        ),
    ],
)
def test_bad_words_are_told_in_one_line(words: list[str], code: int, message: str, job: Path, tmp_path: Path) -> None:
    result = j2cp("rehearse", *words, folder=tmp_path)
    assert (result.returncode, result.stderr) == (code, f"{message}\n")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("only root can make a small disk")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize(
    "commands",
    ["'head -c 3000000 /dev/zero > big; true'", "'yes | head -c 3000000'", "'head -c 700000 /dev/urandom > made'"],
)
def test_a_full_disk_is_told_in_one_line(small_disk: Path, tmp_path: Path, commands: str) -> None:
    (tmp_path / "source").mkdir()
    spec = f"phases: {{build: {{commands: [{commands}]}}}}\nartifacts: {{files: ['**/*']}}"
    stages = {"Build": [build("Build", outputs="Out")], "Next": [build("Next", inputs="Out")]}
    write_job(tmp_path / "job", stages, {"Build": spec, "Next": _OK})
    result = j2cp("rehearse", "job", "--source", "source", "--out", small_disk / "out", folder=tmp_path)
    wanted = f"j2cp: {small_disk}/out: No space left on device: make room, or name another folder with --out\n"
    assert (result.returncode, result.stderr) == (5, wanted)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["disk", "job", "source"]
