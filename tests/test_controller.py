"""What the user says of the controller: kinds of credentials, and the variables that Jenkins itself sets."""

from __future__ import annotations

from pathlib import Path

from migrate.model.contribution import SecretShape
from migrate.model.settings import Settings
from tests.whole_jobs import converted, declarative

_ASKS = """steps { script {
  echo "<${env.NAME}> <${env.OTHER ?: 'fallback'}> <${env.OTHER}>"
  if (env.OTHER) { echo 'is set' } else { echo 'is unset' }
  if (env.OTHER == null) { echo 'is null' }
} }"""


def test_a_variable_that_nobody_sets_is_null_where_all_are_known(tmp_path: Path) -> None:
    job = converted(tmp_path, declarative(_ASKS), Settings(environment={"NAME": "it's $HOME"}))
    run = job.run()
    assert run.succeeded
    assert "<it's $HOME> <fallback> <null>\nis unset\nis null\n" in run.output
    assert not job.reasons("partial")


def test_a_bare_name_that_nobody_sets_fails_as_in_groovy(tmp_path: Path) -> None:
    run = converted(tmp_path, declarative('steps { echo "<${OTHER}>" }'), Settings(environment={})).run()
    assert not run.succeeded
    assert "OTHER" in run.output


def test_without_them_a_variable_that_the_job_does_not_set_stops_the_build(tmp_path: Path) -> None:
    job = converted(tmp_path, declarative('steps { echo "<${env.OTHER}>" }'))
    assert not job.run().succeeded
    assert any("[environment] in migrate.toml" in one for one in job.reasons("partial"))


def test_parameters_and_the_environment_of_the_job_win_over_variables_of_the_controller(tmp_path: Path) -> None:
    head = "parameters { string(name: 'P', defaultValue: 'p') }\nenvironment { E = 'e' }"
    stages = declarative('steps { echo "<${env.P} ${env.E} ${env.C}>"; sh \'echo "<$P $E $C>"\' }', head=head)
    run = converted(tmp_path, stages, Settings(environment=dict.fromkeys("PEC", "controller"))).run()
    assert run.output.count("<p e controller>\n") == 2


def test_the_kind_of_a_credential_decides_what_its_variables_hold(tmp_path: Path) -> None:
    text = declarative("""steps { sh 'echo "$LOGIN" | tr a-z A-Z' }""", head="environment { LOGIN = credentials('x') }")
    job = converted(tmp_path, text, Settings(credentials={"x": SecretShape.USERNAME_PASSWORD}))
    run = job.run(secrets={"x": {"username": "anna", "password": "word"}})
    assert "ANNA:WORD" in run.output
    assert not job.reasons("partial")
