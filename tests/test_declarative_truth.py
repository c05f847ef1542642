"""`j2cp model` against the model that a real Jenkins made of the same pipelines."""

from __future__ import annotations

import json

import pytest

from migrate.errors import InputError
from migrate.readers.model_json import model_of
from tests import truth

pytestmark = pytest.mark.truth

_MODELS = {path.parent.name: path for path in sorted(truth.FOLDER.glob("*/model.json"))}
_REFUSED = {path.parent.name: path for path in sorted(truth.FOLDER.glob("*/model-errors.json"))}
_needs_truth = pytest.mark.skipif(not _MODELS, reason=truth.MISSING)


@_needs_truth
@pytest.mark.parametrize("name", _MODELS or [""])
def test_a_pipeline_has_the_model_that_jenkins_made_of_it(name: str) -> None:
    text = truth.pipeline_text(truth.FOLDER / name)
    assert model_of(text, "Jenkinsfile") == json.loads(_MODELS[name].read_text("utf-8"))


@_needs_truth
@pytest.mark.parametrize("name", _REFUSED or [""])
def test_what_jenkins_makes_no_model_of_is_refused(name: str) -> None:
    with pytest.raises(InputError):
        model_of(truth.pipeline_text(truth.FOLDER / name), "Jenkinsfile")
