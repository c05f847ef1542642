"""Every case of `fixtures/rules`: what the rules make of it is what stands there. `pytest --accept` rewrites it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from migrate.testing import Case, accept_case, check_case, find_cases, read_cases

CASES = find_cases(Path(__file__).parent.parent / "fixtures" / "rules")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_rule_does_what_its_case_says(case: Case, accept: bool) -> None:
    if accept:
        assert not os.environ.get("CI"), "--accept is not for CI"
        accept_case(case)
        return
    assert not (wrong := check_case(case)), "\n".join(wrong)


def test_cases_have_names_of_their_own() -> None:
    ids = [case.id for case in CASES]
    assert len(ids) == len(set(ids))


def _fixture(folder: Path, text: str) -> Path:
    file = folder / "junit.md"
    file.write_text(text, "utf-8")
    return file


_INPUT = """# junit

## One

```groovy slot=steps
junit 'a.xml'
```

## Two

```groovy slot=steps
junit 'b.xml'
```
"""


def test_a_case_without_its_expected_blocks_fails(tmp_path: Path) -> None:
    case = next(read_cases(_fixture(tmp_path, _INPUT)))
    assert [one.partition(";")[0] for one in check_case(case)] == [
        "junit::one: ledger is missing",
        "junit::one: contributions is missing",
    ]


def test_accepting_writes_the_blocks_and_nothing_else(tmp_path: Path) -> None:
    file = _fixture(tmp_path, _INPUT)
    for _ in range(2):
        for case in list(read_cases(file)):
            accept_case(case)
        assert not [wrong for case in read_cases(file) for wrong in check_case(case)]
        text = file.read_text("utf-8")
        assert text.count("```groovy slot=steps\n") == 2
        assert text.count('TestReport files: ["b.xml"]') == 1
        assert text.index('"a.xml"') < text.index("## Two") < text.index('"b.xml"')


def test_a_case_has_one_input(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one input block"):
        list(read_cases(_fixture(tmp_path, "## One\n\ntext only\n")))
