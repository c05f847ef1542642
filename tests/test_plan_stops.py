"""What the job itself could not have converted stops its pipeline before any work."""

from __future__ import annotations

from migrate.mapping.engine import Engine
from migrate.mapping.planner import plan_job
from migrate.mapping.registry import built_in
from migrate.model.contribution import Blocked
from migrate.model.plan import Plan
from migrate.readers.jenkinsfile import read_jenkinsfile

_LOST = "options { moonPhase('full') }"


def _planned(text: str) -> Plan:
    plan, ledger = plan_job(read_jenkinsfile(text, name="job", file="Jenkinsfile"), Engine(built_in(), debug=True))
    ledger.close()
    assert plan is not None
    return plan


def test_a_lost_option_stands_before_the_first_step() -> None:
    plan = _planned(f"pipeline {{ agent any; {_LOST}; stages {{ stage('Build') {{ steps {{ sh 'make' }} }} }} }}")
    assert [type(one.contribution).__name__ for one in plan.stages[0].work] == ["Blocked", "Command"]
    assert not [one for one in plan.traits if isinstance(one.contribution, Blocked)]


def test_a_first_stage_that_may_be_skipped_does_not_skip_the_stop() -> None:
    stage = "stage('Build') { when { branch 'main' }; steps { sh 'make' } }"
    plan = _planned(f"pipeline {{ agent any; {_LOST}; stages {{ {stage} }} }}")
    assert [stage.name for stage in plan.stages] == ["Not converted", "Build"]
    assert [type(one.contribution).__name__ for one in plan.stages[0].work] == ["Blocked"]


def test_nothing_is_added_to_a_job_that_lost_nothing() -> None:
    plan = _planned("pipeline { agent any; stages { stage('Build') { steps { sh 'make' } } } }")
    assert [type(one.contribution).__name__ for one in plan.stages[0].work] == ["Command"]
