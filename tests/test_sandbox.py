"""What the script sandbox refuses, where it is known which calls an administrator has approved."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.app import convert
from migrate.model.settings import Settings
from migrate.readers.estate import read_estate
from tests.test_undefined_names import job
from tests.whole_jobs import Converted, converted

_GETENV = "staticMethod java.lang.System getenv java.lang.String"
NONE = Settings(approved_signatures=())


def refuses(one: Converted) -> bool:
    return "Scripts not permitted to use" in one.specs


def gaps(one: Converted) -> list[str]:
    return one.reasons("gap")


@pytest.mark.parametrize("settings", [Settings(), Settings(approved_signatures=(_GETENV,))])
def test_a_call_that_may_be_approved_stays_a_gap(tmp_path: Path, settings: Settings) -> None:
    one = job(tmp_path, "node { sh System.getenv('X') }", settings=settings)
    assert not refuses(one)
    assert gaps(one)


def test_outside_of_the_sandbox_nothing_is_refused(tmp_path: Path) -> None:
    assert not refuses(job(tmp_path, "node { sh System.getenv('X') }", settings=NONE, sandbox=False))


@pytest.mark.parametrize(
    "script",
    [
        'node { echo "${System.currentTimeMillis()}" }',  # that is permitted
        "node { def f = new File(readJSON(text: '{}').x) }",  # of a class that only the run knows
        "class File { File(String x) {} }\nnode { new File('x') }",
        "class System { static getenv(x) { 'x' } }\nnode { echo System.getenv('X') }",
        "import acme.System\nnode { System.getenv('X') }",
        "node { def System = [getenv: { 'x' }]; echo System.getenv('X') }",
        "node { new URL('https://example.com').path }",
        "node { sleep 1 }",
    ],
)
def test_what_the_sandbox_may_permit_is_not_refused(tmp_path: Path, script: str) -> None:
    assert not refuses(job(tmp_path, script, settings=NONE))


@pytest.mark.parametrize(
    ("code", "signature"),
    [
        ("System.getenv('X')", _GETENV),
        ("System.getenv()", "staticMethod java.lang.System getenv"),
        (
            "java.lang.System.getProperty('a', params.X)",
            "staticMethod java.lang.System getProperty java.lang.String java.lang.String",
        ),
        ("System.properties['x']", "staticMethod java.lang.System getProperties"),
        ("System.exit(1)", "staticMethod java.lang.System exit int"),
        ("Jenkins.instance.getItem('x')", "staticMethod jenkins.model.Jenkins getInstance"),
        ("jenkins.model.Jenkins.instance.items.each { }", "staticMethod jenkins.model.Jenkins getInstance"),
        ("jenkins.model.Jenkins.get().getItem('x')", "staticMethod jenkins.model.Jenkins get"),
        ("Runtime.getRuntime().exec('ls')", "staticMethod java.lang.Runtime getRuntime"),
        ("Thread.sleep(10)", "staticMethod java.lang.Thread sleep long"),
        ("def f = new File(env.WORKSPACE, 'x')", "new java.io.File java.lang.String java.lang.String"),
        ("new File('x').eachLine { }", "new java.io.File java.lang.String"),
        (
            "echo new URL('https://example.com').text",
            "staticMethod org.codehaus.groovy.runtime.DefaultGroovyMethods getText java.net.URL",
        ),
        ("def c = new URL('https://example.com').openConnection()", "method java.net.URL openConnection"),
    ],
)
def test_a_refused_call_fails_as_in_jenkins(tmp_path: Path, code: str, signature: str) -> None:
    one = job(tmp_path, f"import jenkins.model.*\nnode {{ {code}; echo 'behind' }}", settings=NONE)
    assert f"'Scripts not permitted to use {signature}'" in one.specs
    assert "behind" not in one.specs
    assert not gaps(one)


@pytest.mark.parametrize("kind", ["e", "Exception e", "SecurityException e", "RejectedAccessException e"])
def test_a_catch_takes_a_refusal(tmp_path: Path, kind: str) -> None:
    script = f"""node {{
  try {{ def x = System.getenv('X'); echo x }}
  catch (IOException e) {{ echo 'another' }} catch ({kind}) {{ echo "${{e.class.simpleName}}: ${{e.message}}" }}
}}"""
    run = job(tmp_path, script, settings=NONE).run()
    assert run.succeeded
    assert f"RejectedAccessException: Scripts not permitted to use {_GETENV}\n" in run.output


def test_a_jenkinsfile_runs_in_the_sandbox(tmp_path: Path) -> None:
    assert refuses(converted(tmp_path, "node { sh System.getenv('X') }", NONE))


def test_code_of_a_library_may_run_outside_of_the_sandbox(tmp_path: Path) -> None:
    library = tmp_path / "jobs" / "job" / "library" / "vars"
    library.mkdir(parents=True)
    (library / "asks.groovy").write_text("def call() { sh System.getenv('X') }", "utf-8")
    (library.parent.parent / "Jenkinsfile").write_text("@Library('x') _\nnode { asks() }", "utf-8")
    one = converted_at(tmp_path)
    assert not refuses(one)
    assert gaps(one)


def converted_at(around: Path) -> Converted:
    convert([around / "jobs"], NONE, out=around / "out")
    return Converted(around / "out" / "job", around)


_APPROVALS = f"""<scriptApproval><approvedSignatures><string>{_GETENV}</string></approvedSignatures>
<aclApprovedSignatures><string>new java.io.File java.lang.String</string></aclApprovedSignatures></scriptApproval>"""


def home(around: Path, *, approvals: bool) -> Path:
    found = around / "home"
    (found / "jobs").mkdir(parents=True)
    if approvals:
        (found / "scriptApproval.xml").write_text(_APPROVALS, "utf-8")
    return found


def test_a_home_tells_what_is_approved(tmp_path: Path) -> None:
    assert read_estate(home(tmp_path, approvals=True)).approved_signatures == {
        _GETENV,
        "new java.io.File java.lang.String",
    }


def test_a_home_without_the_file_tells_nothing_of_it(tmp_path: Path) -> None:
    assert read_estate(home(tmp_path, approvals=False)).approved_signatures is None


def test_a_home_whose_sandbox_may_permit_all_tells_nothing_of_it(tmp_path: Path) -> None:
    found = home(tmp_path, approvals=True)
    (found / "plugins").mkdir()
    (found / "plugins" / "permissive-script-security.jpi").write_bytes(b"")
    assert read_estate(found).approved_signatures is None


def test_the_approvals_of_a_home_reach_its_jobs_and_settings_win(tmp_path: Path) -> None:
    found = home(tmp_path, approvals=True)
    for number, settings in enumerate((Settings(), NONE)):
        one = tmp_path / str(number)
        folder = found / "jobs" / "job"
        folder.mkdir(exist_ok=True)
        job(one, "node { sh System.getenv('X'); new File('x') }", settings=settings)
        (folder / "config.xml").write_bytes((one / "jobs/job/config.xml").read_bytes())
        convert([found], settings, out=one / "home")
        assert refuses(Converted(one / "home" / "job", one)) is (settings is NONE)
