"""Rules of the user's own: tables of migrate.toml, modules of a folder, packages; and the tutorial about them."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrate.app import convert
from migrate.config import read_settings
from migrate.errors import UsageError
from migrate.mapping import own_rules
from migrate.model.settings import Settings
from tests.rehearsed_jobs import ConvertedJob, converted, repository, written
from tests.test_cli import ROOT, j2cp
from tests.whole_jobs import declarative

_PAGE = (ROOT / "docs/own-rules.md").read_text("utf-8")
_TOML, _PYTHON, _PACKAGE = (re.findall(rf"```{one}\n(.*?)```", _PAGE, re.S) for one in ("toml", "python", "toml"))
_ACME = """#!/bin/sh
printf '=%s' "$@"; echo
"""
_CONFIG = """<project>
<builders>
<com.acme.DeployBuilder><target>live ${JOB_NAME}</target>%s</com.acme.DeployBuilder>
</builders>
<publishers><com.acme.ChatPublisher><room>x</room></com.acme.ChatPublisher></publishers>
</project>"""


def _settings(folder: Path, text: str) -> Settings:
    (folder / "migrate.toml").write_text(text, "utf-8")
    return read_settings(folder / "migrate.toml")


def _job(folder: Path, settings: Settings, **files: str) -> ConvertedJob:
    return converted(written(folder / "jobs/shop", files), folder / "out", settings)


def _said(job: ConvertedJob, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the deploy tool was given."""
    source = repository(folder / "source", {"x": ""})
    (folder / "bin").mkdir()
    (folder / "bin/acme").write_text(_ACME, "utf-8")
    (folder / "bin/acme").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder / "bin"), prepend=":")
    run = job.rehearse(source, folder / "run")
    assert run.rehearsal.succeeded, run.logs
    return [line for line in run.logs.splitlines() if line.startswith("=")]


# ---- without code ----------------------------------------------------------------------------------------------------


def test_a_table_says_what_runs_for_a_class(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = {"config.xml": _CONFIG % "<dryRun>true</dryRun><color>red</color>"}
    job = _job(tmp_path, _settings(tmp_path, _TOML[0]), **config)
    assert not job.blocking
    assert not job.reasons("gap")
    assert "the release notes are not written" in job.reasons("partial")
    assert {"it only shows in the log", "nobody reads the chat any more"} <= set(job.reasons("ignored"))
    assert _said(job, tmp_path, monkeypatch) == ["=deploy=--to=live shop=--dry-run"]


def test_a_table_says_what_runs_for_a_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = declarative(
        'steps { acmeDeploy target: "it\'s ${params.X}" }', head="parameters { string(name: 'X', defaultValue: 'a b') }"
    )
    job = _job(tmp_path, _settings(tmp_path, _TOML[0]), Jenkinsfile=text)
    assert _said(job, tmp_path, monkeypatch) == ["=deploy=--to=it's a b"]


def test_a_setting_that_no_table_names_is_a_gap(tmp_path: Path) -> None:
    job = _job(tmp_path, _settings(tmp_path, _TOML[0]), **{"config.xml": _CONFIG % "<other>1</other>"})
    assert job.blocking
    assert "acme-deploy has no setting other" in job.reasons("gap")


def test_a_list_is_no_value_of_a_variable(tmp_path: Path) -> None:
    text = declarative("steps { acmeDeploy target: ['a', 'b'] }")
    job = _job(tmp_path, _settings(tmp_path, _TOML[0]), Jenkinsfile=text)
    assert job.blocking
    assert "a list is no value of a variable" in job.reasons("gap")


def test_a_table_may_stop_the_pipeline(tmp_path: Path) -> None:
    job = _job(tmp_path, _settings(tmp_path, _TOML[0]), Jenkinsfile=declarative("steps { acmeGate() }"))
    assert job.blocking
    assert "the gate is asked by hand: see the release page" in job.reasons("gap")


def test_what_the_toolkit_knows_is_taken_over_only_on_request(tmp_path: Path) -> None:
    own = '[rule.quiet]\nnames = ["echo"]\nignore = "nobody reads it"\n'
    with pytest.raises(UsageError, match="both have a rule for echo"):
        _job(tmp_path, _settings(tmp_path, own), Jenkinsfile=declarative("steps { echo 'x' }"))
    job = _job(tmp_path, _settings(tmp_path, own + "replaces = true\n"), Jenkinsfile=declarative("steps { echo 'x' }"))
    assert "nobody reads it" in job.reasons("ignored")


_SAYS_NOT = "rule.x says not what becomes of it: give it one of run, ignore and stop"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[rule.x]\n", _SAYS_NOT),
        (
            "[rule.x]\nrun = 'a'\nstop = 'b'\n",
            _SAYS_NOT,
        ),
        ("[rule.x]\nrum = 'a'\n", "rule.x has no key rum: did you mean run?"),
        ("[rule]\nx = 1\n", "rule.x is not a table: write [rule.x] on a line of its own"),
        ("[rule.x]\nrun = 'a'\nignored = {a = 1}\n", 'ignored.a is not a text: write it in quotes: "…"'),
        ("[rule.x]\nrun = 'a'\nreplaces = 'yes'\n", "replaces is neither true nor false: write it without quotes"),
    ],
)
def test_a_table_that_says_too_little_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        _settings(tmp_path, text)
    assert str(caught.value).endswith(message)


# ---- with code -------------------------------------------------------------------------------------------------------


