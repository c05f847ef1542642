"""The pages that are made from the rules are up to date."""

from __future__ import annotations

from pathlib import Path

from migrate import docs


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
