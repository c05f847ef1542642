"""The pages that are made from the rules are up to date."""

from __future__ import annotations

import json
import re
from pathlib import Path

from migrate import docs
from migrate.app import convert
from migrate.model.settings import Settings
from migrate.validate.catalogue import PROVIDERS

ROOT = Path(__file__).parents[1]
ACME = ROOT / "fixtures" / "estates" / "acme"


def test_the_first_screen_of_the_readme_shows_what_is_written(tmp_path: Path) -> None:
    screen = (ROOT / "README.md").read_text("utf-8").partition("## What makes it different")[0]
    _, groovy, yaml, console = re.findall(r"^```\w*\n(.*?)^```", screen, re.S | re.M)
    run = convert([ACME], Settings(), out=tmp_path)
    folders = sum(one.kind == "folder" for one in run.summaries)
    assert f"the {len(run.summaries) - folders} jobs and {folders} folders of an invented company" in screen
    jenkinsfile = (ACME / "checkouts" / "web-shop" / "Jenkinsfile").read_text("utf-8")
    assert all(_dense(line) in _dense(jenkinsfile) for line in groovy.splitlines())
    buildspec = (tmp_path / "web-shop" / "buildspecs" / "web-shop-Staging.yml").read_text("utf-8")
    assert {line.strip() for line in yaml.splitlines()} - {"..."} <= {line.strip() for line in buildspec.splitlines()}
    jobs = {one["name"]: one for one in json.loads((tmp_path / "summary.json").read_text("utf-8"))["jobs"]}
    rows = [line.split() for line in console.splitlines()[2:] if line.strip(" .")]
    for name, *row in rows:
        counts, job = jobs[name]["counts"], jobs[name]
        wanted = [counts["converted"], counts["partial"], counts["gap"], job["blocking"], counts["ignored"]]
        assert row == [job["kind"], job["status"], *map(str, wanted)], f"README.md: {name}"
    assert rows


def _dense(groovy: str) -> str:
    """On one line or several."""
    return re.sub(r"[\s;]", "", groovy)


def test_the_pages_about_rules_are_up_to_date() -> None:
    assert not docs.stale(), "run python -m migrate.docs"


def test_writing_makes_pages_and_removes_those_without_a_plugin(tmp_path: Path) -> None:
    (tmp_path / "docs" / "rules").mkdir(parents=True)
    (tmp_path / "docs" / "rules" / "gone.md").write_text("# Gone\n", "utf-8")
    assert "docs/rules/gone.md" in docs.write(tmp_path)
    assert not docs.stale(tmp_path)
    assert not (tmp_path / "docs" / "rules" / "gone.md").exists()
    assert "| [JUnit test results](rules/junit.md) |" in (tmp_path / "docs" / "rules.md").read_text("utf-8")


def test_a_page_has_reasons_defaults_and_examples() -> None:
    page = docs.pages()[Path("docs/rules/junit.md")]
    assert "| `healthScaleFactor` | gap | a build has no health; `1.0` or `1` is ignored: it is the default |" in page
    assert "### Freestyle, every setting" in page
    assert "failed tests mark the build UNSTABLE" in page


def test_each_action_of_codepipeline_has_a_row() -> None:
    page = docs.pages()[Path("docs/coverage.md")]
    kinds = [kind.rpartition("/")[2] for kind in PROVIDERS if not kind.startswith(("Source/", "Invoke/ThirdParty"))]
    without = {"CloudFormationStackSet", "CloudFormationStackInstances", "AlexaSkillsKit"}
    rows = page.partition("## By the action")[2]
    assert [kind for kind in kinds if f"| {kind} |" not in rows and kind not in without] == []
