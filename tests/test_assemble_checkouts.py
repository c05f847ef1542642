"""Repositories that a build checks out itself: what stands in the workspace then, and how git is logged in."""

from __future__ import annotations

import base64
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from migrate.app import convert
from migrate.model import contribution as c
from migrate.model.contribution import SecretShape
from migrate.model.plan import Placed
from migrate.model.settings import Settings
from migrate.model.source import Literal, Value
from migrate.writers.buildspec import write_buildspec
from tests.codebuild import SHELLS, Ended, run_build
from tests.plans import built, facts_of, param, placed, plan_of, sh, stage, text


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=n", "-c", "user.email=n@example.com", "-c", "init.defaultBranch=main")
    asked = ["git", *identity, *words]
    return subprocess.run(asked, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A repository with a tag, a branch, and a branch of a name that a commit could have."""
    folder = tmp_path / "tools.git"
    folder.mkdir()
    _git(folder, "init", "-q")
    for name in ("tagged", "main"):
        (folder / "here.txt").write_text(f"{name}\n", "utf-8")
        _git(folder, "add", ".")
        _git(folder, "commit", "-q", "-m", name)
        _git(folder, "tag", "v1") if name == "tagged" else None
    for name in ("feature/x", "beef"):
        _git(folder, "checkout", "-q", "-b", name, "main")
        (folder / "here.txt").write_text(f"{name}\n", "utf-8")
        _git(folder, "commit", "-q", "-a", "-m", name)
    _git(folder, "checkout", "-q", "main")
    return folder


def _checkout(url: str | Path, branch: Value | str, **more: object) -> Placed:
    branches = (Literal(branch) if isinstance(branch, str) else branch,)
    return placed(c.Checkout(url=Literal(str(url)), branches=branches, **more))  # type: ignore[arg-type]


def _run(tmp_path: Path, shell: str, *work: Placed, **given: object) -> Ended:
    workspace = tmp_path / "workspace"
    workspace.mkdir(exist_ok=True)
    credentials = {"bot": SecretShape.USERNAME_PASSWORD}
    one = built(plan_of(stage("Build", *work)), facts_of([c.Parameter("B", Literal("x"))], credentials=credentials))
    spec = write_buildspec(one.project.buildspec)
    return run_build(spec, workspace, tmp_path / "scratch", shell=shell, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("branch", "found"),
    [
        *(("main", "main"), ("*/main", "main"), ("origin/main", "main"), ("refs/heads/main", "main")),
        *(("feature/x", "feature/x"), ("*/feature/x", "feature/x"), ("beef", "beef")),
        *(("v1", "tagged"), ("refs/tags/v1", "tagged")),
    ],
)
def test_a_branch_is_found_however_it_is_written(
    tmp_path: Path, shell: str, tools: Path, branch: str, found: str
) -> None:
    ended = _run(tmp_path, shell, _checkout(tools, param("B")), sh("cat here.txt"), variables={"B": branch})
    assert ended.succeeded
    assert ended.output == f"{found}\n"


def test_a_commit_is_found_by_its_digest(tmp_path: Path, shell: str, tools: Path) -> None:
    commit = _git(tools, "rev-parse", "v1")
    ended = _run(tmp_path, shell, _checkout(tools, param("B")), sh("cat here.txt"), variables={"B": commit[:8]})
    assert ended.output == "tagged\n"


@pytest.mark.parametrize(
    ("branch", "says"),
    [
        ("none", "Couldn't find any revision to build: none"),
        ("abcdef", "Couldn't find any revision to build: abcdef"),
        ("feature/*", "Not converted: a choice among several branches: feature/*"),
        (":^main$", "Not converted: a choice among several branches"),
        ("", "Not converted: a choice among several branches"),
    ],
)
def test_what_is_no_one_branch_fails(tmp_path: Path, shell: str, tools: Path, branch: str, says: str) -> None:
    ended = _run(tmp_path, shell, _checkout(tools, param("B")), sh("touch on"), variables={"B": branch})
    assert not ended.succeeded
    assert says in ended.output
    assert not (ended.workspace / "on").exists()


@pytest.mark.parametrize(("local", "head"), [("**", "main"), ("", "HEAD"), ("local", "local")])
def test_the_step_git_checks_out_a_branch_and_checkout_a_commit(
    tmp_path: Path, shell: str, tools: Path, local: str, head: str
) -> None:
    ended = _run(tmp_path, shell, _checkout(tools, "main", local_branch=local), sh("git rev-parse --abbrev-ref HEAD"))
    assert ended.output == f"{head}\n"


def test_a_repository_takes_the_place_of_the_one_before_and_spares_other_files(
    tmp_path: Path, shell: str, tools: Path
) -> None:
    own = tmp_path / "workspace"
    own.mkdir()
    _git(own, "init", "-q")
    for name in ("own.txt", "here.txt"):
        (own / name).write_text("own\n", "utf-8")
    _git(own, "add", ".")
    _git(own, "commit", "-q", "-m", "own")
    (own / "made.txt").write_text("made\n", "utf-8")
    (own / "here.txt").write_text("changed\n", "utf-8")
    show = sh("ls; cat here.txt; git config remote.origin.url")
    ended = _run(tmp_path, shell, _checkout(tools, "main", local_branch="**"), show)
    assert ended.output.split() == ["here.txt", "made.txt", "main", str(tools)]


def test_a_checkout_goes_into_its_folder(tmp_path: Path, shell: str, tools: Path) -> None:
    deep = placed(c.InDirectory(Literal("a")), _checkout(tools, "main"), sh("cat here.txt; git status --short"))
    ended = _run(tmp_path, shell, _checkout(tools, "v1", directory="b c/d"), deep, sh("cat 'b c/d/here.txt'; ls -A"))
    assert ended.output.split() == ["main", "tagged", "a", "b", "c"]


class _Guarded(SimpleHTTPRequestHandler):
    """Files for whom has the login."""

    directory_served = ""
    wanted = "Basic " + base64.b64encode(b"robot:pass'word $1").decode()

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments, directory=self.directory_served)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        if self.headers.get("Authorization") == self.wanted:
            super().do_GET()
            return
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="x"')
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def guarded(tools: Path) -> Iterator[str]:
    """The address of the repository on a server that asks for a login."""
    _git(tools, "update-server-info")
    handler = type("Handler", (_Guarded,), {"directory_served": str(tools)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/.git"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("password", "passes"), [("pass'word $1", True), ("another", False)])
def test_a_login_is_used_and_stands_in_no_file(
    tmp_path: Path, shell: str, guarded: str, password: str, passes: bool
) -> None:
    secrets = {"jenkins/bot:username": "robot", "jenkins/bot:password": password}
    ended = _run(tmp_path, shell, _checkout(guarded, "main", credentials=Literal("bot")), secrets=secrets)
    assert ended.succeeded == passes
    assert (ended.workspace / "here.txt").exists() == passes
    assert password not in (ended.workspace / ".git" / "config").read_text("utf-8")


def test_a_guarded_repository_without_a_login_fails_and_asks_nobody(tmp_path: Path, shell: str, guarded: str) -> None:
    assert not _run(tmp_path, shell, _checkout(guarded, "main")).succeeded


@pytest.mark.parametrize(
    ("checkout", "because"),
    [
        (c.Checkout(scm="svn", url=Literal("u"), branches=(Literal("x"),)), "a svn repository"),
        (c.Checkout(url=None, branches=(Literal("x"),)), "one branch of one repository"),
        (c.Checkout(url=Literal("u"), branches=(Literal("x"), Literal("y"))), "one branch of one repository"),
        (c.Checkout(url=Literal("u"), branches=(Literal("x"),), credentials=text("c", param("B"))), "known only when"),
    ],
)
def test_what_a_build_can_not_check_out_is_a_gap(checkout: c.Checkout, because: str) -> None:
    one = built(plan_of(stage("Build", placed(checkout))), facts_of([c.Parameter("B", Literal("x"))]))
    assert any(remark.gap and because in remark.because for remark in one.bench.remarks)


def test_a_key_is_given_to_an_agent() -> None:
    checkout = _checkout("git@example.com:team/tools.git", "main", credentials=Literal("key"))
    one = built(plan_of(stage("Build", checkout)))
    spec = write_buildspec(one.project.buildspec)
    assert 'hold_key "$CREDENTIAL_KEY_PRIVATEKEY"' in spec
    assert any("taken for a SSH" in remark.because for remark in one.bench.remarks)


def test_the_source_of_the_pipeline_is_not_fetched_again() -> None:
    own = _checkout("https://github.com/team/app.git", "main")
    other = _checkout("https://github.com/team/app.git", "next")
    assert isinstance(own.contribution, c.Checkout)
    facts = replace(facts_of(), own_checkout=own.contribution)
    spec = write_buildspec(built(plan_of(stage("Build", own, other)), facts).project.buildspec)
    assert "app.git next" in spec
    assert "app.git main" not in spec


SCRIPT = """\
node {
  git url: 'https://github.com/team/app.git', branch: 'main'
  sh 'make'
  dir('qa') { git url: "https://github.com/${params.TEAM}/qa.git", branch: params.BRANCH }
}
"""


def test_a_script_with_repositories_is_converted(tmp_path: Path) -> None:
    (tmp_path / "Jenkinsfile").write_text(SCRIPT, "utf-8")
    run = convert([tmp_path / "Jenkinsfile"], Settings(), out=tmp_path / "out", name="job")
    assert run.summaries[0].blocking == 0
    (spec,) = (one.read_text("utf-8") for one in (tmp_path / "out" / "job" / "buildspecs").iterdir())
    assert 'check_out "https://github.com/${TEAM-null}/qa.git" "${BRANCH-null}" local' in spec
    assert "team/app.git" not in spec
