"""Known values fold as Groovy 2.4.21, the version inside Jenkins, evaluates them."""

from __future__ import annotations

import pytest

from migrate.readers.groovy.evaluate.values import NotFoldedError
from tests import groovy_oracle
from tests.groovy_expressions import expressions
from tests.groovy_values import Answer, answers_of, asked, folded

_COUNT = 2_000
_SEED = 2421


def _ours(text: str) -> Answer | None:
    try:
        return folded(text)
    except NotFoldedError:
        return None


@pytest.mark.skipif(not groovy_oracle.AVAILABLE, reason="Debian's groovy 2.4.21 or a JDK is not installed")
def test_generated_expressions_fold_as_groovy_evaluates_them() -> None:
    texts, known = expressions(_COUNT, seed=_SEED), answers_of()
    theirs = asked([*texts, *known])
    ours = [_ours(text) for text in texts]
    pairs = zip(texts, ours, theirs[:_COUNT], strict=True)
    assert [(text, mine, his) for text, mine, his in pairs if mine is not None and mine != his] == []
    assert ours.count(None) < _COUNT / 10
    assert sum(one is not None and not one.thrown for one in ours) > _COUNT * 3 / 4
    assert theirs[_COUNT:] == list(known.values())


def test_generated_expressions_are_the_same_each_time() -> None:
    assert expressions(50, seed=7) == expressions(50, seed=7)
    assert expressions(50, seed=7) != expressions(50, seed=8)
