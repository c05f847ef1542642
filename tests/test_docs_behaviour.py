"""docs/behaviour.md: its rows name jobs that show what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import truth
from tests.test_rehearse_kinds import OWN_WAY
from tests.test_rehearse_truth import DIFFERENT

_ROOT = Path(__file__).parent.parent
_ROW = re.compile(r"^\| (?P<what>.+?) \| (?P<kept>.+?) \| (?P<jobs>`.+`) \|$", re.MULTILINE)
_DIFFERENT = DIFFERENT.keys() | {name for name, _ in OWN_WAY}
_ROWS = [match.groupdict() for match in _ROW.finditer((_ROOT / "docs/behaviour.md").read_text("utf-8"))]


@pytest.mark.skipif(not truth.jobs(), reason=truth.MISSING)
@pytest.mark.parametrize("row", _ROWS, ids=lambda row: row["what"][:40])
def test_the_jobs_of_a_row_show_what_it_says(row: dict[str, str]) -> None:
    names = re.findall(r"`([^`]+)`", row["jobs"])
    assert [name for name in names if not (truth.FOLDER / name).is_dir()] == []
    different = [name for name in names if name in _DIFFERENT]
    assert different == ([] if row["kept"].startswith("exactly") else different)
    assert different or row["kept"].startswith(("exactly", "with a difference: the reports"))


def test_every_class_of_difference_has_a_row() -> None:
    shown = {name for row in _ROWS for name in re.findall(r"`([^`]+)`", row["jobs"])}
    assert _DIFFERENT - shown == set()
    assert len({reason for reason, _ in DIFFERENT.values()}) + len(OWN_WAY) <= 10
