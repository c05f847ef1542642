"""Our Groovy parser against the compiler inside Jenkins: the same verdicts, and the same things in the trees."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from migrate.readers.groovy import parse
from tests import groovy_oracle, truth
from tests.groovy_oracle.facts import facts_of

pytestmark = pytest.mark.skipif(
    not groovy_oracle.AVAILABLE,
    reason=f"needs Debian's groovy {groovy_oracle.VERSION} and default-jdk-headless: sh tests/install-tools",
)

_FIXTURES = Path(__file__).parents[1] / "fixtures"
_FENCE = re.compile(r"^```groovy\n(.*?)^```", re.M | re.S)


def _texts() -> list[str]:
    """Every Groovy text of the fixtures, and of the jobs that a real Jenkins has run where they are here."""
    files = [path for folder in (_FIXTURES, truth.FOLDER) for path in sorted(folder.rglob("*"))]
    groovy = [path for path in files if path.name == "Jenkinsfile" or path.suffix == ".groovy"]
    fenced = [one for path in files if path.suffix == ".md" for one in _FENCE.findall(path.read_text("utf-8"))]
    inline = [truth.pipeline_text(path.parent) for path in sorted(truth.FOLDER.glob("*/config.xml"))]
    found = [path.read_text("utf-8") for path in groovy if path.is_file()] + fenced + inline
    return list(dict.fromkeys(text for text in found if text))


def _tree(text: str) -> Counter[str] | None:
    script = parse(text)
    return None if script.problems else facts_of(script)


def test_every_text_has_the_compilers_verdict_and_tree() -> None:
    texts = _texts()
    trees = groovy_oracle.trees(texts)
    assert len(texts) > 10
    assert [text for text, tree in zip(texts, trees, strict=True) if _tree(text) != tree] == []


def test_texts_that_lack_a_character_have_the_compilers_verdict() -> None:
    texts = groovy_oracle.deletions(_texts(), 150, seed=1)
    verdicts = groovy_oracle.verdicts(texts)
    agreed = sum((not parse(text).problems) is verdict for text, verdict in zip(texts, verdicts, strict=True))
    assert {True, False} == set(verdicts)
    assert agreed >= 0.95 * len(texts)
