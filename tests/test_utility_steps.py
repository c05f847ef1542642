"""What the utility steps read and write, converted and run as CodeBuild would."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.codebuild import SHELLS
from tests.test_assemble_values import Pipeline


@pytest.fixture(params=SHELLS)
def pipeline(request: pytest.FixtureRequest, tmp_path: Path) -> Pipeline:
    return Pipeline(tmp_path, str(request.param))


# ---- lists and maps in texts -----------------------------------------------------------------------------------------

SHOWN = {
    '"$o"': "[a:[1, x y, [:], null], b:[c:[]]]",
    '"<${o.a}>"': "<[1, x y, [:], null]>",
    "'' + o.b": "[c:[]]",
}


@pytest.mark.parametrize("code", SHOWN)
def test_lists_and_maps_of_json_in_texts(pipeline: Pipeline, code: str) -> None:
    ended = pipeline.script(
        f"def o = readJSON(text: params.X)\nlog({code})", {"X": '{"a": [1, "x y", {}, null], "b": {"c": []}}'}
    )
    assert (ended.succeeded, pipeline.log()) == (True, [SHOWN[code]]), ended.output


def test_the_json_of_a_list_is_another_text(pipeline: Pipeline) -> None:
    """`toString` gives JSON in Jenkins, and not what a GString has: the build stops."""
    assert not pipeline.script("log(readJSON(text: params.X).toString())", {"X": '["a"]'}).succeeded
