"""What `make conformance` reads from a checkout of Jenkins' plugin, and how it compares."""

from __future__ import annotations

from pathlib import Path

from migrate.readers.model_json import model_of
from tests.conformance_errors import error_figures
from tests.conformance_models import model_figures, trimmed
from tests.conformance_shapes import shape_of
from tests.figures import Figure

_STEPS = "stages { stage('A') { steps { %s } } }"
_TESTS = """
    @Test
    public void noAgent() throws Exception {
        expectError("noAgent").logContains(Messages.ModelValidatorImpl_RequiredSection("agent")).go();
    }

    @Test
    public void unlike() throws Exception {
        expectError("unlike")
            .logContains("Multiple", Messages.ModelValidatorImpl_NoStages()).go();
    }

    @Test
    public void refused() throws Exception {
        expect(Result.FAILURE, "when", "refused").logContains(Messages.ModelValidatorImpl_EmptyWhen()).go();
    }

    @Ignore
    @Test
    public void ignored() throws Exception {
        expect("ignored").go();
    }
"""
_RESOURCES = {
    "errors/noAgent": f"pipeline {{ {_STEPS % 'echo 1'} }}",
    "errors/unlike": f"pipeline {{ {_STEPS % 'echo 1'} }}",
    "errors/taken": f"pipeline {{ agent any; {_STEPS % 'echo 1'} }}",
    "fine": f"pipeline {{ agent any; {_STEPS % 'echo 1'} }}",
    "wrong": f"pipeline {{ {_STEPS % 'echo 1'} }}",
    "ignored": f"pipeline {{ {_STEPS % 'echo 1'} }}",
    "when/refused": f"pipeline {{ {_STEPS % 'echo 1'} }}",
}


def _checkout(folder: Path) -> Path:
    tests = folder / "pipeline-model-definition" / "src" / "test"
    for name, text in _RESOURCES.items():
        path = tests / "resources" / f"{name}.groovy"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (tests / "java").mkdir()
    (tests / "java" / "SomeTest.java").write_text(_TESTS, "utf-8")
    return folder


def test_errors_are_the_same_where_the_message_means_what_the_test_expects(tmp_path: Path) -> None:
    refused, same = error_figures(_checkout(tmp_path))
    assert (refused.count, refused.total) == (2, 3)
    assert (same.count, same.rest) == (1, ["taken: not refused", "unlike: Multiple, NoStages"])


def test_what_jenkins_own_tests_refuse_or_ignore_is_not_counted_as_valid(tmp_path: Path) -> None:
    valid = list(model_figures(_checkout(tmp_path)))[-1]
    assert (valid.count, valid.total) == (1, 2)
    assert valid.rest == [
        "ignored: only an ignored test names it",
        "when/refused: Jenkins' test expects that it is refused",
        'wrong: missing required section "agent"',
    ]


def test_lines_of_code_blocks_alone_are_trimmed() -> None:
    pipeline = "pipeline {{ agent any; stages {{ stage('A') {{ steps {{ {} }} }} }} }}"
    code, other = (pipeline.format(f"script {{ if (a) {{\n{indent}b() }} }}") for indent in ("", "  "))
    assert model_of(code, "f") != model_of(other, "f")
    assert trimmed(model_of(code, "f")) == trimmed(model_of(other, "f"))
    text, indented = (pipeline.format(f"dir('a') {{ sh '''\n{indent}b''' }}") for indent in ("", "  "))
    assert trimmed(model_of(text, "f")) != trimmed(model_of(indented, "f"))


def test_a_shape_counts_each_part_by_its_kind() -> None:
    steps = "steps { dir('a') { sh 'b' } }"
    matrix = f"matrix {{ axes {{ axis {{ name 'N'; values 'v' }} }}; stages {{ stage('C') {{ {steps} }} }} }}"
    text = (
        "pipeline { agent any; environment { A = '1'; B = '2' }\n"
        f"stages {{ stage('A') {{ when {{ branch 'x' }}; {steps} }}; stage('M') {{ {matrix} }} }}\n"
        "post { always { sh 'd' } } }"
    )
    assert shape_of(model_of(text, "f")["pipeline"]) == {
        "agent:any": 1,
        "env": 2,
        "stage": 2,
        "when:branch": 1,
        "post:always": 1,
        "step:dir": 2,
        "step:sh": 3,
    }


def test_a_figure_says_whether_it_is_good_enough() -> None:
    assert Figure("texts", 9, 10, 9.5, ["one"]).lines() == ["texts: 9 of 10 (90.0%), at least 9.5: TOO FEW", "    one"]
    assert Figure("MB/s", 1.5, least=1).lines() == ["MB/s: 1.5, at least 1: good"]