def test_the_tutorial_from_the_jobs_to_a_rule_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more = "<retries>0</retries><color>red</color>"
    config = re.sub("<publishers>.*</publishers>\n", "", _CONFIG % more)
    written(tmp_path / "jobs/shop", {"config.xml": config})
    assert j2cp("convert", "jobs", "-o", "out", folder=tmp_path).returncode == 3
    words = ("com.acme.DeployBuilder", "--from", "out", "--rules", "rules")
    assert j2cp("rules", "new", *words, folder=tmp_path).returncode == 0
    module = tmp_path / "rules/deploy_builder.py"
    begun = module.read_text("utf-8")
    assert [one for one in ("target", "retries", "color") if f'gap("{one}", because=_OPEN' not in begun] == []
    head = begun[: begun.index("_OPEN")].replace("Call, Plugin, gap", "Call, Plugin, converted, ignored, partial")
    head = head.replace(
        "import Contribution\n", "import Command, Contribution\nfrom migrate.model.source import Literal\n"
    )
    module.write_text(head + _PYTHON[0], "utf-8")
    assert j2cp("rules", "check", "rules", folder=tmp_path).returncode == 1
    assert j2cp("rules", "check", "rules", "--accept", folder=tmp_path).returncode == 0
    checked = j2cp("rules", "check", "rules", folder=tmp_path)
    assert (checked.returncode, checked.stdout) == (0, "1 cases, 0 differences\n")
    assert "the deploy tool retries by itself" in (tmp_path / "rules/deploy-builder.md").read_text("utf-8")
    explained = j2cp("explain", "com.acme.DeployBuilder", "--rules", "rules", folder=tmp_path)
    assert "becomes --to" in explained.stdout
    assert j2cp("convert", "jobs", "-o", "out", "--rules", "rules", folder=tmp_path).returncode == 0
    (tmp_path / "again").mkdir()
    job = _job(tmp_path / "again", Settings(rules_folder=str(tmp_path / "rules")), **{"config.xml": config})
    assert _said(job, tmp_path / "again", monkeypatch) == ["=deploy=--to=live shop"]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (
            ["new", "a.B", "--from", "nowhere"],
            4,
            "nowhere has no ledger: name a folder that j2cp convert has written with --from",
        ),
        (
            ["new", "a.B", "--from", "out"],
            2,
            "no job in there has a.B without a rule: see the gaps of the jobs' gap-report.md",
        ),
        (["check", "nowhere"], 2, "nowhere is no folder: name the folder of your rules with --rules"),
        (["check", "empty"], 2, "empty has no rules: write some with j2cp rules new"),
        (["check", "broken"], 2, "broken/x.py: NameError: name 'y' is not defined: mend the module"),
        (["check", "bare"], 2, 'bare/x.py has no plugin: write plugin = Plugin("id", title="…", aws_docs="https://…")'),
    ],
)
def test_bad_words_are_told_in_one_line(words: list[str], code: int, message: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    written(tmp_path, {"broken/x.py": "y", "bare/x.py": "", "jobs/a/Jenkinsfile": "node { sh 'x' }"})
    j2cp("convert", "jobs", "-o", "out", folder=tmp_path)
    result = j2cp("rules", *words, folder=tmp_path)
    assert (result.returncode, result.stderr) == (code, f"j2cp: {message}\n")


def test_a_rule_is_not_written_over_another(tmp_path: Path) -> None:
    written(tmp_path / "jobs/shop", {"config.xml": _CONFIG % ""})
    j2cp("convert", "jobs", "-o", "out", folder=tmp_path)
    results = [j2cp("rules", "new", "com.acme.ChatPublisher", "--from", "out", folder=tmp_path) for _ in range(2)]
    assert [one.returncode for one in results] == [0, 5]
    assert "rules/chat_publisher.py exists" in results[1].stderr


# ---- packages --------------------------------------------------------------------------------------------------------


def _install(site: Path, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    [name] = tomllib.loads(_PACKAGE[1])["project"]["entry-points"]["migrate.rules"].values()
    points = f"[migrate.rules]\nacme = {name}\n"
    folder, _, file = name.partition(".")
    info = {"METADATA": "Metadata-Version: 2.1\nName: acme-rules\nVersion: 1\n", "entry_points.txt": points}
    written(site, {f"{folder}/__init__.py": "", f"{folder}/{file}.py": module})
    written(site / "acme_rules-1.dist-info", info)
    monkeypatch.setattr(sys, "path", [str(site), *sys.path])
    for one in (folder, name):
        monkeypatch.delitem(sys.modules, one, raising=False)


@pytest.fixture
def anew() -> Iterator[None]:
    own_rules._registry.cache_clear()
    yield
    own_rules._registry.cache_clear()


@pytest.mark.usefixtures("anew")
def test_an_installed_package_brings_its_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = 'from migrate.mapping.rule import Plugin\nplugin = Plugin("acme", title="Acme", aws_docs="https://x")\n'
    _install(tmp_path / "site", module + 'plugin.nothing("acmeStep", because="it only counts")\n', monkeypatch)
    written(tmp_path / "jobs/a", {"Jenkinsfile": declarative("steps { acmeStep() }")})
    [summary] = convert([tmp_path / "jobs"], Settings(), out=tmp_path / "out").summaries
    assert not summary.blocking


@pytest.mark.usefixtures("anew")
@pytest.mark.parametrize(("module", "told"), [("nothing", "NameError"), ("", "has no plugin")])
def test_a_package_that_fails_is_named(module: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _install(tmp_path / "site", module, monkeypatch)
    with pytest.raises(UsageError, match=f"the package .*{told}"):
        own_rules.registry_of(Settings())
