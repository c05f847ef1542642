"""What a job asks of the builds before it, which a build on AWS does not know."""

from __future__ import annotations

import pytest

from tests.plans import built, facts_of, plan_of, sh, stage

NAME = "GIT_PREVIOUS_COMMIT"
EXPECTS = (
    'echo "${GIT_PREVIOUS_COMMIT:-none}"',
    "git diff ${GIT_PREVIOUS_COMMIT-HEAD~1} ${GIT_PREVIOUS_COMMIT:+..}",
    'if [ -z "$GIT_PREVIOUS_COMMIT" ]; then all; else git diff $GIT_PREVIOUS_COMMIT; fi',
    "test -n ${GIT_PREVIOUS_COMMIT} && git diff $GIT_PREVIOUS_COMMIT",
)
DOES_NOT = (
    "git diff $GIT_PREVIOUS_COMMIT",
    'git diff "${GIT_PREVIOUS_COMMIT}" ${GIT_PREVIOUS_COMMIT:-x}',
    "echo ${GIT_PREVIOUS_COMMIT:?}",
    "echo ${GIT_PREVIOUS_COMMIT%x}",
    "[ -z $GIT_PREVIOUS_COMMIT_ID ]; echo $GIT_PREVIOUS_COMMIT",
    "#!/usr/bin/python3\nprint('${GIT_PREVIOUS_COMMIT:-x}')",
)


@pytest.mark.parametrize("script", EXPECTS)
def test_a_script_that_expects_no_earlier_build_finds_none(script: str) -> None:
    [remark] = built(plan_of(stage("A", sh(script))), facts_of(())).remarks
    assert not remark.gap and "unset, as in the first build" in remark.because


@pytest.mark.parametrize("script", DOES_NOT)
def test_a_script_that_takes_an_earlier_build_for_granted_stops(script: str) -> None:
    [remark] = built(plan_of(stage("A", sh(script))), facts_of(())).remarks
    assert remark.blocking and NAME in remark.because
