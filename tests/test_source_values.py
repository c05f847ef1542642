"""What `checkout scm` gives to a script, and what a script asks of all parameters."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.whole_jobs import converted, declarative

_CHECKOUT = """pipeline {
agent any
options { skipDefaultCheckout() }
stages { stage('S') { steps { script {
  def vars = checkout scm
  %s
} } } }
}"""


def test_a_script_reads_what_its_checkout_gives(tmp_path: Path) -> None:
    code = """echo "${vars.GIT_COMMIT} ${vars['GIT_BRANCH']} ${vars.keySet().sort()}"
  sh 'echo "${GIT_COMMIT:-unset}"'
  env.GIT_COMMIT = vars.GIT_COMMIT
  sh 'echo "now $GIT_COMMIT"'"""
    job = converted(tmp_path, _CHECKOUT % code)
    run = job.run({"file": "x"})
    assert run.succeeded, run.output
    [first, second, third] = [
        one for one in run.output.splitlines() if "GIT" in one or one in ("unset",) or "now" in one
    ]
    commit, branch, *keys = first.split(" ", 2)
    assert (branch, keys, second, third) == ("main", ["[GIT_BRANCH, GIT_COMMIT, GIT_URL]"], "unset", f"now {commit}")
    assert any("nothing of earlier builds" in one for one in job.reasons("partial"))


@pytest.mark.parametrize(
    "code",
    [
        'echo "${vars.GIT_LOCAL_BRANCH}"; sh "echo ${vars.GIT_LOCAL_BRANCH}"',
        'vars.each { k, v -> sh "echo $k" }',
        'def all = vars + [A: 1]\n sh "echo ${all.GIT_PREVIOUS_COMMIT}"',
        'sh "echo ${vars.size()}"',
    ],
)
def test_what_else_a_checkout_may_give_is_not_known(tmp_path: Path, code: str) -> None:
    assert not converted(tmp_path, _CHECKOUT % code).run({"file": "x"}).succeeded


def test_the_names_of_all_parameters(tmp_path: Path) -> None:
    head = "parameters { string(name: 'B', defaultValue: 'x')\nbooleanParam(name: 'A') }"
    code = "\"${params.keySet().sort()} ${params.containsKey('A')} ${params.containsKey('C')} ${params.size()}\""
    run = converted(tmp_path, declarative(f"steps {{ echo {code} }}", head=head)).run()
    assert "[A, B] true false 2" in run.output
