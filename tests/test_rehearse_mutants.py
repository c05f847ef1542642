"""The engine is honest: a mutant of a pipeline that does something else does not pass for the pipeline.

A sample runs here; `make mutants` tries them all.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests import truth
from tests.mutation import Rig, Tally

pytestmark = pytest.mark.truth

_SAMPLE, _SEED = 90, 4
_SLOW = ("d-parallel-always-failfast",)  # its branches wait for each other


@pytest.mark.skipif(not truth.jobs(), reason=truth.MISSING)
def test_mutants_that_do_something_else_are_caught(tmp_path: Path) -> None:
    rig, tally = Rig(tmp_path), Tally()
    some = [one for one in rig.all_mutants() if one[0] not in _SLOW]
    for name, mutant in random.Random(_SEED).sample(some, _SAMPLE):
        rig.try_one(name, mutant, tally)
    assert tally.changed.total() > _SAMPLE // 5
    assert tally.share >= 0.95, str(tally)
