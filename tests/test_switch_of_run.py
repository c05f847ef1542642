"""A `switch` over a value of the run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.whole_jobs import converted, declarative

_SWITCH = """steps { script {
def v = readFile('v.txt').trim()
def s = 'none'
switch (v) {
  case '1': s = 'one'; break
  case ['2', '3']: s = 'few'; break
  case ~/\\d+/: s = 'many'; break
  case []: s = 'never'; break
  default: s = 'other'
}
sh "echo is ${s}"
} }"""


@pytest.mark.parametrize(("value", "said"), [("1", "one"), ("2", "few"), ("3", "few"), ("23", "many"), ("x", "other")])
def test_the_first_case_that_takes_it_runs(tmp_path: Path, value: str, said: str) -> None:
    run = converted(tmp_path, declarative(_SWITCH)).run({"v.txt": value})
    assert run.succeeded, run.output
    assert f"\nis {said}\n" in run.output
