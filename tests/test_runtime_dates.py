"""Moments that the build keeps, printed as Groovy prints dates in UTC."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from migrate.assemble.functions import definition
from migrate.model.source import Derived, Literal
from migrate.readers.groovy.evaluate import moments
from migrate.readers.groovy.evaluate.derived import derived
from migrate.readers.groovy.evaluate.values import Kind, NotFoldedError
from tests import groovy_oracle
from tests.codebuild import SHELLS
from tests.groovy_values import asked
from tests.test_assemble_values import Pipeline

MOMENTS = (86_399_999, 1_700_000_000_007, 1_767_225_599_999, 951_782_400_120, 4_102_444_800_000)
PATTERNS = (
    *("yyyyMMddHHmm", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ssXXX", "yy.M.d", "EEE MMM dd HH:mm:ss zzz yyyy"),
    *("HH:mm:ss.SSS", "EEEE, d MMMM", "hh:mm a", "yyyyDDD", "'it''s' yyyy", "y%-y", "Z", "E", "''", "h 'o''clock' a"),
)


@pytest.mark.skipif(not groovy_oracle.AVAILABLE, reason="Debian's groovy 2.4.21 or a JDK is not installed")
def test_dates_are_printed_as_by_groovy() -> None:
    cases = [(at, pattern) for at in MOMENTS for pattern in PATTERNS]
    quoted = [pattern.replace("'", "\\'") for _, pattern in cases]
    calls = [
        f"new Date({at}L).format('{pattern}', TimeZone.getTimeZone('UTC'))"
        for (at, _), pattern in zip(cases, quoted, strict=True)
    ]
    assert [_printed(*case) for case in cases] == [one.text for one in asked(calls)]


def _printed(at: int, pattern: str) -> str:
    kept = moments.Moment(at=derived("clock", Kind.INTEGER, Literal("x")))
    found = moments.method(kept, "format", [pattern])
    assert hasattr(found, "value") and isinstance(found.value, Derived)
    form = found.value.arguments[1]
    assert isinstance(form, Literal)
    code = f'{definition("time_format")}\ntime_format "$1" "$2"'
    command = ["sh", "-c", code, "sh", str(at), str(form.value)]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout


@pytest.mark.parametrize("pattern", ("yyyy ww", "G", "SSSSSS", "'open"))
def test_a_pattern_that_may_differ_is_not_evaluated(pattern: str) -> None:
    with pytest.raises(NotFoldedError):
        moments.method(moments.Moment(at=derived("clock", Kind.INTEGER)), "format", [pattern])


@pytest.mark.parametrize("shell", SHELLS)
def test_a_moment_is_kept_when_it_comes(shell: str, tmp_path: Path) -> None:
    pipeline = Pipeline(tmp_path, shell)
    code = """
def first = new Date()
def text = first.format('HHmmss.SSS')
sh 'sleep 0.02'
def second = new Date()
log(text == first.format('HHmmss.SSS') ? 'same' : 'other')
log(second.format('HHmmss.SSS') == text ? 'same' : 'later')
log("${new java.text.SimpleDateFormat('yyyy').format(second).length()}")
"""
    assert pipeline.script(code).succeeded
    assert pipeline.log() == ["same", "later", "4"]
